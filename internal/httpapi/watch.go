package httpapi

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"televisit/internal/auth"
	"televisit/internal/bus"
	"televisit/internal/viewer"
)

// sessionsStream wakes every node when a session has ended somewhere.
const sessionsStream = "sessions"

// Watch ends the sockets of sessions that are over, on every node.
type Watch struct {
	Auth *auth.Service
	Bus  *bus.Bus
	Log  *slog.Logger

	mu   sync.Mutex
	next int
	open map[string]map[int]func(reason string)
}

// Expired arranges for a socket to end with its session; see
// transport.WebSocketConfig.
func (w *Watch) Expired(ctx context.Context, end func(reason string)) (stop func()) {
	id := viewer.From(ctx).SessionID
	if id == "" {
		return func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open == nil {
		w.open = map[string]map[int]func(string){}
	}
	if w.open[id] == nil {
		w.open[id] = map[int]func(string){}
	}
	w.next++
	n := w.next
	w.open[id][n] = end
	return func() { w.remove(id, n) }
}

func (w *Watch) remove(id string, n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if delete(w.open[id], n); len(w.open[id]) == 0 {
		delete(w.open, id)
	}
}

// Revoked ends the sockets of a session here and tells the other nodes.
func (w *Watch) Revoked(sessionID string) {
	w.end(sessionID)
	w.Bus.Publish(sessionsStream, 0)
}

func (w *Watch) end(sessionID string) {
	w.mu.Lock()
	ends := w.open[sessionID]
	delete(w.open, sessionID)
	w.mu.Unlock()
	for _, end := range ends {
		end("the session has ended")
	}
}

// Run looks after the open sockets until the context ends: each minute, and
// whenever a session has ended on another node. An open socket counts as use.
func (w *Watch) Run(ctx context.Context) {
	wake, cancel := w.Bus.Subscribe(sessionsStream)
	defer cancel()
	tick := time.NewTicker(30 * time.Second)
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
	for _, id := range w.ids() {
		alive, err := w.Auth.Alive(ctx, id)
		if err != nil {
			w.Log.Warn("look after a session", "err", err)
			continue
		}
		if !alive {
			w.end(id)
		}
	}
}

func (w *Watch) ids() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids := make([]string, 0, len(w.open))
	for id := range w.open {
		ids = append(ids, id)
	}
	return ids
}
