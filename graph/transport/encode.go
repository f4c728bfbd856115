package transport

import (
	"context"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"televisit/internal/fault"
)

var internalError = []byte(`{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`)

// encode writes a response as JSON. Data without errors, the usual case, goes
// through untouched: json.Marshal would check and compact it once more.
func encode(resp *graphql.Response) []byte {
	if resp.Data == nil || len(resp.Errors) > 0 || resp.HasNext != nil {
		return marshal(shape(resp))
	}
	var extensions []byte
	if len(resp.Extensions) > 0 {
		extensions = append([]byte(`,"extensions":`), marshal(resp.Extensions)...)
	}
	b := make([]byte, 0, len(resp.Data)+len(extensions)+len(`{"data":}`))
	b = append(append(b, `{"data":`...), resp.Data...)
	return append(append(b, extensions...), '}')
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return internalError
	}
	return b
}

// shape leaves "data" out of a response that was never executed, as the
// specification wants; gqlgen would write null.
func shape(resp *graphql.Response) any {
	if resp.Data != nil {
		return resp
	}
	return struct {
		Errors     gqlerror.List  `json:"errors"`
		Extensions map[string]any `json:"extensions,omitempty"`
	}{presentable(resp.Errors), resp.Extensions}
}

// presentable never is empty: clients tell a failure by its errors.
func presentable(errs gqlerror.List) gqlerror.List {
	if len(errs) == 0 {
		return gqlerror.List{publicError(errNoResponse)}
	}
	return errs
}

// dispatchError sends err through the application's error presenter.
func dispatchError(ctx context.Context, exec graphql.GraphExecutor, err error) *graphql.Response {
	// Extensions ask for the operation also where there is none.
	ctx = graphql.WithOperationContext(ctx, &graphql.OperationContext{})
	resp := exec.DispatchError(ctx, gqlerror.List{publicError(err)})
	if resp == nil || len(resp.Errors) == 0 {
		resp = &graphql.Response{Errors: gqlerror.List{publicError(err)}}
	}
	if first := resp.Errors[0]; first.Extensions == nil {
		first.Extensions = codeOf(fault.Internal)
	}
	return resp
}
