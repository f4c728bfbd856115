package graph

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"

	"televisit/graph/generated"
	"televisit/internal/outbox"
	"televisit/internal/viewer"
)

// Limits before execution.
const (
	maxDocument = 20 << 10 // bytes
	maxTokens   = 2000
	maxCost     = 1000
)

// NewHandler serves the schema over the transports.
func NewHandler(r *Resolver, transports ...graphql.Transport) *handler.Server {
	if r.tails == nil {
		r.tails = &outbox.Tails{Store: r.Store, Hints: r.Bus, Log: r.Log}
	}
	return Serve(r, generated.NewExecutableSchema(generated.Config{
		Resolvers:  r,
		Directives: generated.DirectiveRoot{Auth: allow},
	}), transports...)
}

// Serve serves any schema within the product's limits; NewHandler has its own.
func Serve(r *Resolver, schema graphql.ExecutableSchema, transports ...graphql.Transport) *handler.Server {
	h := handler.New(schema)
	for _, t := range transports {
		h.AddTransport(t)
	}
	known := newDocuments()
	h.SetQueryCache(known)
	h.SetParserTokenLimit(maxTokens)
	h.SetDisableSuggestion(true)
	h.SetErrorPresenter(r.present)
	h.SetRecoverFunc(recovered)
	h.Use(extension.Introspection{})
	h.Use(&r.Trusted)
	t := newThrottle(r.Budgets)
	h.Use(&limits{documents: known, throttle: t})
	h.Use(&scopes{})
	h.AroundOperations(ownViewer)
	h.AroundResponses(aroundResponse)
	if t != nil {
		h.AroundOperations(t.aroundOperation)
		h.AroundResponses(t.aroundResponse)
		h.AroundFields(t.aroundField)
	}
	return h
}

// ownViewer gives each operation a viewer of its own, which a sign-in changes.
func ownViewer(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	return next(viewer.With(ctx, viewer.From(ctx)))
}

var errPanic = errors.New("panic")

func recovered(_ context.Context, p any) error {
	return fmt.Errorf("%w: %v\n%s", errPanic, p, debug.Stack())
}
