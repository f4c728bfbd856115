package yookassatest

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// Payment is a payment as the API writes it. Kopecks are kept beside the text.
type Payment struct {
	ID           string            `json:"id"`
	Status       string            `json:"status"` // pending, succeeded, canceled
	Paid         bool              `json:"paid"`
	Refundable   bool              `json:"refundable"`
	Test         bool              `json:"test"`
	Amount       Amount            `json:"amount"`
	Refunded     *Amount           `json:"refunded_amount,omitempty"`
	Description  string            `json:"description"`
	Metadata     map[string]string `json:"metadata"`
	Confirmation *Confirmation     `json:"confirmation,omitempty"`
	Cancellation map[string]string `json:"cancellation_details,omitempty"`
	CreatedAt    time.Time         `json:"created_at"`
	CapturedAt   *time.Time        `json:"captured_at,omitempty"`

	refunded int64
}

// Confirmation leads to the page of a payment that waits.
type Confirmation struct {
	Type string `json:"type"`
	URL  string `json:"confirmation_url"`
}

// lifetime is how long a payer may take.
const lifetime = time.Hour

// wanted is what a shop sends.
type wanted struct {
	Amount       Amount            `json:"amount"`
	Capture      bool              `json:"capture"`
	Description  string            `json:"description"`
	Metadata     map[string]string `json:"metadata"`
	Confirmation struct {
		Type      string `json:"type"`
		ReturnURL string `json:"return_url"`
	} `json:"confirmation"`
	Method struct {
		Type string `json:"type"`
	} `json:"payment_method_data"`
}

func (s *Server) createPayment(_ *http.Request, body []byte) answer {
	var w wanted
	if json.Unmarshal(body, &w) != nil {
		return invalid("body")
	}
	if field := w.wrong(); field != "" {
		return invalid(field)
	}
	p := &Payment{
		ID: s.newID(), Status: "pending", Test: true, Amount: w.Amount, Description: w.Description,
		Metadata: w.Metadata, CreatedAt: s.clock.Now(),
	}
	p.Confirmation = &Confirmation{"redirect", "https://yoomoney.ru/checkout/payments/v2/contract?orderId=" + p.ID}
	s.payments[p.ID] = p
	return answer{http.StatusOK, p}
}

// wrong names the first field that the API would refuse.
func (w wanted) wrong() string {
	back, err := url.Parse(w.Confirmation.ReturnURL)
	switch {
	case w.Amount.kopecks() <= 0:
		return "amount"
	case !w.Capture:
		return "capture" // the API allows it; televisit never means it
	case w.Confirmation.Type != "redirect" || err != nil || back.Scheme == "" || back.Host == "":
		return "confirmation"
	case w.Method.Type != "bank_card" && w.Method.Type != "sbp":
		return "payment_method_data"
	case len([]rune(w.Description)) > 128:
		return "description"
	}
	return ""
}

func (s *Server) readPayment(r *http.Request, _ []byte) answer {
	p := s.payments[r.PathValue("id")]
	if p == nil {
		return missing()
	}
	return answer{http.StatusOK, p}
}

// errState is a step that the payer or the bank cannot take now.
var errState = errors.New("the payment is not in the state for that")

// Pay is the payer whose card is good.
func (s *Server) Pay(id string) error {
	return s.step(id, func(p *Payment) {
		now := s.clock.Now()
		p.Status, p.Paid, p.Refundable, p.CapturedAt, p.Confirmation = "succeeded", true, true, &now, nil
		p.Refunded = inKopecks(0)
		s.tell("payment.succeeded", p.ID, p)
	})
}

// Decline is a card that the bank refuses; it ends the payment.
func (s *Server) Decline(id string) error {
	return s.step(id, func(p *Payment) { s.cancel(p, "payment_network", "insufficient_funds") })
}

// Tick lets time do its part: payments that nobody confirmed are canceled.
func (s *Server) Tick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.payments {
		if p.Status == "pending" && !s.clock.Now().Before(p.CreatedAt.Add(lifetime)) {
			s.cancel(p, "yoo_money", "expired_on_confirmation")
		}
	}
}

func (s *Server) cancel(p *Payment, party, reason string) {
	p.Status, p.Confirmation = "canceled", nil
	p.Cancellation = map[string]string{"party": party, "reason": reason}
	s.tell("payment.canceled", p.ID, p)
}

func (s *Server) step(id string, do func(*Payment)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.payments[id]
	if p == nil || p.Status != "pending" || !s.clock.Now().Before(p.CreatedAt.Add(lifetime)) {
		return errState
	}
	do(p)
	return nil
}
