package stripe

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85/webhook"

	"televisit/internal/pay"
)

const (
	// tolerance is how far a webhook's time may be from ours.
	tolerance = 5 * time.Minute
	signature = "Stripe-Signature"
)

// Verify implements pay.Provider by https://docs.stripe.com/webhooks/signature.
// The library compares with the machine's clock; ours is injected, so the age is
// checked here. An endpoint may speak another version of Stripe's API than the
// library: the few fields that are read here are the same in all.
func (p *Provider) Verify(header http.Header, body []byte, now time.Time) (pay.Event, error) {
	sent := header.Get(signature)
	if err := checkAge(sent, now); err != nil {
		return pay.Event{}, err
	}
	event, err := webhook.ConstructEventWithOptions(body, sent, p.options.WebhookSecret,
		webhook.ConstructEventOptions{IgnoreTolerance: true, IgnoreAPIVersionMismatch: true})
	if err != nil || event.ID == "" || event.Data == nil {
		return pay.Event{}, fmt.Errorf("%w: no valid signature over an event", pay.ErrForged)
	}
	return read(event)
}

func checkAge(header string, now time.Time) error {
	age := now.Sub(signedAt(header))
	if age > tolerance || age < -tolerance {
		return fmt.Errorf("%w: signed %s ago", pay.ErrForged, age.Round(time.Second))
	}
	return nil
}

// signedAt reads "t=1495999758,v1=…". The last t counts, because it is the one
// that the library checks the signature with.
func signedAt(header string) (at time.Time) {
	for pair := range strings.SplitSeq(header, ",") {
		value, isTime := strings.CutPrefix(pair, "t=")
		if seconds, err := strconv.ParseInt(value, 10, 64); isTime && err == nil {
			at = time.Unix(seconds, 0)
		}
	}
	return at
}
