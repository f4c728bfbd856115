package stripetest

import (
	"fmt"
	"net/http"
	"strconv"
)

// Refund is money that goes back.
type Refund struct {
	ID       string
	Intent   string
	Amount   int64
	Currency string
	Status   string // pending, succeeded, failed
	Metadata map[string]string
	session  *Session
}

func (s *Server) createRefund(r *http.Request) answer {
	session := s.paidBy(first(r, "payment_intent"))
	amount, err := strconv.ParseInt(first(r, "amount"), 10, 64)
	switch {
	case session == nil:
		return invalid("resource_missing")
	case err != nil || amount <= 0:
		return invalid("parameter_invalid_integer")
	case session.Refunded == session.Amount:
		return invalid("charge_already_refunded")
	case amount > session.Amount-session.Refunded:
		return invalid("amount_too_large")
	}
	refund := s.addRefund(session, amount, metadata(r))
	return answer{http.StatusOK, refund.object()}
}

// addRefund takes the sum from the charge at once, as Stripe does, though the
// bank may still refuse it.
func (s *Server) addRefund(session *Session, amount int64, facts map[string]string) *Refund {
	s.count++
	refund := &Refund{
		ID: fmt.Sprintf("re_%d", s.count), Intent: session.Intent, Amount: amount, Currency: session.Currency,
		Status: "succeeded", Metadata: facts, session: session,
	}
	if s.HoldRefunds {
		refund.Status = "pending"
	}
	session.Refunded += amount
	s.refunds = append(s.refunds, refund)
	s.tell("refund.created", refund.object())
	s.tell("charge.refunded", map[string]any{"id": session.Charge, "object": "charge", "amount_refunded": session.Refunded})
	if refund.Status == "succeeded" { // the bank's number becomes known
		s.tell("refund.updated", refund.object())
	}
	return refund
}

func (s *Server) paidBy(intent string) *Session {
	for _, session := range s.sessions {
		if session.Intent == intent && intent != "" && session.PaymentStatus == "paid" {
			return session
		}
	}
	return nil
}

func (s *Server) listRefunds(r *http.Request) answer {
	list := []any{}
	for _, refund := range s.refunds {
		if intent := first(r, "payment_intent"); intent == "" || intent == refund.Intent {
			list = append(list, refund.object())
		}
	}
	return answer{http.StatusOK, map[string]any{"object": "list", "has_more": false, "url": "/v1/refunds", "data": list}}
}

func (f *Refund) object() map[string]any {
	return map[string]any{
		"id": f.ID, "object": "refund", "payment_intent": f.Intent, "amount": f.Amount, "currency": f.Currency,
		"status": f.Status, "metadata": f.Metadata,
	}
}
