package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/model"
	"televisit/internal/visiting"
)

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
