package year_test

import (
	"context"
	"errors"
	"net/http"
	"time"

	"televisit/internal/pay"
)

// bank is the outside world that moves money, with the faults of one: its word
// may be late, lost or said twice, and it may refuse a refund for a while.
type bank struct {
	*year
	entries map[string]*entry // by ref
}

type entry struct {
	order   pay.Order
	paidAt  *time.Time
	refunds map[string]int64
}

func (b *bank) Name() string { return "bank" }

func (b *bank) Accepts(pay.Order) error { return nil }

func (b *bank) Create(_ context.Context, o pay.Order) (pay.Checkout, error) {
	if b.happens(2) {
		return pay.Checkout{}, errors.New("connection refused")
	}
	ref := "ref-" + o.ID
	if b.entries[ref] == nil {
		b.entries[ref] = &entry{order: o, refunds: map[string]int64{}}
	}
	return pay.Checkout{Ref: ref, URL: "https://bank.example/" + ref}, nil
}

func (b *bank) Query(_ context.Context, ref string) (pay.State, error) {
	e := b.entries[ref]
	if e == nil {
		return pay.State{}, pay.ErrUnknownRef
	}
	s := pay.State{
		Ref: ref, OrderID: e.order.ID, Status: pay.Pending, AmountMinor: e.order.AmountMinor, Currency: e.order.Currency,
		RefundedMinor: e.returned(), At: b.Clock.Now(),
	}
	if e.paidAt != nil {
		s.Status = pay.Succeeded
	}
	if e.paidAt != nil && s.RefundedMinor == s.AmountMinor {
		s.Status = pay.Refunded
	}
	return s, nil
}

func (e *entry) returned() (sum int64) {
	for _, minor := range e.refunds {
		sum += minor
	}
	return sum
}

func (b *bank) Refund(_ context.Context, ref string, minor int64, key string) error {
	e := b.entries[ref]
	if _, repeated := e.refunds[key]; repeated {
		return nil
	}
	if e.paidAt == nil || e.returned()+minor > e.order.AmountMinor {
		b.t.Errorf("the bank is asked for %d of %d, of which %d are gone", minor, e.order.AmountMinor, e.returned())
	}
	if b.happens(20) {
		return errors.New("not today")
	}
	e.refunds[key] = minor
	b.say(pay.Event{Ref: ref, OrderID: e.order.ID, Status: pay.Refunded, AmountMinor: minor, Currency: e.order.Currency, RefundKey: key})
	return nil
}

func (b *bank) QueryRefund(_ context.Context, ref, key string) (pay.RefundState, error) {
	minor, done := b.entries[ref].refunds[key]
	if !done {
		return pay.RefundState{}, pay.ErrUnknownRef
	}
	return pay.RefundState{Status: pay.Refunded, AmountMinor: minor, At: b.Clock.Now()}, nil
}

func (b *bank) Verify(http.Header, []byte, time.Time) (pay.Event, error) {
	return pay.Event{}, pay.ErrForged
}

// payFor is somebody who pays on the bank's page.
func (b *bank) payFor(attempt string) {
	ref := "ref-" + attempt
	e := b.entries[ref]
	if e == nil || e.paidAt != nil {
		return
	}
	now := b.Clock.Now()
	e.paidAt = &now
	b.say(pay.Event{Ref: ref, OrderID: attempt, Status: pay.Succeeded, AmountMinor: e.order.AmountMinor, Currency: e.order.Currency})
}

// say sends an event: at once, late, twice, or never.
func (b *bank) say(e pay.Event) {
	e.ID = b.key()
	tell := func() {
		e.At = b.Clock.Now()
		b.must(b.pay.Settle(b.t.Context(), e))
	}
	switch n := b.rng.IntN(100); {
	case n < 12: // lost
	case n < 27:
		b.after(time.Duration(1+b.rng.IntN(180))*time.Minute, tell)
	case n < 37:
		b.after(0, tell)
		b.after(time.Duration(b.rng.IntN(3600))*time.Second, tell)
	default:
		b.after(0, tell)
	}
}
