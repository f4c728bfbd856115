package pay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// When the provider is asked by ourselves, in case its word got lost.
const (
	askFirst = 2 * time.Minute
	askAgain = 5 * time.Minute
	// askUntil is how old an open checkout can be and still matter.
	askUntil = 48 * time.Hour
	// askLong is how long the money of a refund may take between two questions.
	askLong = time.Hour
)

// Reconcile asks the provider about a checkout whose end we have not heard of,
// and settles what it says like an event. A job calls it until there is an end.
func (s *Service) Reconcile(ctx context.Context, attemptID string) error {
	sys := system(ctx)
	try, err := s.Store.PaymentAttempt.Get(sys, attemptID)
	if err != nil {
		return fmt.Errorf("read the checkout: %w", err)
	}
	if !isOpen(try) || try.Provider != s.Provider.Name() {
		return nil
	}
	if try.Ref == "" { // nobody was ever given its page: we stopped before the provider answered
		return s.Settle(ctx, Event{ID: "asked:" + try.ID, OrderID: try.ID, Status: Cancelled})
	}
	state, err := s.Provider.Query(ctx, try.Ref)
	if errors.Is(err, ErrUnknownRef) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("ask about the checkout: %w", err)
	}
	if state.Status != Succeeded && state.Status != Cancelled {
		return s.askLater(sys, try)
	}
	return s.Settle(ctx, Event{
		ID: "asked:" + try.Ref + ":" + string(state.Status), Ref: try.Ref, OrderID: try.ID,
		Status: state.Status, AmountMinor: state.AmountMinor, Currency: state.Currency, ChargeRef: state.ChargeRef, At: state.At,
	})
}

// isOpen says whether a checkout may still bring money.
func isOpen(try *db.PaymentAttempt) bool {
	return try.Status == rules.PaymentPending || try.Status == rules.PaymentFailed
}

// askLater is for a checkout that is still open: the person may pay yet.
func (s *Service) askLater(ctx context.Context, try *db.PaymentAttempt) error {
	now := s.Clock.Now()
	if now.Sub(try.CreatedAt) > askUntil {
		return nil
	}
	return s.enqueue(ctx, outbox.AskPayment, try.ID, now.Add(askAgain))
}

func (s *Service) enqueue(ctx context.Context, kind, subject string, at time.Time) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return outbox.Enqueue(ctx, tx, kind, subject, at)
	})
}

// CheckRefund asks whether a refund has arrived, in case that word got lost. The
// job goes on until it has; one that is late stands out by its deadline.
func (s *Service) CheckRefund(ctx context.Context, id string) error {
	sys := system(ctx)
	r, try, err := s.refund(sys, id)
	if err != nil || r.Status != rules.RefundSent {
		return err
	}
	state, err := s.Provider.QueryRefund(ctx, try.Ref, r.ID)
	switch {
	case errors.Is(err, ErrUnknownRef): // it has forgotten what it took: ask again, it is the same key
		return s.advance(sys, r, rules.RefundAsked)
	case err != nil:
		return fmt.Errorf("ask about the refund: %w", err)
	case state.Status == Failed:
		return s.advance(sys, r, rules.RefundRefused)
	case state.Status != Refunded:
		return s.enqueue(sys, outbox.CheckRefund, id, s.Clock.Now().Add(askLong))
	}
	return s.Settle(ctx, Event{
		ID: "asked:" + r.ID, Ref: try.Ref, OrderID: try.ID, Status: Refunded,
		AmountMinor: state.AmountMinor, Currency: string(r.Currency), RefundKey: r.ID, At: state.At,
	})
}
