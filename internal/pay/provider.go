// Package pay starts, settles and refunds payments. A Provider is the outside
// world that moves the money; everything it says is checked against our rows.
package pay

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Provider is a payment service. An implementation is safe for concurrent use.
type Provider interface {
	// Name is the short word kept with each payment and used in the webhook's path.
	Name() string
	// Accepts refuses an order that Create would refuse without asking anybody:
	// a fault about what the person has chosen, or ErrRefused.
	Accepts(order Order) error
	// Create opens a checkout. It is idempotent by Order.ID: a repeated call
	// returns the same checkout, a changed sum under the same id is refused.
	Create(ctx context.Context, order Order) (Checkout, error)
	// Query asks for the present state of a checkout; the reconciler uses it
	// when an event may have been lost. An unknown ref is ErrUnknownRef.
	Query(ctx context.Context, ref string) (State, error)
	// Refund gives money back, in whole or in part. It is idempotent by key.
	Refund(ctx context.Context, ref string, amountMinor int64, key string) error
	// QueryRefund asks how far the refund with a key has come: Status is Pending,
	// Refunded or Failed. A refund that was never taken is ErrUnknownRef.
	QueryRefund(ctx context.Context, ref, key string) (RefundState, error)
	// Verify reads a webhook, having checked its signature over the raw body
	// and that it was signed within five minutes of now; otherwise ErrForged.
	Verify(header http.Header, body []byte, now time.Time) (Event, error)
}

// Errors that callers tell apart. Anything else means the provider could not answer.
var (
	// ErrForged is a webhook whose signature, age or form is wrong.
	ErrForged = errors.New("the webhook is not from the provider")
	// ErrUnknownRef is a checkout the provider has never made.
	ErrUnknownRef = errors.New("the provider does not know this checkout")
	// ErrRefused is a request the provider understood and will never carry out.
	ErrRefused = errors.New("the provider refused")
)

// Method is how a person pays.
type Method string

// Methods of payment. SBP is the Russian system of fast payments by QR code.
const (
	Card Method = "CARD"
	SBP  Method = "SBP"
)

// Status is what the provider says about a checkout. It is not the state of
// our payment: settling decides that.
type Status string

// Statuses. Pending is only ever seen in a State. Failed is not final: the
// person may try again in the same checkout until it expires.
const (
	Pending   Status = "PENDING"
	Succeeded Status = "SUCCEEDED"
	Failed    Status = "FAILED"
	Cancelled Status = "CANCELLED"
	Refunded  Status = "REFUNDED"
	// The payer disputes a payment with the bank: it begins (nothing has moved
	// yet), the bank takes the money back, returns it, or lets the payer keep it.
	DisputeOpened   Status = "DISPUTE_OPENED"
	DisputeTaken    Status = "DISPUTE_TAKEN"
	DisputeReturned Status = "DISPUTE_RETURNED"
	DisputeLost     Status = "DISPUTE_LOST"
	// Ignored is a webhook about something that settles nothing.
	Ignored Status = "IGNORED"
)

// Order is what we ask to be paid.
type Order struct {
	// ID is our payment attempt; the provider's idempotency key.
	ID          string `json:"id"`
	AmountMinor int64  `json:"amountMinor"`
	// Currency is an ISO 4217 code, such as RUB.
	Currency string `json:"currency"`
	Method   Method `json:"method"`
	// Description is shown to the payer: no health data.
	Description string `json:"description"`
	// ReturnURL is where the payer's browser goes afterwards. Coming back proves nothing.
	ReturnURL string `json:"returnUrl"`
	// Locale is "ru" or "en".
	Locale string `json:"locale"`
}

// Checkout is a page of the provider where one order can be paid.
type Checkout struct {
	// Ref is the provider's id.
	Ref       string
	URL       string
	ExpiresAt time.Time
}

// State is the provider's answer about a checkout.
type State struct {
	Ref         string
	OrderID     string
	Status      Status
	AmountMinor int64
	Currency    string
	// RefundedMinor is what has gone back; Status is Refunded once it is all of it.
	RefundedMinor int64
	// ChargeRef is as in Event.
	ChargeRef string
	At        time.Time
}

// RefundState is the provider's answer about one refund.
type RefundState struct {
	Status      Status
	AmountMinor int64
	At          time.Time
}

// Event is one verified webhook. Events come at least once and in any order.
type Event struct {
	// ID is the provider's id of the event; store it, unique, before any effect.
	ID      string
	Ref     string
	OrderID string
	Status  Status
	// AmountMinor is the sum paid; for Refunded the sum of this refund.
	AmountMinor int64
	Currency    string
	// RefundKey is the key given to Refund, when Status is Refunded.
	RefundKey string
	// ChargeRef is the provider's id of the payment in a checkout, where it has
	// one. Words of disputes name it, and no order.
	ChargeRef string
	// Dispute is set for words of a dispute.
	Dispute *DisputeWord
	At      time.Time
}

// DisputeWord is what the provider tells of a dispute.
type DisputeWord struct {
	// Ref is the provider's id, Reason its word for why.
	Ref, Reason string
	// EvidenceDueAt is when the provider takes evidence no longer; zero for unknown.
	EvidenceDueAt time.Time
}
