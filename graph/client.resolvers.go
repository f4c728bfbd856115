package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/viewer"
)

// Appointments is the resolver for the appointments field.
func (r *apiClientResolver) Appointments(ctx context.Context, obj *db.ApiClient, filter model.AppointmentFilter, first int, after *string) (*model.AppointmentConnection, error) {
	return r.appointments(ctx, appointment.APIClientID(obj.ID), filter, first, after)
}

// CreateAPIClient is the resolver for the createApiClient field.
func (r *mutationResolver) CreateAPIClient(ctx context.Context, input model.CreateAPIClientInput) (model.CreateAPIClientResult, error) {
	id, key, err := r.Auth.CreateClient(ctx, input.IdempotencyKey, input.Name, input.Scopes)
	if err != nil {
		return answer[model.CreateAPIClientResult](nil, err)
	}
	c, err := r.client(ctx, id)
	return answer[model.CreateAPIClientResult](&model.CreateAPIClientSuccess{APIClient: c, Key: orNil(key)}, err)
}

// RotateAPIClientKey is the resolver for the rotateApiClientKey field.
func (r *mutationResolver) RotateAPIClientKey(ctx context.Context, input model.RotateAPIClientKeyInput) (model.RotateAPIClientKeyResult, error) {
	key, err := r.Auth.RotateClientKey(ctx, input.APIClientID, orZero(input.PreviousWorksUntil))
	if err != nil {
		return answer[model.RotateAPIClientKeyResult](nil, err)
	}
	c, err := r.client(ctx, input.APIClientID)
	return answer[model.RotateAPIClientKeyResult](&model.RotateAPIClientKeySuccess{APIClient: c, Key: key}, err)
}

// RevokeAPIClient is the resolver for the revokeApiClient field.
func (r *mutationResolver) RevokeAPIClient(ctx context.Context, input model.RevokeAPIClientInput) (model.RevokeAPIClientResult, error) {
	if err := r.Auth.RevokeClient(ctx, input.APIClientID); err != nil {
		return answer[model.RevokeAPIClientResult](nil, err)
	}
	c, err := r.client(ctx, input.APIClientID)
	return answer[model.RevokeAPIClientResult](&model.RevokeAPIClientSuccess{APIClient: c}, err)
}

// RegisterPatient is the resolver for the registerPatient field.
func (r *mutationResolver) RegisterPatient(ctx context.Context, input model.RegisterPatientInput) (model.RegisterPatientResult, error) {
	c, err := r.Auth.RegisterPatient(ctx, registration(input))
	if err != nil {
		return answer[model.RegisterPatientResult](nil, r.outdated(ctx, err))
	}
	return &model.RegisterPatientSuccess{Challenge: challenge(c)}, nil
}

// LinkPatient is the resolver for the linkPatient field.
func (r *mutationResolver) LinkPatient(ctx context.Context, input model.LinkPatientInput) (model.LinkPatientResult, error) {
	if err := oneGuess(ctx); err != nil {
		return nil, err
	}
	id, err := r.Auth.LinkPatient(ctx, input.ChallengeID, input.Code)
	if err != nil {
		return answer[model.LinkPatientResult](nil, err)
	}
	p, err := r.Store.Patient.Get(ctx, id)
	return answer[model.LinkPatientResult](&model.LinkPatientSuccess{Patient: p}, err)
}

// EndPatientLink is the resolver for the endPatientLink field.
func (r *mutationResolver) EndPatientLink(ctx context.Context, input model.EndPatientLinkInput) (model.EndPatientLinkResult, error) {
	if err := r.Auth.EndLink(ctx, input.LinkID); err != nil {
		return answer[model.EndPatientLinkResult](nil, err)
	}
	l, err := r.Store.PatientLink.Get(ctx, input.LinkID)
	return answer[model.EndPatientLinkResult](&model.EndPatientLinkSuccess{Link: l}, err)
}

// APIClients is the resolver for the apiClients field.
func (r *queryResolver) APIClients(ctx context.Context, first int, after *string) (*model.APIClientConnection, error) {
	return r.apiClients(ctx, first, after)
}

// APIClient is the resolver for the apiClient field.
func (r *queryResolver) APIClient(ctx context.Context) (*db.ApiClient, error) {
	return r.client(ctx, viewer.From(ctx).ClientID)
}

func (r *viewerResolver) PatientLinks(ctx context.Context, obj *model.Viewer) ([]*db.PatientLink, error) {
	return r.links(ctx)
}

func (r *Resolver) ApiClient() generated.ApiClientResolver { return &apiClientResolver{r} }

type apiClientResolver struct{ *Resolver }
