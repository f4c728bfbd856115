package pay

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/job"
	"televisit/ent/db/payment"
	"televisit/ent/db/paymentevent"
	"televisit/ent/db/refund"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/ledger"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// RefundRequest is money that the desk gives back by hand.
type RefundRequest struct {
	PaymentID   string
	AmountMinor int
	// Note says why, for the clinic; 3 to 300 characters.
	Note string
}

// RefundByHand gives back a part of what is kept of a payment, at the word of
// the viewing registrar, and returns the refund's id. See rules.RefundedVisit for
// what giving everything back does to the visit.
// Faults: NOT_FOUND, INVALID_INPUT, CONFLICT, IDEMPOTENCY_KEY_REUSED.
func (s *Service) RefundByHand(ctx context.Context, key string, r RefundRequest) (id string, err error) {
	if r.Note, err = note(r.Note); err != nil {
		return "", err
	}
	if r.AmountMinor <= 0 {
		return "", fault.New(fault.InvalidInput, "nothing goes back").With("fields", []string{"amountMinor"})
	}
	ids, err := outbox.Once(ctx, s.Store, key, r, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		p, err := tx.Payment.Query().Where(payment.ID(r.PaymentID)).Only(ctx)
		if db.IsNotFound(err) {
			return nil, fault.New(fault.NotFound, "no such payment")
		}
		if err != nil {
			return nil, fmt.Errorf("read the payment: %w", err)
		}
		sys := system(ctx)
		id, err := s.giveBack(sys, tx, p, giving{minor: r.AmountMinor, reason: rules.ByDesk, note: r.Note})
		if err != nil {
			return nil, err
		}
		if err := s.tell(ctx, tx, p.ID, "REFUND_BY_DESK"); err != nil {
			return nil, err
		}
		return []string{id}, s.callOffRefunded(ctx, tx, p)
	})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// callOffRefunded calls a visit off of whose price nothing is kept any more.
func (s *Service) callOffRefunded(ctx context.Context, tx *db.Tx, p *db.Payment) error {
	kept, err := ledger.KeptOf(system(ctx), tx.LedgerEntry, p.ID)
	if err != nil {
		return err
	}
	a, err := tx.Appointment.Get(ctx, p.AppointmentID)
	if err != nil {
		return fmt.Errorf("read the appointment: %w", err)
	}
	callOff, err := rules.RefundedVisit(a.Status, kept.Rest())
	if err != nil || !callOff {
		return err
	}
	return s.Booking.CallOffRefunded(ctx, tx, a.ID)
}

// note checks a registrar's words.
func note(text string) (string, error) {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n < 3 || n > 300 {
		return "", fault.New(fault.InvalidInput, "say why, in 3 to 300 characters").With("fields", []string{"note"})
	}
	return text, nil
}

// RetryRefund asks the provider again for a refund that it has refused, or that
// was parked. Asking for one that is under way does nothing twice.
// Faults: NOT_FOUND, CONFLICT when it has arrived.
func (s *Service) RetryRefund(ctx context.Context, id string) error {
	r, err := s.Store.Refund.Query().Where(refund.ID(id)).Only(ctx)
	if db.IsNotFound(err) {
		return fault.New(fault.NotFound, "no such refund")
	}
	if err != nil {
		return fmt.Errorf("read the refund: %w", err)
	}
	if r.Status == rules.RefundDone {
		return fault.New(fault.Conflict, "the money has arrived")
	}
	return s.advance(system(ctx), r, rules.RefundAsked)
}

// IsParked says whether nobody asks for a refund any more, after many tries.
func (s *Service) IsParked(ctx context.Context, refundID string) (bool, error) {
	jobs := s.Store.Job.Query().Where(job.KindIn(outbox.AskRefund, outbox.CheckRefund), job.Subject(refundID))
	states, err := jobs.Select(job.FieldState).Strings(viewer.System(ctx, policy.Plumbing))
	if err != nil {
		return false, fmt.Errorf("read the jobs: %w", err)
	}
	parked := false
	for _, state := range states {
		if state == "READY" {
			return false, nil
		}
		parked = parked || state == "PARKED" || state == "ABANDONED"
	}
	return parked, nil
}

// NoteUnmatched records what the viewing registrar has done about money that
// belongs to no payment.
// Faults: NOT_FOUND, INVALID_INPUT, CONFLICT when somebody was faster.
func (s *Service) NoteUnmatched(ctx context.Context, id, text string) error {
	text, err := note(text)
	if err != nil {
		return err
	}
	who, err := s.Store.Account.Query().Where(account.ID(viewer.From(ctx).AccountID)).Only(ctx)
	if err != nil {
		return fmt.Errorf("read the registrar: %w", err)
	}
	there, err := s.Store.PaymentEvent.Query().Where(paymentevent.ID(id), paymentevent.Effect(Unmatched)).Exist(ctx)
	if err != nil {
		return fmt.Errorf("read the event: %w", err)
	}
	if !there {
		return fault.New(fault.NotFound, "no such event")
	}
	n, err := s.Store.PaymentEvent.Update().Where(paymentevent.ID(id), paymentevent.NotedAtIsNil()).
		SetNote(text).SetNotedBy(who.Name).SetNotedAt(s.Clock.Now()).Save(system(ctx))
	if err != nil {
		return fmt.Errorf("note: %w", err)
	}
	if n == 0 {
		return changed()
	}
	return nil
}
