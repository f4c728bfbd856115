package transport_test

import (
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/coder/websocket"

	"televisit/graph/transport"
	"televisit/internal/fault"
)

func TestWhoIsNotAdmittedGetsNoSocket(t *testing.T) {
	var open atomic.Int32
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{Admit: func(context.Context) (func(), error) {
		if open.Add(1) > 1 {
			open.Add(-1)
			return nil, fault.New(fault.RateLimited, "enough")
		}
		return func() { open.Add(-1) }, nil
	}})
	options := &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}}
	first := connect(t, srv)
	_, resp, err := websocket.Dial(t.Context(), srv.URL, options)
	if err == nil || resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") == "" {
		t.Errorf("the second socket: %v", err)
	}
	_ = first.conn.CloseNow()
	for err != nil { // the seat is left when the socket is gone
		var again *websocket.Conn
		if again, _, err = websocket.Dial(t.Context(), srv.URL, options); err == nil {
			_ = again.CloseNow()
		}
	}
	for open.Load() != 0 { // also by one of a wrong protocol
		if t.Context().Err() != nil {
			t.Fatal("a seat stays taken")
		}
	}
	dial(t, srv, "graphql-ws").wantClose(4406, "")
	for open.Load() != 0 {
		if t.Context().Err() != nil {
			t.Fatal("a seat stays taken")
		}
	}
}

func TestTooManyConnectionsOfOneAccount(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{Init: func(ctx context.Context, _ json.RawMessage) (context.Context, error) {
		return ctx, fault.New(fault.RateLimited, "enough")
	}})
	p := dial(t, srv)
	p.send(initMessage)
	p.wantClose(4429, "Too many connections")
}

func TestOperationsThatBeginTooFastEndTheSocket(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{Subscribes: 1})
	p := connect(t, srv)
	for range 4 {
		p.subscribe("1", "{ name }")
		p.want("1", "next", `{"data":{"name":"Anna"}}`)
		p.want("1", "complete", "")
	}
	p.subscribe("1", "{ name }")
	p.wantClose(4429, "Too many operations in a short time")
}
