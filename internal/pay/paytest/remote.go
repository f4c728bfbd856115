package paytest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"televisit/internal/fault"
	"televisit/internal/pay"
	"televisit/internal/pay/paytest/wire"
)

// patience is how long a caller ever waits for a provider that is ill.
const patience = time.Minute

// RunRemote tries what a provider behind a network must do besides: say that
// it could not answer, and neither lose nor double money when answers get lost.
func RunRemote(t *testing.T, newPeer func(*testing.T) (*Peer, *wire.Network)) {
	for name, behaviour := range remote {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				peer, network := newPeer(t)
				behaviour(t, peer, network)
			})
		})
	}
}

var remote = map[string]func(*testing.T, *Peer, *wire.Network){
	"an ill provider is no refusal":           ill,
	"a short illness is not noticed":          shortly,
	"a lost answer makes one checkout":        lostCheckout,
	"a lost answer makes one refund":          lostRefund,
	"a webhook waits while we are ill":        webhookWhileIll,
	"a caller who leaves is not kept waiting": leaves,
}

var illnesses = []wire.Trouble{wire.Down, wire.Slow, wire.Broken, wire.Busy, wire.Garbage}

func ill(t *testing.T, p *Peer, network *wire.Network) {
	ref := p.openPaid(t)
	calls := map[string]func() error{
		"create": func() error { return second(p.Provider.Create(t.Context(), Order)) },
		"query":  func() error { return second(p.Provider.Query(t.Context(), ref)) },
		"refund": func() error { return p.Provider.Refund(t.Context(), ref, 1, "key") },
	}
	for name, call := range calls {
		for _, trouble := range illnesses {
			network.Trouble(slices.Repeat([]wire.Trouble{trouble}, 100)...)
			began := time.Now()
			mustBeNoAnswer(t, name+" "+string(trouble), call())
			if took := time.Since(began); took > patience || network.Sent() > 5 {
				t.Errorf("%s %s: %d requests in %s", name, trouble, network.Sent(), took)
			}
		}
	}
	network.Trouble()
	p.mustHaveRefunded(t, ref, 0, pay.Succeeded)
}

func second[T any](_ T, err error) error { return err }

func mustBeNoAnswer(t *testing.T, name string, err error) {
	t.Helper()
	_, isFault := fault.As(err)
	if err == nil || isFault || errors.Is(err, pay.ErrRefused) || errors.Is(err, pay.ErrUnknownRef) || errors.Is(err, pay.ErrForged) {
		t.Errorf("%s: got %v", name, err)
	}
}

func shortly(t *testing.T, p *Peer, network *wire.Network) {
	for _, trouble := range []wire.Trouble{wire.Down, wire.Broken} {
		network.Trouble(trouble)
		p.open(t, Order)
	}
}

func lostCheckout(t *testing.T, p *Peer, network *wire.Network) {
	network.Trouble(wire.Lost)
	first := p.open(t, Order)
	if again := p.open(t, Order); again != first {
		t.Fatalf("got %s and %s", first, again)
	}
}

func lostRefund(t *testing.T, p *Peer, network *wire.Network) {
	ref := p.openPaid(t)
	network.Trouble(wire.Fine, wire.Fine, wire.Lost)
	must(t, p.Provider.Refund(t.Context(), ref, 100, "key"))
	must(t, p.Provider.Refund(t.Context(), ref, 100, "key"))
	p.mustHaveRefunded(t, ref, 100, pay.Succeeded)
}

// webhookWhileIll is for providers that are asked about their webhooks.
func webhookWhileIll(t *testing.T, p *Peer, network *wire.Network) {
	p.openPaid(t)
	network.Trouble(slices.Repeat([]wire.Trouble{wire.Down}, 100)...)
	p.Deliver()
	network.Trouble()
	p.hear(t, pay.Succeeded)
}

func leaves(t *testing.T, p *Peer, network *wire.Network) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	network.Trouble(slices.Repeat([]wire.Trouble{wire.Slow}, 100)...)
	began := time.Now()
	mustBeNoAnswer(t, "create", second(p.Provider.Create(ctx, Order)))
	if took := time.Since(began); took > 2*time.Second {
		t.Fatalf("it took %s", took)
	}
}
