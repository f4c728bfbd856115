package transport_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"televisit/graph/feed"
	"televisit/graph/transport"
	"televisit/internal/fault"
)

// tape is a log that subscriptions follow: count(to: n) goes on after event n.
type tape struct {
	mu      sync.Mutex
	events  []int64
	watched map[int]func()
	n       int
	refused error // instead of the next event

	began, pulled atomic.Int64
}

func (l *tape) write(n int) {
	l.mu.Lock()
	for range n {
		l.events = append(l.events, int64(len(l.events)+1))
	}
	l.mu.Unlock()
	l.wake()
}

func (l *tape) refuse(err error) {
	l.mu.Lock()
	l.refused = err
	l.mu.Unlock()
	l.wake()
}

func (l *tape) wake() {
	l.mu.Lock()
	list := make([]func(), 0, len(l.watched))
	for _, wake := range l.watched {
		list = append(list, wake)
	}
	l.mu.Unlock()
	for _, wake := range list {
		wake()
	}
}

func (l *tape) followers() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.watched)
}

func (l *tape) follow(ctx context.Context, a args) (<-chan any, error) {
	var after int64
	if _, err := fmt.Sscan(fmt.Sprint(a["to"]), &after); err != nil {
		return nil, err
	}
	if after < 0 {
		return nil, fault.New(fault.Forbidden, "not yours")
	}
	l.began.Add(1)
	out := make(chan any, 1)
	feed.Start(ctx, &tapeReader{tape: l, at: after, out: out})
	return out, nil
}

type tapeReader struct {
	*tape
	at  int64
	out chan any
}

func (r *tapeReader) Of() string { return "the tape" }
func (r *tapeReader) At() int64  { return r.at }

func (r *tapeReader) Watch(wake func()) func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.watched == nil {
		r.watched = map[int]func(){}
	}
	r.n++
	n := r.n
	r.watched[n] = wake
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watched, n)
	}
}

func (r *tapeReader) Next(context.Context) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refused != nil {
		return false, r.refused
	}
	if r.at >= int64(len(r.events)) {
		return false, nil
	}
	r.out <- r.events[r.at]
	r.at++
	r.pulled.Add(1)
	return true, nil
}

// serveTape serves the tape to sockets that share everything.
func serveTape(t *testing.T) (*tape, *httptest.Server) {
	t.Helper()
	l, w := &tape{}, newWorld()
	w.streams["count"] = l.follow
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{
		Scope: func(ctx context.Context, _ *graphql.OperationContext) (context.Context, string) {
			return ctx, "everybody"
		},
	})
	return l, srv
}

func (p *peer) follow(id string, after int) {
	p.t.Helper()
	p.send(fmt.Sprintf(`{"id":%q,"type":"subscribe","payload":{"query":"subscription($to: Int!) { count(to: $to) }","variables":{"to":%d}}}`, id, after))
}

// Equal subscriptions run once, whoever has begun; each subscriber is asked for
// its right before, and reads what it has missed by itself.
func TestEqualSubscriptionsRunOnce(t *testing.T) {
	l, srv := serveTape(t)
	first, second, third := connect(t, srv), connect(t, srv), connect(t, srv)
	wantCount := func(p *peer, id string, n int) {
		t.Helper()
		p.want(id, "next", fmt.Sprintf(`{"data":{"count":%d}}`, n))
	}
	first.follow("a", 0)
	l.write(2)
	wantCount(first, "a", 1)
	wantCount(first, "a", 2)
	second.follow("b", 1)
	wantCount(second, "b", 2)
	second.follow("c", 2) // twice on one socket
	third.follow("x", -1)
	third.wantError("x", "FORBIDDEN")
	within(t, func() bool { return l.followers() == 1 && l.began.Load() == 3 })

	pulled := l.pulled.Load()
	l.write(1)
	wantCount(first, "a", 3)
	b, c := second.receive(), second.receive()
	if b.ID == c.ID || string(b.Payload) != string(c.Payload) {
		t.Errorf("got %v %v", b, c)
	}
	if n := l.pulled.Load() - pulled; n != 1 {
		t.Errorf("one event was read %d times for three", n)
	}

	_ = first.conn.CloseNow() // the one that has begun
	second.send(`{"id":"c","type":"complete"}`)
	l.write(1)
	if f := second.receive(); f.ID == "c" { // it may have been on its way
		wantCount(second, "b", 4)
	} else if f.ID != "b" {
		t.Errorf("got %v", f)
	}
	third.subscribe("q", "{ name }")
	third.want("q", "next", `{"data":{"name":"Anna"}}`) // nothing came to whom was refused
	_ = second.conn.CloseNow()
	within(t, func() bool { return l.followers() == 0 })
}

