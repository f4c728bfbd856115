package transport_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"televisit/graph/transport"
)

func initWith(key, value any) func(context.Context, json.RawMessage) (context.Context, error) {
	return func(ctx context.Context, _ json.RawMessage) (context.Context, error) {
		return context.WithValue(ctx, key, value), nil
	}
}

func TestSessionEnds(t *testing.T) {
	w := newWorld()
	ended := make(chan struct{})
	w.streams["forever"] = func(ctx context.Context, _ args) (<-chan any, error) {
		context.AfterFunc(ctx, func() { close(ended) })
		return make(chan any), nil
	}
	signOut, stopped := make(chan func(string), 1), make(chan struct{})
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{
		Expired: func(_ context.Context, end func(string)) func() {
			signOut <- end
			return func() { close(stopped) }
		},
	})
	p := connect(t, srv)
	p.subscribe("1", "subscription { forever }")
	p.subscribe("2", "{ name }")
	p.want("2", "next", `{"data":{"name":"Anna"}}`)
	p.want("2", "complete", "")
	(<-signOut)("SIGNED_OUT")
	p.wantClose(4403, "SIGNED_OUT")
	<-ended
	<-stopped
}

func TestSessionThatIsOverAtOnce(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{
		Expired: func(_ context.Context, end func(string)) func() {
			end(strings.Repeat("ы", 100)) // too long for a reason: cut between characters
			return func() {}
		},
	})
	p := dial(t, srv)
	p.send(initMessage)
	p.wantClose(4403, strings.Repeat("ы", 61))
}

func TestPings(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{PingEvery: 20 * time.Millisecond})
	p := connect(t, srv)
	for range 5 { // who answers stays
		p.want("", "ping", "")
		p.send(`{"type":"pong"}`)
	}
	for { // who is silent is cut off
		if _, _, err := p.conn.Read(p.ctx); err != nil {
			if p.ctx.Err() != nil {
				t.Fatal("a silent peer stays connected")
			}
			return
		}
	}
}

// A peer that does not read is closed with 1013, and nobody waits for it.
func TestSlowConsumer(t *testing.T) {
	for name, size := range map[string]int{"of long messages": 64 << 10, "of short messages": 200} {
		t.Run(name, func(t *testing.T) { slowConsumer(t, size) })
	}
}

func slowConsumer(t *testing.T, size int) {
	w := newWorld()
	ended := make(chan struct{})
	w.streams["flood"] = func(ctx context.Context, a args) (<-chan any, error) {
		context.AfterFunc(ctx, func() { close(ended) })
		out := make(chan any)
		go flood(ctx, out, size)
		return out, nil
	}
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{})
	slow, quick := connect(t, srv), connect(t, srv)
	slow.subscribe("1", "subscription { flood(size: 1) }")
	<-ended // although the peer has read nothing
	quick.subscribe("1", "{ name }")
	quick.want("1", "next", `{"data":{"name":"Anna"}}`)
	slow.wantClose(1013, "Messages are not read fast enough")
}

// flood sends until the operation ends; it is noise, lest compression help.
func flood(ctx context.Context, out chan<- any, size int) {
	defer close(out)
	for {
		select {
		case out <- noise(size):
		case <-ctx.Done():
			return
		}
	}
}

func TestLargeMessage(t *testing.T) {
	w := newWorld()
	large := noise(3 << 20) // more than the whole queue
	w.fields["name"] = func(context.Context, args) (any, error) { return large, nil }
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{})
	p := connect(t, srv)
	p.subscribe("1", "{ name }")
	p.want("1", "next", `{"data":{"name":"`+large+`"}}`)
	p.want("1", "complete", "")
}

// One message may be longer than the queue; who does not read it is given up all
// the same.
func TestALongMessageThatNobodyReads(t *testing.T) {
	w := newWorld()
	long := noise(16 << 20) // compressed it is half as long: more than the kernel takes
	w.fields["name"] = func(context.Context, args) (any, error) { return long, nil }
	gone := make(chan struct{})
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{
		WriteTimeout: 100 * time.Millisecond, PingEvery: time.Hour,
		Admit: func(context.Context) (func(), error) { return func() { close(gone) }, nil },
	})
	connect(t, srv).subscribe("1", "{ name }")
	select {
	case <-gone:
	case <-time.After(20 * time.Second):
		t.Error("somebody waits for it for ever")
	}
}

func TestDrain(t *testing.T) {
	srv, ws := newWorld().serveSockets(t, transport.WebSocketConfig{DrainBatch: 2, DrainPause: time.Millisecond})
	var peers []*peer
	for range 5 {
		p := connect(t, srv)
		p.subscribe("1", "subscription { forever }")
		peers = append(peers, p)
	}
	drained := make(chan error)
	go func() { drained <- ws.Drain(t.Context()) }()
	for _, p := range peers {
		p.wantClose(1012, "Service restart")
	}
	if err := <-drained; err != nil {
		t.Fatal(err)
	}
	_, resp, err := websocket.Dial(t.Context(), srv.URL, nil)
	if err == nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("a new socket after drain: %v", err)
	}
}

// Restarts bring the clients back little by little: between batches there is a
// pause, each time another one.
func TestDrainIsSpreadWithJitter(t *testing.T) {
	const batches, mean = 6, 30 * time.Millisecond
	srv, ws := newWorld().serveSockets(t, transport.WebSocketConfig{DrainBatch: 2, DrainPause: mean})
	closed := make(chan time.Time, 2*batches)
	for range 2 * batches {
		p := connect(t, srv)
		go func() {
			_, _, err := p.conn.Read(p.ctx)
			if websocket.CloseStatus(err) != websocket.StatusServiceRestart {
				t.Errorf("closed by %v", err)
			}
			closed <- time.Now()
		}()
	}
	begun := time.Now()
	if err := ws.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took < batches*mean/2 {
		t.Errorf("all are closed within %v", took)
	}
	var latest time.Time
	for range 2 * batches {
		latest = later(latest, <-closed)
	}
	if spread := latest.Sub(begun); spread < (batches-1)*mean/2 {
		t.Errorf("the last one is closed after %v", spread)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// A peer that never answers the close frame must not hold the restart up.
func TestDrainWithADeadline(t *testing.T) {
	srv, ws := newWorld().serveSockets(t, transport.WebSocketConfig{})
	connect(t, srv)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := ws.Drain(ctx); err == nil {
		t.Fatal("drain has waited for nothing")
	}
}
