package pay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/payment"
	"televisit/ent/db/paymentattempt"
	"televisit/ent/db/refund"
	"televisit/internal/fault"
	"televisit/internal/ledger"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// refundWithin is how long a refund may take before somebody has to look at it.
const refundWithin = 10 * 24 * time.Hour

// giving is money that is to go back.
type giving struct {
	minor     int
	reason    string
	note      string // of the registrar
	calledOff bool
}

// giveBack promises a part of what is kept of a payment: REFUND_REQUESTED, or
// as it is where the visit stays paid for, with the refund and the job that
// asks the provider for it.
func (s *Service) giveBack(ctx context.Context, tx *db.Tx, p *db.Payment, g giving) (id string, err error) {
	kept, err := ledger.KeptOf(ctx, tx.LedgerEntry, p.ID)
	if err != nil {
		return "", err
	}
	if g.minor > kept.Rest() {
		return "", fault.New(fault.InvalidInput, "%d is left of the payment", kept.Rest()).With("fields", []string{"amountMinor"})
	}
	try, err := tx.PaymentAttempt.Query().
		Where(paymentattempt.PaymentID(p.ID), paymentattempt.StatusEQ(rules.PaymentPaid)).First(ctx)
	if err != nil {
		return "", fmt.Errorf("find the paid checkout: %w", err)
	}
	to := rules.AfterGivingBack(p.Status, kept.Rest()-g.minor, g.calledOff)
	if err := setPayment(ctx, tx, p, to, nil); err != nil {
		return "", err
	}
	if id, err = s.askBack(ctx, tx, try, g); err != nil {
		return "", err
	}
	owed, conceded := kept.Return(g.minor)
	return id, s.promise(ctx, tx, p, id, map[rules.Movement]int{rules.MoneyOwed: owed, rules.MoneyConceded: conceded})
}

func (s *Service) promise(ctx context.Context, tx *db.Tx, p *db.Payment, refund string, parts map[rules.Movement]int) error {
	for m, minor := range parts {
		if minor == 0 {
			continue
		}
		if err := s.books().Write(ctx, tx, p, m, minor, refund); err != nil {
			return err
		}
	}
	return nil
}

// askBack writes a refund of one checkout, and the job that asks for it.
func (s *Service) askBack(ctx context.Context, tx *db.Tx, try *db.PaymentAttempt, g giving) (id string, err error) {
	now := s.Clock.Now()
	r, err := tx.Refund.Create().SetPaymentID(try.PaymentID).SetAttemptID(try.ID).SetAmountMinor(g.minor).SetCurrency(rules.RUB).
		SetReason(g.reason).SetNote(g.note).SetDeadline(now.Add(refundWithin)).Save(ctx)
	if err != nil {
		return "", fmt.Errorf("write the refund: %w", err)
	}
	return r.ID, outbox.Enqueue(ctx, tx, outbox.AskRefund, r.ID, now)
}

