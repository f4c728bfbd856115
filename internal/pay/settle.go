package pay

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/paymentattempt"
	"televisit/ent/db/paymentevent"
	"televisit/internal/fault"
	"televisit/internal/planted"
	"televisit/internal/rules"
)

// Webhook takes the provider's word. Its event id is kept, unique, in the same
// transaction as its effect; an event that was seen changes nothing, and one
// that settles nothing is not kept. ErrForged when it is not from the provider.
func (s *Service) Webhook(ctx context.Context, header http.Header, body []byte) error {
	e, err := s.Provider.Verify(header, body, s.Clock.Now())
	if err != nil || e.Status == Ignored {
		return err
	}
	return s.Settle(ctx, e)
}

// Settle applies one verified event, whatever came before it. The same event, or
// another one of the payment, may come at the same moment: then it looks again.
func (s *Service) Settle(ctx context.Context, e Event) (err error) {
	for range 5 {
		err = s.settle(system(ctx), e)
		if !ent.IsConflict(err) && !errors.Is(err, fault.Conflict) {
			return err
		}
	}
	return err
}

func (s *Service) settle(ctx context.Context, e Event) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		seen, err := tx.PaymentEvent.Query().
			Where(paymentevent.Provider(s.Provider.Name()), paymentevent.EventID(e.ID)).Exist(ctx)
		if err != nil || seen {
			return err
		}
		effect, err := s.apply(ctx, tx, e)
		if err == nil && planted.Is(planted.DoubleEvent) {
			effect, err = s.apply(ctx, tx, e)
		}
		if err != nil {
			return err
		}
		return tx.PaymentEvent.Create().SetProvider(s.Provider.Name()).SetEventID(e.ID).SetRef(e.Ref).
			SetStatus(string(e.Status)).SetAmountMinor(e.AmountMinor).SetCurrency(e.Currency).SetEffect(effect).Exec(ctx)
	})
}

// Effects of an event, kept with it. Unmatched is money that fits no payment:
// the desk looks after it.
const (
	none      = "NONE"
	Unmatched = "UNMATCHED"
)

func (s *Service) apply(ctx context.Context, tx *db.Tx, e Event) (effect string, err error) {
	if e.Dispute != nil {
		return s.disputed(ctx, tx, e)
	}
	try, err := tx.PaymentAttempt.Query().
		Where(paymentattempt.ID(e.OrderID), paymentattempt.Provider(s.Provider.Name())).WithPayment().Only(ctx)
	if db.IsNotFound(err) {
		return s.stray(ctx, tx, e)
	}
	if err != nil {
		return "", fmt.Errorf("match the event: %w", err)
	}
	p := try.Edges.Payment
	if e.Status == Succeeded && (e.AmountMinor != int64(p.AmountMinor) || e.Currency != string(p.Currency)) {
		return s.stray(ctx, tx, e)
	}
	if e.Status == Refunded {
		return s.refunded(ctx, tx, p, e)
	}
	if e.Status == Succeeded && p.Status.HasMoney() && (!try.Status.HasMoney() || planted.Is(planted.DoubleEvent)) {
		return s.duplicate(ctx, tx, try, e)
	}
	to, ok := rules.PaymentAfter(p.Status, string(e.Status))
	if !ok {
		return none, nil
	}
	if err := tx.PaymentAttempt.UpdateOne(try).SetStatus(to).SetRef(e.Ref).SetNillableChargeRef(some(e.ChargeRef)).Exec(ctx); err != nil {
		return "", fmt.Errorf("checkout to %s: %w", to, err)
	}
	if to == rules.PaymentPaid {
		return string(to), s.paid(ctx, tx, p)
	}
	return s.gaveUp(ctx, tx, p, try, to)
}

// gaveUp takes the word that a checkout has come to nothing. It is the payment's
// end only when the person has not opened a newer one.
func (s *Service) gaveUp(ctx context.Context, tx *db.Tx, p *db.Payment, try *db.PaymentAttempt, to rules.PaymentStatus) (effect string, err error) {
	newer, err := tx.PaymentAttempt.Query().Where(paymentattempt.PaymentID(p.ID), paymentattempt.IDGT(try.ID)).Exist(ctx)
	if err != nil || newer {
		return none, err
	}
	if err := setPayment(ctx, tx, p, to, nil); err != nil {
		return "", err
	}
	return string(to), s.note(ctx, tx, p, to)
}

// paid writes → PAID and lets the visit take place; a visit that cannot gives
// the money back, and one that has taken place settles it.
func (s *Service) paid(ctx context.Context, tx *db.Tx, p *db.Payment) error {
	err := setPayment(ctx, tx, p, rules.PaymentPaid, func(u *db.PaymentUpdate) { u.SetPaidAt(s.Clock.Now()) })
	if err != nil {
		return err
	}
	if err := s.books().Write(ctx, tx, p, rules.MoneyPaid, p.AmountMinor, ""); err != nil {
		return err
	}
	return s.follow(ctx, tx, p)
}

// follow moves the appointment of a payment that is PAID to where it belongs.
func (s *Service) follow(ctx context.Context, tx *db.Tx, p *db.Payment) error {
	kept, err := s.Booking.ConfirmPaid(ctx, tx, p.AppointmentID)
	if err != nil {
		return err
	}
	if !kept {
		_, err := s.giveBack(ctx, tx, p, giving{minor: p.AmountMinor, reason: rules.LatePayment, calledOff: true})
		return err
	}
	a, err := tx.Appointment.Get(ctx, p.AppointmentID)
	if err != nil || a.Status != rules.Fulfilled {
		return err
	}
	return s.Earn(ctx, tx, a)
}

// duplicate gives back in full what was paid a second time.
func (s *Service) duplicate(ctx context.Context, tx *db.Tx, try *db.PaymentAttempt, e Event) (effect string, err error) {
	err = tx.PaymentAttempt.UpdateOne(try).SetStatus(rules.PaymentRefundRequested).SetRef(e.Ref).SetNillableChargeRef(some(e.ChargeRef)).Exec(ctx)
	if err != nil {
		return "", fmt.Errorf("checkout paid twice: %w", err)
	}
	if err := s.books().Write(ctx, tx, try.Edges.Payment, rules.MoneyPaidTwice, int(e.AmountMinor), ""); err != nil {
		return "", err
	}
	_, err = s.askBack(ctx, tx, try, giving{minor: int(e.AmountMinor), reason: rules.PaidTwice})
	return "DUPLICATE", err
}
