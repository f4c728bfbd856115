package pay

import (
	"context"
	"fmt"
	"slices"

	"televisit/ent/db"
	"televisit/ent/db/payment"
	"televisit/internal/ledger"
	"televisit/internal/rules"
)

// Paid is what the clinic has of an appointment's price.
func (s *Service) Paid(ctx context.Context, tx *db.Tx, a *db.Appointment) (rules.Money, error) {
	sum := rules.Money{Currency: a.Currency}
	p, err := paymentOf(ctx, tx, a)
	if err != nil || p == nil {
		return sum, err
	}
	kept, err := ledger.KeptOf(ctx, tx.LedgerEntry, p.ID)
	return rules.Money{AmountMinor: kept.Rest(), Currency: p.Currency}, err
}

// paymentOf is nil for an appointment that costs nothing.
func paymentOf(ctx context.Context, tx *db.Tx, a *db.Appointment) (*db.Payment, error) {
	p, err := tx.Payment.Query().Where(payment.AppointmentID(a.ID)).Only(system(ctx))
	if db.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the payment: %w", err)
	}
	return p, nil
}

// CallOff ends the payment of a visit that does not take place: an unpaid one
// has nothing to wait for; of a paid one the refund goes back, and the rest is
// the clinic's.
func (s *Service) CallOff(ctx context.Context, tx *db.Tx, a *db.Appointment, back rules.Money, reason string) error {
	p, err := paymentOf(ctx, tx, a)
	if err != nil || p == nil {
		return err
	}
	sys := system(ctx)
	if slices.Contains(rules.Unpaid(), p.Status) {
		return setPayment(sys, tx, p, rules.PaymentCancelled, nil)
	}
	if back.AmountMinor > 0 {
		if _, err := s.giveBack(sys, tx, p, giving{minor: back.AmountMinor, reason: reason, calledOff: true}); err != nil {
			return err
		}
	}
	return s.earn(sys, tx, p)
}

// Earn settles the payment of a visit that has taken place: what is kept of it
// is the clinic's. An unpaid one is left as it is.
func (s *Service) Earn(ctx context.Context, tx *db.Tx, a *db.Appointment) error {
	p, err := paymentOf(ctx, tx, a)
	if err != nil || p == nil {
		return err
	}
	return s.earn(system(ctx), tx, p)
}

// earn books what was prepaid as earned: PAID → SETTLED.
func (s *Service) earn(ctx context.Context, tx *db.Tx, p *db.Payment) error {
	kept, err := ledger.KeptOf(ctx, tx.LedgerEntry, p.ID)
	if err != nil || kept.Prepaid == 0 {
		return err
	}
	if p.Status == rules.PaymentPaid {
		if err := setPayment(ctx, tx, p, rules.PaymentSettled, nil); err != nil {
			return err
		}
		if err := s.note(ctx, tx, p, rules.PaymentSettled); err != nil {
			return err
		}
	}
	return s.books().Write(ctx, tx, p, rules.MoneyEarned, kept.Prepaid, "")
}
