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
)

// Reconcile asks the provider about a checkout whose end we have not heard of,
// and settles what it says like an event. A job calls it until there is an end.
func (s *Service) Reconcile(ctx context.Context, attemptID string) error {
	sys := system(ctx)
	try, err := s.Store.PaymentAttempt.Get(sys, attemptID)
	if err != nil {
		return fmt.Errorf("read the checkout: %w", err)
	}
	if try.Status != rules.PaymentPending && try.Status != rules.PaymentFailed || try.Ref == "" {
		return nil
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
		Status: state.Status, AmountMinor: state.AmountMinor, Currency: state.Currency, At: state.At,
	})
}

// askLater is for a checkout that is still open: the person may pay yet.
func (s *Service) askLater(ctx context.Context, try *db.PaymentAttempt) error {
	now := s.Clock.Now()
	if now.Sub(try.CreatedAt) > askUntil {
		return nil
	}
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return outbox.Enqueue(ctx, tx, outbox.AskPayment, try.ID, now.Add(askAgain))
	})
}

// CheckRefund asks whether a refund has arrived, in case that word got lost. The
// job goes on until it has; one that is late stands out by its deadline.
func (s *Service) CheckRefund(ctx context.Context, id string) error {
	sys := system(ctx)
	r, err := s.Store.Refund.Get(sys, id)
	if err != nil {
		return fmt.Errorf("read the refund: %w", err)
	}
	if r.Status != "SENT" {
		return nil
	}
	try, err := s.Store.PaymentAttempt.Get(sys, r.AttemptID)
	if err != nil {
		return fmt.Errorf("read the checkout: %w", err)
	}
	state, err := s.Provider.Query(ctx, try.Ref)
	if err != nil {
		return fmt.Errorf("ask about the refund: %w", err)
	}
	if state.RefundedMinor < int64(r.AmountMinor) {
		return s.Store.InTx(sys, func(ctx context.Context, tx *db.Tx) error {
			return outbox.Enqueue(ctx, tx, outbox.CheckRefund, id, s.Clock.Now().Add(time.Hour))
		})
	}
	return s.Settle(ctx, Event{
		ID: "asked:" + r.ID, Ref: try.Ref, OrderID: try.ID, Status: Refunded,
		AmountMinor: int64(r.AmountMinor), Currency: string(r.Currency), RefundKey: r.ID, At: state.At,
	})
}
