package pay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/payment"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/fiscal"
	"televisit/internal/ledger"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Confirmer moves an appointment on inside the transaction that has settled its
// payment. The money is not kept when the visit cannot take place any more.
type Confirmer interface {
	ConfirmPaid(ctx context.Context, tx *db.Tx, appointmentID string) (kept bool, err error)
	// CallOffRefunded calls a booked visit off at the clinic's word, all of whose
	// money is promised back already.
	CallOffRefunded(ctx context.Context, tx *db.Tx, appointmentID string) error
}

// Service starts and settles payments.
type Service struct {
	Store    *ent.Store
	Clock    clock.Clock
	Provider Provider
	Booking  Confirmer
	// Fiscal prints receipts; nil where somebody else does.
	Fiscal fiscal.Register
}

func (s *Service) books() ledger.Books {
	return ledger.Books{Clock: s.Clock, Receipts: s.Fiscal != nil}
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
// What the provider would never take leaves no attempt.
// Faults: NOT_FOUND, INVALID_INPUT, PAYMENT_NOT_NEEDED, HOLD_EXPIRED,
// PAYMENT_PROVIDER_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, CONFLICT.
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
		if try, err = s.checkout(ctx, try, r); err != nil {
			return nil, err
		}
	}
	return &Started{PaymentID: ids[0], CheckoutURL: try.CheckoutURL}, nil
}

func (s *Service) attempt(ctx context.Context, tx *db.Tx, r StartRequest) ([]string, error) {
	a, err := tx.Appointment.Query().Where(appointment.ID(r.AppointmentID)).WithPayment().WithVisit().Only(ctx)
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "no such appointment")
	}
	if err != nil {
		return nil, fmt.Errorf("read the appointment: %w", err)
	}
	if err := s.payable(ctx, tx, a); err != nil {
		return nil, err
	}
	sys, p := system(ctx), a.Edges.Payment
	try, err := tx.PaymentAttempt.Create().SetPaymentID(p.ID).SetProvider(s.Provider.Name()).
		SetMethod(r.Method).SetStatus(rules.PaymentPending).Save(sys)
	if err != nil {
		return nil, fmt.Errorf("write the attempt: %w", err)
	}
	if err := s.Provider.Accepts(order(p, try, r)); err != nil {
		return nil, refusal(err)
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

func (s *Service) payable(ctx context.Context, tx *db.Tx, a *db.Appointment) error {
	c, err := tx.Clinic.Query().Only(ctx)
	if err != nil {
		return fmt.Errorf("read the clinic: %w", err)
	}
	f := rules.Facts{Status: a.Status, StartsAt: a.StartsAt, EndsAt: a.EndsAt, Delay: a.Delay}
	if v := a.Edges.Visit; v != nil {
		f.Visit = v.Status
	}
	return rules.Payable(f, statusOf(a.Edges.Payment), c.Settings.Window(), s.Clock.Now())
}

func statusOf(p *db.Payment) rules.PaymentStatus {
	if p == nil {
		return ""
	}
	return p.Status
}

func order(p *db.Payment, try *db.PaymentAttempt, r StartRequest) Order {
	return Order{
		ID: try.ID, AmountMinor: int64(p.AmountMinor), Currency: string(p.Currency), Method: Method(r.Method),
		Description: "televisit " + p.ID, ReturnURL: r.ReturnURL, Locale: strings.ToLower(string(r.Locale)),
	}
}

// refusal is what a person is told when a checkout cannot be opened.
func refusal(err error) error {
	if told, is := fault.As(err); is { // such as a return URL of another site
		return told
	}
	return fault.New(fault.PaymentProvider, "the payment provider does not answer")
}

// checkout asks the provider; outside of any transaction. An attempt that was
// given up meanwhile is not taken up again: nobody would ask what became of it.
func (s *Service) checkout(ctx context.Context, try *db.PaymentAttempt, r StartRequest) (*db.PaymentAttempt, error) {
	if try.Status != rules.PaymentPending {
		return nil, changed()
	}
	sys := system(ctx)
	p, err := try.QueryPayment().Only(sys)
	if err != nil {
		return nil, fmt.Errorf("read the payment: %w", err)
	}
	c, err := s.Provider.Create(ctx, order(p, try, r))
	if errors.Is(err, ErrRefused) {
		return nil, cmp.Or(s.Settle(ctx, Event{ID: "refused:" + try.ID, OrderID: try.ID, Status: Failed}), refusal(err))
	}
	if err != nil {
		return nil, refusal(err)
	}
	// A lost answer is repaired by the attempt's id, which the provider knows.
	try, err = s.Store.PaymentAttempt.UpdateOne(try).SetRef(c.Ref).SetCheckoutURL(c.URL).Save(sys)
	if err != nil {
		return nil, fmt.Errorf("keep the checkout: %w", err)
	}
	return try, nil
}
