package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// PhoneEnding is the resolver for the phoneEnding field.
func (r *guestResolver) PhoneEnding(ctx context.Context, obj *db.Guest) (string, error) {
	return phoneEnding(obj.Phone), nil
}

// Link is the resolver for the link field.
func (r *guestResolver) Link(ctx context.Context, obj *db.Guest) (string, error) {
	return r.Notices.GuestLink(obj.ID), nil
}

// InviteGuest is the resolver for the inviteGuest field.
func (r *mutationResolver) InviteGuest(ctx context.Context, input model.InviteGuestInput) (model.InviteGuestResult, error) {
	invitation, err := invitationOf(input)
	if err != nil {
		return answer[model.InviteGuestResult](nil, err)
	}
	id, err := r.Visiting.InviteGuest(ctx, input.IdempotencyKey, input.AppointmentID, invitation)
	if err != nil {
		return answer[model.InviteGuestResult](nil, err)
	}
	g, err := r.Store.Guest.Get(ctx, id)
	return answer[model.InviteGuestResult](&model.InviteGuestSuccess{Guest: g}, err)
}

// ResendInvitation is the resolver for the resendInvitation field.
func (r *mutationResolver) ResendInvitation(ctx context.Context, input model.ResendInvitationInput) (model.ResendInvitationResult, error) {
	if err := r.Visiting.ResendInvitation(ctx, input.GuestID); err != nil {
		return answer[model.ResendInvitationResult](nil, err)
	}
	g, err := r.Store.Guest.Get(ctx, input.GuestID)
	return answer[model.ResendInvitationResult](&model.ResendInvitationSuccess{Guest: g}, err)
}

// AnswerInvitation is the resolver for the answerInvitation field.
func (r *mutationResolver) AnswerInvitation(ctx context.Context, input model.AnswerInvitationInput) (model.AnswerInvitationResult, error) {
	step := rules.GuestDeclines
	if input.Agrees {
		step = rules.GuestAgrees
	}
	g, err := r.stepGuest(ctx, input.GuestID, step)
	return answer[model.AnswerInvitationResult](&model.AnswerInvitationSuccess{Guest: g}, err)
}

// RequestGuestCode is the resolver for the requestGuestCode field.
func (r *mutationResolver) RequestGuestCode(ctx context.Context, input model.RequestGuestCodeInput) (model.RequestGuestCodeResult, error) {
	g, err := r.knownGuest(ctx, input.GuestID)
	if err != nil {
		return answer[model.RequestGuestCodeResult](nil, err)
	}
	c, err := r.Auth.RequestGuestCode(ctx, g)
	if err != nil {
		return answer[model.RequestGuestCodeResult](nil, err)
	}
	return &model.GuestCodeSent{Challenge: challenge(c), PhoneEnding: phoneEnding(g.Phone)}, nil
}

// AskToEnter is the resolver for the askToEnter field.
func (r *mutationResolver) AskToEnter(ctx context.Context, input model.AskToEnterInput) (model.AskToEnterResult, error) {
	g, err := r.stepGuest(ctx, input.GuestID, rules.GuestKnocks)
	return answer[model.AskToEnterResult](&model.AskToEnterSuccess{Guest: g}, err)
}

// AdmitGuest is the resolver for the admitGuest field.
func (r *mutationResolver) AdmitGuest(ctx context.Context, input model.AdmitGuestInput) (model.AdmitGuestResult, error) {
	g, err := r.stepGuest(ctx, input.GuestID, rules.GuestEnters)
	return answer[model.AdmitGuestResult](&model.AdmitGuestSuccess{Guest: g}, err)
}

// HoldGuest is the resolver for the holdGuest field.
func (r *mutationResolver) HoldGuest(ctx context.Context, input model.HoldGuestInput) (model.HoldGuestResult, error) {
	g, err := r.stepGuest(ctx, input.GuestID, rules.GuestHolds)
	return answer[model.HoldGuestResult](&model.HoldGuestSuccess{Guest: g}, err)
}

// RemoveGuest is the resolver for the removeGuest field.
func (r *mutationResolver) RemoveGuest(ctx context.Context, input model.RemoveGuestInput) (model.RemoveGuestResult, error) {
	g, err := r.stepGuest(ctx, input.GuestID, rules.GuestGoes)
	return answer[model.RemoveGuestResult](&model.RemoveGuestSuccess{Guest: g}, err)
}

// InvitationChanged is the resolver for the invitationChanged field.
func (r *subscriptionResolver) InvitationChanged(ctx context.Context, after *string) (<-chan model.InvitationEvent, error) {
	g, err := r.guestSelf(ctx)
	if err != nil {
		return nil, err
	}
	return follow(ctx, r.Resolver, events[model.InvitationEvent]{
		stream: outbox.Appointment(g.AppointmentID), about: g.ID, after: after, shape: r.invitationEvent,
	})
}

// Invitation is the resolver for the invitation field.
func (r *viewerResolver) Invitation(ctx context.Context, obj *model.Viewer) (*model.Invitation, error) {
	if viewer.From(ctx).Role != viewer.Guest {
		return nil, nil
	}
	g, err := r.guestSelf(ctx)
	if err != nil {
		return nil, err
	}
	return r.invitation(ctx, g)
}

// Guests is the resolver for the guests field.
func (r *visitResolver) Guests(ctx context.Context, obj *db.Visit) ([]*db.Guest, error) {
	return r.guestsOf(ctx, obj.AppointmentID)
}

func (r *Resolver) Guest() generated.GuestResolver { return &guestResolver{r} }

type guestResolver struct{ *Resolver }
