package outbox

import (
	"context"
	"sync"

	"televisit/ent"
)

// kept is how many events a tail remembers for the followers that read later.
const kept = 32

// tail is the end of one stream as this node knows it.
type tail struct {
	stream string
	stop   func() // of the hints

	mu        sync.Mutex
	followers map[*follower]struct{}
	told      int64 // the newest seq that the followers were woken for
	isStale   bool  // there may be more than that
	again     bool  // somebody could not go on and waits for the sweep

	reading sync.Mutex // held while the database is asked: one reads for all
	events  []Event    // the newest that were read, dense
}

type follower struct{ wake func() }

func (t *tail) add(wake func()) *follower {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := &follower{wake}
	t.followers[f] = struct{}{}
	return f
}

// remove is true when nobody follows any more.
func (t *tail) remove(f *follower) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.followers, f)
	return len(t.followers) == 0
}

func (t *tail) hint(seq int64) {
	for _, f := range t.tell(seq) {
		f.wake()
	}
}

// tell notes a hint and returns whom it is news for. What somebody has read
// says nothing about the others: only a hint that woke them counts.
func (t *tail) tell(seq int64) []*follower {
	t.mu.Lock()
	defer t.mu.Unlock()
	if seq != look && seq <= t.told {
		return nil
	}
	t.told, t.isStale = max(t.told, seq), t.isStale || seq == look
	list := make([]*follower, 0, len(t.followers))
	for f := range t.followers {
		list = append(list, f)
	}
	return list
}

func (t *tail) mayFollow(seq int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	may := t.isStale || t.told > seq
	t.isStale = false
	return may
}

func (t *tail) after(ctx context.Context, s *ent.Store, seq int64, n int) ([]Event, error) {
	t.reading.Lock()
	defer t.reading.Unlock()
	if known := t.knows(seq, n); len(known) > 0 {
		return known, nil
	}
	if !t.mayFollow(seq) {
		return nil, nil
	}
	found, err := After(ctx, s.Client, t.stream, seq, n)
	t.keep(found)
	if err != nil || len(found) == n {
		t.look()
	}
	return found, err
}

// look makes the next reader ask the database, whatever was told.
func (t *tail) look() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.isStale = true
}

func (t *tail) retry() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.again = true
}

func (t *tail) mustRetry() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	again := t.again
	t.again = false
	return again
}

// knows returns what was read already and directly follows seq.
func (t *tail) knows(seq int64, n int) []Event {
	if len(t.events) == 0 {
		return nil
	}
	from := seq + 1 - t.events[0].Seq
	if from < 0 || from >= int64(len(t.events)) {
		return nil
	}
	known := t.events[from:]
	return known[:min(n, len(known))]
}

// keep replaces the slice rather than changing it: readers still have the old one.
func (t *tail) keep(found []Event) {
	if len(found) == 0 || !isDense(found) {
		return
	}
	if last := len(t.events) - 1; last >= 0 && t.events[last].Seq+1 == found[0].Seq {
		found = append(t.events[:last+1:last+1], found...)
	}
	t.events = found[max(0, len(found)-kept):]
}

func isDense(events []Event) bool {
	return events[len(events)-1].Seq-events[0].Seq == int64(len(events)-1)
}
