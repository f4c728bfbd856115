package transport

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"televisit/graph/feed"
)

// shares are the subscriptions that others may join.
type shares struct {
	mu   sync.Mutex
	open map[shareKey]*subscription
}

// shareKey is everything that decides the responses.
type shareKey struct {
	document  string
	operation string
	scope     string
	of        string
}

func keyOf(op *graphql.OperationContext, scope string, s feed.Source) shareKey {
	if scope == "" {
		return shareKey{}
	}
	return shareKey{op.RawQuery, op.OperationName, scope, s.Of()}
}

// outcome is what settle has come to.
type outcome int

const (
	alone  outcome = iota // the operation keeps its own subscription
	joined                // it hears another one, its own is over
	behind                // the other one is further; catch up and try again
)

// settle looks for an equal subscription, after the operation has come as far
// as its own one could go: each was authorised, and has read what it had
// missed, by itself.
func (t *shares) settle(key shareKey, o *operation, own *subscription) outcome {
	t.mu.Lock()
	defer t.mu.Unlock()
	if o.hears == nil || key == (shareKey{}) { // it has left, or is not to be shared
		return alone
	}
	other := t.open[key]
	if other == nil {
		own.key = key
		t.put(own)
		return alone
	}
	if !other.add(o, own.source.At()) {
		return behind
	}
	o.hears = other
	own.remove(o)
	own.end()
	return joined
}

func (t *shares) put(s *subscription) {
	if t.open == nil {
		t.open = map[shareKey]*subscription{}
	}
	t.open[s.key] = s
}

// begin makes the operation hear a subscription until its context ends.
func (t *shares) begin(o *operation, s *subscription) {
	t.mu.Lock()
	defer t.mu.Unlock()
	o.hears = s
	s.add(o, beforeAll)
	context.AfterFunc(o.ctx, func() { t.leave(o) })
}

// beforeAll is before the first place of a source.
const beforeAll = -1

// leave ends a subscription with its last hearer.
func (t *shares) leave(o *operation) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := o.hears
	o.hears = nil
	if s.remove(o) {
		s.end()
		t.forget(s)
	}
}

func (t *shares) forget(s *subscription) {
	if t.open[s.key] == s {
		delete(t.open, s.key)
	}
}
