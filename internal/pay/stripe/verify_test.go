package stripe

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v85/webhook"

	"televisit/internal/pay"
	"televisit/internal/pay/stripe/stripetest"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

const paidBody = `{"id":"evt_1","object":"event","type":"checkout.session.completed","created":1772452800,"api_version":"2019-01-01",
	"data":{"object":{"id":"cs_1","object":"checkout.session","payment_status":"paid","amount_total":240050,"currency":"rub","metadata":{"order_id":"o1"}}}}`

func signed(body, secret string, at time.Time) string {
	return webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: []byte(body), Secret: secret, Timestamp: at}).Header
}

func TestSignatureIsOursAndFresh(t *testing.T) {
	good := signed(paidBody, stripetest.WebhookSecret, noon)
	v1 := good[len(fmt.Sprintf("t=%d,", noon.Unix())):]
	cases := map[string]struct {
		header string
		body   string
		isGood bool
	}{
		"signed now":                     {good, paidBody, true},
		"five minutes old":               {signed(paidBody, stripetest.WebhookSecret, noon.Add(-5*time.Minute)), paidBody, true},
		"a second older":                 {signed(paidBody, stripetest.WebhookSecret, noon.Add(-5*time.Minute-time.Second)), paidBody, false},
		"five minutes ahead":             {signed(paidBody, stripetest.WebhookSecret, noon.Add(5*time.Minute)), paidBody, true},
		"a second further":               {signed(paidBody, stripetest.WebhookSecret, noon.Add(5*time.Minute+time.Second)), paidBody, false},
		"another secret":                 {signed(paidBody, "whsec_other", noon), paidBody, false},
		"another body":                   {good, paidBody + " ", false},
		"no header":                      {"", paidBody, false},
		"no time":                        {v1, paidBody, false},
		"no signature":                   {fmt.Sprintf("t=%d", noon.Unix()), paidBody, false},
		"an old one with a new time":     {fmt.Sprintf("t=%d,%s", noon.Add(time.Minute).Unix(), v1), paidBody, false},
		"an old one with two times":      {fmt.Sprintf("t=%d,%s,t=%d", noon.Unix(), v1, noon.Add(-time.Hour).Unix()), paidBody, false},
		"while the secret is changed":    {good + ",v1=" + "00ff", paidBody, true},
		"only the test scheme v0":        {fmt.Sprintf("t=%d,v0=%s", noon.Unix(), v1[3:]), paidBody, false},
		"a thin event, well signed":      {signed(`{"object":"v2.core.event"}`, stripetest.WebhookSecret, noon), `{"object":"v2.core.event"}`, false},
		"an event about nothing, signed": {signed(`{"id":"evt_1","object":"event"}`, stripetest.WebhookSecret, noon), `{"id":"evt_1","object":"event"}`, false},
	}
	p := provider(t, stripetest.SecretKey, nil)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			event, err := p.Verify(http.Header{signature: {c.header}}, []byte(c.body), noon)
			if c.isGood != (err == nil) || err != nil && !errors.Is(err, pay.ErrForged) {
				t.Fatalf("got %+v, %v", event, err)
			}
		})
	}
}

func TestOldSignatureDoesNotComeBackWithALateTime(t *testing.T) {
	old := signed(paidBody, stripetest.WebhookSecret, noon.Add(-time.Hour))
	header := http.Header{signature: {fmt.Sprintf("%s,t=%d", old, noon.Unix())}}
	if event, err := provider(t, stripetest.SecretKey, nil).Verify(header, []byte(paidBody), noon); !errors.Is(err, pay.ErrForged) {
		t.Fatalf("believed %+v, %v", event, err)
	}
}

func TestEventsThatSettleNothing(t *testing.T) {
	p := provider(t, stripetest.SecretKey, nil)
	for _, kind := range []string{"payment_intent.payment_failed", "charge.refunded", "customer.created", "something.new"} {
		body := fmt.Sprintf(`{"id":"evt_1","object":"event","type":%q,"created":1772452800,"data":{"object":{"id":"x"}}}`, kind)
		event, err := p.Verify(http.Header{signature: {signed(body, stripetest.WebhookSecret, noon)}}, []byte(body), noon)
		if err != nil || event.Status != pay.Ignored || event.ID != "evt_1" {
			t.Errorf("%s: %+v, %v", kind, event, err)
		}
	}
}
