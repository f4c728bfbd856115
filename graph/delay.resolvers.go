package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/model"
)

func (r *appointmentResolver) Delay(ctx context.Context, obj *db.Appointment) (*model.Delay, error) {
	return r.delay(ctx, obj)
}

func (r *mutationResolver) AnnounceDelay(ctx context.Context, input model.AnnounceDelayInput) (model.AnnounceDelayResult, error) {
	if err := r.Visiting.AnnounceDelay(ctx, input.IdempotencyKey, input.AppointmentID, input.Minutes); err != nil {
		return answer[model.AnnounceDelayResult](nil, err)
	}
	a, err := r.Store.Appointment.Get(ctx, input.AppointmentID)
	return answer[model.AnnounceDelayResult](&model.AnnounceDelaySuccess{Appointment: a}, err)
}

func (r *mutationResolver) WithdrawDelay(ctx context.Context, input model.WithdrawDelayInput) (model.WithdrawDelayResult, error) {
	if err := r.Visiting.WithdrawDelay(ctx, input.AppointmentID); err != nil {
		return answer[model.WithdrawDelayResult](nil, err)
	}
	a, err := r.Store.Appointment.Get(ctx, input.AppointmentID)
	return answer[model.WithdrawDelayResult](&model.WithdrawDelaySuccess{Appointment: a}, err)
}
