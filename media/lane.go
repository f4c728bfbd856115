package media

import (
	"sync"
	"time"

	"televisit/media/core"
)

// lane is a lock and the router of the rooms that share it: whoever brings a
// packet or changes who follows whom takes it for a moment. Packets leave under
// the lock, through writes that do not wait and do not call back. A peer leaves
// the router before its connection is closed, since closing waits for readers,
// who may be waiting for the lane.
type lane struct {
	mu     sync.Mutex
	router *core.Router
	flush  func() // sends what was gathered under the lock; may be nil
	done   chan struct{}
}

func newLane(flush func()) *lane {
	l := &lane{router: core.NewRouter(), flush: flush, done: make(chan struct{})}
	go l.tick()
	return l
}

func (l *lane) do(f func(r *core.Router)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(l.router)
	if l.flush != nil {
		l.flush()
	}
}

func (l *lane) tick() {
	ticker := time.NewTicker(core.TickEvery)
	defer ticker.Stop()
	for {
		select {
		case at := <-ticker.C:
			l.do(func(r *core.Router) { r.Tick(at) })
		case <-l.done:
			return
		}
	}
}

func (l *lane) close() { close(l.done) }