// setPayment is the guarded update of one payment: it must still be as read.
func setPayment(ctx context.Context, tx *db.Tx, p *db.Payment, to rules.PaymentStatus, set func(*db.PaymentUpdate)) error {
	update := tx.Payment.Update().Where(payment.ID(p.ID), payment.Version(p.Version)).SetStatus(to).AddVersion(1)
	if set != nil {
		set(update)
	}
	n, err := update.Save(ctx)
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
// has it, or will never take it: then the desk has to look. The refund's id is
// the provider's key, so asking twice is once.
func (s *Service) AskRefund(ctx context.Context, id string) error {
	sys := system(ctx)
	r, try, err := s.refund(sys, id)
	if err != nil || r.Status != rules.RefundAsked {
		return err
	}
	if try.Provider != s.Provider.Name() {
		return s.advance(sys, r, rules.RefundRefused)
	}
	err = s.Provider.Refund(ctx, try.Ref, int64(r.AmountMinor), r.ID)
	if errors.Is(err, ErrRefused) || errors.Is(err, ErrUnknownRef) {
		return s.advance(sys, r, rules.RefundRefused)
	}
	if err != nil {
		return fmt.Errorf("ask for the refund: %w", err)
	}
	return s.advance(sys, r, rules.RefundSent)
}

// refund reads one with the checkout that it is of.
func (s *Service) refund(ctx context.Context, id string) (*db.Refund, *db.PaymentAttempt, error) {
	r, err := s.Store.Refund.Get(ctx, id)
	if err != nil {
		return nil, nil, fmt.Errorf("read the refund: %w", err)
	}
	try, err := s.Store.PaymentAttempt.Get(ctx, r.AttemptID)
	if err != nil {
		return nil, nil, fmt.Errorf("read the checkout: %w", err)
	}
	return r, try, nil
}

// advance moves a refund on that is still as read: the provider's word may be
// faster. The job that belongs to the new state comes with it.
func (s *Service) advance(ctx context.Context, r *db.Refund, to rules.RefundStatus) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Refund.Update().Where(refund.ID(r.ID), refund.StatusEQ(r.Status)).SetStatus(to).Save(ctx)
		if err != nil || n == 0 {
			return err
		}
		switch to {
		case rules.RefundSent:
			return outbox.Enqueue(ctx, tx, outbox.CheckRefund, r.ID, s.Clock.Now().Add(askAgain))
		case rules.RefundAsked:
			return outbox.Enqueue(ctx, tx, outbox.AskRefund, r.ID, s.Clock.Now())
		}
		return s.tell(ctx, tx, r.PaymentID, "REFUND_"+string(to))
	})
}

// refunded takes the provider's word that a refund has reached the patient.
func (s *Service) refunded(ctx context.Context, tx *db.Tx, p *db.Payment, e Event) (effect string, err error) {
	n, err := tx.Refund.Update().Where(refund.ID(e.RefundKey), refund.PaymentID(p.ID), refund.AmountMinor(int(e.AmountMinor)),
		refund.StatusNEQ(rules.RefundDone)).SetStatus(rules.RefundDone).SetDoneAt(s.Clock.Now()).Save(ctx)
	if err != nil {
		return "", err
	}
	if n == 0 {
		return s.returned(ctx, tx, p, e)
	}
	if err := s.books().Write(ctx, tx, p, rules.MoneyReturned, int(e.AmountMinor), e.RefundKey); err != nil {
		return "", err
	}
	open, err := tx.Refund.Query().Where(refund.PaymentID(p.ID), refund.ReasonNEQ(rules.PaidTwice), refund.StatusNEQ(rules.RefundDone)).Exist(ctx)
	if err != nil {
		return "", err
	}
	if p.Status != rules.PaymentRefundRequested || open { // a part, or what was paid twice
		return "PART_REFUNDED", s.note(ctx, tx, p, "PART_REFUNDED")
	}
	if err := setPayment(ctx, tx, p, rules.PaymentRefunded, nil); err != nil {
		return "", err
	}
	return string(rules.PaymentRefunded), s.note(ctx, tx, p, rules.PaymentRefunded)
}

// returned takes the word about money back that changes no refund: one that is
// done was told in other words before, any other is money that fits nothing.
func (s *Service) returned(ctx context.Context, tx *db.Tx, p *db.Payment, e Event) (effect string, err error) {
	known, err := tx.Refund.Query().Where(refund.ID(e.RefundKey), refund.PaymentID(p.ID), refund.AmountMinor(int(e.AmountMinor))).Exist(ctx)
	if err != nil || known {
		return none, err
	}
	return s.stray(ctx, tx, e)
}

// note tells whoever watches the appointment what has become of its payment.
func (s *Service) note(ctx context.Context, tx *db.Tx, p *db.Payment, to rules.PaymentStatus) error {
	return s.noteOf(ctx, tx, p.AppointmentID, "PAYMENT_"+string(to))
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, paymentID, what string) error {
	p, err := tx.Payment.Get(ctx, paymentID)
	if err != nil {
		return fmt.Errorf("read the payment: %w", err)
	}
	return s.noteOf(ctx, tx, p.AppointmentID, what)
}

func (s *Service) noteOf(ctx context.Context, tx *db.Tx, appointmentID, what string) error {
	a, err := tx.Appointment.Get(ctx, appointmentID)
	if err != nil {
		return fmt.Errorf("read the appointment: %w", err)
	}
	return outbox.Note(ctx, tx, a, what)
}
