package transport

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"televisit/graph/feed"
)

// execution is one operation of the executor. It knows neither ids nor wires.
type execution struct {
	exec   graphql.GraphExecutor
	op     *graphql.OperationContext
	failed *graphql.Response // its only response when it cannot run
}

func prepare(ctx context.Context, exec graphql.GraphExecutor, params *graphql.RawParams) *execution {
	op, errs := exec.CreateOperationContext(ctx, params)
	e := &execution{exec: exec, op: op}
	if len(errs) == 0 {
		return e
	}
	e.failed = exec.DispatchError(graphql.WithOperationContext(ctx, op), errs)
	if e.failed == nil {
		e.failed = &graphql.Response{Errors: errs}
	}
	return e
}

// kind is empty when the operation cannot run.
func (e *execution) kind() ast.Operation {
	if e.failed != nil {
		return ""
	}
	return e.op.Operation.Operation
}

// run yields the responses one by one until yield wants no more. A response
// without data, which was not executed, is the last one.
func (e *execution) run(ctx context.Context, yield func(*graphql.Response) bool) {
	if e.failed != nil {
		yield(e.failed)
		return
	}
	slot := &feed.Slot{}
	next, ctx := e.begin(feed.With(ctx, slot))
	if slot.Source == nil {
		e.drain(ctx, next, yield)
		return
	}
	err := feed.Pull(ctx, slot.Source, func() bool {
		resp := next(ctx)
		return resp != nil && yield(resp) && e.goesOn(resp)
	})
	if err != nil && ctx.Err() == nil {
		yield(dispatchError(ctx, e.exec, err))
	}
}

// begin returns what gives the responses, and the context to ask it with.
func (e *execution) begin(ctx context.Context) (graphql.ResponseHandler, context.Context) {
	return e.exec.DispatchOperation(graphql.WithOperationContext(ctx, e.op), e.op)
}

func (e *execution) drain(ctx context.Context, next graphql.ResponseHandler, yield func(*graphql.Response) bool) {
	for {
		resp := next(ctx)
		if resp == nil || !yield(resp) || !e.goesOn(resp) {
			return
		}
	}
}

// goesOn is false after the only response of a query or mutation, which some
// interceptors would give again and again.
func (e *execution) goesOn(resp *graphql.Response) bool {
	isPart := resp.HasNext != nil && *resp.HasNext
	return resp.Data != nil && (e.kind() == ast.Subscription || isPart)
}

// recovered is the response after a panic outside of resolvers, which gqlgen
// guards itself: goroutines of ours must not end the process. The application's
// error presenter logs it.
func recovered(ctx context.Context, exec graphql.GraphExecutor, p any) *graphql.Response {
	return dispatchError(ctx, exec, fmt.Errorf("panic in an operation: %v\n%s", p, debug.Stack()))
}
