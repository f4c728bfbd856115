package paytest

import (
	"errors"
	"sync"
	"testing"

	"televisit/internal/pay"
)

func refundedInParts(t *testing.T, p *Peer) {
	ref := p.openPaid(t)
	p.hear(t, pay.Succeeded)
	must(t, p.Provider.Refund(t.Context(), ref, 40_050, "part"))
	p.mustHaveRefunded(t, ref, 40_050, pay.Succeeded)
	p.mustHearRefund(t, ref, 40_050, "part")
	p.mustKnowRefund(t, ref, "part", 40_050)
	p.mustNotKnowRefund(t, ref, "rest")
	must(t, p.Provider.Refund(t.Context(), ref, 200_000, "rest"))
	p.mustHaveRefunded(t, ref, 240_050, pay.Refunded)
	p.mustHearRefund(t, ref, 200_000, "rest")
	p.mustKnowRefund(t, ref, "part", 40_050)
	p.mustKnowRefund(t, ref, "rest", 200_000)
	p.mustNotKnowRefund(t, ref, "another")
	p.mustNotKnowRefund(t, "", "rest")
}

// mustKnowRefund tells refunds of one checkout apart by their keys.
func (p *Peer) mustKnowRefund(t *testing.T, ref, key string, sum int64) {
	t.Helper()
	got, err := p.Provider.QueryRefund(t.Context(), ref, key)
	if err != nil || got.Status != pay.Refunded || got.AmountMinor != sum || got.At.IsZero() {
		t.Fatalf("refund %s is %+v, %v; want %d", key, got, err, sum)
	}
}

func (p *Peer) mustNotKnowRefund(t *testing.T, ref, key string) {
	t.Helper()
	if got, err := p.Provider.QueryRefund(t.Context(), ref, key); !errors.Is(err, pay.ErrUnknownRef) {
		t.Fatalf("refund %s is %+v, %v", key, got, err)
	}
}

func (p *Peer) mustHaveRefunded(t *testing.T, ref string, sum int64, want pay.Status) {
	t.Helper()
	if got := p.state(t, ref); got.RefundedMinor != sum || got.Status != want || got.AmountMinor != Order.AmountMinor {
		t.Fatalf("the checkout is %+v, want %s with %d given back", got, want, sum)
	}
}

func (p *Peer) mustHearRefund(t *testing.T, ref string, sum int64, key string) {
	t.Helper()
	got := p.hear(t, pay.Refunded)
	want := pay.Event{
		ID: got.ID, Ref: ref, OrderID: Order.ID, Status: pay.Refunded,
		AmountMinor: sum, Currency: "RUB", RefundKey: key, At: got.At,
	}
	if got != want {
		t.Fatalf("heard %+v, want %+v", got, want)
	}
}

func refundedOnce(t *testing.T, p *Peer) {
	ref := p.openPaid(t)
	for range 3 {
		must(t, p.Provider.Refund(t.Context(), ref, 100_000, "key"))
	}
	p.mustHaveRefunded(t, ref, 100_000, pay.Succeeded)
	p.mustHearRefund(t, ref, 100_000, "key")
	if events := p.Shop.Events(); len(events) != 2 {
		t.Fatalf("heard %+v, want one payment and one refund", events)
	}
}

func refundedTogether(t *testing.T, p *Peer) {
	ref := p.openPaid(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := p.Provider.Refund(t.Context(), ref, 100_000, "key"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	p.mustHaveRefunded(t, ref, 100_000, pay.Succeeded)
}

func refundChanged(t *testing.T, p *Peer) {
	ref := p.openPaid(t)
	must(t, p.Provider.Refund(t.Context(), ref, 100_000, "key"))
	if err := p.Provider.Refund(t.Context(), ref, 100_001, "key"); !errors.Is(err, pay.ErrRefused) {
		t.Fatalf("got %v", err)
	}
	p.mustHaveRefunded(t, ref, 100_000, pay.Succeeded)
}

func refundTooMuch(t *testing.T, p *Peer) {
	ref := p.openPaid(t)
	must(t, p.Provider.Refund(t.Context(), ref, 100_000, "first"))
	for _, sum := range []int64{140_051, 1_000_000_000, 0, -1} {
		if err := p.Provider.Refund(t.Context(), ref, sum, "second"); !errors.Is(err, pay.ErrRefused) {
			t.Errorf("%d: %v", sum, err)
		}
	}
	p.mustHaveRefunded(t, ref, 100_000, pay.Succeeded)
}

func refundUnpaid(t *testing.T, p *Peer) {
	ref := p.open(t, Order)
	if err := p.Provider.Refund(t.Context(), ref, 100, "key"); !errors.Is(err, pay.ErrRefused) {
		t.Fatalf("got %v", err)
	}
}
