package transport_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"televisit/graph/transport"
	"televisit/internal/request"
)

// reader reads events of a stream as a client does.
type reader struct {
	t     *testing.T
	lines *bufio.Scanner
	close func()
}

func open(t *testing.T, srv *httptest.Server, query string) *reader {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"query": query})
	resp := call{accept: "text/event-stream", body: string(body)}.send(t, srv.URL)
	if media := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || media != "text/event-stream; charset=utf-8" {
		t.Fatalf("status %d, content type %q", resp.StatusCode, media)
	}
	return &reader{t, bufio.NewScanner(resp.Body), func() { _ = resp.Body.Close() }}
}

// want skips comments and wants one event.
func (r *reader) want(event, data string) {
	r.t.Helper()
	lines := []string{}
	for r.lines.Scan() {
		line := r.lines.Text()
		if line == "" && len(lines) > 0 {
			break
		}
		if line != "" && line != ":" {
			lines = append(lines, line)
		}
	}
	got, want := strings.Join(lines, "\n"), strings.TrimSpace("event: "+event+"\ndata: "+data)
	if got != want {
		r.t.Fatalf("got %q, want %q", got, want)
	}
}

func (r *reader) wantLine(want string) {
	r.t.Helper()
	for r.lines.Scan() {
		if line := r.lines.Text(); line != "" && line != ":" {
			if line != want {
				r.t.Errorf("got %q, want %q", line, want)
			}
			return
		}
	}
	r.t.Errorf("no %q", want)
}

func (r *reader) wantEnd() {
	r.t.Helper()
	for r.lines.Scan() {
		if line := r.lines.Text(); line != "" && line != ":" {
			r.t.Fatalf("got %q after the end", line)
		}
	}
}

func TestSSE(t *testing.T) {
	srv := newWorld().serve(t, transport.SSE{}, transport.HTTP{})
	t.Run("a subscription yields and completes", func(t *testing.T) {
		r := open(t, srv, "subscription { count(to: 3) }")
		for i := range 3 {
			r.want("next", fmt.Sprintf(`{"data":{"count":%d}}`, i+1))
		}
		r.want("complete", "")
		r.wantEnd()
	})
	for name, c := range map[string]struct{ query, data string }{
		"a query":              {"{ name }", `{"data":{"name":"Anna"}}`},
		"a mutation":           {`mutation { rename(to: "Olga") }`, `{"data":{"rename":"Olga"}}`},
		"a refusal":            {"subscription { refused }", `{"errors":[{"message":"not yours","extensions":{"code":"FORBIDDEN"}}]}`},
		"a broken document":    {"{", `{"errors":[{"message":"Expected Name, found \u003cEOF\u003e","locations":[{"line":1,"column":2}],"extensions":{"code":"GRAPHQL_PARSE_FAILED"}}]}`},
		"a panic":              {"{ panic }", `{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`},
		"a line break in data": {`{ echo(text: "two\nlines") }`, `{"data":{"echo":"two\nlines"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, srv, c.query)
			r.want("next", c.data)
			r.want("complete", "")
			r.wantEnd()
		})
	}
}

func TestSSERefusals(t *testing.T) {
	stream := "text/event-stream"
	runCalls(t, map[string]call{
		"a broken body":        {accept: stream, body: "{", status: 400, media: typeJSON, code: "BAD_REQUEST"},
		"a text body":          {accept: stream, contentType: "text/plain", body: "{}", status: 415, media: typeJSON, code: "BAD_REQUEST"},
		"a mutation by GET":    {accept: stream, method: "GET", query: get("mutation { rename(to: \"x\") }"), status: 405, media: typeJSON, code: "BAD_REQUEST"},
		"JSON is liked better": {accept: typeJSON + ", " + stream + ";q=0.1", body: typename, status: 200, media: typeJSON},
	})
}

func TestSSEByGET(t *testing.T) {
	srv := newWorld().serve(t, transport.SSE{})
	resp := call{method: "GET", accept: "text/event-stream", query: url.Values{"query": {"subscription { count(to: 1) }"}}}.send(t, srv.URL)
	r := &reader{t: t, lines: bufio.NewScanner(resp.Body)}
	r.want("next", `{"data":{"count":1}}`)
	r.want("complete", "")
}

func TestSSEEnds(t *testing.T) {
	ended, stop, signOut := make(chan struct{}), make(chan struct{}), make(chan func(string), 3)
	w := newWorld()
	w.streams["forever"] = func(ctx context.Context, _ args) (<-chan any, error) {
		context.AfterFunc(ctx, func() { ended <- struct{}{} })
		return make(chan any), nil
	}
	srv := w.serve(t, transport.SSE{
		Stop: stop, DrainSpread: 10 * time.Millisecond, PingEvery: 5 * time.Millisecond,
		Expired: func(_ context.Context, end func(string)) func() { signOut <- end; return func() {} },
	})
	for _, how := range []string{"the client goes", "the session ends", "the service stops"} {
		t.Run(how, func(t *testing.T) {
			r, end := open(t, srv, "subscription { forever }"), <-signOut
			for range 3 { // pings
				r.lines.Scan()
			}
			switch how {
			case "the client goes":
				r.close()
			case "the session ends":
				end("SIGNED_OUT")
				r.want("next", `{"errors":[{"message":"the session has ended","extensions":{"code":"UNAUTHENTICATED"}}]}`)
				r.want("complete", "")
				r.wantEnd()
			default:
				close(stop)
				r.wantLine(": Service restart") // without "complete"
				r.wantEnd()
			}
			<-ended
		})
	}
}

// What has one answer may still add to the header: a sign-in sets its cookie.
func TestAnOperationWithOneAnswerSetsCookies(t *testing.T) {
	w := newWorld()
	w.fields["rename"] = func(ctx context.Context, _ args) (any, error) {
		request.Header(ctx).Add("Set-Cookie", "session=1")
		return "x", nil
	}
	api := w.handler(transport.SSE{})
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		api.ServeHTTP(rw, r.WithContext(request.WithHeader(r.Context(), rw.Header())))
	}))
	t.Cleanup(srv.Close)
	resp := call{accept: "text/event-stream", body: `{"query":"mutation { rename(to: \"x\") }"}`}.send(t, srv.URL)
	if got := resp.Header.Get("Set-Cookie"); got != "session=1" {
		t.Errorf("cookies %q", got)
	}
}
