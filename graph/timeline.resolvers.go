package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/ent/db/visitquality"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/rules"
	"televisit/internal/visiting"
)

func (r *linkSampleResolver) Quality(ctx context.Context, obj *db.VisitQuality) (*rules.LinkQuality, error) {
	if obj.Link == "" {
		return nil, nil
	}
	return &obj.Link, nil
}

func (r *linkSampleResolver) LossUpPercent(ctx context.Context, obj *db.VisitQuality) (float64, error) {
	return percent(obj.LossUp), nil
}

func (r *linkSampleResolver) LossDownPercent(ctx context.Context, obj *db.VisitQuality) (float64, error) {
	return percent(obj.LossDown), nil
}

func (r *mutationResolver) MarkPatientAbsent(ctx context.Context, input model.MarkPatientAbsentInput) (model.MarkPatientAbsentResult, error) {
	a, err := r.mark(ctx, input.AppointmentID, r.Booking.MarkAbsent)
	return answer[model.MarkPatientAbsentResult](&model.MarkPatientAbsentSuccess{Appointment: a}, err)
}

func (r *mutationResolver) MarkVisitFailed(ctx context.Context, input model.MarkVisitFailedInput) (model.MarkVisitFailedResult, error) {
	a, err := r.mark(ctx, input.AppointmentID, r.Booking.MarkFailed)
	return answer[model.MarkVisitFailedResult](&model.MarkVisitFailedSuccess{Appointment: a}, err)
}

func (r *visitResolver) Timeline(ctx context.Context, obj *db.Visit) ([]*visiting.Entry, error) {
	f, err := r.file(ctx, obj.AppointmentID)
	if err != nil {
		return nil, err
	}
	return r.Visiting.Timeline(ctx, f)
}

func (r *visitResolver) LinkHistory(ctx context.Context, obj *db.Visit) ([]*db.VisitQuality, error) {
	return r.Store.VisitQuality.Query().Where(visitquality.VisitID(obj.ID)).
		Order(visitquality.ByCreatedAt(), visitquality.ByID()).Limit(maxSamples).All(ctx)
}

func (r *Resolver) LinkSample() generated.LinkSampleResolver { return &linkSampleResolver{r} }

type linkSampleResolver struct{ *Resolver }
