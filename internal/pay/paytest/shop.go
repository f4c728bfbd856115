package paytest

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"televisit/internal/pay"
)

// Shop is our end of the webhooks: it verifies, keeps and answers as the server does.
type Shop struct {
	Provider pay.Provider

	mu     sync.Mutex
	broken int
	taken  []Webhook
}

// Webhook is one that was verified, with the bytes it came in.
type Webhook struct {
	Header http.Header
	Body   []byte
	Event  pay.Event
}

// Break makes the next webhooks fail, as if our database were away.
func (s *Shop) Break(next int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = next
}

// ServeHTTP implements http.Handler.
func (s *Shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || s.isBroken() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	event, err := s.Provider.Verify(r.Header, body, time.Now())
	switch {
	case errors.Is(err, pay.ErrForged):
		w.WriteHeader(http.StatusUnauthorized)
	case err != nil:
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		s.keep(Webhook{r.Header.Clone(), body, event})
	}
}

func (s *Shop) isBroken() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken--
	return s.broken >= 0
}

func (s *Shop) keep(webhook Webhook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, webhook)
}

// Taken is every verified webhook that says something, repeated ones too.
func (s *Shop) Taken() (list []Webhook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, webhook := range s.taken {
		if webhook.Event.Status != pay.Ignored {
			list = append(list, webhook)
		}
	}
	return list
}

// Events are the taken ones by id, each once, in the order of arrival.
func (s *Shop) Events() (list []pay.Event) {
	seen := map[string]bool{}
	for _, webhook := range s.Taken() {
		if !seen[webhook.Event.ID] {
			seen[webhook.Event.ID] = true
			list = append(list, webhook.Event)
		}
	}
	return list
}