// Subscriptions that are read at the same moment, before either text is known,
// are equal all the same.
func TestNewTextsOfOneMomentAreEqual(t *testing.T) {
	l, srv := serveTape(t)
	for round := range 20 {
		text := fmt.Sprintf(`{"id":"1","type":"subscribe","payload":{"query":"subscription New%d($to: Int!) { count(to: $to) }","variables":{"to":0}}}`, round)
		peers := []*peer{connect(t, srv), connect(t, srv), connect(t, srv)}
		var group sync.WaitGroup
		for _, p := range peers {
			group.Go(func() { p.send(text) })
		}
		group.Wait()
		began := int64(len(peers) * (round + 1))
		within(t, func() bool { return l.began.Load() == began && l.followers() == 1 })
		for _, p := range peers {
			_ = p.conn.CloseNow()
		}
		within(t, func() bool { return l.followers() == 0 })
	}
}

// Whatever comes and goes, each subscriber gets every event after its place
// once and in order.
func TestSharingLosesAndRepeatsNothing(t *testing.T) {
	const events, sockets = 600, 12
	l, srv := serveTape(t)
	var group sync.WaitGroup
	for range sockets {
		group.Go(func() {
			for at := 0; at < events; {
				p := connect(t, srv)
				p.follow("1", at)
				for range 1 + rand.IntN(events/5) {
					if at == events {
						break
					}
					at++
					p.want("1", "next", fmt.Sprintf(`{"data":{"count":%d}}`, at))
				}
				_ = p.conn.CloseNow()
			}
		})
	}
	for n := 0; n < events; n += 3 {
		l.write(3)
		runtime.Gosched()
	}
	group.Wait()
	within(t, func() bool { return l.followers() == 0 })
}

// A right that is lost ends the subscription for everybody who shares it, with
// the reason; a socket goes on.
func TestSharedSubscriptionEndsWithItsRight(t *testing.T) {
	l, srv := serveTape(t)
	first, second := connect(t, srv), connect(t, srv)
	first.follow("a", 0)
	second.follow("b", 0)
	within(t, func() bool { return l.began.Load() == 2 && l.followers() == 1 })
	l.refuse(fault.New(fault.Forbidden, "not yours any more"))
	first.wantError("a", "FORBIDDEN")
	second.wantError("b", "FORBIDDEN")
	l.refuse(nil)
	first.follow("a", 0) // the id is free, and nobody joins what is over
	l.write(1)
	first.want("a", "next", `{"data":{"count":1}}`)
}

// One that nobody may share is alone; one that panics ends alone.
func TestUnsharedSubscriptions(t *testing.T) {
	l, w := &tape{}, newWorld()
	w.streams["count"] = l.follow
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{})
	p := connect(t, srv)
	p.follow("1", 0)
	p.follow("2", 0)
	within(t, func() bool { return l.followers() == 2 })
	l.refuse(panics{})
	for range 2 {
		if f := p.receive(); f.Type != "error" {
			t.Errorf("got %s %s %s", f.ID, f.Type, f.Payload)
		}
	}
	within(t, func() bool { return l.followers() == 0 })
}

type panics struct{}

func (panics) Error() string { panic("a defect") }

// With a subscription a socket still has one goroutine, shared or not.
func TestGoroutinesOfSubscribers(t *testing.T) {
	const sockets = 50
	l, w := &tape{}, newWorld()
	w.streams["count"] = l.follow
	srv, _ := w.serveSockets(t, transport.WebSocketConfig{})
	before := runtime.NumGoroutine()
	for range sockets {
		conn := rawConnect(t, srv)
		_, _ = conn.Write(textFrame(`{"id":"1","type":"subscribe","payload":{"query":"subscription{count(to:0)}"}}`))
	}
	within(t, func() bool { return l.followers() == sockets && runtime.NumGoroutine()-before <= sockets+5 })
	time.AfterFunc(0, func() { l.write(1) }) // woken all at once, they rest again
	within(t, func() bool { return l.pulled.Load() == sockets && runtime.NumGoroutine()-before <= sockets+5 })
}

// A source that fails says why over server-sent events, too.
func TestASourceThatFailsTellsAStreamWhy(t *testing.T) {
	l, w := &tape{}, newWorld()
	w.streams["count"] = l.follow
	r := open(t, w.serve(t, transport.SSE{}), "subscription { count(to: 0) }")
	l.write(1)
	r.want("next", `{"data":{"count":1}}`)
	l.refuse(fault.New(fault.NotFound, "not yours any more"))
	r.want("next", `{"errors":[{"message":"not yours any more","extensions":{"code":"NOT_FOUND"}}]}`)
	r.want("complete", "")
	r.wantEnd()
	if n := l.followers(); n != 0 {
		t.Errorf("%d still follow", n)
	}
}
