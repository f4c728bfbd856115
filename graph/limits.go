package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// limits refuses documents before they cost anything. gqlgen's own limit walks
// a fragment once per spread: a few hundred bytes of fragments that spread each
// other twice would keep a core busy for ever.
type limits struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
} = limits{}

// ExtensionName implements graphql.HandlerExtension.
func (limits) ExtensionName() string { return "Limits" }

// Validate implements graphql.HandlerExtension.
func (limits) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters refuses long documents: comments and texts are few
// tokens, and the document cache would keep them.
func (limits) MutateOperationParameters(_ context.Context, params *graphql.RawParams) *gqlerror.Error {
	if len(params.Query) <= maxDocument {
		return nil
	}
	return tooComplex("the document has more than %d bytes", maxDocument)
}

// MutateOperationContext refuses operations that cost too much, and
// subscriptions to more than one stream.
func (limits) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	c, set := costs{}, op.Operation.SelectionSet
	if c.of(set) > maxCost {
		return tooComplex("the operation costs more than %d", maxCost)
	}
	if op.Operation.Operation == ast.Subscription && len(graphql.CollectFields(op, set, []string{"Subscription"})) != 1 {
		err := gqlerror.Errorf("a subscription has exactly one field") // gqlgen would panic
		errcode.Set(err, errcode.ValidationFailed)
		return err
	}
	return nil
}

func tooComplex(format string, most int) *gqlerror.Error {
	err := gqlerror.Errorf(format, most)
	errcode.Set(err, "COMPLEXITY_LIMIT_EXCEEDED")
	return err
}

// costs remembers what each fragment costs. A field costs one; fragments do not
// spread each other in a circle, validation has seen to that.
type costs map[*ast.FragmentDefinition]int

// of stops counting above the limit.
func (c costs) of(set ast.SelectionSet) (sum int) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if s.Name != "__schema" {
				sum += 1 + c.of(s.SelectionSet)
			}
		case *ast.InlineFragment:
			sum += c.of(s.SelectionSet)
		case *ast.FragmentSpread:
			sum += c.ofFragment(s.Definition)
		}
		if sum > maxCost {
			return maxCost + 1
		}
	}
	return sum
}

func (c costs) ofFragment(f *ast.FragmentDefinition) int {
	cost, known := c[f]
	if !known {
		cost = c.of(f.SelectionSet)
		c[f] = cost
	}
	return cost
}
