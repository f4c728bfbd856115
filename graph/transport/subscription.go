package transport

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"televisit/graph/feed"
)

// subscription is one execution of a subscription whose source is pulled, with
// everybody who hears it: each response is made and serialised once. At rest
// it has no goroutine: a wake-up of the source begins a turn, which pulls until
// nothing waits.
type subscription struct {
	exec   graphql.GraphExecutor
	source feed.Source
	crew   *crew
	next   graphql.ResponseHandler
	ctx    context.Context
	cancel context.CancelFunc
	stop   func()   // of the wake-ups
	key    shareKey // zero when it is not shared

	mu        sync.Mutex
	at        int64 // everything up to it has gone to the hearers
	hearers   []hearer
	isPlaying bool
	isWoken   bool // while playing: look again before the turn ends
	isOver    bool

	now []hearer // of the turn: whom the response goes to
}

// hearer is an operation, and the place of the source from which it hears.
type hearer struct {
	*operation
	after int64
}

func newSubscription(o *operation, s feed.Source, next graphql.ResponseHandler, ctx context.Context) *subscription {
	sub := &subscription{exec: o.socket.exec, crew: o.socket.crew, source: s, next: next, at: beforeAll, isPlaying: true}
	// It may outlive the operation, and the socket, that has begun it.
	sub.ctx, sub.cancel = context.WithCancel(context.WithoutCancel(ctx))
	sub.stop = s.Watch(sub.wake)
	return sub
}

func (s *subscription) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.isWoken = true
	if !s.isPlaying && !s.isOver {
		s.isPlaying = true
		s.crew.run(s.play)
	}
}

func (s *subscription) play() {
	defer s.rescue()
	s.drain()
	s.goOn()
}

// goOn ends the turn, or goes on with it when the source has called meanwhile.
func (s *subscription) goOn() {
	for !s.rest() {
		s.drain()
	}
}

// rest is true when the turn is over.
func (s *subscription) rest() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.isPlaying = s.isWoken && !s.isOver
	return !s.isPlaying
}

// drain sends what waits. It is only called within a turn.
func (s *subscription) drain() {
	s.mu.Lock()
	s.isWoken = false
	s.mu.Unlock()
	for s.ctx.Err() == nil {
		more, err := s.source.Next(s.ctx)
		if err != nil {
			s.fail(err)
			return
		}
		if !more || !s.respond() {
			break
		}
	}
	s.reached(s.source.At())
}

// respond sends one response; false when the operation is over.
func (s *subscription) respond() bool {
	resp := s.next(s.ctx)
	if resp == nil {
		s.finish(func(o *operation) []byte { return completeMessage(o.id) })
		return false
	}
	if resp.Data == nil {
		s.refuse(resp.Errors)
		return false
	}
	payload := encode(resp)
	for _, h := range s.reached(s.source.At()) {
		h.deliver(payload)
	}
	return true
}

// reached notes how far the source has come and returns who hears that. The
// list is valid until the next call.
func (s *subscription) reached(at int64) []hearer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = at
	s.now = s.now[:0]
	for _, h := range s.hearers {
		if h.after < at {
			s.now = append(s.now, h)
		}
	}
	return s.now
}

// fail ends the subscription for everybody, for the reason err.
func (s *subscription) fail(err error) {
	if s.ctx.Err() == nil {
		s.refuse(dispatchError(s.ctx, s.exec, err).Errors)
	}
}

func (s *subscription) refuse(errs gqlerror.List) {
	s.finish(func(o *operation) []byte { return errorMessage(o.id, errs) })
}

func (s *subscription) finish(last func(*operation) []byte) {
	for _, h := range s.end() {
		h.end(last(h.operation))
	}
}

// end lets go of everything and returns who was there until now.
func (s *subscription) end() []hearer {
	s.mu.Lock()
	left := s.hearers
	s.hearers, s.isOver = nil, true
	s.mu.Unlock()
	s.cancel()
	s.stop()
	return left
}

func (s *subscription) rescue() {
	if p := recover(); p != nil {
		s.refuse(recovered(s.ctx, s.exec, p).Errors)
	}
}

// add is false when the hearer is not as far as the subscription, or it is over.
func (s *subscription) add(o *operation, after int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isOver || s.at > after {
		return false
	}
	s.hearers = append(s.hearers, hearer{o, after})
	return true
}

// remove ends the subscription with its last hearer.
func (s *subscription) remove(o *operation) (isEmpty bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, h := range s.hearers {
		if h.operation == o {
			last := len(s.hearers) - 1
			s.hearers[i] = s.hearers[last]
			s.hearers[last] = hearer{}
			s.hearers = s.hearers[:last]
			break
		}
	}
	return len(s.hearers) == 0
}
