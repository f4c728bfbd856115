package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"televisit/internal/pay"
)

// tolerance is how far a webhook's time may be from ours.
const tolerance = 5 * time.Minute

// wire is an event as it travels.
// See https://github.com/standard-webhooks/standard-webhooks for the envelope.
type wire struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      payload   `json:"data"`
}

type payload struct {
	Ref         string     `json:"ref"`
	OrderID     string     `json:"orderId"`
	Status      pay.Status `json:"status"`
	AmountMinor int64      `json:"amountMinor"`
	Currency    string     `json:"currency"`
	RefundKey   string     `json:"refundKey,omitempty"`
}

// types name the statuses that make an event; Pending never does.
var types = map[pay.Status]string{
	pay.Succeeded: "payment.succeeded",
	pay.Failed:    "payment.failed",
	pay.Cancelled: "payment.cancelled",
	pay.Refunded:  "refund.succeeded",
}

func toWire(e pay.Event) wire {
	return wire{types[e.Status], e.At, payload{e.Ref, e.OrderID, e.Status, e.AmountMinor, e.Currency, e.RefundKey}}
}

// sign makes the headers of one delivery attempt.
func (p *Provider) sign(header http.Header, id string, body []byte, now time.Time) error {
	signature, err := p.signer.Sign(id, now, body)
	if err != nil {
		return err
	}
	header.Set("Content-Type", "application/json")
	header.Set(standardwebhooks.HeaderWebhookID, id)
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	return nil
}

// Verify implements pay.Provider. The library compares with the machine's
// clock; ours is injected, so the age is checked here.
func (p *Provider) Verify(header http.Header, body []byte, now time.Time) (pay.Event, error) {
	err := errors.Join(p.signer.VerifyIgnoringTimestamp(body, header), checkAge(header, now))
	if err != nil {
		return pay.Event{}, fmt.Errorf("%w: %w", pay.ErrForged, err)
	}
	return fromWire(header.Get(standardwebhooks.HeaderWebhookID), body)
}

func checkAge(header http.Header, now time.Time) error {
	seconds, err := strconv.ParseInt(header.Get(standardwebhooks.HeaderWebhookTimestamp), 10, 64)
	if err != nil {
		return standardwebhooks.ErrInvalidHeaders
	}
	age := now.Sub(time.Unix(seconds, 0))
	if age > tolerance {
		return standardwebhooks.ErrMessageTooOld
	}
	if age < -tolerance {
		return standardwebhooks.ErrMessageTooNew
	}
	return nil
}

func fromWire(id string, body []byte) (pay.Event, error) {
	var w wire
	if err := json.Unmarshal(body, &w); err != nil {
		return pay.Event{}, fmt.Errorf("%w: %w", pay.ErrForged, err)
	}
	if types[w.Data.Status] != w.Type {
		return pay.Event{}, fmt.Errorf("%w: type %q does not fit", pay.ErrForged, w.Type)
	}
	d := w.Data
	return pay.Event{
		ID: id, Ref: d.Ref, OrderID: d.OrderID, Status: d.Status,
		AmountMinor: d.AmountMinor, Currency: d.Currency, RefundKey: d.RefundKey, At: w.Timestamp,
	}, nil
}
