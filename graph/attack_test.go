package graph_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"televisit/graph"
	"televisit/graph/transport"
	"televisit/internal/testkit"
)

// askAlone sends a document, and variables as JSON, to a handler that needs nothing
// but a clock.
func askAlone(t *testing.T, document, variables string) string {
	t.Helper()
	h := graph.NewHandler(&graph.Resolver{Clock: testkit.NewClock(testkit.Noon), Log: slog.New(slog.DiscardHandler)}, transport.HTTP{})
	body := fmt.Sprintf(`{"query":%s,"variables":%s}`, strconv.Quote(document), variables)
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	answer, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

// fanOut is a short document of 2^depth fields.
func fanOut(depth int) string {
	document := "{...f0}"
	for i := range depth {
		document += fmt.Sprintf(" fragment f%d on Query{...f%d ...f%d}", i, i+1, i+1)
	}
	return document + fmt.Sprintf(" fragment f%d on Query{serverTime}", depth)
}

func TestAttackLimitsBeforeExecution(t *testing.T) {
	const looked = `(practitionerId:"x",from:"2026-03-02T09:00:00Z",to:"2026-03-03T09:00:00Z"){__typename}`
	cases := map[string]struct{ document, want string }{
		"fragments that fan out":  {fanOut(60), "COMPLEXITY_LIMIT_EXCEEDED"},
		"many fields":             {fanOut(10), "COMPLEXITY_LIMIT_EXCEEDED"},
		"a long comment":          {"#" + strings.Repeat("x", 20<<10) + "\n{serverTime}", "COMPLEXITY_LIMIT_EXCEEDED"},
		"two streams":             {"subscription{a:availabilityChanged" + looked + " b:availabilityChanged" + looked + "}", "GRAPHQL_VALIDATION_FAILED"},
		"no stream":               {"subscription{availabilityChanged" + strings.Replace(looked, "{", "@skip(if:true){", 1) + "}", "GRAPHQL_VALIDATION_FAILED"},
		"a comment of usual size": {"#" + strings.Repeat("x", 10<<10) + "\n{serverTime}", "2026-03-02T09:00:00.000Z"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answered := make(chan string, 1)
			go func() { answered <- askAlone(t, c.document, "{}") }()
			select {
			case got := <-answered:
				if !strings.Contains(got, c.want) {
					t.Errorf("got %.200s, want %s", got, c.want)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("no answer within 10 s")
			}
		})
	}
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
