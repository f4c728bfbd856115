package transport_test

import (
	"context"
	"fmt"
	"testing"

	"televisit/graph/transport"
	"televisit/internal/fault"
)

func TestOperations(t *testing.T) {
	w := newWorld()
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{})
	p := connect(t, srv)
	t.Run("a subscription yields and completes", func(t *testing.T) {
		p.subscribe("s", "subscription { count(to: 3) }")
		for i := range 3 {
			p.want("s", "next", fmt.Sprintf(`{"data":{"count":%d}}`, i+1))
		}
		p.want("s", "complete", "")
	})
	t.Run("a query answers once", func(t *testing.T) {
		p.subscribe("q", "{ name }")
		p.want("q", "next", `{"data":{"name":"Anna"}}`)
		p.want("q", "complete", "")
	})
	t.Run("a mutation answers once", func(t *testing.T) {
		p.subscribe("m", `mutation { rename(to: "Olga") }`)
		p.want("m", "next", `{"data":{"rename":"Olga"}}`)
		p.want("m", "complete", "")
	})
	t.Run("an id may be used again after complete", func(t *testing.T) {
		for range 50 {
			p.subscribe("again", "{ name }")
			p.want("again", "next", `{"data":{"name":"Anna"}}`)
			p.want("again", "complete", "")
		}
	})
	t.Run("data beside errors is a next", func(t *testing.T) {
		p.subscribe("e", "{ name fail }")
		p.want("e", "next", `{"errors":[{"message":"it failed"}],"data":{"fail":null,"name":"Anna"}}`)
		p.want("e", "complete", "")
	})
}

// Each error is the last message of its operation: the query that follows
// would otherwise meet a complete.
func TestErrorEndsAnOperation(t *testing.T) {
	w := newWorld()
	revoked := make(chan any, 2)
	w.streams["forever"] = func(context.Context, args) (<-chan any, error) { return revoked, nil }
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{})
	p := connect(t, srv)
	refused := func(query, code string) {
		t.Helper()
		p.subscribe("1", query)
		p.wantError("1", code)
		p.subscribe("1", "{ name }")
		p.want("1", "next", `{"data":{"name":"Anna"}}`)
		p.want("1", "complete", "")
	}
	refused("subscription {", "GRAPHQL_PARSE_FAILED")
	refused("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED")
	refused("subscription { refused }", "FORBIDDEN")
	refused("subscription { panics }", "INTERNAL")
	refused("{ panic }", "INTERNAL")

	revoked <- 1
	revoked <- fault.New(fault.Unauthenticated, "the session is over")
	p.subscribe("2", "subscription { forever }")
	p.want("2", "next", `{"data":{"forever":1}}`)
	p.wantError("2", "UNAUTHENTICATED")
}

func TestClientCompletes(t *testing.T) {
	w := newWorld()
	ended := make(chan string, 2)
	events := make(chan any)
	w.streams["forever"] = func(ctx context.Context, _ args) (<-chan any, error) {
		context.AfterFunc(ctx, func() { ended <- "subscription" })
		return events, nil
	}
	w.fields["stuck"] = func(ctx context.Context, _ args) (any, error) {
		<-ctx.Done()
		ended <- "query"
		return "too late", nil
	}
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{})
	p := connect(t, srv)
	for kind, query := range map[string]string{"subscription": "subscription { forever }", "query": "{ stuck }"} {
		p.subscribe("1", query)
		if kind == "subscription" {
			events <- 1
			p.want("1", "next", `{"data":{"forever":1}}`)
		}
		p.send(`{"id":"1","type":"complete"}`)
		if got := <-ended; got != kind {
			t.Fatalf("%s ended", got)
		}
		p.send(`{"id":"1","type":"complete"}`) // unknown by now: ignored
		p.subscribe("1", "{ name }")           // nothing of the old one comes between
		p.want("1", "next", `{"data":{"name":"Anna"}}`)
		p.want("1", "complete", "")
	}
}

func TestOperationsPerSocket(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{MaxOperations: 2})
	p := connect(t, srv)
	p.subscribe("1", "subscription { forever }")
	p.subscribe("2", "subscription { forever }")
	p.subscribe("3", "subscription { forever }")
	p.wantError("3", "RATE_LIMITED")
	p.send(`{"id":"1","type":"complete"}`)
	p.subscribe("3", "{ name }")
	p.want("3", "next", `{"data":{"name":"Anna"}}`)
}

// The operation's context has what Init put there, and ends with the socket.
func TestOperationContext(t *testing.T) {
	type key struct{}
	w := newWorld()
	ended := make(chan struct{})
	w.streams["forever"] = func(ctx context.Context, _ args) (<-chan any, error) {
		context.AfterFunc(ctx, func() { close(ended) })
		out := make(chan any, 1)
		out <- ctx.Value(key{})
		return out, nil
	}
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{Init: initWith(key{}, "Anna")})
	p := connect(t, srv)
	p.subscribe("1", "subscription { forever }")
	p.want("1", "next", `{"data":{"forever":"Anna"}}`)
	_ = p.conn.CloseNow()
	<-ended
}
