package stripetest

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Session is a checkout with its payment and charge in one.
type Session struct {
	ID, Intent, Charge  string
	Status              string // open, complete, expired
	PaymentStatus       string // unpaid, paid
	Amount, Refunded    int64
	Currency            string
	Reference           string
	Metadata            map[string]string
	Created, Expires    time.Time
	PaidAt              time.Time
	Declined, IsWaiting bool
}

// smallest is what Stripe takes at least; in truth it differs by currency.
const smallest = 50

func (s *Server) createSession(r *http.Request) answer {
	if code := wrongSession(r); code != "" {
		return invalid(code)
	}
	amount, err := strconv.ParseInt(first(r, "line_items[0][price_data][unit_amount]"), 10, 64)
	if err != nil || amount < smallest {
		return invalid("amount_too_small")
	}
	s.count++
	now := s.clock.Now()
	session := &Session{
		ID: fmt.Sprintf("cs_test_%d", s.count), Status: "open", PaymentStatus: "unpaid", Amount: amount,
		Currency: first(r, "line_items[0][price_data][currency]"), Reference: first(r, "client_reference_id"),
		Metadata: metadata(r), Created: now, Expires: now.Add(24 * time.Hour),
	}
	s.sessions[session.ID] = session
	return answer{http.StatusOK, session.object(false)}
}

// wrongSession is the code of what Stripe would refuse; empty when it is well.
func wrongSession(r *http.Request) string {
	currency := first(r, "line_items[0][price_data][currency]")
	switch {
	case first(r, "mode") != "payment" || first(r, "payment_method_types[0]") != "card":
		return "parameter_invalid"
	case first(r, "line_items[0][quantity]") != "1" || first(r, "line_items[0][price_data][product_data][name]") == "":
		return "parameter_missing"
	case len(currency) != 3 || currency != strings.ToLower(currency):
		return "invalid_currency"
	case !isAddress(first(r, "success_url")) || !isAddress(first(r, "cancel_url")):
		return "url_invalid"
	}
	return ""
}

func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme != "" && u.Host != ""
}

func metadata(r *http.Request) map[string]string {
	found := map[string]string{}
	for name, values := range r.Form {
		if key, ok := strings.CutPrefix(name, "metadata["); ok {
			found[strings.TrimSuffix(key, "]")] = values[0]
		}
	}
	return found
}

func (s *Server) readSession(r *http.Request) answer {
	session := s.sessions[r.PathValue("id")]
	if session == nil {
		return refuse(http.StatusNotFound, "invalid_request_error", "resource_missing")
	}
	return answer{http.StatusOK, session.object(first(r, "expand[0]") == "payment_intent.latest_charge")}
}

// object is the session as Stripe writes it. There is no payment until the
// payer has tried a card.
func (c *Session) object(expanded bool) map[string]any {
	object := map[string]any{
		"id": c.ID, "object": "checkout.session", "mode": "payment", "status": c.Status, "payment_status": c.PaymentStatus,
		"amount_total": c.Amount, "currency": c.Currency, "client_reference_id": c.Reference, "metadata": c.Metadata,
		"created": c.Created.Unix(), "expires_at": c.Expires.Unix(), "url": "https://checkout.stripe.com/c/pay/" + c.ID,
		"payment_intent": nil,
	}
	if c.Intent != "" {
		object["payment_intent"] = c.Intent
	}
	if c.Intent != "" && expanded {
		object["payment_intent"] = c.intent()
	}
	return object
}

func (c *Session) intent() map[string]any {
	object := map[string]any{
		"id": c.Intent, "object": "payment_intent", "amount": c.Amount, "currency": c.Currency,
		"metadata": c.Metadata, "status": "requires_payment_method",
	}
	switch {
	case c.PaymentStatus == "paid":
		object["status"], object["latest_charge"] = "succeeded", map[string]any{
			"id": c.Charge, "object": "charge", "amount": c.Amount, "amount_refunded": c.Refunded,
			"refunded": c.Refunded == c.Amount, "created": c.PaidAt.Unix(),
		}
	case c.IsWaiting:
		object["status"] = "processing"
	case c.Declined:
		object["last_payment_error"] = map[string]string{"type": "card_error", "code": "card_declined"}
	}
	return object
}
