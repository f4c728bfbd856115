package chaos_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"testing"
	"time"

	"televisit/internal/chaos"
	"televisit/internal/clock"
	"televisit/internal/drive"
	"televisit/internal/pay/stripe/stripetest"
)

// sharedBank is one that all nodes pay at: a stand-in for Stripe that outlives
// them, loses answers, and brings its webhooks to whichever node it finds.
type sharedBank struct{ *stripetest.Server }

// Press implements chaos.Bank.
func (b sharedBank) Press(_ context.Context, _ *drive.Client, page string, isGood bool) {
	press := map[bool]func(string) error{true: b.Pay, false: b.Decline}[isGood]
	_ = press(path.Base(page)) // it may be paid already
}

// Has implements chaos.Bank.
func (b sharedBank) Has(_ context.Context, _ *drive.Client, page string) (int, error) {
	return int(b.Server.Has(path.Base(page))), nil
}

// lossy does what is asked and now and then says nothing, or answers before it does.
func lossy(bank http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rand.IntN(40) == 0 {
			panic(http.ErrAbortHandler)
		}
		bank.ServeHTTP(w, r)
		if rand.IntN(40) == 0 {
			panic(http.ErrAbortHandler)
		}
	})
}

// toAny sends a request to one of the nodes.
type toAny []*drive.Node

// RoundTrip implements http.RoundTripper.
func (nodes toAny) RoundTrip(r *http.Request) (*http.Response, error) {
	node, err := url.Parse(nodes[rand.IntN(len(nodes))].URL())
	if err != nil {
		return nil, err
	}
	r.URL.Host = node.Host
	return http.DefaultTransport.RoundTrip(r)
}

// payingPair are two nodes with one bank.
func payingPair(t *testing.T, env ...string) ([]*drive.Node, chaos.Bank) {
	t.Helper()
	bank := sharedBank{stripetest.New(clock.System{}, nil)}
	server := httptest.NewServer(lossy(bank.Server))
	t.Cleanup(server.Close)
	nodes := pair(t, binary(t, ""), append(env, "PAYMENTS=stripe", "STRIPE_URL="+server.URL,
		"STRIPE_SECRET_KEY="+stripetest.SecretKey, "STRIPE_WEBHOOK_SECRET="+stripetest.WebhookSecret)...)
	bank.Courier.Endpoint, bank.Courier.Client = "http://clinic/webhooks/stripe", &http.Client{Transport: toAny(nodes), Timeout: 10 * time.Second}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		bring(ctx, bank)
	}()
	t.Cleanup(func() { stop(); <-ended })
	return nodes, bank
}

// bring delivers webhooks, in any order and some of them twice.
func bring(ctx context.Context, bank sharedBank) {
	for tick := time.NewTicker(50 * time.Millisecond); ctx.Err() == nil; {
		switch n := rand.IntN(200); {
		case n == 0:
			bank.Courier.Repeat(ctx)
		case n < 60:
			bank.Courier.DeliverBackwards(ctx)
		default:
			bank.Courier.Deliver(ctx)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}
