package graph

import (
	"context"
	"televisit/graph/generated"
	"televisit/graph/scalar"
	"televisit/internal/fault"
	"time"
)

// Node is the resolver for the node field.
func (r *queryResolver) Node(ctx context.Context, id string) (scalar.Node, error) {
	return r.node(ctx, id)
}

// Nodes is the resolver for the nodes field.
func (r *queryResolver) Nodes(ctx context.Context, ids []string) ([]scalar.Node, error) {
	if len(ids) > maxPage {
		return nil, fault.New(fault.BadRequest, "at most %d ids at once", maxPage)
	}
	found := make([]scalar.Node, len(ids))
	for i, id := range ids {
		n, err := r.node(ctx, id)
		if err != nil {
			return nil, err
		}
		found[i] = n
	}
	return found, nil
}

// ServerTime is the resolver for the serverTime field.
func (r *queryResolver) ServerTime(ctx context.Context) (*time.Time, error) {
	now := r.now()
	return &now, nil
}

func (r *Resolver) Mutation() generated.MutationResolver { return &mutationResolver{r} }

func (r *Resolver) Query() generated.QueryResolver { return &queryResolver{r} }

func (r *Resolver) Subscription() generated.SubscriptionResolver { return &subscriptionResolver{r} }

type (
	mutationResolver     struct{ *Resolver }
	queryResolver        struct{ *Resolver }
	subscriptionResolver struct{ *Resolver }
)
