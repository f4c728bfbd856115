package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/signintries"
	"televisit/internal/request"
	"televisit/internal/rules"
)

// spendTry counts a try before it is judged, so that parallel ones count too, on
// all nodes. E-mails without an account are counted alike: else a lock would say
// who has one. Faults: TOO_MANY_ATTEMPTS (retryAt).
func (s *Service) spendTry(ctx context.Context, email string, now time.Time) error {
	var until *time.Time
	err := s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := s.aloneWith(ctx, tx, email); err != nil {
			return err
		}
		until, err = countTry(ctx, tx, email, now)
		return err // a lock is committed
	})
	if err != nil {
		return fmt.Errorf("count the try: %w", err)
	}
	if until != nil {
		return tooMany(*until)
	}
	return nil
}

// aloneWith makes parallel tries with an e-mail count each other.
func (s *Service) aloneWith(ctx context.Context, tx *db.Tx, email string) error {
	return s.Store.LockName(ctx, tx, "sign-in:"+email)
}

// countTry counts a try of the network that asks and, where the account was never
// entered from there, of all such networks; it returns until when it is refused.
func countTry(ctx context.Context, tx *db.Tx, email string, now time.Time) (until *time.Time, err error) {
	if err := forgetTries(ctx, tx, now); err != nil {
		return nil, err
	}
	here, err := triesOf(ctx, tx, nameHere(ctx, email))
	if err != nil {
		return nil, err
	}
	counts := []count{{here, rules.TriesOfNetwork}}
	if here.KnownUntil == nil || !now.Before(*here.KnownUntil) {
		all, err := triesOf(ctx, tx, nameOfTries(email))
		if err != nil {
			return nil, err
		}
		counts = append(counts, count{all, rules.TriesOfStrangers})
	}
	for i, c := range counts {
		next, ok := c.limit.Spend(rules.Tries{Count: c.row.FailedTries, LockedUntil: c.row.LockedUntil}, now)
		c.row.FailedTries, c.row.LockedUntil = next.Count, next.LockedUntil
		if !ok {
			return next.LockedUntil, save(ctx, tx, c.row, now)
		}
		counts[i] = c
	}
	for _, c := range counts {
		if err := save(ctx, tx, c.row, now); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

type count struct {
	row   *db.SignInTries
	limit rules.TryLimit
}

// forgetTries deletes what is too old to count, but not that a network is known.
func forgetTries(ctx context.Context, tx *db.Tx, now time.Time) error {
	known := signintries.And(signintries.KnownUntilNotNil(), signintries.KnownUntilGT(now))
	_, err := tx.SignInTries.Delete().Where(signintries.LastAtLT(now.Add(-rules.TriesKeptFor)), signintries.Not(known)).Exec(ctx)
	return wrap("forget old tries", err)
}

// triesOf are those counted under a name; none yet is a row without an id.
func triesOf(ctx context.Context, tx *db.Tx, name string) (*db.SignInTries, error) {
	row, err := tx.SignInTries.Query().Where(signintries.EmailSha256(name)).Only(ctx)
	if db.IsNotFound(err) {
		return &db.SignInTries{EmailSha256: name}, nil
	}
	return row, err
}

func save(ctx context.Context, tx *db.Tx, row *db.SignInTries, now time.Time) error {
	if row.ID == "" {
		return tx.SignInTries.Create().SetEmailSha256(row.EmailSha256).SetFailedTries(row.FailedTries).
			SetNillableLockedUntil(row.LockedUntil).SetNillableKnownUntil(row.KnownUntil).SetLastAt(now).Exec(ctx)
	}
	u := tx.SignInTries.UpdateOneID(row.ID).SetFailedTries(row.FailedTries).SetNillableKnownUntil(row.KnownUntil).SetLastAt(now)
	if row.LockedUntil == nil {
		return u.ClearLockedUntil().Exec(ctx)
	}
	return u.SetLockedUntil(*row.LockedUntil).Exec(ctx)
}

// know begins to count anew for the network that has entered an account, which is
// known from now on.
func (s *Service) know(ctx context.Context, tx *db.Tx, email string, now time.Time) error {
	if err := s.aloneWith(ctx, tx, email); err != nil {
		return err
	}
	row, err := triesOf(ctx, tx, nameHere(ctx, email))
	if err != nil {
		return err
	}
	until := now.Add(rules.NetworkKnownFor)
	row.FailedTries, row.LockedUntil, row.KnownUntil = 0, nil, &until
	return save(ctx, tx, row, now)
}

// nameHere is the name of the tries with an e-mail from the network that asks.
func nameHere(ctx context.Context, email string) string {
	return nameOfTries(email + "\n" + request.Address(ctx))
}

// nameOfTries hides of whom they are.
func nameOfTries(of string) string {
	sum := sha256.Sum256([]byte(of))
	return hex.EncodeToString(sum[:])
}
