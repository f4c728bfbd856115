package main

import (
	"strings"
	"testing"
)

const field = `
func (ec *executionContext) _Doctor_name(ctx context.Context, field graphql.CollectedField, obj *Doctor) (ret graphql.Marshaler) {
	return graphql.ResolveField(
		ctx, ec.OperationContext, field,
		func(ctx context.Context, field graphql.CollectedField) (*graphql.FieldContext, error) { return ec.fieldContext_Doctor_name(ctx, field) },
		func(ctx context.Context) (any, error) {
			return obj.Name, nil
		},
		nil,
		func(ctx context.Context, selections ast.SelectionSet, v string) graphql.Marshaler {
			return ec.marshalNString2string(ctx, selections, v)
		},
		true, true,
	)
}

func (ec *executionContext) fieldContext_Doctor_name(_ context.Context, field graphql.CollectedField) (fc *graphql.FieldContext, err error) {
	return graphql.NewScalarFieldContext("Doctor", field, false, false, "String")
}
`

const atHand = "return ec.marshalNString2string(ctx, field.Selections, obj.Name)"

// Whatever could refuse, fail or be null is resolved as gqlgen has it.
func TestOnlyPlainLeavesAreCheaper(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		want     bool
	}{
		"plain":                   {"", "", true},
		"guarded by a directive":  {"\t\tnil,\n", "\t\tfunc(ctx context.Context, next graphql.Resolver) graphql.Resolver { return directive0 },\n", false},
		"of a resolver":           {"return obj.Name, nil", "return ec.Resolvers.Doctor().Name(ctx, obj)", false},
		"of a method":             {"obj.Name, nil", "obj.Name(), nil", false},
		"that may be null":        {"v string", "v *string", false},
		"of a type with a nil":    {"v string", "v time.Time", false},
		"an object":               {"graphql.NewScalarFieldContext(", "newContext(", false},
		"of a stream":             {"graphql.ResolveField(", "graphql.ResolveFieldStream(", false},
		"marshalled by something": {"return ec.marshalN", "return marshalN", false},
	} {
		t.Run(name, func(t *testing.T) {
			code := "package generated\n" + strings.Replace(field, c.from, c.to, 1)
			got, err := cheaper([]byte(code))
			if err != nil {
				t.Fatal(err)
			}
			if is := strings.Contains(string(got), atHand); is != c.want {
				t.Errorf("cheaper: %t\n%s", is, got)
			}
			if !c.want && string(got) != code {
				t.Errorf("changed:\n%s", got)
			}
		})
	}
}

const object = `package generated

func (ec *executionContext) _Doctor(ctx context.Context, sel ast.SelectionSet, obj *Doctor) graphql.Marshaler {
	out := graphql.NewFieldSet(fields)
	deferred := graphql.NewDeferredGroup(ctx)
	out.Values[0] = ec._Doctor_name(ctx, field, obj)

	if n := len(deferred.Defers); n > 0 {
		atomic.AddInt32(&ec.Deferred, int32(min(n, math.MaxInt32)))
	}

	return out
}
`

func TestOnlyObjectsThatDeferNothingAreCheaper(t *testing.T) {
	concurrent := strings.Replace(object, "out.Values[0] =", "out.ResolveConcurrently(ec.OperationContext, &deferred, 0); _ =", 1)
	for code, want := range map[string]bool{object: true, concurrent: false} {
		got, err := cheaper([]byte(code))
		if err != nil {
			t.Fatal(err)
		}
		if is := !strings.Contains(string(got), "deferred"); is != want {
			t.Errorf("nothing is deferred: %t\n%s", is, got)
		}
	}
}
