package transport

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// operation is one subscribe message at work: it gives an execution's responses
// the client's id. One execution may serve several operations one day.
type operation struct {
	socket *socket
	id     string
	head   []byte          // of its next messages
	ctx    context.Context // from register to run
	cancel context.CancelFunc
}

func (o *operation) run(params *graphql.RawParams) {
	defer o.cancel()
	defer o.rescue()
	ctx := graphql.StartOperationTrace(o.ctx)
	prepare(ctx, o.socket.exec, params).run(ctx, o.answer)
	o.end(completeMessage(o.id))
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
	message, s := wrap(o.head, encode(resp)), o.socket
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operations[o.id] != o {
		return false
	}
	s.sendLocked(message)
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
	}
}
