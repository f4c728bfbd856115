package transport_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"televisit/internal/fault"
)

// The tests' schema; Upload is a scalar whose values the resolvers see as the
// transport has put them.
const sdl = `
scalar Upload
type Query { name: String, echo(text: String): String, fail: String, stuck: String, panic: String }
type Mutation { rename(to: String!): String, upload(file: Upload, files: [Upload!], input: UploadInput): Int }
type Subscription { count(to: Int!): Int, forever: Int, refused: Int, flood(size: Int!): String, panics: Int }
input UploadInput { note: String, files: [Upload!]! }
`

type args = map[string]any

// world is a hand-made executable schema. Its fields may be replaced.
type world struct {
	schema *ast.Schema
	fields map[string]func(ctx context.Context, a args) (any, error)
	// streams yield until they close the channel; the context is the operation's.
	streams map[string]func(ctx context.Context, a args) (<-chan any, error)
}

func newWorld() *world {
	w := &world{schema: gqlparser.MustLoadSchema(&ast.Source{Input: sdl})}
	w.fields = map[string]func(context.Context, args) (any, error){
		"name":   func(context.Context, args) (any, error) { return "Anna", nil },
		"echo":   func(_ context.Context, a args) (any, error) { return a["text"], nil },
		"fail":   func(context.Context, args) (any, error) { return nil, errors.New("it failed") },
		"rename": func(_ context.Context, a args) (any, error) { return a["to"], nil },
		"stuck":  func(ctx context.Context, _ args) (any, error) { <-ctx.Done(); return nil, ctx.Err() },
		"panic":  func(context.Context, args) (any, error) { panic("a defect") },
	}
	w.streams = map[string]func(context.Context, args) (<-chan any, error){
		"count": count,
		"refused": func(context.Context, args) (<-chan any, error) {
			return nil, fault.New(fault.Forbidden, "not yours")
		},
		"forever": func(ctx context.Context, _ args) (<-chan any, error) { return make(chan any), nil },
		"panics":  func(context.Context, args) (<-chan any, error) { panic("a defect") },
	}
	return w
}

func count(ctx context.Context, a args) (<-chan any, error) {
	to, _ := a["to"].(int64)
	out := make(chan any)
	go func() {
		defer close(out)
		for i := range to {
			select {
			case out <- i + 1:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

// handler returns gqlgen's server over the world.
func (w *world) handler(transports ...graphql.Transport) *handler.Server {
	srv := handler.New(&graphql.ExecutableSchemaMock{SchemaFunc: func() *ast.Schema { return w.schema }, ExecFunc: w.exec})
	srv.SetErrorPresenter(present)
	srv.SetQueryCache(lru.New[*ast.QueryDocument](100))
	for _, t := range transports {
		srv.AddTransport(t)
	}
	return srv
}

func (w *world) serve(t *testing.T, transports ...graphql.Transport) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(w.handler(transports...))
	t.Cleanup(srv.Close)
	return srv
}

// present is what the application's presenter does: faults keep their code.
func present(ctx context.Context, err error) *gqlerror.Error {
	e := graphql.DefaultErrorPresenter(ctx, err)
	if f, ok := fault.As(err); ok {
		e = &gqlerror.Error{Message: f.Message, Extensions: map[string]any{"code": string(f.Code)}}
	}
	return e
}

func (w *world) exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	if op.Operation.Operation == ast.Subscription {
		return w.subscribe(ctx, op)
	}
	return graphql.OneShot(w.resolve(ctx, op))
}

func (w *world) resolve(ctx context.Context, op *graphql.OperationContext) *graphql.Response {
	data, resp := args{}, &graphql.Response{}
	for _, field := range selected(op) {
		value, err := w.value(ctx, op, field)
		if err != nil {
			resp.Errors = append(resp.Errors, present(ctx, err))
		}
		data[field.Alias] = value
	}
	resp.Data, _ = json.Marshal(data)
	return resp
}

func (w *world) value(ctx context.Context, op *graphql.OperationContext, field *ast.Field) (any, error) {
	switch field.Name {
	case "__typename":
		return field.ObjectDefinition.Name, nil
	case "__type":
		return nil, nil
	}
	return w.fields[field.Name](ctx, field.ArgumentMap(op.Variables))
}

func (w *world) subscribe(ctx context.Context, op *graphql.OperationContext) graphql.ResponseHandler {
	field := selected(op)[0]
	events, err := w.streams[field.Name](ctx, field.ArgumentMap(op.Variables))
	if err != nil {
		return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{present(ctx, err)}})
	}
	return func(ctx context.Context) *graphql.Response { // as generated code: not the context it began with
		select {
		case event, ok := <-events:
			if !ok {
				return nil
			}
			if err, isError := event.(error); isError {
				return &graphql.Response{Errors: gqlerror.List{present(ctx, err)}}
			}
			value, _ := json.Marshal(event)
			return &graphql.Response{Data: fmt.Appendf(nil, `{%q:%s}`, field.Alias, value)}
		case <-ctx.Done():
			return nil
		}
	}
}

func selected(op *graphql.OperationContext) (fields []*ast.Field) {
	for _, s := range op.Operation.SelectionSet {
		fields = append(fields, s.(*ast.Field))
	}
	return fields
}
