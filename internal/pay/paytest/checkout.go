package paytest

import (
	"errors"
	"net/url"
	"testing"
	"time"

	"televisit/internal/fault"
	"televisit/internal/pay"
)

func opens(t *testing.T, p *Peer) {
	checkout, err := p.Provider.Create(t.Context(), Order)
	must(t, err)
	page, err := url.Parse(checkout.URL)
	if err != nil || page.Scheme != "https" || checkout.Ref == "" || !checkout.ExpiresAt.After(time.Now()) {
		t.Fatalf("checkout %+v", checkout)
	}
}

func repeats(t *testing.T, p *Peer) {
	first, err := p.Provider.Create(t.Context(), Order)
	must(t, err)
	again, err := p.Provider.Create(t.Context(), Order)
	if err != nil || first != again {
		t.Fatalf("got %+v, %v; want %+v", again, err, first)
	}
	other := Order
	other.ID += "x"
	if p.open(t, other) == first.Ref {
		t.Fatal("two orders share a checkout")
	}
}

func changedSum(t *testing.T, p *Peer) {
	p.open(t, Order)
	changed := Order
	changed.AmountMinor++
	if _, err := p.Provider.Create(t.Context(), changed); !errors.Is(err, pay.ErrRefused) {
		t.Fatalf("got %v", err)
	}
}

func nonsense(t *testing.T, p *Peer) {
	cases := map[string]func(*pay.Order){
		"no id":        func(o *pay.Order) { o.ID = "" },
		"no sum":       func(o *pay.Order) { o.AmountMinor = 0 },
		"a debt":       func(o *pay.Order) { o.AmountMinor = -1 },
		"no currency":  func(o *pay.Order) { o.Currency = "" },
		"other method": func(o *pay.Order) { o.Method = "CASH" },
	}
	for name, change := range cases {
		order := Order
		change(&order)
		if _, err := p.Provider.Create(t.Context(), order); !errors.Is(err, pay.ErrRefused) && !errors.Is(err, fault.InvalidInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func strangers(t *testing.T, p *Peer) {
	order := Order
	order.ReturnURL = "https://evil.example/"
	if _, err := p.Provider.Create(t.Context(), order); !errors.Is(err, fault.InvalidInput) {
		t.Fatalf("got %v", err)
	}
	if err := p.Provider.Accepts(order); !errors.Is(err, fault.InvalidInput) {
		t.Fatalf("accepted: %v", err)
	}
	must(t, p.Provider.Accepts(Order))
}

func waits(t *testing.T, p *Peer) {
	ref := p.open(t, Order)
	got := p.state(t, ref)
	want := pay.State{Ref: ref, OrderID: Order.ID, Status: pay.Pending, AmountMinor: Order.AmountMinor, Currency: "RUB", At: got.At}
	if got != want || got.At.IsZero() {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	p.Deliver()
	if events := p.Shop.Events(); len(events) != 0 {
		t.Fatalf("heard %+v", events)
	}
}

func paid(t *testing.T, p *Peer) {
	ref := p.openPaid(t)
	p.mustBe(t, ref, pay.Succeeded)
	got := p.hear(t, pay.Succeeded)
	want := pay.Event{
		ID: got.ID, Ref: ref, OrderID: Order.ID, Status: pay.Succeeded,
		AmountMinor: Order.AmountMinor, Currency: "RUB", ChargeRef: got.ChargeRef, At: got.At,
	}
	if got != want || got.ID == "" || got.At.IsZero() || len(p.Shop.Events()) != 1 {
		t.Fatalf("heard %+v, want one %+v", p.Shop.Events(), want)
	}
	if p.Pay(ref) == nil {
		t.Fatal("it was paid twice")
	}
}

// declined allows both kinds of providers: those that let the payer try again
// in the checkout (Failed), and those that end it (Cancelled).
func declined(t *testing.T, p *Peer) {
	ref := p.open(t, Order)
	must(t, p.Decline(ref))
	if p.state(t, ref).Status == pay.Cancelled {
		p.hear(t, pay.Cancelled)
		again := Order
		again.ID += "x"
		ref = p.open(t, again)
	} else {
		p.mustBe(t, ref, pay.Failed)
	}
	must(t, p.Pay(ref))
	p.mustBe(t, ref, pay.Succeeded)
	if event := p.hear(t, pay.Succeeded); event.Ref != ref {
		t.Fatalf("heard %+v", event)
	}
}

func abandoned(t *testing.T, p *Peer) {
	checkout, err := p.Provider.Create(t.Context(), Order)
	must(t, err)
	pass(time.Until(checkout.ExpiresAt) + 5*time.Second)
	p.Tick()
	p.mustBe(t, checkout.Ref, pay.Cancelled)
	if event := p.hear(t, pay.Cancelled); event.Ref != checkout.Ref || event.OrderID != Order.ID {
		t.Fatalf("heard %+v", event)
	}
	if p.Pay(checkout.Ref) == nil {
		t.Fatal("it was paid after its end")
	}
}

func unknown(t *testing.T, p *Peer) {
	known := p.openPaid(t)
	for _, ref := range []string{"", "x", known + "x", "../" + known, known + "?a=b", "cs_unknown", "22d6d597-000f-5000-9000-145f6df21d6f"} {
		if _, err := p.Provider.Query(t.Context(), ref); !errors.Is(err, pay.ErrUnknownRef) {
			t.Errorf("query of %q: %v", ref, err)
		}
		if err := p.Provider.Refund(t.Context(), ref, 1, "key"); !errors.Is(err, pay.ErrUnknownRef) {
			t.Errorf("refund of %q: %v", ref, err)
		}
	}
}
