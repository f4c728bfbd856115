package graph_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"televisit/graph"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// hop is a field of a type on the way from a root.
type hop struct {
	of    *ast.Definition
	field *ast.FieldDefinition
}

func (h hop) String() string { return h.of.Name + "." + h.field.Name }

// need is the scope that opens the field to API clients; empty when nothing does.
func (h hop) need() string {
	for _, of := range []ast.DirectiveList{h.field.Directives, h.of.Directives} {
		if d := of.ForName("scope"); d != nil {
			return d.Arguments.ForName("needs").Value.Raw
		}
	}
	return ""
}

// ways are the shortest ways from the roots to every field of every type.
func ways(s *ast.Schema) (all [][]hop) {
	seen, queue := map[string]bool{}, [][]hop{}
	visit := func(way []hop, d *ast.Definition) {
		types := append([]*ast.Definition{d}, s.GetPossibleTypes(d)...)
		for _, d := range types {
			for _, f := range d.Fields {
				if h := (hop{d, f}); !strings.HasPrefix(f.Name, "__") && !seen[h.String()] {
					seen[h.String()] = true
					queue = append(queue, append(slices.Clone(way), h))
				}
			}
		}
	}
	for _, root := range []*ast.Definition{s.Query, s.Mutation, s.Subscription} {
		visit(nil, root)
	}
	for len(queue) > 0 {
		way := queue[0]
		queue, all = queue[1:], append(all, way)
		visit(way, s.Types[way[len(way)-1].field.Type.Name()])
	}
	return all
}

// document selects along a way, with whatever arguments the schema wants.
func document(s *ast.Schema, way []hop) string {
	kind := map[string]string{"Query": "query", "Mutation": "mutation", "Subscription": "subscription"}[way[0].of.Name]
	set := ""
	for _, h := range slices.Backward(way) {
		if set == "" && !s.Types[h.field.Type.Name()].IsLeafType() {
			set = "{ __typename }"
		}
		set = fmt.Sprintf("{ ... on %s { %s%s %s } }", h.of.Name, h.field.Name, arguments(s, h.field), set)
	}
	return kind + " " + set
}

func arguments(s *ast.Schema, f *ast.FieldDefinition) string {
	var list []string
	for _, a := range f.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil {
			list = append(list, a.Name+": "+literal(s, a.Type))
		}
	}
	if list == nil {
		return ""
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// literal is some value of a type.
func literal(s *ast.Schema, t *ast.Type) string {
	if t.Elem != nil {
		return "[" + literal(s, t.Elem) + "]"
	}
	d := s.Types[t.Name()]
	switch {
	case d.Kind == ast.Enum:
		return d.EnumValues[0].Name
	case d.Kind == ast.InputObject:
		var list []string
		for i, f := range d.Fields {
			isOne := d.Directives.ForName("oneOf") != nil && i == 0
			if isOne || f.Type.NonNull && f.DefaultValue == nil {
				list = append(list, f.Name+": "+literal(s, f.Type))
			}
		}
		return "{" + strings.Join(list, ", ") + "}"
	}
	known := map[string]string{
		"Int": "1", "Float": "1", "Boolean": "true", "DateTime": `"2026-03-02T15:00:00Z"`, "Date": `"2026-03-02"`,
		"UUID": `"0f8fad5b-d9cb-469f-a165-70867728950e"`,
	}
	if value := known[d.Name]; value != "" {
		return value
	}
	return `"x"`
}

// program is an API client of one scope.
type program struct {
	w      *world
	key    string
	scopes rules.Scopes
	socket *socket
}

// refusal is what the API says to a document, if it is refused for its scope.
func (p *program) refusal(s *ast.Schema, way []hop) string {
	if way[0].of == s.Subscription {
		stream := p.socket.subscribe(document(s, way), nil)
		if e, _ := stream.next(); e.code != "FORBIDDEN" {
			return ""
		}
		return p.blamed(way)
	}
	raw := string(p.w.postAs(p.key, document(s, way), nil))
	if strings.Contains(raw, "is not for API clients") || strings.Contains(raw, "needs the scope") {
		return raw
	}
	return ""
}

// blamed is the first field of a way that is closed to the client.
func (p *program) blamed(way []hop) string {
	for _, h := range way {
		if !p.scopes.Has(rules.Scope(h.need())) {
			return `"message":"` + h.String() + " "
		}
	}
	return ""
}

// Every field of the schema, asked for by API clients of each scope, is refused
// or let through as the table in testdata/scopes.txt says; a field that is new is
// closed, and opening one shows in the table.
func TestAPIClientsReachWhatTheirScopesOpenAndNothingElse(t *testing.T) {
	w, s := newWorld(t), schema()
	all := ways(s)
	var table []string
	for _, way := range all {
		if last := way[len(way)-1]; last.need() != "" {
			table = append(table, last.String()+" "+last.need())
		}
	}
	slices.Sort(table)
	compare(t, "testdata/scopes.txt", strings.Join(table, "\n")+"\n")

	for _, scope := range []rules.Scope{rules.ScopeAvailability, rules.ScopePatients, rules.ScopeRead, rules.ScopeWrite} {
		_, key := w.APIClient(t, scope)
		set, _ := rules.ScopesOf([]rules.Scope{scope})
		p := &program{w, key, set, w.connectAs(key)}
		for _, way := range all {
			blamed := p.blamed(way)
			if got := p.refusal(s, way); (got == "") != (blamed == "") || !strings.Contains(got, blamed) {
				t.Errorf("%s: %s: %s, want %s", scope, document(s, way), got, blamed)
			}
		}
	}
}

func compare(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != got {
		t.Errorf("%s has changed (%v); go test ./graph -update writes it, read the diff", path, err)
	}
}

// People are asked for no scope.
func TestScopesConcernProgramsOnly(t *testing.T) {
	w := newWorld(t)
	for who, document := range map[string]string{
		nobody: `{ clinic { name } }`, vera: `{ viewer { appointments { nodes { visit { id } documents { id } } } } }`,
	} {
		if code := outcome(t, w.post(who, document, nil)); code != "ok" {
			t.Errorf("%q: %s", who, code)
		}
	}
	if code := outcome(t, w.post(scheduler, `{ __schema { queryType { name fields { name } } } __typename }`, nil)); code != "ok" {
		t.Errorf("introspection: %s", code)
	}
}

// @auth asks for the scope by itself: nothing is open if the documents were let in.
func TestAuthAloneHoldsProgramsToTheirScopes(t *testing.T) {
	scopes, _ := rules.ScopesOf([]rules.Scope{rules.ScopePatients})
	program := viewer.With(t.Context(), viewer.Viewer{AccountID: "acc_1", ClientID: "apc_1", Role: viewer.APIClient, Scopes: uint8(scopes)})
	for name, isOpen := range map[string]bool{"linkPatient": true, "holdSlot": false, "joinVisit": false} {
		field := graphql.CollectedField{Field: &ast.Field{Definition: schema().Mutation.Fields.ForName(name)}}
		ctx := graphql.WithFieldContext(program, &graphql.FieldContext{Field: field})
		everybody := []rules.Role{rules.APIClient, rules.Patient}
		_, err := graph.Allow(ctx, nil, func(context.Context) (any, error) { return nil, nil }, everybody)
		if f, refused := fault.As(err); refused == isOpen || refused && f.Code != fault.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}
