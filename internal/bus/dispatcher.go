package bus

import "sync"

// dispatcher wakes the subscribers inside this node.
type dispatcher struct {
	mu      sync.RWMutex
	waiting map[string]map[chan struct{}]struct{} // by stream
}

func newDispatcher() *dispatcher {
	return &dispatcher{waiting: map[string]map[chan struct{}]struct{}{}}
}

func (d *dispatcher) add(stream string) (<-chan struct{}, func()) {
	wake := make(chan struct{}, 1)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.waiting[stream] == nil {
		d.waiting[stream] = map[chan struct{}]struct{}{}
	}
	d.waiting[stream][wake] = struct{}{}
	return wake, func() { d.remove(stream, wake) }
}

func (d *dispatcher) remove(stream string, wake chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.waiting[stream], wake)
	if len(d.waiting[stream]) == 0 {
		delete(d.waiting, stream)
	}
}

func (d *dispatcher) wake(stream string) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for wake := range d.waiting[stream] {
		hint(wake)
	}
}

func (d *dispatcher) wakeAll() {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for _, stream := range d.waiting {
		for wake := range stream {
			hint(wake)
		}
	}
}

// hint never waits: a subscriber that has not taken the last hint yet will
// read everything when it does.
func hint(wake chan struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}
