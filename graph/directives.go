package graph

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// allow is the directive @auth: who may call a field. API clients may call what
// their scopes open.
func allow(ctx context.Context, _ any, next graphql.Resolver, roles []rules.Role) (any, error) {
	v := viewer.From(ctx)
	if !v.SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "sign in first")
	}
	allowed := slices.Contains(roles, rules.Role(v.Role))
	if v.IsAPIClient() {
		allowed = rules.Scopes(v.Scopes).Has(scopeOf(graphql.GetFieldContext(ctx).Field.Definition.Directives))
	}
	if !allowed {
		return nil, fault.New(fault.Forbidden, "this is not for %s", v.Role)
	}
	return next(ctx)
}
