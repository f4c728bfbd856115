package transport

import (
	"cmp"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
)

const defaultBodyLimit = 1 << 20

// HTTP answers GET and POST of JSON by the GraphQL-over-HTTP specification.
// https://graphql.github.io/graphql-over-http/draft/
//
// It also answers requests that no transport supports, so that they get the
// right status.
type HTTP struct {
	// BodyLimit bounds the request in bytes; 0 is 1 MB.
	BodyLimit int64
}

// Supports implements graphql.Transport.
func (HTTP) Supports(r *http.Request) bool {
	return !isUpgrade(r) && contentType(r) != typeMultipart && accepted(r) != typeStream
}

// Do implements graphql.Transport.
func (t HTTP) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	x, err := newExchange(w, r, exec)
	if err != nil {
		x.refuse(err)
		return
	}
	params, err := readParams(w, r, cmp.Or(t.BodyLimit, defaultBodyLimit))
	if err != nil {
		x.refuse(err)
		return
	}
	x.execute(params)
}
