package graph

import (
	"context"
	"errors"
	"televisit/ent/db"
	"televisit/ent/db/document"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/booking"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/signing"
	"televisit/internal/viewer"
)

func (r *appointmentResolver) CanExtendHold(ctx context.Context, obj *db.Appointment) (bool, error) {
	isHeld := obj.Status == rules.Held && obj.HoldExpiresAt != nil && obj.HoldExpiresAt.After(r.now())
	return isHeld && obj.HoldExtendedAt == nil, nil
}

// Reason is the resolver for the reason field.
func (r *appointmentResolver) Reason(ctx context.Context, obj *db.Appointment) (*string, error) {
	if obj.Reason == "" || viewer.From(ctx).Role == viewer.Registrar {
		return nil, nil
	}
	return &obj.Reason, nil
}

// Patient is the resolver for the patient field.
func (r *appointmentResolver) Patient(ctx context.Context, obj *db.Appointment) (*db.Patient, error) {
	return orNone(r.Store.Patient.Get(ctx, obj.PatientID))
}

// Practitioner is the resolver for the practitioner field.
func (r *appointmentResolver) Practitioner(ctx context.Context, obj *db.Appointment) (*db.Practitioner, error) {
	return r.Store.Practitioner.Get(ctx, obj.PractitionerID)
}

// Service is the resolver for the service field.
func (r *appointmentResolver) Service(ctx context.Context, obj *db.Appointment) (*db.HealthcareService, error) {
	return r.Store.HealthcareService.Get(ctx, obj.ServiceID)
}

// Price is the resolver for the price field.
func (r *appointmentResolver) Price(ctx context.Context, obj *db.Appointment) (*rules.Money, error) {
	return &rules.Money{AmountMinor: obj.PriceMinor, Currency: obj.Currency}, nil
}

// Payment is the resolver for the payment field.
func (r *appointmentResolver) Payment(ctx context.Context, obj *db.Appointment) (*db.Payment, error) {
	f, err := r.file(ctx, obj.ID)
	if err != nil {
		return nil, err
	}
	return f.Appointment.Edges.Payment, nil
}

// Visit is the resolver for the visit field.
func (r *appointmentResolver) Visit(ctx context.Context, obj *db.Appointment) (*db.Visit, error) {
	f, err := r.file(ctx, obj.ID)
	if err != nil {
		return nil, err
	}
	return f.Appointment.Edges.Visit, nil
}

// NextAction is the resolver for the nextAction field.
func (r *appointmentResolver) NextAction(ctx context.Context, obj *db.Appointment) (rules.NextAction, error) {
	f, err := r.file(ctx, obj.ID)
	if err != nil {
		return "", err
	}
	return rules.Next(f.Facts, f.Settings.Window(), f.Readiness, r.now()), nil
}

// Documents is the resolver for the documents field.
func (r *appointmentResolver) Documents(ctx context.Context, obj *db.Appointment) ([]*db.Document, error) {
	return r.documentsOf(ctx, obj.ID)
}

// DocumentCount is the resolver for the documentCount field.
func (r *appointmentResolver) DocumentCount(ctx context.Context, obj *db.Appointment) (int, error) {
	return r.Store.Document.Query().Where(document.AppointmentID(obj.ID)).Count(ctx)
}

// Consents is the resolver for the consents field.
func (r *appointmentResolver) Consents(ctx context.Context, obj *db.Appointment) ([]*db.Consent, error) {
	return r.consentsOf(ctx, obj.ID)
}

// ConsentToSign is the resolver for the consentToSign field.
func (r *appointmentResolver) ConsentToSign(ctx context.Context, obj *db.Appointment) (*db.ConsentDocument, error) {
	f, err := r.file(ctx, obj.ID)
	if err != nil || rules.Signable(f.Facts, f.Settings.Window(), r.now()) != nil {
		return nil, err
	}
	return signing.Current(ctx, r.Store.Client, rules.IDS)
}

func (r *appointmentResolver) Cancellation(ctx context.Context, obj *db.Appointment) (*model.Cancellation, error) {
	if obj.CancelledAt == nil {
		return nil, nil
	}
	return &model.Cancellation{Reason: obj.CancelReason, By: obj.CancelledBy, At: *obj.CancelledAt}, nil
}

// CancellationRule is the resolver for the cancellationRule field.
func (r *appointmentResolver) CancellationRule(ctx context.Context, obj *db.Appointment) (*rules.CancelRule, error) {
	c, err := r.clinic(ctx)
	if err != nil {
		return nil, err
	}
	rule := c.Settings.CancelRule(obj.StartsAt, rules.Money{AmountMinor: obj.PriceMinor, Currency: obj.Currency})
	return &rule, nil
}

func (r *appointmentResolver) Absent(ctx context.Context, obj *db.Appointment) (*rules.Absent, error) {
	if obj.Absent == "" {
		return nil, nil
	}
	return &obj.Absent, nil
}

// Cursor is the resolver for the cursor field.
func (r *appointmentResolver) Cursor(ctx context.Context, obj *db.Appointment) (string, error) {
	return r.headCursor(ctx, outbox.Appointment(obj.ID))
}

