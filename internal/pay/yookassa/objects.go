package yookassa

import (
	"time"

	"televisit/internal/pay"
)

// Names of our facts in YooKassa's metadata.
const (
	orderKey  = "order_id"
	refundKey = "refund_key"
)

// payment is YooKassa's payment: what we send, and what we read of the answer.
// See https://yookassa.ru/developers/api#payment_object.
type payment struct {
	ID           string            `json:"id,omitempty"`
	Status       string            `json:"status,omitempty"`
	Amount       money             `json:"amount"`
	Refunded     *money            `json:"refunded_amount,omitempty"`
	Capture      bool              `json:"capture,omitempty"`
	Confirmation confirmation      `json:"confirmation,omitzero"`
	Method       *method           `json:"payment_method_data,omitempty"`
	Description  string            `json:"description,omitempty"`
	Metadata     map[string]string `json:"metadata,omitempty"`
	CreatedAt    time.Time         `json:"created_at,omitzero"`
	CapturedAt   time.Time         `json:"captured_at,omitzero"`
}

type confirmation struct {
	Type      string `json:"type"`
	ReturnURL string `json:"return_url,omitempty"`
	URL       string `json:"confirmation_url,omitempty"`
	Locale    string `json:"locale,omitempty"`
}

type method struct {
	Type string `json:"type"`
}

// refund is money on its way back.
// See https://yookassa.ru/developers/api#refund_object.
type refund struct {
	ID          string            `json:"id,omitempty"`
	PaymentID   string            `json:"payment_id"`
	Status      string            `json:"status,omitempty"`
	Amount      money             `json:"amount"`
	Description string            `json:"description,omitempty"`
	Metadata    map[string]string `json:"metadata,omitempty"`
	CreatedAt   time.Time         `json:"created_at,omitzero"`
}

// States of both. A payment that is canceled stays so: after a declined card,
// too, the payer needs another one.
// See https://yookassa.ru/developers/payment-acceptance/getting-started/payment-process.
const (
	succeeded = "succeeded"
	canceled  = "canceled"
)

func (m payment) state() (pay.State, error) {
	amount, err := m.Amount.minor()
	if err != nil {
		return pay.State{}, err
	}
	s := pay.State{
		Ref: m.ID, OrderID: m.Metadata[orderKey], Status: pay.Pending,
		AmountMinor: amount, Currency: m.Amount.Currency, At: m.at(),
	}
	if m.Refunded != nil {
		s.RefundedMinor, err = m.Refunded.minor()
	}
	switch {
	case m.Status == canceled:
		s.Status = pay.Cancelled
	case m.Status == succeeded && s.RefundedMinor == s.AmountMinor:
		s.Status = pay.Refunded
	case m.Status == succeeded:
		s.Status = pay.Succeeded
	}
	return s, err
}

func (r refund) progress() pay.Status {
	switch r.Status {
	case succeeded:
		return pay.Refunded
	case canceled:
		return pay.Failed
	}
	return pay.Pending
}

func (m payment) at() time.Time {
	if !m.CapturedAt.IsZero() {
		return m.CapturedAt.UTC()
	}
	return m.CreatedAt.UTC()
}
