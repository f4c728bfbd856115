package stripe

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85"

	"televisit/internal/pay"
)

// read turns the events we act upon into ours. A declined card
// (payment_intent.payment_failed) ends nothing: the payer tries again on the
// same page. A refund is told by charge.refunded, too, but without its key.
func read(event stripe.Event) (pay.Event, error) {
	switch event.Type {
	case stripe.EventTypeCheckoutSessionCompleted, stripe.EventTypeCheckoutSessionAsyncPaymentSucceeded:
		return readSession(event, pay.Succeeded)
	case stripe.EventTypeCheckoutSessionAsyncPaymentFailed:
		return readSession(event, pay.Failed)
	case stripe.EventTypeCheckoutSessionExpired:
		return readSession(event, pay.Cancelled)
	case stripe.EventTypeRefundCreated, stripe.EventTypeRefundUpdated:
		return readRefund(event)
	case stripe.EventTypeChargeDisputeCreated:
		return readDispute(event, pay.DisputeOpened)
	case stripe.EventTypeChargeDisputeFundsWithdrawn:
		return readDispute(event, pay.DisputeTaken)
	case stripe.EventTypeChargeDisputeFundsReinstated:
		return readDispute(event, pay.DisputeReturned)
	case stripe.EventTypeChargeDisputeClosed:
		return readDispute(event, pay.DisputeLost)
	}
	return ignored(event), nil
}

func ignored(event stripe.Event) pay.Event {
	return pay.Event{ID: event.ID, Status: pay.Ignored, At: at(event)}
}

func at(event stripe.Event) time.Time { return time.Unix(event.Created, 0).UTC() }

// readSession leaves out a completed session whose bank has not answered yet.
func readSession(event stripe.Event, status pay.Status) (pay.Event, error) {
	var session stripe.CheckoutSession
	if err := json.Unmarshal(event.Data.Raw, &session); err != nil || session.ID == "" {
		return pay.Event{}, fmt.Errorf("%w: no session in it", pay.ErrForged)
	}
	if status == pay.Succeeded && session.PaymentStatus != stripe.CheckoutSessionPaymentStatusPaid {
		return ignored(event), nil
	}
	return pay.Event{
		ID: event.ID, Ref: session.ID, OrderID: session.Metadata[orderKey], Status: status,
		AmountMinor: session.AmountTotal, Currency: strings.ToUpper(string(session.Currency)),
		ChargeRef: intentOf(session.PaymentIntent), At: at(event),
	}, nil
}

func intentOf(intent *stripe.PaymentIntent) string {
	if intent == nil {
		return ""
	}
	return intent.ID
}

// readDispute names the event after the dispute, so that each of its steps is
// settled once. A dispute that is closed and not lost has told before what it
// brought back.
func readDispute(event stripe.Event, status pay.Status) (pay.Event, error) {
	var d stripe.Dispute
	if err := json.Unmarshal(event.Data.Raw, &d); err != nil || d.ID == "" {
		return pay.Event{}, fmt.Errorf("%w: no dispute in it", pay.ErrForged)
	}
	if status == pay.DisputeLost && d.Status != stripe.DisputeStatusLost {
		return ignored(event), nil
	}
	word := &pay.DisputeWord{Ref: d.ID, Reason: string(d.Reason)}
	if d.EvidenceDetails != nil && d.EvidenceDetails.DueBy > 0 {
		word.EvidenceDueAt = time.Unix(d.EvidenceDetails.DueBy, 0).UTC()
	}
	return pay.Event{
		ID: d.ID + "." + strings.ToLower(string(status)), Ref: d.ID, Status: status, AmountMinor: d.Amount,
		Currency: strings.ToUpper(string(d.Currency)), ChargeRef: intentOf(d.PaymentIntent), Dispute: word, At: at(event),
	}, nil
}

// readRefund names the event after the refund: Stripe tells of one refund in
// several events (made, succeeded, the bank's number known), and it is settled
// once. A refund made by hand in Stripe's dashboard has no order and no key.
func readRefund(event stripe.Event) (pay.Event, error) {
	var refund stripe.Refund
	if err := json.Unmarshal(event.Data.Raw, &refund); err != nil || refund.ID == "" {
		return pay.Event{}, fmt.Errorf("%w: no refund in it", pay.ErrForged)
	}
	if refund.Status != stripe.RefundStatusSucceeded {
		return ignored(event), nil
	}
	return pay.Event{
		ID: refund.ID + ".succeeded", Ref: refund.Metadata[checkoutKey], OrderID: refund.Metadata[orderKey], Status: pay.Refunded,
		AmountMinor: refund.Amount, Currency: strings.ToUpper(string(refund.Currency)),
		RefundKey: refund.Metadata[refundKey], At: at(event),
	}, nil
}
