package graph

import (
	"context"

	"televisit/graph/feed"
	"televisit/graph/model"
	"televisit/internal/fault"
	"televisit/internal/outbox"
)

// eventBatch is how many events are read at once.
const eventBatch = 100

// events says how the events of one stream become values of a subscription's union.
type events[T any] struct {
	stream string
	// about is what else decides the values, besides the subscription's variables.
	about string
	after *string
	// shape makes the value for an event; false leaves the event out. A fault
	// ends the subscription: the viewer may not follow any more.
	shape func(ctx context.Context, e outbox.Event, cursor string) (T, bool, error)
}

// follow sends StreamReady, then every event after the cursor, for ever. A
// cursor beyond the stream gets a StreamGap and goes on from the newest event.
func follow[T any](ctx context.Context, r *Resolver, s events[T]) (<-chan T, error) {
	head, err := outbox.Head(ctx, r.Store.Client, s.stream)
	if err != nil {
		return nil, err
	}
	seq, hello, err := s.begin(head)
	if err != nil {
		return nil, err
	}
	out := make(chan T, 1)
	feed.Start(ctx, &reader[T]{events: s, r: r, seq: seq, hello: &hello, out: out})
	return out, nil
}

func (s events[T]) begin(head int64) (seq int64, hello T, err error) {
	if s.after == nil {
		return head, s.ready(head), nil
	}
	if seq, err = streamSeq(s.stream, *s.after); err != nil {
		return 0, hello, err
	}
	if seq > head {
		return head, s.gap("the cursor is newer than the stream", head), nil
	}
	return seq, s.ready(seq), nil
}

func (s events[T]) ready(seq int64) T {
	var event any = &model.StreamReady{Cursor: streamCursor(s.stream, seq)}
	return event.(T)
}

func (s events[T]) gap(reason string, seq int64) T {
	var event any = &model.StreamGap{Reason: reason, Cursor: streamCursor(s.stream, seq)}
	return event.(T)
}

// reader is the source of one subscription: it reads the log from the database,
// where the bus and a sweep say that there is more.
type reader[T any] struct {
	events[T]
	r       *Resolver
	hello   *T             // nil when it was sent
	seq     int64          // everything up to it was sent or left out
	waiting []outbox.Event // after seq
	out     chan<- T
}

// Of implements feed.Source.
func (s *reader[T]) Of() string { return s.stream + " " + s.about }

// At implements feed.Source.
func (s *reader[T]) At() int64 { return s.seq }

// Watch implements feed.Source.
func (s *reader[T]) Watch(wake func()) (stop func()) { return s.r.tails.Follow(s.stream, wake) }

// Next implements feed.Source. What is not a fault, such as a database that is
// away for a moment, is tried again at the next sweep.
func (s *reader[T]) Next(ctx context.Context) (bool, error) {
	more, err := s.next(ctx)
	if _, final := fault.As(err); err == nil || final || ctx.Err() != nil {
		return more, err
	}
	s.r.Log.ErrorContext(ctx, "read a stream", "err", err)
	s.r.tails.Retry(s.stream)
	return false, nil
}

func (s *reader[T]) next(ctx context.Context) (bool, error) {
	if hello := s.hello; hello != nil {
		s.hello = nil
		return true, s.send(ctx, *hello)
	}
	for {
		if len(s.waiting) == 0 {
			if err := s.read(ctx); err != nil || len(s.waiting) == 0 {
				return false, err
			}
		}
		value, ok, err := s.take(ctx)
		if err != nil {
			return false, err
		}
		if ok {
			return true, s.send(ctx, value)
		}
	}
}

func (s *reader[T]) read(ctx context.Context) (err error) {
	s.waiting, err = s.r.tails.After(ctx, s.stream, s.seq, eventBatch)
	return err
}

// take makes the value of the first event that waits; events that are not kept
// any more are a gap.
func (s *reader[T]) take(ctx context.Context) (value T, ok bool, err error) {
	e := s.waiting[0]
	if e.Seq != s.seq+1 {
		s.seq = e.Seq - 1
		return s.gap("older events are not kept", s.seq), true, nil
	}
	if value, ok, err = s.shape(ctx, e, streamCursor(s.stream, e.Seq)); err == nil {
		s.seq, s.waiting = e.Seq, s.waiting[1:]
	}
	return value, ok, err
}

func (s *reader[T]) send(ctx context.Context, value T) error {
	select {
	case s.out <- value:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
