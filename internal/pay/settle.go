package pay

import (
	"context"
	"fmt"
	"net/http"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/payment"
	"televisit/ent/db/paymentattempt"
	"televisit/ent/db/paymentevent"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// Webhook takes the provider's word. Its event id is kept, unique, in the same
// transaction as its effect; an event that was seen changes nothing. ErrForged
// when it is not from the provider.
func (s *Service) Webhook(ctx context.Context, header http.Header, body []byte) error {
	e, err := s.Provider.Verify(header, body, s.Clock.Now())
	if err != nil {
		return err
	}
	return s.Settle(ctx, e)
}

// Settle applies one verified event, whatever came before it.
func (s *Service) Settle(ctx context.Context, e Event) error {
	err := s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
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
	if ent.IsConflict(err) {
		return nil // the same event came twice at once; the other one is settled
	}
	return err
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
	to, ok := rules.PaymentAfter(p.Status, string(e.Status))
	if !ok {
		return none, nil
	}
	if err := s.move(ctx, tx, p, to); err != nil {
		return "", err
	}
	return string(to), tx.PaymentAttempt.UpdateOne(try).SetStatus(to).SetRef(e.Ref).Exec(ctx)
}

func (s *Service) move(ctx context.Context, tx *db.Tx, p *db.Payment, to rules.PaymentStatus) error {
	update := tx.Payment.Update().Where(payment.ID(p.ID), payment.Version(p.Version)).SetStatus(to).AddVersion(1)
	if to == rules.PaymentPaid {
		update.SetPaidAt(s.Clock.Now())
	}
	n, err := update.Save(ctx)
	if err != nil || n != 1 {
		return fmt.Errorf("payment to %s: %d rows: %w", to, n, err)
	}
	if to == rules.PaymentPaid {
		return s.Booking.ConfirmPaid(ctx, tx, p.AppointmentID)
	}
	a, err := tx.Appointment.Get(ctx, p.AppointmentID)
	if err != nil {
		return fmt.Errorf("read the appointment: %w", err)
	}
	return outbox.Note(ctx, tx, a, "PAYMENT_"+string(to))
}