// HoldSlot is the resolver for the holdSlot field.
func (r *mutationResolver) HoldSlot(ctx context.Context, input model.HoldSlotInput) (model.HoldSlotResult, error) {
	id, err := r.Booking.Hold(ctx, input.IdempotencyKey, booking.HoldRequest{
		PractitionerID: input.PractitionerID, ServiceID: input.ServiceID, PatientID: input.PatientID, StartsAt: input.StartsAt,
		Replaces: orEmpty(input.Replaces),
	})
	if err != nil {
		return answer[model.HoldSlotResult](nil, err)
	}
	a, err := r.Store.Appointment.Get(ctx, id)
	return answer[model.HoldSlotResult](&model.HoldSlotSuccess{Appointment: a}, err)
}

func (r *mutationResolver) ExtendHold(ctx context.Context, input model.ExtendHoldInput) (model.ExtendHoldResult, error) {
	if err := r.Booking.Extend(ctx, input.AppointmentID); err != nil {
		return answer[model.ExtendHoldResult](nil, err)
	}
	a, err := r.Store.Appointment.Get(ctx, input.AppointmentID)
	return answer[model.ExtendHoldResult](&model.ExtendHoldSuccess{Appointment: a}, err)
}

// ReleaseHold is the resolver for the releaseHold field.
func (r *mutationResolver) ReleaseHold(ctx context.Context, input model.ReleaseHoldInput) (model.ReleaseHoldResult, error) {
	if err := r.Booking.Release(ctx, input.AppointmentID); err != nil {
		return answer[model.ReleaseHoldResult](nil, err)
	}
	a, err := r.Store.Appointment.Get(ctx, input.AppointmentID)
	return answer[model.ReleaseHoldResult](&model.ReleaseHoldSuccess{Appointment: a}, err)
}

func (r *mutationResolver) RescheduleAppointment(ctx context.Context, input model.RescheduleAppointmentInput) (model.RescheduleAppointmentResult, error) {
	if err := r.Booking.Reschedule(ctx, input.IdempotencyKey, input.AppointmentID, input.StartsAt); err != nil {
		return answer[model.RescheduleAppointmentResult](nil, err)
	}
	a, err := r.Store.Appointment.Get(ctx, input.AppointmentID)
	return answer[model.RescheduleAppointmentResult](&model.RescheduleAppointmentSuccess{Appointment: a}, err)
}

func (r *mutationResolver) CancelAppointment(ctx context.Context, input model.CancelAppointmentInput) (model.CancelAppointmentResult, error) {
	refund, err := r.Booking.Cancel(ctx, input.IdempotencyKey, input.AppointmentID, input.Reason)
	if err != nil {
		return answer[model.CancelAppointmentResult](nil, err)
	}
	r.Calls.EndCall(input.AppointmentID, cancelled)
	a, err := r.Store.Appointment.Get(ctx, input.AppointmentID)
	return answer[model.CancelAppointmentResult](&model.CancelAppointmentSuccess{Appointment: a, Refund: &refund}, err)
}

// BookAppointment is the resolver for the bookAppointment field.
func (r *mutationResolver) BookAppointment(ctx context.Context, input model.BookAppointmentInput) (model.BookAppointmentResult, error) {
	if err := r.Booking.Book(ctx, input.IdempotencyKey, input.AppointmentID, orEmpty(input.Reason)); err != nil {
		return answer[model.BookAppointmentResult](nil, err)
	}
	a, err := r.Store.Appointment.Get(ctx, input.AppointmentID)
	return answer[model.BookAppointmentResult](&model.BookAppointmentSuccess{Appointment: a}, err)
}

// Appointment is the resolver for the appointment field.
func (r *queryResolver) Appointment(ctx context.Context, id string) (*db.Appointment, error) {
	return orNone(r.Store.Appointment.Get(ctx, id))
}

func (r *queryResolver) CancellationTerms(ctx context.Context, appointmentID string, reason *rules.CancelReason) (*model.CancellationTerms, error) {
	t, err := r.Booking.Terms(ctx, appointmentID, orZero(reason))
	if errors.Is(err, fault.Conflict) || errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &model.CancellationTerms{Paid: &t.Paid, Refund: &t.Refund, FullRefundUntil: t.FullUntil, PractitionerIsLate: t.Late}, err
}

// AppointmentChanged is the resolver for the appointmentChanged field.
func (r *subscriptionResolver) AppointmentChanged(ctx context.Context, id string, after *string) (<-chan model.AppointmentEvent, error) {
	if _, err := r.Store.Appointment.Get(ctx, id); err != nil {
		return nil, hidden(err, "appointment")
	}
	return follow(ctx, r.Resolver, events[model.AppointmentEvent]{
		stream: outbox.Appointment(id), after: after, shape: r.appointmentEvent,
	})
}

func (r *Resolver) Appointment() generated.AppointmentResolver { return &appointmentResolver{r} }

type appointmentResolver struct{ *Resolver }
