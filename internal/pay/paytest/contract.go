// Package paytest holds what every payment provider must do, as one table of
// tests. An adapter's own test makes a Peer and runs it:
//
//	func TestContract(t *testing.T) { paytest.Run(t, newPeer) }
package paytest

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"televisit/internal/pay"
)

// Peer is a provider with the hands of its payers. Each test runs in a
// synctest bubble: time is fake, and nothing waits for the network.
type Peer struct {
	Provider pay.Provider
	Shop     *Shop
	// Pay and Decline are what the payer's bank does in a checkout.
	Pay, Decline func(ref string) error
	// Deliver brings the webhooks that wait; Tick lets time do its part.
	Deliver, Tick func()
}

// Order is the one that is paid in the tests.
var Order = pay.Order{
	ID: "01960000-0000-7000-8000-000000000001", AmountMinor: 240_050, Currency: "RUB", Method: pay.Card,
	Description: "Онлайн-приём 2 марта", ReturnURL: "/visits/1/payment?returned=true", Locale: "ru",
}

// Run tries every behaviour on a peer of its own. The maker leaves clean-up to
// t.Cleanup, which runs inside the bubble.
func Run(t *testing.T, newPeer func(*testing.T) *Peer) {
	for name, behaviour := range behaviours {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { behaviour(t, newPeer(t)) })
		})
	}
}

var behaviours = map[string]func(*testing.T, *Peer){
	"a checkout has a page and an end":             opens,
	"the same order is the same checkout":          repeats,
	"an order with a changed sum is refused":       changedSum,
	"nonsense is refused":                          nonsense,
	"a payer is not sent to strangers":             strangers,
	"a new checkout waits":                         waits,
	"a paid checkout is told":                      paid,
	"a declined payer can pay after all":           declined,
	"an abandoned checkout ends":                   abandoned,
	"a refund goes back in parts":                  refundedInParts,
	"a repeated refund is one":                     refundedOnce,
	"refunds asked for at the same time are one":   refundedTogether,
	"a refund under a used key is refused":         refundChanged,
	"more than was paid does not go back":          refundTooMuch,
	"an unpaid checkout gives nothing back":        refundUnpaid,
	"nobody knows a checkout that was never made":  unknown,
	"a webhook is brought until it is taken":       broughtAgain,
	"a webhook is no proof of other payments":      otherPayment,
	"a webhook with changed words proves nothing":  changedWords,
	"a webhook that is none is refused":            noWebhook,
	"a repeated webhook has the same id":           sameID,
	"the sum of a webhook is of the order's money": paidSum,
}

func (p *Peer) open(t *testing.T, order pay.Order) string {
	t.Helper()
	checkout, err := p.Provider.Create(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	return checkout.Ref
}

func (p *Peer) openPaid(t *testing.T) string {
	t.Helper()
	ref := p.open(t, Order)
	must(t, p.Pay(ref))
	return ref
}

func (p *Peer) state(t *testing.T, ref string) pay.State {
	t.Helper()
	state, err := p.Provider.Query(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func (p *Peer) mustBe(t *testing.T, ref string, want pay.Status) {
	t.Helper()
	if got := p.state(t, ref); got.Status != want {
		t.Fatalf("the checkout is %+v, want %s", got, want)
	}
}

// hear delivers and returns the newest event of a status.
func (p *Peer) hear(t *testing.T, want pay.Status) pay.Event {
	t.Helper()
	p.Deliver()
	synctest.Wait()
	events := p.Shop.Events()
	for _, e := range slices.Backward(events) { // events come in any order
		if e.Status == want {
			return e
		}
	}
	t.Fatalf("heard %+v, want %s", events, want)
	return pay.Event{}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// pass lets fake time go by inside the bubble.
func pass(d time.Duration) { <-time.After(d) }
