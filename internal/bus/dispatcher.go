package bus

import "sync"

// dispatcher wakes the watchers inside this node.
type dispatcher struct {
	mu      sync.RWMutex
	waiting map[string]map[*watcher]struct{} // by stream
}

// watcher is told how far a stream has grown; it must not block.
type watcher struct{ wake func(seq int64) }

// unknown is the seq of a hint that may have got lost.
const unknown = 0

func newDispatcher() *dispatcher {
	return &dispatcher{waiting: map[string]map[*watcher]struct{}{}}
}

func (d *dispatcher) add(stream string, wake func(seq int64)) (remove func()) {
	w := &watcher{wake}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.waiting[stream] == nil {
		d.waiting[stream] = map[*watcher]struct{}{}
	}
	d.waiting[stream][w] = struct{}{}
	return func() { d.remove(stream, w) }
}

func (d *dispatcher) remove(stream string, w *watcher) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.waiting[stream], w)
	if len(d.waiting[stream]) == 0 {
		delete(d.waiting, stream)
	}
}

func (d *dispatcher) wake(stream string, seq int64) {
	for _, w := range d.of(stream) {
		w.wake(seq)
	}
}

func (d *dispatcher) of(stream string) []*watcher {
	d.mu.RLock()
	defer d.mu.RUnlock()
	list := make([]*watcher, 0, len(d.waiting[stream]))
	for w := range d.waiting[stream] {
		list = append(list, w)
	}
	return list
}

func (d *dispatcher) wakeAll() {
	for _, stream := range d.streams() {
		d.wake(stream, unknown)
	}
}

func (d *dispatcher) streams() []string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	list := make([]string, 0, len(d.waiting))
	for stream := range d.waiting {
		list = append(list, stream)
	}
	return list
}
