package pay

import (
	"context"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/dispute"
	"televisit/ent/db/paymentattempt"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// disputes says what a word of a dispute moves, and how it leaves the dispute;
// empty for nothing.
var disputes = map[Status]struct {
	moves  rules.Movement
	status rules.DisputeStatus
}{
	DisputeOpened:   {},
	DisputeTaken:    {moves: rules.MoneyDisputed},
	DisputeReturned: {moves: rules.MoneyReinstated, status: rules.DisputeWon},
	DisputeLost:     {moves: rules.MoneyLost, status: rules.DisputeLost},
}

// disputed takes the provider's word about a payment that its payer disputes
// with the bank, in whatever order such words come. What the bank has taken
// cannot be refunded as well; the visit itself goes on as it was.
func (s *Service) disputed(ctx context.Context, tx *db.Tx, e Event) (effect string, err error) {
	try, err := tx.PaymentAttempt.Query().Where(paymentattempt.Provider(s.Provider.Name()),
		paymentattempt.ChargeRef(e.ChargeRef), paymentattempt.ChargeRefNEQ("")).WithPayment().Only(ctx)
	if db.IsNotFound(err) || err == nil && e.Currency != string(try.Edges.Payment.Currency) {
		return s.stray(ctx, tx, e)
	}
	if err != nil {
		return "", fmt.Errorf("match the dispute: %w", err)
	}
	p, word := try.Edges.Payment, disputes[e.Status]
	if err := s.keepDispute(ctx, tx, p, e, word.status); err != nil {
		return "", err
	}
	if word.moves != "" {
		if err := s.books().Write(ctx, tx, p, word.moves, int(e.AmountMinor), ""); err != nil {
			return "", err
		}
	}
	a, err := tx.Appointment.Get(ctx, p.AppointmentID)
	if err != nil {
		return "", fmt.Errorf("read the appointment: %w", err)
	}
	return string(e.Status), outbox.Record(ctx, tx, a, string(e.Status), nil)
}

// keepDispute writes what is known of a dispute; how it ended stays.
func (s *Service) keepDispute(ctx context.Context, tx *db.Tx, p *db.Payment, e Event, status rules.DisputeStatus) error {
	known, err := tx.Dispute.Query().Where(dispute.Provider(s.Provider.Name()), dispute.Ref(e.Dispute.Ref)).Only(ctx)
	if db.IsNotFound(err) {
		known, err = tx.Dispute.Create().SetPaymentID(p.ID).SetProvider(s.Provider.Name()).SetRef(e.Dispute.Ref).
			SetAmountMinor(int(e.AmountMinor)).SetCurrency(p.Currency).SetReason(e.Dispute.Reason).Save(ctx)
	}
	if err != nil {
		return fmt.Errorf("keep the dispute: %w", err)
	}
	update := tx.Dispute.UpdateOne(known).SetReason(e.Dispute.Reason)
	if due := e.Dispute.EvidenceDueAt; !due.IsZero() {
		update.SetEvidenceDueAt(due)
	}
	if status != "" {
		update.SetStatus(status).SetClosedAt(s.Clock.Now())
	}
	if err := update.Exec(ctx); err != nil {
		return fmt.Errorf("keep the dispute: %w", err)
	}
	return nil
}
