// Package stripetest stands in for Stripe's API in tests. It keeps what it is
// told and follows the public documentation (https://docs.stripe.com/api) where
// money depends on it: keys, sums, states, refunds and signed webhooks.
package stripetest

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"github.com/stripe/stripe-go/v85/webhook"

	"televisit/internal/clock"
	"televisit/internal/pay/paytest/wire"
)

// Keys of the account that is played.
const (
	SecretKey     = "sk_test_televisit"
	WebhookSecret = "whsec_televisit"
)

// Server implements http.Handler. Webhooks go out by Courier.
type Server struct {
	Courier wire.Courier
	// HoldRefunds leaves refunds pending until FinishRefund.
	HoldRefunds bool

	clock clock.Clock
	mux   *http.ServeMux

	mu       sync.Mutex
	memory   wire.Memory
	sessions map[string]*Session
	refunds  []*Refund
	journal  []Call
	count    int
}

// Call is one request as the journal keeps it.
type Call struct {
	Method, Path, Key string
	Form              map[string][]string
	Status            int
}

// New makes an account without payments. Webhooks go to receiver.
func New(c clock.Clock, receiver http.Handler) *Server {
	s := &Server{clock: c, mux: http.NewServeMux(), memory: wire.Memory{}, sessions: map[string]*Session{}}
	s.Courier.Endpoint = "https://clinic.example/webhooks/stripe"
	s.Courier.Client = &http.Client{Transport: &wire.Network{Handler: receiver}}
	s.Courier.Sign = s.sign
	s.route("POST /v1/checkout/sessions", s.createSession)
	s.route("GET /v1/checkout/sessions/{id}", s.readSession)
	s.route("POST /v1/refunds", s.createRefund)
	s.route("GET /v1/refunds", s.listRefunds)
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// answer is a status and what goes out as JSON.
type answer struct {
	status int
	body   any
}

// route adds what all calls share: key, form, lock, memory and journal.
func (s *Server) route(pattern string, do func(*http.Request) answer) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		status, body := s.answer(r, do)
		s.journal = append(s.journal, Call{r.Method, r.URL.Path, r.Header.Get("Idempotency-Key"), r.Form, status})
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(body)
	})
}

func (s *Server) answer(r *http.Request, do func(*http.Request) answer) (int, []byte) {
	if r.Header.Get("Authorization") != "Bearer "+SecretKey {
		return encode(refuse(http.StatusUnauthorized, "invalid_request_error", ""))
	}
	if err := r.ParseForm(); err != nil || r.Header.Get("Stripe-Version") == "" {
		return encode(refuse(http.StatusBadRequest, "invalid_request_error", "parameter_invalid"))
	}
	key, request := "", r.Method+" "+r.URL.Path+" "+r.Form.Encode()
	if r.Method == http.MethodPost {
		key = r.Header.Get("Idempotency-Key")
	}
	status, body, ok := s.memory.Do(key, request, func() (int, []byte) { return encode(do(r)) })
	if !ok {
		return encode(refuse(http.StatusBadRequest, "idempotency_error", ""))
	}
	return status, body
}

func encode(a answer) (int, []byte) {
	body, err := json.Marshal(a.body)
	if err != nil {
		panic(err) // maps and our own structs always encode
	}
	return a.status, body
}

func refuse(status int, kind, code string) answer {
	return answer{status, map[string]any{"error": map[string]string{"type": kind, "code": code, "message": "refused"}}}
}

func invalid(code string) answer {
	return refuse(http.StatusBadRequest, "invalid_request_error", code)
}

// ForgetKeys is what Stripe may do after a day.
func (s *Server) ForgetKeys() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.memory)
}

// Journal is every request so far.
func (s *Server) Journal() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.journal...)
}

func (s *Server) sign(header http.Header, body []byte) {
	signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: body, Secret: WebhookSecret, Timestamp: s.clock.Now()})
	header.Set("Stripe-Signature", signed.Header)
}

// first is the first value of a form; nested names are written a[b][0][c].
func first(r *http.Request, name string) string { return strings.TrimSpace(r.Form.Get(name)) }
