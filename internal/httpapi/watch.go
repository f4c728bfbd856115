package httpapi

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"televisit/internal/auth"
	"televisit/internal/bus"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// sessionsStream wakes every node when a session has ended somewhere.
const sessionsStream = "sessions"

// lookAfter is how often open sessions are looked at without being told; soon is
// how far a look sees ends that come.
const (
	lookAfter = 10 * time.Second
	soon      = 3 * lookAfter
)

// Watch ends the sockets of sessions that are over or have other rights by now,
// on every node.
type Watch struct {
	Auth *auth.Service
	Bus  *bus.Bus
	Log  *slog.Logger
	// Ended is told of each session that has ended before its sockets close; nil
	// for nobody.
	Ended func(sessionID string, why rules.SessionEnd)

	mu   sync.Mutex
	next int
	open map[string]*watched // by id of the session
}

// watched is one session with its sockets, and the timer of its end if that is near.
type watched struct {
	viewer viewer.Viewer
	ends   map[int]func(reason string)
	timer  *time.Timer
}

// forget stops the timer of a session that nobody watches any more.
func (w *watched) forget() {
	if w.timer != nil {
		w.timer.Stop()
	}
}

// Expired arranges for a socket to end with its session; see
// transport.WebSocketConfig.
func (w *Watch) Expired(ctx context.Context, end func(reason string)) (stop func()) {
	v := viewer.From(ctx)
	id := v.SessionID
	if id == "" {
		return func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open == nil {
		w.open = map[string]*watched{}
	}
	if w.open[id] == nil {
		w.open[id] = &watched{viewer: v, ends: map[int]func(string){}}
		if !v.Until.IsZero() && v.Until.Before(w.Auth.Clock.Now().Add(soon)) {
			w.plan(id, auth.End{At: v.Until, Why: rules.SessionOver})
		}
	}
	w.next++
	n := w.next
	w.open[id].ends[n] = end
	return func() { w.remove(id, n) }
}

// plan lets a session that is watched end at an instant. The caller holds mu.
func (w *Watch) plan(id string, end auth.End) {
	if one := w.open[id]; one != nil {
		one.forget()
		one.timer = time.AfterFunc(end.At.Sub(w.Auth.Clock.Now()), func() { w.end(id, end.Why) })
	}
}

func (w *Watch) remove(id string, n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	one := w.open[id]
	if one == nil {
		return
	}
	if delete(one.ends, n); len(one.ends) == 0 {
		one.forget()
		delete(w.open, id)
	}
}

// Revoked ends the sockets of a session here and tells the other nodes.
func (w *Watch) Revoked(sessionID string, why rules.SessionEnd) {
	w.end(sessionID, why)
	w.Bus.Publish(sessionsStream, 0)
}

func (w *Watch) end(sessionID string, why rules.SessionEnd) {
	if w.Ended != nil {
		w.Ended(sessionID, why)
	}
	w.mu.Lock()
	one := w.open[sessionID]
	delete(w.open, sessionID)
	w.mu.Unlock()
	if one == nil {
		return
	}
	one.forget()
	for _, end := range one.ends {
		end(string(why))
	}
}

// Run looks after the open sockets until the context ends: every 10 s, and
// whenever a session has ended on another node. An open socket counts as use.
func (w *Watch) Run(ctx context.Context) {
	wake, cancel := w.Bus.Subscribe(sessionsStream)
	defer cancel()
	tick := time.NewTicker(lookAfter)
	defer tick.Stop()
	for {
		select {
		case <-wake:
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		w.sweep(ctx)
	}
}

func (w *Watch) sweep(ctx context.Context) {
	ended, err := w.Auth.Ended(ctx, w.viewers(), soon)
	if err != nil && ctx.Err() == nil {
		w.Log.Warn("look after sessions", "err", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, end := range ended {
		w.plan(id, end)
	}
}

func (w *Watch) viewers() []viewer.Viewer {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := make([]viewer.Viewer, 0, len(w.open))
	for _, one := range w.open {
		list = append(list, one.viewer)
	}
	return list
}
