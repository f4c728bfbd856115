package graph

import (
	"context"
	"time"

	"televisit/graph/model"
	"televisit/internal/outbox"
)

// Streams read the log from the database; the bus only wakes them. A sweep
// heals wake-ups that got lost.
const (
	sweep      = 5 * time.Second
	eventBatch = 100
)

// events says how the events of one stream become values of a subscription's union.
type events[T any] struct {
	stream string
	after  *string
	// shape makes the value for an event; false leaves the event out.
	shape func(ctx context.Context, e outbox.Event, cursor string) (T, bool, error)
}

// follow sends StreamReady, then every event after the cursor, for ever. A
// cursor beyond the stream gets a StreamGap and goes on from the newest event.
func follow[T any](ctx context.Context, r *Resolver, s events[T]) (<-chan T, error) {
	wake, cancel := r.Bus.Subscribe(s.stream) // before reading, so that nothing falls between
	head, err := outbox.Head(ctx, r.Store.Client, s.stream)
	if err != nil {
		cancel()
		return nil, err
	}
	seq, hello, err := s.begin(head)
	if err != nil {
		cancel()
		return nil, err
	}
	out := make(chan T, 1)
	out <- hello
	go func() {
		defer close(out)
		defer cancel()
		s.run(ctx, r, seq, wake, out)
	}()
	return out, nil
}

func (s events[T]) begin(head int64) (seq int64, hello T, err error) {
	var event any = &model.StreamReady{Cursor: streamCursor(s.stream, head)}
	if s.after == nil {
		return head, event.(T), nil
	}
	if seq, err = streamSeq(s.stream, *s.after); err != nil {
		return 0, hello, err
	}
	if seq > head {
		event = &model.StreamGap{Reason: "the cursor is newer than the stream", Cursor: streamCursor(s.stream, head)}
		return head, event.(T), nil
	}
	event = &model.StreamReady{Cursor: *s.after}
	return seq, event.(T), nil
}

func (s events[T]) run(ctx context.Context, r *Resolver, seq int64, wake <-chan struct{}, out chan<- T) {
	tick := time.NewTicker(sweep)
	defer tick.Stop()
	for {
		next, err := s.drain(ctx, r, seq, out)
		if err != nil && ctx.Err() == nil {
			r.Log.ErrorContext(ctx, "read a stream", "err", err)
		}
		seq = next
		select {
		case <-wake:
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// drain sends what the log has after seq and returns how far it came.
func (s events[T]) drain(ctx context.Context, r *Resolver, seq int64, out chan<- T) (int64, error) {
	for {
		batch, err := outbox.After(ctx, r.Store.Client, s.stream, seq, eventBatch)
		if err != nil || len(batch) == 0 {
			return seq, err
		}
		for _, e := range batch {
			value, ok, err := s.shape(ctx, e, streamCursor(s.stream, e.Seq))
			if err != nil {
				return seq, err
			}
			if ok {
				select {
				case out <- value:
				case <-ctx.Done():
					return seq, ctx.Err()
				}
			}
			seq = e.Seq
		}
	}
}
