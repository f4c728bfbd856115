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
		if err != nil {
			return err
		}
		return tx.PaymentEvent.Create().SetProvider(s.Provider.Name()).SetEventID(e.ID).SetRef(e.Ref).
			SetStatus(string(e.Status)).SetAmountMinor(e.AmountMinor).SetCurrency(e.Currency).SetEffect(effect).Exec(ctx)
	})
}

// Effects of an event, kept with it.
const (
	none      = "NONE"
	unmatched = "UNMATCHED"
)

func (s *Service) apply(ctx context.Context, tx *db.Tx, e Event) (effect string, err error) {
	try, err := tx.PaymentAttempt.Query().
		Where(paymentattempt.ID(e.OrderID), paymentattempt.Provider(s.Provider.Name())).WithPayment().Only(ctx)
	if db.IsNotFound(err) {
		return unmatched, nil
	}
	if err != nil {
		return "", fmt.Errorf("match the event: %w", err)
	}
	p := try.Edges.Payment
	if e.Status == Succeeded && (e.AmountMinor != int64(p.AmountMinor) || e.Currency != string(p.Currency)) {
		return unmatched, nil
	}
	if e.Status == Refunded {
		return s.refunded(ctx, tx, p, e)
	}
	if e.Status == Succeeded && p.Status.HasMoney() && try.Status != rules.PaymentPaid {
		return s.duplicate(ctx, tx, try, e)
	}
	to, ok := rules.PaymentAfter(p.Status, string(e.Status))
	if !ok {
		return none, nil
	}
	if err := tx.PaymentAttempt.UpdateOne(try).SetStatus(to).SetRef(e.Ref).Exec(ctx); err != nil {
		return "", fmt.Errorf("checkout to %s: %w", to, err)
	}
	return string(to), s.move(ctx, tx, p, to)
}

func (s *Service) move(ctx context.Context, tx *db.Tx, p *db.Payment, to rules.PaymentStatus) error {
	if err := setPayment(ctx, tx, p, to); err != nil {
		return err
	}
	if to != rules.PaymentPaid {
		return s.note(ctx, tx, p, to)
	}
	if err := tx.Payment.UpdateOne(p).SetPaidAt(s.Clock.Now()).Exec(ctx); err != nil {
		return fmt.Errorf("note when it was paid: %w", err)
	}
	kept, err := s.Booking.ConfirmPaid(ctx, tx, p.AppointmentID)
	if err != nil || kept {
		return err
	}
	return s.giveBack(ctx, tx, p, p.AmountMinor, "LATE_PAYMENT")
}

// duplicate gives back in full what was paid a second time.
func (s *Service) duplicate(ctx context.Context, tx *db.Tx, try *db.PaymentAttempt, e Event) (effect string, err error) {
	if err := tx.PaymentAttempt.UpdateOne(try).SetStatus(rules.PaymentPaid).SetRef(e.Ref).Exec(ctx); err != nil {
		return "", fmt.Errorf("checkout paid twice: %w", err)
	}
	return "DUPLICATE", s.askBack(ctx, tx, try, int(e.AmountMinor), "PAID_TWICE")
}
