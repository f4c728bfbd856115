package graph

import (
	"context"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"televisit/graph/generated"
)

// Allow is the directive @auth.
var Allow = allow

// CostOf is what a document with one operation may cost, unless its shape is refused.
func CostOf(document string, variables map[string]any) (int, *gqlerror.Error) {
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	doc, errs := gqlparser.LoadQueryWithRules(schema, document, rules.NewDefaultRules())
	if len(errs) > 0 {
		return 0, errs[0]
	}
	c := &costs{weigh(schema), variables, map[*ast.FragmentDefinition]int{}}
	return c.of(doc.Operations[0].SelectionSet), checkShape(doc)
}

// Present is what a client is told of an error.
func (r *Resolver) Present(ctx context.Context, err error) *gqlerror.Error {
	return r.present(ctx, err)
}
