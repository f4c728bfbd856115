package yookassatest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Amount is a sum as the API writes it.
type Amount struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

var decimals = regexp.MustCompile(`^\d+\.\d{2}$`)

// kopecks is -1 for what is no sum in roubles.
func (a Amount) kopecks() int64 {
	value, err := strconv.ParseInt(strings.Replace(a.Value, ".", "", 1), 10, 64)
	if err != nil || !decimals.MatchString(a.Value) || a.Currency != "RUB" {
		return -1
	}
	return value
}

func inKopecks(sum int64) *Amount {
	return &Amount{fmt.Sprintf("%d.%02d", sum/100, sum%100), "RUB"}
}

// Refund is money that goes back.
type Refund struct {
	ID           string            `json:"id"`
	PaymentID    string            `json:"payment_id"`
	Status       string            `json:"status"` // pending, succeeded, canceled
	Amount       Amount            `json:"amount"`
	Metadata     map[string]string `json:"metadata,omitempty"`
	Cancellation map[string]string `json:"cancellation_details,omitempty"`
	CreatedAt    time.Time         `json:"created_at"`
}

// pageSize is small, so that tests meet a second page.
const pageSize = 2

func (s *Server) createRefund(_ *http.Request, body []byte) answer {
	var w Refund
	if json.Unmarshal(body, &w) != nil {
		return invalid("body")
	}
	p := s.payments[w.PaymentID]
	switch {
	case p == nil || p.Status != "succeeded":
		return invalid("payment_id")
	case w.Amount.kopecks() <= 0 || w.Amount.kopecks() > p.Amount.kopecks()-p.refunded:
		return invalid("amount")
	}
	return answer{http.StatusOK, s.addRefund(p, w.Amount, w.Metadata)}
}

func (s *Server) addRefund(p *Payment, amount Amount, facts map[string]string) *Refund {
	r := &Refund{
		ID: s.newID(), PaymentID: p.ID, Status: "pending", Amount: amount, Metadata: facts, CreatedAt: s.clock.Now(),
	}
	s.refunds = append(s.refunds, r)
	p.refunded += amount.kopecks()
	if !s.HoldRefunds {
		s.finish(r, true)
	}
	return r
}

func (s *Server) finish(r *Refund, isGood bool) {
	p := s.payments[r.PaymentID]
	if !isGood {
		r.Status, r.Cancellation = "canceled", map[string]string{"party": "yoo_money", "reason": "insufficient_funds"}
		p.refunded -= r.Amount.kopecks()
		return // there is no notification about that
	}
	r.Status = "succeeded"
	p.Refunded = inKopecks(p.Refunded.kopecks() + r.Amount.kopecks())
	p.Refundable = p.refunded < p.Amount.kopecks()
	s.tell("refund.succeeded", r.ID, r)
}

// FinishRefund is the bank's word about a held refund.
func (s *Server) FinishRefund(key string, isGood bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.refunds {
		if r.Metadata["refund_key"] == key && r.Status == "pending" {
			s.finish(r, isGood)
			return nil
		}
	}
	return errState
}

// RefundByHand is somebody in the shop's cabinet.
func (s *Server) RefundByHand(id string, sum int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addRefund(s.payments[id], *inKopecks(sum), nil)
}

func (s *Server) readRefund(r *http.Request, _ []byte) answer {
	for _, known := range s.refunds {
		if known.ID == r.PathValue("id") {
			return answer{http.StatusOK, known}
		}
	}
	return missing()
}

func (s *Server) listRefunds(r *http.Request, _ []byte) answer {
	list := []*Refund{}
	for _, known := range s.refunds {
		if known.PaymentID == r.URL.Query().Get("payment_id") {
			list = append(list, known)
		}
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("cursor"))
	page := map[string]any{"type": "list", "items": list[min(from, len(list)):min(from+pageSize, len(list))]}
	if from+pageSize < len(list) {
		page["next_cursor"] = strconv.Itoa(from + pageSize)
	}
	return answer{http.StatusOK, page}
}
