package paytest

import (
	"bytes"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"televisit/internal/pay"
)

// refusedOften is how many deliveries fail before one is taken.
const refusedOften = 2

func broughtAgain(t *testing.T, p *Peer) {
	p.Shop.Break(refusedOften)
	p.openPaid(t)
	for range refusedOften + 1 {
		p.Deliver()
		pass(time.Minute)
	}
	p.hear(t, pay.Succeeded)
}

// otherPayment puts the ref and the order of an unpaid checkout into the words
// about a paid one.
func otherPayment(t *testing.T, p *Peer) {
	ref := p.openPaid(t)
	p.hear(t, pay.Succeeded)
	other := Order
	other.ID += "x"
	unpaid := p.open(t, other)
	webhook := p.lastWebhook(t)
	body := bytes.ReplaceAll(webhook.Body, []byte(Order.ID), []byte(other.ID))
	body = bytes.ReplaceAll(body, []byte(ref), []byte(unpaid))
	if event, err := p.verify(webhook.Header, body); !errors.Is(err, pay.ErrForged) {
		t.Fatalf("believed %+v, %v", event, err)
	}
}

// changedWords lets a provider that signs nothing see through the words: what
// it believes then is what was true before.
func changedWords(t *testing.T, p *Peer) {
	p.openPaid(t)
	truth := p.hear(t, pay.Succeeded)
	webhook := p.lastWebhook(t)
	for _, change := range []struct{ from, to string }{
		{"2400", "1400"}, {"240050", "100"}, {"RUB", "USD"}, {"rub", "usd"}, {Order.ID, "another-order"},
	} {
		body := bytes.ReplaceAll(webhook.Body, []byte(change.from), []byte(change.to))
		if bytes.Equal(body, webhook.Body) {
			continue
		}
		if event, err := p.verify(webhook.Header, body); !errors.Is(err, pay.ErrForged) && event != truth {
			t.Errorf("%s for %s: believed %+v, %v", change.to, change.from, event, err)
		}
	}
}

func noWebhook(t *testing.T, p *Peer) {
	p.openPaid(t)
	p.hear(t, pay.Succeeded)
	header := p.lastWebhook(t).Header
	for _, body := range []string{"", "{}", "null", "[]", "<html>", `{"type":"notification"}`, `{"object":"event"}`} {
		if event, err := p.verify(header, []byte(body)); !errors.Is(err, pay.ErrForged) {
			t.Errorf("%q: believed %+v, %v", body, event, err)
		}
	}
}

func sameID(t *testing.T, p *Peer) {
	p.openPaid(t)
	first := p.hear(t, pay.Succeeded)
	webhook := p.lastWebhook(t)
	again, err := p.verify(webhook.Header, webhook.Body)
	if err != nil || again != first {
		t.Fatalf("got %+v, %v; want %+v", again, err, first)
	}
}

func paidSum(t *testing.T, p *Peer) {
	for sum, id := range map[int64]string{100: "a", 12_305: "b", 1_000_000_01: "c"} {
		order := Order
		order.ID, order.AmountMinor = Order.ID+id, sum
		ref := p.open(t, order)
		must(t, p.Pay(ref))
		if event := p.hear(t, pay.Succeeded); event.AmountMinor != sum || p.state(t, ref).AmountMinor != sum {
			t.Errorf("%d became %+v", sum, event)
		}
	}
}

func (p *Peer) lastWebhook(t *testing.T) Webhook {
	t.Helper()
	synctest.Wait()
	taken := p.Shop.Taken()
	if len(taken) == 0 {
		t.Fatal("no webhook came")
	}
	return taken[len(taken)-1]
}

func (p *Peer) verify(header http.Header, body []byte) (pay.Event, error) {
	return p.Provider.Verify(header, body, time.Now())
}
