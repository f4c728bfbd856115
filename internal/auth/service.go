// Package auth signs people in: patients by phone and code, staff by e-mail,
// password and TOTP. Sessions are opaque random tokens, stored hashed.
package auth

import (
	"context"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Service signs people in and out.
type Service struct {
	Store *ent.Store
	Clock clock.Clock
	// Key is the server's secret of at least 32 bytes; codes are derived from it.
	Key []byte
	// Revoked is called after a session has ended before its time.
	Revoked func(sessionID string, why rules.SessionEnd)

	hashing chan struct{}
}

// New returns a service. At most two passwords are hashed at once: each costs
// 64 MB for a tenth of a second.
func New(store *ent.Store, clk clock.Clock, key []byte) *Service {
	return &Service{Store: store, Clock: clk, Key: key, Revoked: func(string, rules.SessionEnd) {}, hashing: make(chan struct{}, 2)}
}

func system(ctx context.Context) context.Context { return viewer.System(ctx, policy.Auth) }

// Limits of codes and passwords.
const (
	codeLife       = 10 * time.Minute
	codeTries      = 5
	addressBudget  = 100 // codes asked for from one address within an hour
	clientBudget   = 300 // the same for an API client
	patientSession = 30 * 24 * time.Hour
	patientIdle    = 7 * 24 * time.Hour
	guestSession   = 24 * time.Hour
	staffSession   = 12 * time.Hour
	staffIdle      = 15 * time.Minute
)

func tooMany(retryAt time.Time) *fault.Error {
	return fault.New(fault.TooManyAttempts, "too many tries or codes").With("retryAt", retryAt)
}

func invalid(field, why string) *fault.Error {
	return fault.New(fault.InvalidInput, "%s %s", field, why).With("fields", []string{field})
}

func wrap(doing string, err error) error {
	if _, expected := fault.As(err); err == nil || expected {
		return err
	}
	return fmt.Errorf("%s: %w", doing, err)
}
