package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"televisit/internal/clock"
	"televisit/internal/pay"
)

// maxWebhook bounds a webhook's body.
const maxWebhook = 256 << 10

// Webhook takes the payment provider's word. 2xx means it is kept; a forged one
// is refused without a reason.
func Webhook(p *pay.Service, log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxWebhook))
		if err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		switch err := p.Webhook(r.Context(), r.Header, body); {
		case errors.Is(err, pay.ErrForged):
			http.Error(w, "refused", http.StatusUnauthorized)
		case err != nil:
			log.Error("settle a payment", "err", err)
			http.Error(w, "try again", http.StatusServiceUnavailable)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	}
}

// Healthy says that the process answers.
func Healthy(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") }

// Ready says whether everything the server needs answers.
func Ready(checks map[string]func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		for name, check := range checks {
			if err := check(ctx); err != nil {
				http.Error(w, name+" is not ready", http.StatusServiceUnavailable)
				return
			}
		}
		Healthy(w, r)
	}
}

// Clock lets tests and demonstrations move the server's time: POST
// {"now": "2026-03-02T09:50:00Z"}. Before it is moved, the demo gets ready for
// the instant. Demo only.
func Clock(c *clock.Shifted, ready func(ctx context.Context, at time.Time) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var to struct{ Now time.Time }
		if r.Header.Get("Content-Type") != "application/json" || json.NewDecoder(io.LimitReader(r.Body, 1<<10)).Decode(&to) != nil || to.Now.IsZero() {
			http.Error(w, `send {"now": "2026-03-02T09:50:00Z"} as application/json`, http.StatusBadRequest)
			return
		}
		if err := ready(r.Context(), to.Now); err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		c.Set(to.Now)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]time.Time{"now": c.Now()})
	}
}
