package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// scopes holds API clients to what @scope opens: a document that selects anything
// else is refused before it does anything. Every transport passes here.
type scopes struct {
	needs map[*ast.FieldDefinition]rules.Scope
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = &scopes{}

// ExtensionName implements graphql.HandlerExtension.
func (*scopes) ExtensionName() string { return "Scopes" }

// Validate implements graphql.HandlerExtension.
func (s *scopes) Validate(schema graphql.ExecutableSchema) error {
	s.needs = map[*ast.FieldDefinition]rules.Scope{}
	for _, d := range schema.Schema().Types {
		for _, f := range d.Fields {
			s.needs[f] = scopeOf(f.Directives)
			if s.needs[f] == "" {
				s.needs[f] = scopeOf(d.Directives)
			}
		}
	}
	return nil
}

// scopeOf is what @scope says; empty where it does not stand.
func scopeOf(of ast.DirectiveList) rules.Scope {
	d := of.ForName("scope")
	if d == nil {
		return ""
	}
	return rules.Scope(d.Arguments.ForName("needs").Value.Raw)
}

// MutateOperationContext refuses what is not open to the API client that asks.
func (s *scopes) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	v := viewer.From(ctx)
	if !v.IsAPIClient() {
		return nil
	}
	var refused *fault.Error
	walk(op.Operation.SelectionSet, map[string]bool{}, func(f *ast.Field) {
		if refused == nil && !strings.HasPrefix(f.Name, "__") && !isInIntrospection(f) {
			refused = s.refusal(v, f)
		}
	})
	if refused == nil {
		return nil
	}
	return &gqlerror.Error{Err: refused, Message: refused.Message, Extensions: extensions(refused)}
}

func isInIntrospection(f *ast.Field) bool { return strings.HasPrefix(f.ObjectDefinition.Name, "__") }

func (s *scopes) refusal(v viewer.Viewer, f *ast.Field) *fault.Error {
	need, where := s.needs[f.Definition], f.ObjectDefinition.Name+"."+f.Name
	switch {
	case need == "":
		return fault.New(fault.Forbidden, "%s is not for API clients", where)
	case !rules.Scopes(v.Scopes).Has(need):
		return fault.New(fault.Forbidden, "%s needs the scope %s", where, need)
	}
	return nil
}
