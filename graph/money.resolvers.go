package graph

import (
	"context"
	"televisit/graph/model"
)

// Ledger is the resolver for the ledger field.
func (r *queryResolver) Ledger(ctx context.Context) (*model.Ledger, error) {
	return r.ledger(ctx)
}
