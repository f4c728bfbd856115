package transport

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

var errPanic = errors.New("panic in an operation")

// operation is one subscribe message at work. What executes hands it payloads
// without an id, so that one execution may serve several operations one day.
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
	exec, ctx := o.socket.exec, graphql.StartOperationTrace(o.ctx)
	op, errs := exec.CreateOperationContext(ctx, params)
	ctx = graphql.WithOperationContext(ctx, op)
	if len(errs) > 0 {
		o.answer(exec.DispatchError(ctx, errs))
		return
	}
	next, ctx := exec.DispatchOperation(ctx, op)
	for isOpen := true; isOpen; {
		resp := next(ctx)
		isOpen = resp != nil && o.answer(resp) && isStream(op, resp)
	}
	o.end(completeMessage(o.id))
}

// isStream is false after the only response of a query or mutation. Some
// interceptors would give it again and again.
func isStream(op *graphql.OperationContext, resp *graphql.Response) bool {
	return op.Operation.Operation == ast.Subscription || resp.HasNext != nil && *resp.HasNext
}

// answer sends one response; one that was not executed ends the operation.
func (o *operation) answer(resp *graphql.Response) bool {
	if resp == nil || resp.Data == nil {
		o.fail(resp)
		return false
	}
	s := o.socket
	message := wrap(o.head, encode(resp))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operations[o.id] != o {
		return false
	}
	s.sendLocked(message)
	return true
}

func (o *operation) fail(resp *graphql.Response) {
	var errs gqlerror.List
	if resp != nil {
		errs = resp.Errors
	}
	o.end(errorMessage(o.id, errs))
}

// end sends the last message and frees the id in one step: the client may use
// it again as soon as it reads that message.
func (o *operation) end(message []byte) {
	s := o.socket
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operations[o.id] == o {
		delete(s.operations, o.id)
		s.sendLocked(message)
	}
}

// rescue keeps a defect in one operation from ending the process.
func (o *operation) rescue() {
	if p := recover(); p != nil {
		slog.ErrorContext(o.ctx, "panic in a GraphQL operation", "panic", p, "stack", string(debug.Stack()))
		o.fail(dispatchError(o.ctx, o.socket.exec, errPanic))
	}
}
