package graph_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"televisit/graph"
	"televisit/graph/transport"
	"televisit/internal/httpapi"
	"televisit/internal/testkit"
)

const (
	clock   = "query Time { serverTime } query Type { __typename }"
	leaving = "mutation Leave { signOut { at } }"
)

func idOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// trusting is a resolver that knows two documents.
func trusting(t *testing.T, only bool) *graph.Resolver {
	t.Helper()
	r := &graph.Resolver{Clock: testkit.NewClock(testkit.Noon), Log: slog.New(slog.DiscardHandler), Trusted: graph.Trusted{Only: only}}
	manifest, _ := json.Marshal(map[string]string{idOf(clock): clock, idOf(leaving): leaving})
	if err := r.Trusted.Trust(manifest); err != nil {
		t.Fatal(err)
	}
	return r
}

func payload(members string) string { return `{"operationName":"Time",` + members + "}" }

func byApollo(id string) string {
	return `"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + strings.TrimPrefix(id, "sha256:") + `"}}`
}

func text(document string) string {
	quoted, _ := json.Marshal(document)
	return `"query":` + string(quoted)
}

func TestADocumentIsNamedByItsHashOverEveryTransport(t *testing.T) {
	other := "query Time { serverTime }"
	known, unknown := `"documentId":"`+idOf(clock)+`"`, `"documentId":"`+idOf(other)+`"`
	const data, missing, bad = `"serverTime":"2`, "PERSISTED_QUERY_NOT_FOUND", "BAD_REQUEST"
	for carrier, send := range carriersTo(t, trusting(t, false), func(h http.Handler) http.Handler { return h }, nil) {
		for name, x := range map[string]struct{ sent, want string }{
			"the id of GraphQL over HTTP":   {known, data},
			"without its prefix":            {strings.Replace(known, "sha256:", "", 1), data},
			"the extension of Apollo":       {byApollo(idOf(clock)), data},
			"with its own text":             {known + "," + text(clock), data},
			"a text of no manifest":         {text(other), data},
			"a text under its own id":       {unknown + "," + text(other), data},
			"an id that nobody knows":       {unknown, missing},
			"an id in capitals":             {known[:14] + strings.ToUpper(known[14:]), missing},
			"a giant id":                    {`"documentId":"` + strings.Repeat("a", 900_000) + `"`, missing},
			"a text under another's id":     {known + "," + text(other), bad},
			"another's id under Apollo":     {byApollo(idOf(leaving)) + "," + text(clock), bad},
			"an operation of another's id":  {`"documentId":"` + idOf(leaving) + `"`, "VALIDATION_FAILED"},
			"both ways at once":             {known + "," + byApollo(idOf(leaving)), "send one of them"},
			"another version of Apollo's":   {strings.Replace(byApollo(idOf(clock)), "1", "2", 1), bad},
			"an extension that is a number": {`"extensions":{"persistedQuery":1},` + text(clock), bad},
			"an id that is a number":        {`"documentId":1`, "documentId has the wrong type"},
		} {
			t.Run(carrier+" "+name, func(t *testing.T) {
				got := send(payload(x.sent))
				isMalformed := strings.Contains(x.want, " ")
				if carrier == "websocket" && isMalformed {
					x.want = "4400"
				}
				if !strings.Contains(got, x.want) {
					t.Errorf("%.300s, want %s", got, x.want)
				}
			})
		}
	}
}

func TestBrowsersMayBeHeldToTrustedDocuments(t *testing.T) {
	sessions := httpapi.Sessions{Auth: testkit.New(t).Auth}
	for who, x := range map[string]struct {
		headers   http.Header
		isBrowser bool
	}{
		"a program":                         {nil, false},
		"a program with a token":            {http.Header{"Authorization": {"Bearer x"}}, false},
		"a session's cookie":                {http.Header{"Cookie": {"televisit_session=x"}}, true},
		"a page's fetch":                    {http.Header{"Sec-Fetch-Mode": {"cors"}}, true},
		"a page that sends a token":         {http.Header{"Authorization": {"Bearer x"}, "Sec-Fetch-Site": {"same-origin"}}, true},
		"a browser that says where it goes": {http.Header{"Sec-Fetch-Dest": {"empty"}}, true},
	} {
		for carrier, send := range carriersTo(t, trusting(t, true), sessions.Wrap, x.headers) {
			for name, c := range map[string]struct {
				sent    string
				isKnown bool
			}{
				"an id": {`"documentId":"` + idOf(clock) + `"`, true}, "a trusted text": {text(clock), true},
				"any text":              {text("query Time { serverTime }"), false},
				"any text under its id": {text("query Time { serverTime }") + `,"documentId":"` + idOf("query Time { serverTime }") + `"`, false},
			} {
				want := `"serverTime":"2`
				if x.isBrowser && !c.isKnown {
					want = "PERSISTED_QUERY_NOT_FOUND"
				}
				if got := send(payload(c.sent)); !strings.Contains(got, want) {
					t.Errorf("%s, %s, %s: %s", who, carrier, name, got)
				}
			}
		}
	}
}

func TestALinkNamesAQueryButNoMutation(t *testing.T) {
	h := graph.NewHandler(trusting(t, true), transport.HTTP{})
	for document, want := range map[string]int{clock: http.StatusOK, leaving: http.StatusMethodNotAllowed} {
		query := url.Values{"documentId": {idOf(document)}}
		if document == clock {
			query.Set("operationName", "Time")
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/graphql?"+query.Encode(), nil))
		if w.Code != want {
			t.Errorf("%s: %d %s", document, w.Code, w.Body)
		}
	}
}

func TestAManifestThatLiesIsRefused(t *testing.T) {
	for name, manifest := range map[string]string{
		"a text with another's id": `{"` + idOf(clock) + `":"{ serverTime }"}`, "a list": "[]", "nothing": "", "a name": `{"Time":"{ serverTime }"}`,
	} {
		if err := (&graph.Trusted{}).Trust([]byte(manifest)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
