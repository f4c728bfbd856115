package transport_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"televisit/graph/transport"
)

// What an extension refuses before execution has the status of its code, and
// in application/json 200.
func TestStatusOfRequestErrors(t *testing.T) {
	for code, status := range map[string]int{
		"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "RATE_LIMITED": 429, "UNAVAILABLE": 503, "INTERNAL": 500,
		"COMPLEXITY_LIMIT_EXCEEDED": 400, "PERSISTED_QUERY_NOT_FOUND": 400,
	} {
		t.Run(code, func(t *testing.T) {
			h := newWorld().handler(transport.HTTP{})
			h.AroundOperations(func(context.Context, graphql.OperationHandler) graphql.ResponseHandler {
				return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{{Message: "no", Extensions: map[string]any{"code": code}}}})
			})
			srv := httptest.NewServer(h)
			t.Cleanup(srv.Close)
			c := call{accept: typeGraphQL, body: typename, status: status, code: code, lacks: []string{`"data"`}}
			c.check(t, c.send(t, srv.URL))
			c.accept, c.status = typeJSON, 200
			c.check(t, c.send(t, srv.URL))
		})
	}
}

// What is not a fault comes to the application's presenter as it was, without
// a code, so that it can be told from a refusal and logged; panics too.
func TestPresenterSeesTheCause(t *testing.T) {
	seen := make(chan error, 1)
	ws := transport.NewWebSocket(transport.WebSocketConfig{})
	h := newWorld().handler(ws, transport.Multipart{Stager: &shelf{}})
	h.SetErrorPresenter(func(ctx context.Context, err error) *gqlerror.Error {
		seen <- err
		return graphql.DefaultErrorPresenter(ctx, err)
	})
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	check := func(cause string) {
		t.Helper()
		err := <-seen
		if g, ok := err.(*gqlerror.Error); !ok || g.Extensions != nil || g.Err == nil || !strings.Contains(g.Err.Error(), cause) {
			t.Errorf("the presenter saw %#v", err)
		}
	}
	parts := []part{operations(oneFile), mapping(`{"0":["variables.f"]}`), {"0", "full.pdf", "x"}}
	call{status: 500, code: "INTERNAL", lacks: []string{"disk"}}.check(t, upload(t, srv.URL, "", preflight, parts))
	check("disk full")
	p := connect(t, srv)
	p.subscribe("1", "{ panic }")
	p.wantError("1", "INTERNAL")
	check("a defect")
}

// A deadline of the application ends the operation without a response.
func TestNoResponse(t *testing.T) {
	h := newWorld().handler(transport.HTTP{})
	h.AroundOperations(func(context.Context, graphql.OperationHandler) graphql.ResponseHandler {
		return graphql.OneShot(nil)
	})
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	c := call{accept: typeGraphQL, body: typename, status: 503, code: "UNAVAILABLE"}
	c.check(t, c.send(t, srv.URL))
}

// An interceptor that forgets OneShot would answer a query for ever.
func TestQueryAnswersOnceWhateverInterceptorsDo(t *testing.T) {
	ws := transport.NewWebSocket(transport.WebSocketConfig{})
	h := newWorld().handler(ws)
	h.AroundOperations(func(context.Context, graphql.OperationHandler) graphql.ResponseHandler {
		return func(context.Context) *graphql.Response { return &graphql.Response{Data: []byte(`{}`)} }
	})
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	p := connect(t, srv)
	p.subscribe("1", "{ name }")
	p.want("1", "next", `{"data":{}}`)
	p.want("1", "complete", "")
}

// A peer that never reads again is cut off by the write deadline.
func TestStuckPeer(t *testing.T) {
	w, gone := newWorld(), make(chan struct{})
	w.streams["flood"] = func(ctx context.Context, _ args) (<-chan any, error) {
		out := make(chan any)
		go flood(ctx, out, 64<<10)
		return out, nil
	}
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{
		WriteTimeout: 50 * time.Millisecond,
		Expired:      func(context.Context, func(string)) func() { return func() { close(gone) } },
	})
	connect(t, srv).subscribe("1", "subscription { flood(size: 1) }")
	<-gone
}

func TestWebSocketOverTLS(t *testing.T) {
	srv := httptest.NewTLSServer(newWorld().handler(transport.NewWebSocket(transport.WebSocketConfig{})))
	t.Cleanup(srv.Close)
	conn, resp, err := websocket.Dial(t.Context(), srv.URL, &websocket.DialOptions{
		HTTPClient: srv.Client(), Subprotocols: []string{"graphql-transport-ws"}, CompressionMode: websocket.CompressionNoContextTakeover,
	})
	if err != nil {
		t.Fatal(err)
	}
	extensions := resp.Header.Get("Sec-WebSocket-Extensions")
	if !strings.Contains(extensions, "permessage-deflate") || !strings.Contains(extensions, "server_no_context_takeover") {
		t.Errorf("extensions are %q", extensions)
	}
	p := &peer{t, conn, t.Context()}
	p.send(initMessage)
	p.want("", "connection_ack", "")
	p.subscribe("1", fmt.Sprintf("{ echo(text: %q) }", strings.Repeat("a", 10_000))) // compressed both ways
	p.want("1", "next", `{"data":{"echo":"`+strings.Repeat("a", 10_000)+`"}}`)
	_ = conn.Close(websocket.StatusNormalClosure, "")
}

// A decompressed message counts in full against the read limit.
func TestCompressedBomb(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{ReadLimit: 10_000})
	p := connect(t, srv)
	p.send(`{"type":"ping","payload":{"a":"` + strings.Repeat("a", 100_000) + `"}}`)
	p.wantClose(1009, "")
}

// A client that goes on without waiting for the upgrade loses nothing.
func TestEarlyFrames(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{})
	ping := string(textFrame(`{"type":"ping"}`))
	conn := rawDial(t, srv, ping+ping+string(textFrame(initMessage)))
	readUntil(t, conn, `"pong"}`)
	readUntil(t, conn, `"pong"}`)
	readAck(t, conn)
}
