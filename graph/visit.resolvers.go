package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/rules"
	"televisit/internal/viewer"
	"time"
)

// StartDeviceCheck is the resolver for the startDeviceCheck field.
func (r *mutationResolver) StartDeviceCheck(ctx context.Context, input model.StartDeviceCheckInput) (model.StartDeviceCheckResult, error) {
	if err := r.mayCheckDevice(ctx, input.AppointmentID); err != nil {
		return answer[model.StartDeviceCheckResult](nil, err)
	}
	check, err := r.Checks.Start(viewer.From(ctx).AccountID)
	if err != nil {
		return answer[model.StartDeviceCheckResult](nil, err)
	}
	return deviceCheck(check), nil
}

// AnswerDeviceCheck is the resolver for the answerDeviceCheck field.
func (r *mutationResolver) AnswerDeviceCheck(ctx context.Context, input model.AnswerDeviceCheckInput) (model.AnswerDeviceCheckResult, error) {
	err := r.Checks.Answer(viewer.From(ctx).AccountID, input.CheckID, linkAnswers(input.Answers))
	return answer[model.AnswerDeviceCheckResult](&model.AnswerDeviceCheckSuccess{CheckID: input.CheckID}, err)
}

// SaveDeviceCheck is the resolver for the saveDeviceCheck field.
func (r *mutationResolver) SaveDeviceCheck(ctx context.Context, input model.SaveDeviceCheckInput) (model.SaveDeviceCheckResult, error) {
	err := r.Visiting.SaveDeviceCheck(ctx, input.AppointmentID, rules.DeviceCheck{
		CheckedAt: r.now(), Camera: input.Camera, Microphone: input.Microphone, Speaker: input.Speaker, Link: input.Link,
	})
	if err != nil {
		return answer[model.SaveDeviceCheckResult](nil, err)
	}
	a, err := r.Store.Appointment.Get(ctx, input.AppointmentID)
	return answer[model.SaveDeviceCheckResult](&model.SaveDeviceCheckSuccess{Appointment: a}, err)
}

// JoinVisit is the resolver for the joinVisit field.
func (r *mutationResolver) JoinVisit(ctx context.Context, input model.JoinVisitInput) (model.JoinVisitResult, error) {
	pass, err := r.admit(ctx, input.AppointmentID)
	if err != nil {
		return answer[model.JoinVisitResult](nil, err)
	}
	session, err := r.join(ctx, pass)
	if err != nil {
		return answer[model.JoinVisitResult](nil, err)
	}
	v, err := r.visitOf(ctx, input.AppointmentID)
	return answer[model.JoinVisitResult](&model.JoinVisitSuccess{Visit: v, Session: session}, err)
}

// LeaveVisit is the resolver for the leaveVisit field.
func (r *mutationResolver) LeaveVisit(ctx context.Context, input model.LeaveVisitInput) (model.LeaveVisitResult, error) {
	appointmentID, err := r.leave(ctx, input.SessionID)
	if err != nil {
		return answer[model.LeaveVisitResult](nil, err)
	}
	v, err := r.visitOf(ctx, appointmentID)
	return answer[model.LeaveVisitResult](&model.LeaveVisitSuccess{Visit: v}, err)
}

// EndCall is the resolver for the endCall field.
func (r *mutationResolver) EndCall(ctx context.Context, input model.EndCallInput) (model.EndCallResult, error) {
	pass, err := r.admit(ctx, input.AppointmentID)
	if err != nil {
		return answer[model.EndCallResult](nil, err)
	}
	if err := r.Visiting.EndCall(ctx, pass); err != nil {
		return answer[model.EndCallResult](nil, err)
	}
	v, err := r.visitOf(ctx, input.AppointmentID)
	return answer[model.EndCallResult](&model.EndCallSuccess{Visit: v}, err)
}

// FinishVisit is the resolver for the finishVisit field.
func (r *mutationResolver) FinishVisit(ctx context.Context, input model.FinishVisitInput) (model.FinishVisitResult, error) {
	if err := r.Visiting.Finish(ctx, input.AppointmentID); err != nil {
		return answer[model.FinishVisitResult](nil, err)
	}
	a, err := r.Store.Appointment.Get(ctx, input.AppointmentID)
	return answer[model.FinishVisitResult](&model.FinishVisitSuccess{Appointment: a}, err)
}

// Status is the resolver for the status field.
func (r *visitResolver) Status(ctx context.Context, obj *db.Visit) (rules.VisitStatus, error) {
	f, err := r.file(ctx, obj.AppointmentID)
	if err != nil {
		return "", err
	}
	return rules.ShownVisit(f.Facts, f.Settings.Window(), r.now()), nil
}

// OpensAt is the resolver for the opensAt field.
func (r *visitResolver) OpensAt(ctx context.Context, obj *db.Visit) (*time.Time, error) {
	f, err := r.file(ctx, obj.AppointmentID)
	if err != nil {
		return nil, err
	}
	at := f.Settings.Window().Opens(f.Facts)
	return &at, nil
}

// ClosesAt is the resolver for the closesAt field.
func (r *visitResolver) ClosesAt(ctx context.Context, obj *db.Visit) (*time.Time, error) {
	f, err := r.file(ctx, obj.AppointmentID)
	if err != nil {
		return nil, err
	}
	at := f.Settings.Window().Closes(f.Facts)
	return &at, nil
}

// ServerTime is the resolver for the serverTime field.
func (r *visitResolver) ServerTime(ctx context.Context, obj *db.Visit) (*time.Time, error) {
	now := r.now()
	return &now, nil
}

// Participants is the resolver for the participants field.
func (r *visitResolver) Participants(ctx context.Context, obj *db.Visit) ([]*model.Participant, error) {
	return r.participants(ctx, obj)
}

// Messages is the resolver for the messages field.
func (r *visitResolver) Messages(ctx context.Context, obj *db.Visit, first int, after *string) (*model.ChatMessageConnection, error) {
	return r.messages(ctx, obj, first, after)
}

// UnreadCount is the resolver for the unreadCount field.
func (r *visitResolver) UnreadCount(ctx context.Context, obj *db.Visit) (int, error) {
	if viewer.From(ctx).Role == viewer.Registrar {
		return 0, nil
	}
	return r.unread(ctx, obj)
}

// ChatOpensAt is the resolver for the chatOpensAt field.
func (r *visitResolver) ChatOpensAt(ctx context.Context, obj *db.Visit) (*time.Time, error) {
	opens, _, err := r.chatWindow(ctx, obj)
	return &opens, err
}

// ChatClosesAt is the resolver for the chatClosesAt field.
func (r *visitResolver) ChatClosesAt(ctx context.Context, obj *db.Visit) (*time.Time, error) {
	_, closes, err := r.chatWindow(ctx, obj)
	return &closes, err
}

// Conclusions is the resolver for the conclusions field.
func (r *visitResolver) Conclusions(ctx context.Context, obj *db.Visit) ([]*db.Conclusion, error) {
	return r.conclusionsOf(ctx, obj.ID)
}

func (r *Resolver) Visit() generated.VisitResolver { return &visitResolver{r} }

type visitResolver struct{ *Resolver }
