package pay

import (
	"context"
	"fmt"
	"strings"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/payment"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Confirmer moves an appointment on inside the transaction that has settled its
// payment. The money is not kept when the visit cannot take place any more.
type Confirmer interface {
	ConfirmPaid(ctx context.Context, tx *db.Tx, appointmentID string) (kept bool, err error)
}

// Service starts and settles payments.
type Service struct {
	Store    *ent.Store
	Clock    clock.Clock
	Provider Provider
	Booking  Confirmer
}

func system(ctx context.Context) context.Context { return viewer.System(ctx, policy.Settle) }

// StartRequest asks for a checkout.
type StartRequest struct {
	AppointmentID string
	Method        rules.PaymentMethod
	ReturnURL     string
	Locale        rules.Locale
}

// Started is a payment on its way.
type Started struct{ PaymentID, CheckoutURL string }

// Start opens a checkout: first the attempt is committed, then the provider is
// asked, so a crash in between leaves an attempt that can be repeated by its key.
// Faults: NOT_FOUND, PAYMENT_NOT_NEEDED, HOLD_EXPIRED, PAYMENT_PROVIDER_UNAVAILABLE,
// IDEMPOTENCY_KEY_REUSED, CONFLICT.
func (s *Service) Start(ctx context.Context, key string, r StartRequest) (*Started, error) {
	ids, err := outbox.Once(ctx, s.Store, key, r, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		return s.attempt(ctx, tx, r)
	})
	if err != nil {
		return nil, err
	}
	sys := system(ctx)
	try, err := s.Store.PaymentAttempt.Get(sys, ids[1])
	if err != nil {
		return nil, fmt.Errorf("read the attempt: %w", err)
	}
	if try.CheckoutURL == "" {
		if try, err = s.checkout(sys, try, r); err != nil {
			return nil, err
		}
	}
	return &Started{PaymentID: ids[0], CheckoutURL: try.CheckoutURL}, nil
}

func (s *Service) attempt(ctx context.Context, tx *db.Tx, r StartRequest) ([]string, error) {
	a, err := tx.Appointment.Query().Where(appointment.ID(r.AppointmentID)).WithPayment().Only(ctx)
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "no such appointment")
	}
	if err != nil {
		return nil, fmt.Errorf("read the appointment: %w", err)
	}
	if err := rules.Payable(a.Status, statusOf(a.Edges.Payment), a.EndsAt, s.Clock.Now()); err != nil {
		return nil, err
	}
	sys, p := system(ctx), a.Edges.Payment
	try, err := tx.PaymentAttempt.Create().SetPaymentID(p.ID).SetProvider(s.Provider.Name()).
		SetMethod(r.Method).SetStatus(rules.PaymentPending).Save(sys)
	if err != nil {
		return nil, fmt.Errorf("write the attempt: %w", err)
	}
	n, err := tx.Payment.Update().Where(payment.ID(p.ID), payment.Version(p.Version)).
		SetStatus(rules.PaymentPending).SetMethod(r.Method).AddVersion(1).Save(sys)
	if err != nil {
		return nil, fmt.Errorf("payment to PENDING: %w", err)
	}
	if n == 0 { // it may be paid by now: nobody should pay twice
		return nil, changed()
	}
	if err := outbox.Enqueue(ctx, tx, outbox.AskPayment, try.ID, s.Clock.Now().Add(askFirst)); err != nil {
		return nil, err
	}
	return []string{p.ID, try.ID}, outbox.Note(ctx, tx, a, "PAYMENT_STARTED")
}

func statusOf(p *db.Payment) rules.PaymentStatus {
	if p == nil {
		return ""
	}
	return p.Status
}

// checkout asks the provider; outside of any transaction.
func (s *Service) checkout(ctx context.Context, try *db.PaymentAttempt, r StartRequest) (*db.PaymentAttempt, error) {
	p, err := try.QueryPayment().Only(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the payment: %w", err)
	}
	c, err := s.Provider.Create(ctx, Order{
		ID: try.ID, AmountMinor: int64(p.AmountMinor), Currency: string(p.Currency), Method: Method(r.Method),
		Description: "televisit " + p.ID, ReturnURL: r.ReturnURL, Locale: strings.ToLower(string(r.Locale)),
	})
	if refused, ok := fault.As(err); ok { // such as a return URL of another site
		return nil, refused
	}
	if err != nil {
		return nil, fault.New(fault.PaymentProvider, "the payment provider does not answer")
	}
	// A lost answer is repaired by the attempt's id, which the provider knows.
	try, err = s.Store.PaymentAttempt.UpdateOne(try).SetRef(c.Ref).SetCheckoutURL(c.URL).Save(ctx)
	if err != nil {
		return nil, fmt.Errorf("keep the checkout: %w", err)
	}
	return try, nil
}
