package stripetest

import (
	"errors"
	"fmt"
	"time"
)

// errState is a step that the payer or the bank cannot take now.
var errState = errors.New("the session is not in the state for that")

// Pay is the payer whose card is good.
func (s *Server) Pay(ref string) error { return s.step(ref, s.pay) }

// Decline is a card that the bank refuses; the session stays open.
func (s *Server) Decline(ref string) error {
	return s.step(ref, func(c *Session) {
		s.attempt(c)
		c.Declined = true
		s.tell("payment_intent.payment_failed", c.intent())
	})
}

// PayLater completes the session while the bank still thinks; Answer ends it.
func (s *Server) PayLater(ref string) error {
	return s.step(ref, func(c *Session) {
		s.attempt(c)
		c.Status, c.IsWaiting = "complete", true
		s.tell("checkout.session.completed", c.object(false))
	})
}

// Answer is the bank's late word.
func (s *Server) Answer(ref string, isGood bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.sessions[ref]
	if c == nil || !c.IsWaiting {
		return errState
	}
	c.IsWaiting = false
	if isGood {
		s.settle(c, "checkout.session.async_payment_succeeded")
		return nil
	}
	c.Declined = true
	s.tell("checkout.session.async_payment_failed", c.object(false))
	return nil
}

// Tick lets time do its part: sessions that nobody paid expire.
func (s *Server) Tick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.sessions {
		if c.Status == "open" && !s.clock.Now().Before(c.Expires) {
			c.Status = "expired"
			s.tell("checkout.session.expired", c.object(false))
		}
	}
}

// FinishRefund is the bank's word about a held refund.
func (s *Server) FinishRefund(key string, isGood bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.refunds {
		if f.Metadata["refund_key"] == key && f.Status == "pending" {
			s.finish(f, isGood)
			return nil
		}
	}
	return errState
}

func (s *Server) finish(f *Refund, isGood bool) {
	if isGood {
		f.Status = "succeeded"
		s.tell("refund.updated", f.object())
		return
	}
	f.Status = "failed"
	f.session.Refunded -= f.Amount
	s.tell("refund.failed", f.object())
}

// RefundByHand is somebody in Stripe's dashboard.
func (s *Server) RefundByHand(ref string, amount int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addRefund(s.sessions[ref], amount, map[string]string{})
}

// Dispute is the payer's bank: a step of the dispute of a paid session, such as
// "created" or "closed", with the dispute's state, such as "lost".
func (s *Server) Dispute(ref, step, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.sessions[ref]
	s.tell("charge.dispute."+step, map[string]any{
		"id": "du_" + c.Intent, "object": "dispute", "amount": c.Amount, "currency": c.Currency, "charge": c.Charge,
		"payment_intent": c.Intent, "reason": "fraudulent", "status": status, "created": s.clock.Now().Unix(),
		"evidence_details": map[string]any{"due_by": s.clock.Now().Add(7 * 24 * time.Hour).Unix(), "has_evidence": false},
	})
}

// Has is what the account has of a session.
func (s *Server) Has(ref string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.sessions[ref]; c != nil && c.PaymentStatus == "paid" {
		return c.Amount - c.Refunded
	}
	return 0
}

func (s *Server) step(ref string, do func(*Session)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.sessions[ref]
	if c == nil || c.Status != "open" || !s.clock.Now().Before(c.Expires) {
		return errState
	}
	do(c)
	return nil
}

func (s *Server) pay(c *Session) {
	s.attempt(c)
	s.settle(c, "checkout.session.completed")
}

func (s *Server) settle(c *Session, event string) {
	c.Status, c.PaymentStatus, c.PaidAt, c.Declined = "complete", "paid", s.clock.Now(), false
	s.tell("payment_intent.succeeded", c.intent())
	s.tell(event, c.object(false))
}

// attempt makes the payment when the first card is tried.
func (s *Server) attempt(c *Session) {
	if c.Intent == "" {
		s.count++
		c.Intent, c.Charge = fmt.Sprintf("pi_%d", s.count), fmt.Sprintf("ch_%d", s.count)
	}
}

// tell posts an event with the object as it is now.
func (s *Server) tell(kind string, object map[string]any) {
	s.count++
	id := fmt.Sprintf("evt_%d", s.count)
	_, body := encode(answer{body: map[string]any{
		"id": id, "object": "event", "type": kind, "api_version": "2026-03-25.dahlia",
		"created": s.clock.Now().Unix(), "data": map[string]any{"object": object},
	}})
	s.Courier.Post(id, kind, body)
}
