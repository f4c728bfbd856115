package demo

import (
	"fmt"
	"net/http"
	"testing"

	"televisit/internal/pay/paytest"
	network "televisit/internal/pay/paytest/wire"
)

func TestContract(t *testing.T) {
	paytest.Run(t, func(t *testing.T) *paytest.Peer {
		shop := &paytest.Shop{}
		p, err := Open(Options{
			Folder: t.TempDir(), Secret: secret, BaseURL: "https://clinic.example",
			Client: &http.Client{Transport: &network.Network{Handler: shop}},
		})
		if err != nil {
			t.Fatal(err)
		}
		shop.Provider = p
		t.Cleanup(run(t, p))
		return &paytest.Peer{
			Provider: p, Shop: shop, Deliver: func() {}, Tick: func() {},
			Pay:     func(ref string) error { return chosen(p, ref, "success") },
			Decline: func(ref string) error { return chosen(p, ref, "decline") },
		}
	})
}

// chosen presses a button of the page.
func chosen(p *Provider, ref, outcome string) error {
	if w := press(p, ref, outcome, p.token(ref)); w.Code != http.StatusSeeOther {
		return fmt.Errorf("the page answered %d", w.Code)
	}
	return nil
}
