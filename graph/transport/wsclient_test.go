package transport_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/coder/websocket"

	"televisit/graph/transport"
)

// peer is a client of graphql-transport-ws that does what a test says.
type peer struct {
	t    *testing.T
	conn *websocket.Conn
	ctx  context.Context
}

type frame struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

func dial(t *testing.T, srv *httptest.Server, protocols ...string) *peer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	if protocols == nil {
		protocols = []string{"graphql-transport-ws"}
	}
	conn, _, err := websocket.Dial(ctx, srv.URL, &websocket.DialOptions{
		Subprotocols: protocols, CompressionMode: websocket.CompressionNoContextTakeover,
	})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(-1)
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &peer{t, conn, ctx}
}

// connect dials and is acknowledged.
func connect(t *testing.T, srv *httptest.Server) *peer {
	t.Helper()
	p := dial(t, srv)
	p.send(`{"type":"connection_init"}`)
	p.want("", "connection_ack", "")
	return p
}

func (p *peer) send(message string) {
	p.t.Helper()
	if err := p.conn.Write(p.ctx, websocket.MessageText, []byte(message)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) subscribe(id, query string) {
	p.t.Helper()
	b, _ := json.Marshal(map[string]any{"id": id, "type": "subscribe", "payload": map[string]string{"query": query}})
	p.send(string(b))
}

func (p *peer) receive() frame {
	p.t.Helper()
	_, b, err := p.conn.Read(p.ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	var f frame
	if err := json.Unmarshal(b, &f); err != nil {
		p.t.Fatal(err)
	}
	return f
}

func (p *peer) want(id, kind, payload string) {
	p.t.Helper()
	f := p.receive()
	if f.ID != id || f.Type != kind || string(f.Payload) != payload {
		p.t.Fatalf("got %s %s %s, want %s %s %s", f.ID, f.Type, f.Payload, id, kind, payload)
	}
}

// wantError wants an error message for id whose first error has the code.
func (p *peer) wantError(id, code string) {
	p.t.Helper()
	f := p.receive()
	if got := firstCode(p.t, []byte(`{"errors":`+string(f.Payload)+`}`)); f.ID != id || f.Type != "error" || got != code {
		p.t.Fatalf("got %s %s %s, want an error for %s with %s", f.ID, f.Type, f.Payload, id, code)
	}
}

// wantClose reads until the server closes.
func (p *peer) wantClose(code websocket.StatusCode, reason string) {
	p.t.Helper()
	for {
		_, _, err := p.conn.Read(p.ctx)
		if err == nil {
			continue
		}
		var end websocket.CloseError
		if !errors.As(err, &end) || end.Code != code || reason != "" && end.Reason != reason {
			p.t.Fatalf("ended with %v, want %d %s", err, code, reason)
		}
		return
	}
}

// serveSockets serves a WebSocket, which must come to rest at the end.
func (w *world) serveSockets(t *testing.T, config transport.WebSocketConfig) (*httptest.Server, *transport.WebSocket) {
	t.Helper()
	ws := transport.NewWebSocket(config)
	srv := w.serve(t, ws, transport.HTTP{})
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := ws.Drain(ctx); err != nil {
			t.Errorf("sockets are left: %v", err)
		}
	})
	return srv, ws
}
