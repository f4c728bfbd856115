package transport

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"time"
)

// Drain refuses new sockets and closes those that are open with 1012, in
// jittered batches so that the clients do not come back all at once. When ctx
// ends the rest is closed without pauses. It returns when all are gone, or
// with the error of ctx.
func (t *WebSocket) Drain(ctx context.Context) error {
	for batch := range slices.Chunk(t.stopEntering(), t.config.DrainBatch) {
		for _, s := range batch {
			s.shut(serviceRestart)
		}
		pause(ctx, jitter(t.config.DrainPause))
	}
	return t.wait(ctx)
}

// stopEntering lists the open sockets, in the random order of a map.
func (t *WebSocket) stopEntering() []*socket {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.draining = true
	return slices.Collect(maps.Keys(t.sockets))
}

func (t *WebSocket) isDraining() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.draining
}

// enter is false when Drain has begun since the request came.
func (t *WebSocket) enter(s *socket) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.draining {
		return false
	}
	t.open.Add(1)
	t.sockets[s] = struct{}{}
	return true
}

func (t *WebSocket) leave(s *socket) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, isIn := t.sockets[s]; isIn {
		delete(t.sockets, s)
		t.open.Done()
	}
}

func (t *WebSocket) wait(ctx context.Context) error {
	gone := make(chan struct{})
	go func() {
		t.open.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// jitter is between half and one and a half of d.
func jitter(d time.Duration) time.Duration {
	return d/2 + rand.N(d+1)
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
