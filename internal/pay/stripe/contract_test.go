package stripe

import (
	"net/http"
	"testing"

	"televisit/internal/clock"
	"televisit/internal/pay"
	"televisit/internal/pay/paytest"
	"televisit/internal/pay/paytest/wire"
	"televisit/internal/pay/stripe/stripetest"
)

// world is the adapter, the stand-in for Stripe, and the network between them.
type world struct {
	*Provider
	stripe  *stripetest.Server
	network *wire.Network
	shop    *paytest.Shop
}

func newWorld(t *testing.T) *world {
	t.Helper()
	shop := &paytest.Shop{}
	server := stripetest.New(clock.System{}, shop)
	network := &wire.Network{Handler: server}
	p := provider(t, stripetest.SecretKey, network)
	shop.Provider = p
	return &world{p, server, network, shop}
}

func provider(t *testing.T, key string, transport http.RoundTripper) *Provider {
	t.Helper()
	p, err := New(Options{
		SecretKey: key, WebhookSecret: stripetest.WebhookSecret, Transport: transport,
		Returns: pay.Returns{Base: "https://clinic.example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestContract(t *testing.T) {
	paytest.Run(t, func(t *testing.T) *paytest.Peer { return newWorld(t).hands(t) })
}

func TestContractOfTheNetwork(t *testing.T) {
	paytest.RunRemote(t, func(t *testing.T) (*paytest.Peer, *wire.Network) {
		w := newWorld(t)
		return w.hands(t), w.network
	})
}

func (w *world) hands(t *testing.T) *paytest.Peer {
	return &paytest.Peer{
		Provider: w, Shop: w.shop, Pay: w.stripe.Pay, Decline: w.stripe.Decline,
		Deliver: func() { w.stripe.Courier.Deliver(t.Context()) }, Tick: w.stripe.Tick,
	}
}
