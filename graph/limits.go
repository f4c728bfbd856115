package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"televisit/internal/fault"
)

// limits refuses documents before they cost anything: long ones before they are
// parsed, those of a bad shape before validation, expensive ones before they
// run. Every transport passes here.
type limits struct {
	documents documents
	weights   weights
	throttle  *throttle
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
} = &limits{}

// ExtensionName implements graphql.HandlerExtension.
func (*limits) ExtensionName() string { return "Limits" }

// Validate implements graphql.HandlerExtension.
func (l *limits) Validate(s graphql.ExecutableSchema) error {
	l.weights = weigh(s.Schema())
	if l.throttle != nil {
		l.throttle.weights = l.weights
	}
	return nil
}

// MutateOperationParameters refuses documents by length and shape. What stands
// in the cache has passed.
func (l *limits) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	if len(params.Query) > maxDocument {
		return tooComplex("the document has more than %d bytes", maxDocument)
	}
	if _, known := l.documents.Get(ctx, params.Query); known {
		return nil
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: params.Query}, maxTokens)
	if err != nil {
		return parseFailed(err)
	}
	return checkShape(doc)
}

// parseFailed tells a document that is too long from one that is wrong.
func parseFailed(err error) *gqlerror.Error {
	failed, _ := err.(*gqlerror.Error)
	if failed == nil || strings.HasPrefix(failed.Message, "exceeded token limit") {
		return tooComplex("the document has more than %d tokens", maxTokens)
	}
	if strings.HasPrefix(failed.Message, "exceeded maximum nesting") {
		return tooComplex("the operation is deeper than %d", maxDepth)
	}
	errcode.Set(failed, errcode.ParseFailed)
	return failed
}

// MutateOperationContext refuses operations that cost too much, subscriptions
// to more than one stream, and what the asker cannot pay for.
func (l *limits) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	cost := l.cost(op)
	if cost > maxCost {
		return tooComplex("the operation costs more than %d", maxCost)
	}
	set := op.Operation.SelectionSet
	if op.Operation.Operation == ast.Subscription && len(graphql.CollectFields(op, set, []string{"Subscription"})) != 1 {
		err := gqlerror.Errorf("a subscription has exactly one field") // gqlgen would panic
		errcode.Set(err, errcode.ValidationFailed)
		return err
	}
	return l.throttle.pay(ctx, op, cost)
}

// cost is what an operation may cost at most; nothing is free.
func (l *limits) cost(op *graphql.OperationContext) int {
	c := &costs{l.weights, op.Variables, map[*ast.FragmentDefinition]int{}}
	return max(c.of(op.Operation.SelectionSet), 1)
}

func tooComplex(format string, most int) *gqlerror.Error {
	err := gqlerror.Errorf(format, most)
	errcode.Set(err, string(fault.TooComplex))
	return err
}

// Of the documents that were let in, short ones are kept parsed.
const (
	maxKept      = 500
	maxKeptBytes = 8 << 10 // parsed, a document takes twenty times its length
)

// documents is a cache that long documents cannot fill.
type documents struct {
	*lru.LRU[*ast.QueryDocument]
}

func newDocuments() documents { return documents{lru.New[*ast.QueryDocument](maxKept)} }

// Add implements graphql.Cache.
func (d documents) Add(ctx context.Context, document string, parsed *ast.QueryDocument) {
	if len(document) <= maxKeptBytes {
		d.LRU.Add(ctx, document, parsed)
	}
}
