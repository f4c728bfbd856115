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

// What no database can look up, or no clinic has, is bad input and not our defect.
func TestAttackTextsAndTimesThatNoDatabaseTakes(t *testing.T) {
	testkit.Each(t, func(t *testing.T, kit *testkit.World) {
		w := serve(t, kit)
		for _, x := range []struct {
			query     string
			variables node
		}{
			{`{ node(id: "\u0000") { id } }`, nil},
			{`query($id: ID!) { appointment(id: $id) { id } }`, node{"id": "apt_\x00"}},
			{`query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, node{"ids": []string{"\x00"}}},
			{`query($after: Cursor) { practitioners(after: $after) { nodes { id } } }`, node{"after": "\x00"}},
			{`mutation($p: String!) { requestSignInCode(input: {phone: $p}) { __typename } }`, node{"p": "+7916\x000000001"}},
			{`{ availability(practitionerId: "x", serviceId: "y", from: "0001-01-01T00:00:00Z", to: "9999-12-31T00:00:00Z") { cursor } }`, nil},
			{`query($t: DateTime!) { availability(practitionerId: "x", serviceId: "y", from: $t, to: $t) { cursor } }`, node{"t": "2201-01-01T00:00:00Z"}},
			{`query($d: Date!) { practitionerBoard(date: $d) { date } }`, node{"d": "1849-12-31"}},
		} {
			if got := outcome(t, w.post(vorontsov, x.query, x.variables)); got != "BAD_REQUEST" {
				t.Errorf("%s %q: %s", x.query, x.variables, got)
			}
		}
	})
}
