package demo

import (
	"context"
	"fmt"
	"time"

	"televisit/internal/pay"
)

// Refund is money given back.
type Refund struct {
	Key         string    `json:"key"`
	AmountMinor int64     `json:"amountMinor"`
	At          time.Time `json:"at"`
}

// QueryRefund implements pay.Provider; here money goes back at once.
func (p *Provider) QueryRefund(_ context.Context, ref, key string) (pay.RefundState, error) {
	entry := p.find(ref)
	if entry == nil {
		return pay.RefundState{}, pay.ErrUnknownRef
	}
	for _, done := range entry.Refunds {
		if done.Key == key {
			return pay.RefundState{Status: pay.Refunded, AmountMinor: done.AmountMinor, At: done.At}, nil
		}
	}
	return pay.RefundState{}, pay.ErrUnknownRef
}

func (e *Entry) refund(amountMinor int64, key string, now time.Time) error {
	for _, done := range e.Refunds {
		if done.Key == key {
			return sameRefund(done, amountMinor)
		}
	}
	if err := e.refundable(amountMinor); err != nil {
		return err
	}
	e.Refunds = append(e.Refunds, Refund{Key: key, AmountMinor: amountMinor, At: now})
	e.ChangedAt = now
	if e.refunded() == e.Order.AmountMinor {
		e.Status = pay.Refunded
	}
	return e.queue(pay.Event{Status: pay.Refunded, AmountMinor: amountMinor, RefundKey: key, At: now})
}

func sameRefund(done Refund, amountMinor int64) error {
	if done.AmountMinor != amountMinor {
		return fmt.Errorf("refund %s was made with another sum: %w", done.Key, pay.ErrRefused)
	}
	return nil
}

func (e *Entry) refundable(amountMinor int64) error {
	left := e.Order.AmountMinor - e.refunded()
	if e.Status != pay.Succeeded || amountMinor <= 0 || amountMinor > left {
		return fmt.Errorf("refund of %s is more than was paid: %w", e.Ref, pay.ErrRefused)
	}
	return nil
}

func (e *Entry) refunded() (sum int64) {
	for _, refund := range e.Refunds {
		sum += refund.AmountMinor
	}
	return sum
}
