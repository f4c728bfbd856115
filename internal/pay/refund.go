package pay

import (
	"context"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/payment"
	"televisit/ent/db/paymentattempt"
	"televisit/ent/db/refund"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// refundWithin is how long a refund may take before somebody has to look at it.
const refundWithin = 10 * 24 * time.Hour

// Paid is what the clinic has of an appointment's price.
func (s *Service) Paid(ctx context.Context, tx *db.Tx, a *db.Appointment) (rules.Money, error) {
	none := rules.Money{Currency: a.Currency}
	p, err := tx.Payment.Query().Where(payment.AppointmentID(a.ID)).Only(system(ctx))
	if db.IsNotFound(err) || err == nil && !p.Status.IsPaid() {
		return none, nil
	}
	if err != nil {
		return none, fmt.Errorf("read the payment: %w", err)
	}
	return rules.Money{AmountMinor: p.AmountMinor, Currency: p.Currency}, nil
}

// CallOff ends the payment of a visit that is called off: an unpaid one has
// nothing to wait for, and of a paid one the refund goes back.
func (s *Service) CallOff(ctx context.Context, tx *db.Tx, a *db.Appointment, back rules.Money, reason string) error {
	sys := system(ctx)
	p, err := tx.Payment.Query().Where(payment.AppointmentID(a.ID)).Only(sys)
	if db.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the payment: %w", err)
	}
	if !p.Status.IsPaid() {
		return setPayment(sys, tx, p, rules.PaymentCancelled)
	}
	if back.AmountMinor == 0 {
		return nil
	}
	return s.giveBack(sys, tx, p, back.AmountMinor, reason)
}

// giveBack writes PAID → REFUND_REQUESTED with the refund and the job that asks
// the provider for it.
func (s *Service) giveBack(ctx context.Context, tx *db.Tx, p *db.Payment, minor int, reason string) error {
	try, err := tx.PaymentAttempt.Query().
		Where(paymentattempt.PaymentID(p.ID), paymentattempt.StatusEQ(rules.PaymentPaid)).First(ctx)
	if err != nil {
		return fmt.Errorf("find the paid checkout: %w", err)
	}
	if err := setPayment(ctx, tx, p, rules.PaymentRefundRequested); err != nil {
		return err
	}
	return s.askBack(ctx, tx, try, minor, reason)
}

// askBack writes a refund of one checkout, and the job that asks for it.
func (s *Service) askBack(ctx context.Context, tx *db.Tx, try *db.PaymentAttempt, minor int, reason string) error {
	now := s.Clock.Now()
	r, err := tx.Refund.Create().SetPaymentID(try.PaymentID).SetAttemptID(try.ID).SetAmountMinor(minor).SetCurrency(rules.RUB).
		SetReason(reason).SetDeadline(now.Add(refundWithin)).Save(ctx)
	if err != nil {
		return fmt.Errorf("write the refund: %w", err)
	}
	return outbox.Enqueue(ctx, tx, outbox.AskRefund, r.ID, now)
}

// setPayment is the guarded update of one payment: it must still be as read.
func setPayment(ctx context.Context, tx *db.Tx, p *db.Payment, to rules.PaymentStatus) error {
	n, err := tx.Payment.Update().Where(payment.ID(p.ID), payment.Version(p.Version)).SetStatus(to).AddVersion(1).Save(ctx)
	if err != nil {
		return fmt.Errorf("payment to %s: %w", to, err)
	}
	if n == 0 {
		return changed()
	}
	p.Status, p.Version = to, p.Version+1
	return nil
}

func changed() error { return fault.New(fault.Conflict, "the payment has changed") }

// AskRefund asks the provider for a refund; a job repeats it until the provider
// has it. The refund's id is the provider's key, so asking twice is once.
func (s *Service) AskRefund(ctx context.Context, id string) error {
	sys := system(ctx)
	r, err := s.Store.Refund.Get(sys, id)
	if err != nil {
		return fmt.Errorf("read the refund: %w", err)
	}
	if r.Status != "REQUESTED" {
		return nil
	}
	try, err := s.Store.PaymentAttempt.Get(sys, r.AttemptID)
	if err != nil {
		return fmt.Errorf("read the checkout: %w", err)
	}
	if err := s.Provider.Refund(ctx, try.Ref, int64(r.AmountMinor), r.ID); err != nil {
		return fmt.Errorf("ask for the refund: %w", err)
	}
	return s.Store.InTx(sys, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Refund.Update().Where(refund.ID(id), refund.Status("REQUESTED")).SetStatus("SENT").Save(ctx)
		if err != nil || n == 0 { // the provider's word may be faster
			return err
		}
		return outbox.Enqueue(ctx, tx, outbox.CheckRefund, id, s.Clock.Now().Add(askAgain))
	})
}

// refunded takes the provider's word that a refund has reached the patient.
func (s *Service) refunded(ctx context.Context, tx *db.Tx, p *db.Payment, e Event) (effect string, err error) {
	n, err := tx.Refund.Update().Where(refund.ID(e.RefundKey), refund.PaymentID(p.ID), refund.StatusNEQ("DONE")).
		SetStatus("DONE").SetDoneAt(s.Clock.Now()).Save(ctx)
	if err != nil || n == 0 {
		return unmatched, err
	}
	if p.Status != rules.PaymentRefundRequested { // a second payment went back
		return "DUPLICATE_REFUNDED", nil
	}
	if err := setPayment(ctx, tx, p, rules.PaymentRefunded); err != nil {
		return "", err
	}
	return string(rules.PaymentRefunded), s.note(ctx, tx, p, rules.PaymentRefunded)
}

func (s *Service) note(ctx context.Context, tx *db.Tx, p *db.Payment, to rules.PaymentStatus) error {
	a, err := tx.Appointment.Get(ctx, p.AppointmentID)
	if err != nil {
		return fmt.Errorf("read the appointment: %w", err)
	}
	return outbox.Note(ctx, tx, a, "PAYMENT_"+string(to))
}
