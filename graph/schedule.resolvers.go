package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/model"
	scheduling "televisit/internal/schedule"
)

func (r *mutationResolver) PublishSchedule(ctx context.Context, input model.PublishScheduleInput) (model.PublishScheduleResult, error) {
	change, err := r.publication(ctx, input)
	if err != nil {
		return answer[model.PublishScheduleResult](nil, err)
	}
	p, err := r.changeSchedule(ctx, input.IdempotencyKey, change, input.Acknowledge)
	return answer[model.PublishScheduleResult](&model.PublishScheduleSuccess{Practitioner: p}, r.withBreaks(ctx, err))
}

func (r *mutationResolver) AddScheduleException(ctx context.Context, input model.AddScheduleExceptionInput) (model.AddScheduleExceptionResult, error) {
	p, err := r.changeSchedule(ctx, input.IdempotencyKey, exception(input), input.Acknowledge)
	return answer[model.AddScheduleExceptionResult](&model.AddScheduleExceptionSuccess{Practitioner: p}, r.withBreaks(ctx, err))
}

func (r *mutationResolver) WithdrawScheduleException(ctx context.Context, input model.WithdrawScheduleExceptionInput) (model.WithdrawScheduleExceptionResult, error) {
	p, err := r.changeSchedule(ctx, input.IdempotencyKey, &scheduling.Removal{ExceptionID: input.ExceptionID}, input.Acknowledge)
	return answer[model.WithdrawScheduleExceptionResult](&model.WithdrawScheduleExceptionSuccess{Practitioner: p}, r.withBreaks(ctx, err))
}

func (r *practitionerResolver) Schedule(ctx context.Context, obj *db.Practitioner) (*model.PractitionerSchedule, error) {
	return r.scheduleOf(ctx, obj.ID)
}

func (r *queryResolver) SchedulePreview(ctx context.Context, schedule *model.PublishScheduleInput, exception *model.AddScheduleExceptionInput, withdrawExceptionID *string) (*model.ScheduleBreaks, error) {
	change, err := r.scheduleChange(ctx, schedule, exception, withdrawExceptionID)
	if err != nil {
		return nil, err
	}
	breaks, err := r.Schedules.Preview(ctx, change)
	if err != nil {
		return nil, err
	}
	return r.broken(ctx, breaks)
}

func (r *queryResolver) DisplacedAppointments(ctx context.Context) ([]*db.Appointment, error) {
	return r.displaced(ctx)
}
