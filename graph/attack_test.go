package graph_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"televisit/graph"
	"televisit/graph/transport"
	"televisit/internal/testkit"
)

// fanOut is a short document of 2^depth fields.
func fanOut(depth int) string {
	document := "{...f0}"
	for i := range depth {
		document += fmt.Sprintf(" fragment f%d on Query{...f%d ...f%d}", i, i+1, i+1)
	}
	return document + fmt.Sprintf(" fragment f%d on Query{serverTime}", depth)
}

// A search that is longer than any person's data is refused before a database,
// which takes no such pattern, sees it.
func TestAttackLongSearchIsRefused(t *testing.T) {
	w := testkit.New(t)
	r := &graph.Resolver{Store: w.Store, Clock: w.Clock, Log: slog.New(slog.DiscardHandler)}
	desk := graph.NewHandler(r, transport.HTTP{})
	body := `{"query":"query($s: String!) { patients(search: $s) { nodes { id } } }","variables":{"s":"` + strings.Repeat("a", 70_000) + `"}}`
	q := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body)).WithContext(w.As(t, testkit.Desk))
	q.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	desk.ServeHTTP(answer, q)
	if got := answer.Body.String(); !strings.Contains(got, `"BAD_REQUEST"`) {
		t.Errorf("got %.200s", got)
	}
}
