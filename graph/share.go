package graph

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"televisit/internal/request"
	"televisit/internal/viewer"
)

// audiences say to whom the events of a subscription are the same: as whom they
// are made. The policies and resolvers see nobody else, so whatever depends on
// more than that cannot be in what many get. A subscription that is not here is
// never shared.
var audiences = map[string]func(viewer.Viewer) viewer.Viewer{
	"availabilityChanged": everybody,
	"deskFloor":           sameRole,
	"practitionerBoard":   samePerson,
	"appointmentChanged":  samePerson,
	"visitMessages":       samePerson,
	"invitationChanged":   samePerson,

	"consentWithdrawalChanged": sameRole,
}

func everybody(viewer.Viewer) viewer.Viewer { return viewer.Viewer{} }

// sameRole has an account that owns nothing: policies ask for somebody who is signed in.
func sameRole(v viewer.Viewer) viewer.Viewer {
	return viewer.Viewer{Role: v.Role, AccountID: "any " + string(v.Role)}
}

// samePerson is the viewer on whatever device.
func samePerson(v viewer.Viewer) viewer.Viewer {
	v.SessionID, v.Until = "", time.Time{}
	return v
}

// personal are the fields that depend on the account of the viewer rather than
// on the role: who selects one shares with nobody else.
var personal = map[string]bool{
	"ChatMessage.mine":  true,
	"Visit.unreadCount": true,
}

// Scope says with whom a subscription may be shared; see transport.WebSocketConfig.
func Scope(ctx context.Context, op *graphql.OperationContext) (context.Context, string) {
	root := graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Subscription"})[0]
	audience := audiences[root.Name]
	if audience == nil {
		return ctx, ""
	}
	if isPersonal(op.Operation.SelectionSet) {
		audience = samePerson
	}
	v := audience(viewer.From(ctx))
	key, err := json.Marshal([]any{v, request.Locale(ctx), withoutCursor(op, root)})
	if err != nil {
		return ctx, ""
	}
	return viewer.With(ctx, v), string(key)
}

func isPersonal(set ast.SelectionSet) (is bool) {
	walk(set, map[string]bool{}, func(f *ast.Field) {
		is = is || personal[f.ObjectDefinition.Name+"."+f.Name]
	})
	return is
}

// withoutCursor are the variables that decide what an event looks like. Where a
// subscriber goes on from does not, unless the document uses it for more.
func withoutCursor(op *graphql.OperationContext, root graphql.CollectedField) map[string]any {
	after := root.Arguments.ForName("after")
	if after == nil || after.Value.Kind != ast.Variable {
		return op.Variables
	}
	uses := 0
	walk(op.Operation.SelectionSet, map[string]bool{}, func(f *ast.Field) {
		for _, a := range f.Arguments {
			uses += usesOf(a.Value, after.Value.Raw)
		}
	})
	if uses > 1 {
		return op.Variables
	}
	rest := maps.Clone(op.Variables)
	delete(rest, after.Value.Raw)
	return rest
}

func usesOf(v *ast.Value, variable string) (n int) {
	if v.Kind == ast.Variable && v.Raw == variable {
		return 1
	}
	for _, child := range v.Children {
		n += usesOf(child.Value, variable)
	}
	return n
}

// walk visits each field, those of a fragment once.
func walk(set ast.SelectionSet, seen map[string]bool, visit func(*ast.Field)) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			visit(s)
			walk(s.SelectionSet, seen, visit)
		case *ast.InlineFragment:
			walk(s.SelectionSet, seen, visit)
		case *ast.FragmentSpread:
			if !seen[s.Name] {
				seen[s.Name] = true
				walk(s.Definition.SelectionSet, seen, visit)
			}
		}
	}
}
