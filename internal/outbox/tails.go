package outbox

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"televisit/ent"
)

// Sweep is how often streams that are followed are looked at without a hint:
// what the bus has lost is late by no more.
const Sweep = 4 * time.Second

// look is the hint that there may be more, nobody knows how much.
const look = 0

// Hints tells when streams grow, as bus.Bus does: stream, and the seq that it
// has reached, or 0 for "look".
type Hints interface {
	Watch(stream string, wake func(seq int64)) (stop func())
}

// Tails reads the newest events of streams for everybody on this node who
// follows them: each growth is read once, whoever is first, and one sweep finds
// what the hints have missed in all of them. It has one goroutine while a
// stream is followed, and none otherwise.
type Tails struct {
	Store *ent.Store
	Hints Hints
	Log   *slog.Logger

	mu       sync.Mutex
	open     map[string]*tail
	sweeping context.CancelFunc // nil when nothing is followed
}

// Follow calls wake, which must not block, when the stream may have grown.
func (t *Tails) Follow(stream string, wake func()) (stop func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := t.open[stream]
	if one == nil {
		one = t.start(stream)
	}
	f := one.add(wake)
	return sync.OnceFunc(func() { t.leave(one, f) })
}

func (t *Tails) start(stream string) *tail {
	one := &tail{stream: stream, followers: map[*follower]struct{}{}, isStale: true}
	one.stop = t.Hints.Watch(stream, one.hint)
	if t.open == nil {
		t.open = map[string]*tail{}
	}
	t.open[stream] = one
	if t.sweeping == nil {
		ctx, cancel := context.WithCancel(context.Background())
		t.sweeping = cancel
		go t.run(ctx)
	}
	return one
}

func (t *Tails) leave(one *tail, f *follower) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !one.remove(f) {
		return
	}
	one.stop()
	delete(t.open, one.stream)
	if len(t.open) == 0 {
		t.sweeping()
		t.sweeping = nil
	}
}

// After is After for a stream that is followed: it asks the database only when
// the stream has grown and nobody else has read that yet.
func (t *Tails) After(ctx context.Context, stream string, seq int64, n int) ([]Event, error) {
	one := t.of(stream)
	if one == nil {
		return After(ctx, t.Store.Client, stream, seq, n)
	}
	return one.after(ctx, t.Store, seq, n)
}

// Followers is how many follow a stream on this node.
func (t *Tails) Followers(stream string) int {
	one := t.of(stream)
	if one == nil {
		return 0
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	return len(one.followers)
}

// Retry wakes the followers of a stream at the next sweep: one of them could
// not go on.
func (t *Tails) Retry(stream string) {
	if one := t.of(stream); one != nil {
		one.retry()
	}
}

func (t *Tails) of(stream string) *tail {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.open[stream]
}

func (t *Tails) run(ctx context.Context) {
	tick := time.NewTicker(Sweep)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		t.retry()
		if err := t.sweep(ctx); err != nil && ctx.Err() == nil {
			t.Log.Warn("look after the streams", "err", err)
		}
	}
}

func (t *Tails) all() map[string]*tail {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.open)
}

func (t *Tails) retry() {
	for _, one := range t.all() {
		if one.mustRetry() {
			one.hint(look)
		}
	}
}

// sweep asks for many heads at once.
func (t *Tails) sweep(ctx context.Context) error {
	const most = 500
	open := t.all()
	for names := range slices.Chunk(slices.Collect(maps.Keys(open)), most) {
		heads, err := Heads(ctx, t.Store.Client, names)
		if err != nil {
			return err
		}
		for name, head := range heads {
			open[name].hint(head)
		}
	}
	return nil
}
