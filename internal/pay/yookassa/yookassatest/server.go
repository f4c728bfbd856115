// Package yookassatest stands in for YooKassa's API in tests. It keeps what it
// is told and follows the public documentation (https://yookassa.ru/developers/api)
// where money depends on it: keys, sums, states, refunds and notifications.
package yookassatest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"

	"televisit/internal/clock"
	"televisit/internal/pay/paytest/wire"
)

// Keys of the shop that is played.
const (
	ShopID    = "100500"
	SecretKey = "test_televisit"
)

// Server implements http.Handler. Notifications go out by Courier, unsigned.
type Server struct {
	Courier wire.Courier
	// HoldRefunds leaves refunds pending until FinishRefund.
	HoldRefunds bool

	clock clock.Clock
	mux   *http.ServeMux

	mu       sync.Mutex
	memory   wire.Memory
	payments map[string]*Payment
	refunds  []*Refund
	journal  []Call
	count    int
}

// Call is one request as the journal keeps it.
type Call struct {
	Method, Path, Key, Body string
	Status                  int
}

// New makes a shop without payments. Notifications go to receiver.
func New(c clock.Clock, receiver http.Handler) *Server {
	s := &Server{clock: c, mux: http.NewServeMux(), memory: wire.Memory{}, payments: map[string]*Payment{}}
	s.Courier.Endpoint = "https://clinic.example/webhooks/yookassa"
	s.Courier.Client = &http.Client{Transport: &wire.Network{Handler: receiver}}
	s.route("POST /v3/payments", s.createPayment)
	s.route("GET /v3/payments/{id}", s.readPayment)
	s.route("POST /v3/refunds", s.createRefund)
	s.route("GET /v3/refunds", s.listRefunds)
	s.route("GET /v3/refunds/{id}", s.readRefund)
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// answer is a status and what goes out as JSON.
type answer struct {
	status int
	body   any
}

type handler func(r *http.Request, body []byte) answer

// route adds what all calls share: key, lock, memory and journal.
func (s *Server) route(pattern string, do handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		in, _ := io.ReadAll(r.Body)
		status, out := s.answer(r, in, do)
		s.journal = append(s.journal, Call{r.Method, r.URL.Path, r.Header.Get("Idempotence-Key"), string(in), status})
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(out)
	})
}

func (s *Server) answer(r *http.Request, in []byte, do handler) (int, []byte) {
	if shop, key, _ := r.BasicAuth(); shop != ShopID || key != SecretKey {
		return encode(refuse(http.StatusUnauthorized, "invalid_credentials", "Authorization"))
	}
	key := r.Header.Get("Idempotence-Key")
	if r.Method == http.MethodPost && (key == "" || len(key) > 64) {
		return encode(refuse(http.StatusBadRequest, "invalid_request", "Idempotence-Key"))
	}
	if r.Method != http.MethodPost {
		return encode(do(r, nil))
	}
	status, out, ok := s.memory.Do(key, r.URL.Path+string(in), func() (int, []byte) { return encode(do(r, in)) })
	if !ok {
		return encode(refuse(http.StatusBadRequest, "invalid_request", "Idempotence-Key"))
	}
	return status, s.present(status, out)
}

// present is a remembered payment in its state of now: "the answer holds the
// object in its actual status".
func (s *Server) present(status int, out []byte) []byte {
	var known struct{ ID string }
	if status != http.StatusOK || json.Unmarshal(out, &known) != nil || s.payments[known.ID] == nil {
		return out
	}
	_, out = encode(answer{body: s.payments[known.ID]})
	return out
}

func encode(a answer) (int, []byte) {
	body, err := json.Marshal(a.body)
	if err != nil {
		panic(err) // maps and our own structs always encode
	}
	return a.status, body
}

func refuse(status int, code, parameter string) answer {
	return answer{status, map[string]string{"type": "error", "id": "e", "code": code, "parameter": parameter, "description": "refused"}}
}

func invalid(parameter string) answer {
	return refuse(http.StatusBadRequest, "invalid_request", parameter)
}

func missing() answer { return refuse(http.StatusNotFound, "not_found", "id") }

// ForgetKeys is what YooKassa does after a day.
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

// newID looks like YooKassa's.
func (s *Server) newID() string {
	s.count++
	return fmt.Sprintf("22d6d597-000f-5000-9000-%012x", s.count)
}

// tell posts a notification with the object as it is now.
func (s *Server) tell(event string, id string, object any) {
	_, body := encode(answer{body: map[string]any{"type": "notification", "event": event, "object": object}})
	s.Courier.Post(event+" "+id, event, body)
}
