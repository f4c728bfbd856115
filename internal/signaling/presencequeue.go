package signaling

import (
	"slices"
	"sync"
)

// presenceQueue holds facts until they are told. A slow listener cannot make
// it grow: of a person who flickers, only the last two changes wait, and of media
// only the newest fact of each kind.
type presenceQueue struct {
	woken chan struct{}
	mu    sync.Mutex
	facts []Presence
}

func newPresenceQueue() *presenceQueue { return &presenceQueue{woken: make(chan struct{}, 1)} }

func (q *presenceQueue) push(fact Presence) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if fact.media != nil {
		q.facts = slices.DeleteFunc(q.facts, func(other Presence) bool {
			return other.sessionID == fact.sessionID && other.media != nil && other.media.supersededBy(fact.media)
		})
	} else if i := q.flicker(fact); i >= 0 {
		q.facts = slices.Delete(q.facts, i, i+1)
		return
	}
	q.facts = append(q.facts, fact)
	select {
	case q.woken <- struct{}{}:
	default:
	}
}

// flicker finds the session's newest fact when the new fact undoes it and
// repeats the one before.
func (q *presenceQueue) flicker(fact Presence) int {
	newest := -1
	for i, other := range slices.Backward(q.facts) {
		switch {
		case other.sessionID != fact.sessionID || other.media != nil:
		case newest < 0:
			newest = i
		case other.State == fact.State:
			return newest
		default:
			return -1
		}
	}
	return -1
}

func (q *presenceQueue) take() []Presence {
	q.mu.Lock()
	defer q.mu.Unlock()
	facts := q.facts
	q.facts = nil
	return facts
}
