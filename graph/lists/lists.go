// Package lists makes the values of GraphQL lists; generated code calls it in
// the place of gqlgen's own function (graph/gqlgen).
package lists

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// slow is when elements are worth helping with: they wait for a database.
// Starting a goroutine costs more than most elements do.
const (
	slow    = 200 * time.Microsecond
	helpers = 3
)

// Marshal makes the n elements of a list, one after the other; where that takes
// long, a few goroutines help. It stands in for graphql.MarshalSliceConcurrently,
// which starts one for every element.
func Marshal(ctx context.Context, n int, _ int64, _ bool, element func(ctx context.Context, i int) graphql.Marshaler) graphql.Array {
	l := &list{ctx: ctx, element: element, values: make(graphql.Array, n)}
	start := time.Now()
	hasHelp := false
	for l.one() {
		if left := n - int(l.next.Load()); !hasHelp && left > 1 && time.Since(start) > slow {
			hasHelp = true
			l.help(min(helpers, left-1))
		}
	}
	l.group.Wait()
	return l.values
}

type list struct {
	ctx     context.Context
	element func(ctx context.Context, i int) graphql.Marshaler
	values  graphql.Array
	next    atomic.Int64
	group   sync.WaitGroup
}

func (l *list) help(n int) {
	for range n {
		l.group.Go(func() {
			for l.one() {
			}
		})
	}
}

// one makes the next element; false when there is none.
func (l *list) one() bool {
	i := int(l.next.Add(1)) - 1
	if i >= len(l.values) {
		return false
	}
	l.make(i)
	return true
}

func (l *list) make(i int) {
	ctx := graphql.WithFieldContext(l.ctx, &graphql.FieldContext{Index: &i})
	defer func() {
		if p := recover(); p != nil {
			graphql.AddError(ctx, graphql.Recover(ctx, p))
			l.values[i] = graphql.Null
		}
	}()
	l.values[i] = l.element(ctx, i)
}
