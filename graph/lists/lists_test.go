package lists_test

import (
	"context"
	"errors"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"televisit/graph/lists"
)

func number(_ context.Context, i int) graphql.Marshaler { return graphql.MarshalInt(i) }

func written(a graphql.Array) string {
	var b strings.Builder
	a.MarshalGQL(&b)
	return b.String()
}

func TestElementsKeepTheirOrderAndPath(t *testing.T) {
	ctx := graphql.WithFieldContext(t.Context(), &graphql.FieldContext{})
	var paths []string
	got := lists.Marshal(ctx, 3, 0, false, func(ctx context.Context, i int) graphql.Marshaler {
		paths = append(paths, graphql.GetPath(ctx).String()) // one after the other: no lock
		return number(ctx, i)
	})
	if written(got) != "[0,1,2]" || strings.Join(paths, " ") != "[0] [1] [2]" {
		t.Errorf("got %s with %v", written(got), paths)
	}
	if empty := lists.Marshal(ctx, 0, 0, false, number); written(empty) != "[]" {
		t.Errorf("got %s for nothing", written(empty))
	}
}

// Quick elements need no goroutine, whatever their number.
func TestQuickElementsAreMadeInPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // time stands still
		before := runtime.NumGoroutine()
		lists.Marshal(t.Context(), 1000, 0, false, func(ctx context.Context, i int) graphql.Marshaler {
			if n := runtime.NumGoroutine(); n > before {
				t.Errorf("%d goroutines more at element %d", n-before, i)
			}
			return number(ctx, i)
		})
	})
}

// Elements that wait are made a few at a time.
func TestSlowElementsGetHelp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		got := lists.Marshal(t.Context(), 41, 0, false, func(ctx context.Context, i int) graphql.Marshaler {
			time.Sleep(time.Millisecond)
			return number(ctx, i)
		})
		if took := time.Since(start); took != 11*time.Millisecond { // one alone, forty by four
			t.Errorf("41 ms of waiting took %v", took)
		}
		if s := written(got); !strings.HasSuffix(s, ","+strconv.Itoa(40)+"]") || strings.Count(s, ",") != 40 {
			t.Errorf("got %s", s)
		}
	})
}

func TestAPanicIsAnErrorOfItsElement(t *testing.T) {
	broken := func(context.Context, any) error { return errors.New("a defect") }
	ctx := graphql.WithOperationContext(t.Context(), &graphql.OperationContext{RecoverFunc: broken})
	ctx = graphql.WithResponseContext(ctx, graphql.DefaultErrorPresenter, broken)
	got := lists.Marshal(ctx, 3, 0, false, func(ctx context.Context, i int) graphql.Marshaler {
		if i == 1 {
			panic("a defect")
		}
		return number(ctx, i)
	})
	if written(got) != "[0,null,2]" || len(graphql.GetErrors(ctx)) != 1 {
		t.Errorf("got %s with %v", written(got), graphql.GetErrors(ctx))
	}
}
