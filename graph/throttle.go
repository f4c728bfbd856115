package graph

import (
	"context"
	"math"
	"reflect"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"televisit/internal/budget"
	"televisit/internal/fault"
	"televisit/internal/request"
)

// throttle makes askers pay for operations and bounds their open streams. What
// an operation may cost is taken before it runs, what it did not use is given
// back. A nil throttle lets everything pass.
type throttle struct {
	budgets   *budget.Budgets
	weights   weights
	streams   budget.Seats[budget.Asker]
	strangers budget.Seats[struct{}]
}

func newThrottle(b *budget.Budgets) *throttle {
	if b == nil {
		return nil
	}
	return &throttle{budgets: b}
}

// bill is what one operation costs; it stands in the operation's statistics.
type bill struct {
	asker     budget.Asker
	requested int
	actual    atomic.Int64
	state     budget.State
}

const billKey = "bill"

func billOf(ctx context.Context) *bill {
	b, _ := graphql.GetOperationContext(ctx).Stats.GetExtension(billKey).(*bill)
	return b
}

// pay takes the cost from the asker's budget and says in the header how much is left.
func (t *throttle) pay(ctx context.Context, op *graphql.OperationContext, cost int) *gqlerror.Error {
	if t == nil {
		return nil
	}
	b := &bill{asker: budget.Who(ctx), requested: cost}
	state, paid := t.budgets.Spend(b.asker, cost)
	b.state = state
	op.Stats.SetExtension(billKey, b)
	header := request.Header(ctx)
	header.Set("RateLimit-Limit", strconv.Itoa(state.Limit))
	header.Set("RateLimit-Remaining", strconv.Itoa(state.Remaining))
	header.Set("RateLimit-Reset", seconds(state.Full()))
	if paid {
		return nil
	}
	header.Set("Retry-After", seconds(state.Wait))
	refused := tooMuch("too much was asked for in a short time").With("retryAfter", int(math.Ceil(state.Wait.Seconds())))
	return &gqlerror.Error{Err: refused, Message: refused.Message, Extensions: extensions(refused)}
}

func tooMuch(why string) *fault.Error { return fault.New(fault.RateLimited, "%s", why) }

func seconds(d time.Duration) string { return strconv.Itoa(int(math.Ceil(d.Seconds()))) }

// aroundField counts what is used.
func (t *throttle) aroundField(ctx context.Context, next graphql.Resolver) (any, error) {
	value, err := next(ctx)
	field := graphql.GetFieldContext(ctx).Field
	if weight := t.weights[field.Definition]; weight > 0 {
		if b := billOf(ctx); b != nil {
			b.actual.Add(int64(weight * objects(field.Definition, value)))
		}
	}
	return value, err
}

// objects is how many there are in the value of a field.
func objects(f *ast.FieldDefinition, value any) int {
	if f.Type.Elem == nil || value == nil {
		return 1
	}
	if list := reflect.ValueOf(value); list.Kind() == reflect.Slice {
		return list.Len()
	}
	return 1
}

// aroundResponse gives back what was not used and tells the cost. A stream pays
// when it begins; its events say nothing.
func (t *throttle) aroundResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	resp := next(ctx)
	b := billOf(ctx)
	op := graphql.GetOperationContext(ctx).Operation
	if resp == nil || b == nil || op != nil && op.Operation == ast.Subscription {
		return resp
	}
	actual := int(b.actual.Load())
	if b.state.Wait == 0 {
		actual = max(actual, 1)
		b.state = t.budgets.Return(b.asker, b.requested-actual)
	}
	if resp.Extensions == nil {
		resp.Extensions = map[string]any{}
	}
	resp.Extensions["cost"] = map[string]int{
		"requested": b.requested, "actual": actual, "remaining": b.state.Remaining, "restoreRate": b.state.PerSecond,
	}
	return resp
}

// aroundOperation bounds the streams that one asker, and all who are not signed
// in together, have open.
func (t *throttle) aroundOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if graphql.GetOperationContext(ctx).Operation.Operation != ast.Subscription {
		return next(ctx)
	}
	asker := budget.Who(ctx)
	leave, ok := t.streams.Take(asker, t.budgets.Limits.Of[asker.Kind].Streams)
	if !ok {
		return refuseStream(ctx)
	}
	context.AfterFunc(ctx, leave) // transports end the context with the operation
	if asker.Kind != budget.Address {
		return next(ctx)
	}
	if leave, ok = t.strangers.Take(struct{}{}, t.budgets.Limits.Strangers); !ok {
		return refuseStream(ctx)
	}
	context.AfterFunc(ctx, leave)
	return next(ctx)
}

func refuseStream(ctx context.Context) graphql.ResponseHandler {
	f := tooMuch("too many streams are open")
	return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{{Err: f, Message: f.Message, Extensions: extensions(f)}}})
}
