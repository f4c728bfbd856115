package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/crypto/argon2"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/internal/fault"
)

// HashPassword hashes a password with argon2id (RFC 9106) and a random salt.
func HashPassword(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	enc := base64.RawStdEncoding
	return "argon2id$" + enc.EncodeToString(salt) + "$" + enc.EncodeToString(derive(password, salt))
}

func derive(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, 2, 19*1024, 1, 32)
}

func matches(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 3 {
		parts = []string{"", "", ""} // an unknown account costs as much as a known one
	}
	salt, _ := base64.RawStdEncoding.DecodeString(parts[1])
	want, _ := base64.RawStdEncoding.DecodeString(parts[2])
	return subtle.ConstantTimeCompare(derive(password, salt), want) == 1
}

// SignInStaff checks e-mail, password and the second factor.
// Faults: SIGN_IN_REFUSED, TOO_MANY_ATTEMPTS (retryAt).
func (s *Service) SignInStaff(ctx context.Context, email, password, code string) (*SignedIn, error) {
	sys, now := system(ctx), s.Clock.Now()
	email = strings.ToLower(strings.TrimSpace(email))
	if err := s.spendTry(sys, email, now); err != nil {
		return nil, err
	}
	a, err := s.Store.Account.Query().Where(account.Email(email)).Only(sys)
	if db.IsNotFound(err) {
		a, err = &db.Account{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up the account: %w", err)
	}
	step := s.secondFactor(a, code, now)
	if !s.passwordMatches(ctx, a, password) || step == 0 {
		return nil, refused()
	}
	var in *SignedIn
	err = s.Store.InTx(sys, func(ctx context.Context, tx *db.Tx) error {
		in, err = s.enter(ctx, tx, a, step)
		return err
	})
	return in, wrap("sign in", err)
}

func refused() error {
	return fault.New(fault.SignInRefused, "e-mail, password or second factor do not match")
}

func (s *Service) passwordMatches(ctx context.Context, a *db.Account, password string) bool {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return false
	}
	return matches(a.PasswordHash, password)
}

// secondFactor is the time step (RFC 6238) whose code was given, one step of
// drift allowed; 0 when none matches.
func (s *Service) secondFactor(a *db.Account, code string, now time.Time) int64 {
	if a.TotpSecret == "" {
		return 0
	}
	for _, drift := range []time.Duration{0, -30 * time.Second, 30 * time.Second} {
		at := now.Add(drift)
		want, err := totp.GenerateCode(a.TotpSecret, at)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(strings.Map(digits, code))) == 1 {
			return at.Unix() / 30
		}
	}
	return 0
}

// enter opens the session; a second factor works once (RFC 6238, 5.2).
func (s *Service) enter(ctx context.Context, tx *db.Tx, a *db.Account, step int64) (*SignedIn, error) {
	n, err := tx.Account.Update().Where(account.ID(a.ID), account.LastTotpStepLT(step)).
		SetLastTotpStep(step).Save(ctx)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, refused()
	}
	if err := s.know(ctx, tx, *a.Email, s.Clock.Now()); err != nil {
		return nil, fmt.Errorf("know the network: %w", err)
	}
	fresh, err := tx.Account.Get(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	return s.openSession(ctx, tx, fresh)
}
