package yookassa

import (
	"net/http"
	"testing"

	"televisit/internal/clock"
	"televisit/internal/pay"
	"televisit/internal/pay/paytest"
	"televisit/internal/pay/paytest/wire"
	"televisit/internal/pay/yookassa/yookassatest"
)

// world is the adapter, the stand-in for YooKassa, and the network between them.
type world struct {
	*Provider
	peer    *yookassatest.Server
	network *wire.Network
	shop    *paytest.Shop
}

func newWorld(t *testing.T) *world {
	t.Helper()
	shop := &paytest.Shop{}
	server := yookassatest.New(clock.System{}, shop)
	network := &wire.Network{Handler: server}
	p := provider(t, yookassatest.SecretKey, network)
	shop.Provider = p
	return &world{p, server, network, shop}
}

func provider(t *testing.T, key string, transport http.RoundTripper) *Provider {
	t.Helper()
	p, err := New(Options{
		ShopID: yookassatest.ShopID, SecretKey: key, Transport: transport,
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
		Provider: w, Shop: w.shop, Pay: w.peer.Pay, Decline: w.peer.Decline,
		Deliver: func() { w.peer.Courier.Deliver(t.Context()) }, Tick: w.peer.Tick,
	}
}
