package transport

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"televisit/graph/feed"
)

// operation is one subscribe message at work: it gives an execution's responses
// the client's id.
type operation struct {
	socket *socket
	id     string
	head   []byte          // of its next messages
	ctx    context.Context // from register to the end
	cancel context.CancelFunc
	hears  *subscription // guarded by shares; nil when it hears none
}

func (o *operation) run(params *graphql.RawParams) {
	defer o.rescue()
	e := prepare(graphql.StartOperationTrace(o.ctx), o.socket.exec, params)
	if e.kind() == ast.Subscription {
		o.subscribe(e)
		return
	}
	e.run(o.ctx, o.answer)
	o.end(completeMessage(o.id))
}

// subscribe starts the subscription as the client itself, so that it is
// authorised like any other. One whose source is pulled goes on without this
// goroutine.
func (o *operation) subscribe(e *execution) {
	slot := &feed.Slot{}
	next, ctx := e.begin(feed.With(o.ctx, slot))
	if slot.Source == nil {
		e.drain(ctx, next, o.answer)
		o.end(completeMessage(o.id))
		return
	}
	ctx, scope := o.socket.config.scope(ctx, e.op)
	key, own := keyOf(e.op, scope, slot.Source), newSubscription(o, slot.Source, next, ctx)
	o.socket.shares.begin(o, own)
	o.settle(key, own)
}

// settle reads what waits, and shares what comes later when it can.
func (o *operation) settle(key shareKey, own *subscription) {
	defer own.rescue()
	own.drain()
	const tries = 8 // of a stream that is written all the time
	for range tries {
		switch o.socket.shares.settle(key, o, own) {
		case joined:
			return
		case behind:
			own.drain()
			continue
		}
		break
	}
	own.goOn()
}

// refuse ends an operation before it runs.
func (o *operation) refuse(err error) {
	o.cancel()
	o.end(errorMessage(o.id, dispatchError(o.socket.ctx, o.socket.exec, err).Errors))
}

func (o *operation) rescue() {
	if p := recover(); p != nil {
		o.answer(recovered(o.ctx, o.socket.exec, p))
	}
}

// answer sends one response; one that was not executed ends the operation. It
// is false when the client wants no more.
func (o *operation) answer(resp *graphql.Response) bool {
	if resp.Data == nil {
		o.end(errorMessage(o.id, resp.Errors))
		return false
	}
	return o.deliver(encode(resp))
}

// deliver sends one response's JSON; false when the client wants no more.
func (o *operation) deliver(payload []byte) bool {
	s := o.socket
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operations[o.id] != o {
		return false
	}
	s.sendPayloadLocked(o.head, payload)
	return true
}

// end sends the last message, unless there was one, and frees the id in one
// step: the client may use it again as soon as it reads that message.
func (o *operation) end(message []byte) {
	s := o.socket
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operations[o.id] == o {
		delete(s.operations, o.id)
		s.sendLocked(message)
		o.cancel()
	}
}
