package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/generated"
	"televisit/graph/model"
)

// URL is the resolver for the url field.
func (r *documentResolver) URL(ctx context.Context, obj *db.Document) (string, error) {
	return "/files/documents/" + obj.ID, nil
}

// UploadDocuments is the resolver for the uploadDocuments field.
func (r *mutationResolver) UploadDocuments(ctx context.Context, input model.UploadDocumentsInput) (model.UploadDocumentsResult, error) {
	staged, err := stagedFiles(input.Files)
	if err != nil {
		return answer[model.UploadDocumentsResult](nil, err)
	}
	ids, err := r.Charting.Upload(ctx, input.IdempotencyKey, input.AppointmentID, input.Kind, staged)
	if err != nil {
		return answer[model.UploadDocumentsResult](nil, err)
	}
	documents, err := r.documentsByID(ctx, ids)
	return answer[model.UploadDocumentsResult](&model.UploadDocumentsSuccess{Documents: documents}, err)
}

func (r *Resolver) Document() generated.DocumentResolver { return &documentResolver{r} }

type documentResolver struct{ *Resolver }
