package transport

import (
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"televisit/internal/fault"
)

var errNoResponse = fault.New(fault.Unavailable, "the request was not finished")

// exchange is one request over plain HTTP with its one answer.
type exchange struct {
	w     http.ResponseWriter
	r     *http.Request
	exec  graphql.GraphExecutor
	media string
}

// newExchange settles the media type of the answer before anything can fail.
func newExchange(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) (*exchange, error) {
	x := &exchange{w, r, exec, accepted(r)}
	if x.media == typeJSON || x.media == typeGraphQL {
		return x, nil
	}
	x.media = typeJSON
	return x, refuse(http.StatusNotAcceptable, "the answer is "+typeGraphQL+" or "+typeJSON)
}

// execute runs a query or a mutation and answers.
func (x *exchange) execute(params *graphql.RawParams) {
	ctx := x.r.Context()
	e := prepare(ctx, x.exec, params)
	if err := x.mayRun(e.kind()); err != nil {
		x.refuse(err)
		return
	}
	var answer *graphql.Response
	e.run(ctx, func(resp *graphql.Response) bool {
		answer = resp
		return false
	})
	x.answer(answer)
}

func (x *exchange) mayRun(kind ast.Operation) error {
	if kind == ast.Subscription {
		return malformed("a subscription needs graphql-transport-ws or " + typeStream)
	}
	return mutationNeedsPost(x.w, x.r, kind)
}

// mutationNeedsPost keeps links and images from changing anything.
func mutationNeedsPost(w http.ResponseWriter, r *http.Request, kind ast.Operation) error {
	if kind != ast.Mutation || r.Method == http.MethodPost {
		return nil
	}
	w.Header().Set("Allow", http.MethodPost)
	return refuse(http.StatusMethodNotAllowed, "a mutation needs POST")
}

func (x *exchange) refuse(err error) {
	x.write(statusOf(err), dispatchError(x.r.Context(), x.exec, err))
}

func (x *exchange) answer(resp *graphql.Response) {
	switch {
	case resp == nil: // the context ended first
		x.refuse(errNoResponse)
	case resp.Data != nil:
		x.write(http.StatusOK, resp)
	default:
		x.write(x.requestErrorStatus(presentable(resp.Errors)), resp)
	}
}

// requestErrorStatus is 200 for application/json: a proxy may answer 4xx in
// that type too, so clients could not tell who speaks.
// https://graphql.github.io/graphql-over-http/draft/#sec-application-json
func (x *exchange) requestErrorStatus(errs gqlerror.List) int {
	if x.media == typeJSON {
		return http.StatusOK
	}
	code, _ := errs[0].Extensions["code"].(string)
	return statusOfCode(code)
}

func (x *exchange) write(status int, resp *graphql.Response) {
	b, h := encode(resp), x.w.Header()
	h.Set("Content-Type", x.media+"; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(b)))
	h.Set("Cache-Control", "no-store") // answers are about patients
	h.Add("Vary", "Accept")
	x.w.WriteHeader(status)
	_, _ = x.w.Write(b) // the client may have gone: nobody is left to tell
}
