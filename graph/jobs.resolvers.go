package graph

import (
	"context"
	"televisit/graph/model"
)

// RetryJob is the resolver for the retryJob field.
func (r *mutationResolver) RetryJob(ctx context.Context, input model.RetryJobInput) (model.RetryJobResult, error) {
	return answer[model.RetryJobResult](&model.RetryJobSuccess{JobID: input.JobID}, r.retryJob(ctx, input.JobID))
}

// AbandonJob is the resolver for the abandonJob field.
func (r *mutationResolver) AbandonJob(ctx context.Context, input model.AbandonJobInput) (model.AbandonJobResult, error) {
	return answer[model.AbandonJobResult](&model.AbandonJobSuccess{JobID: input.JobID}, r.abandonJob(ctx, input.JobID))
}

// ParkedJobs is the resolver for the parkedJobs field.
func (r *queryResolver) ParkedJobs(ctx context.Context, first int, after *string) (*model.ParkedJobConnection, error) {
	return r.parkedJobs(ctx, first, after)
}
