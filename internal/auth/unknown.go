package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/signintries"
)

// forgetTries is how long wrong sign-ins without an account are remembered.
const forgetTries = 24 * time.Hour

// spendUnknown counts a try for an e-mail without an account, and locks it as
// accounts are locked, on all nodes: else a lock would say that there is an
// account. It returns until when the e-mail is locked, if it is.
func (s *Service) spendUnknown(ctx context.Context, email string, now time.Time) (until *time.Time, err error) {
	spend := func(ctx context.Context, tx *db.Tx) (err error) {
		until, err = countUnknown(ctx, tx, email, now)
		return err
	}
	if err = s.Store.InTx(ctx, spend); ent.IsConflict(err) { // somebody has begun to count meanwhile
		err = s.Store.InTx(ctx, spend)
	}
	return until, wrap("count the try", err)
}

func countUnknown(ctx context.Context, tx *db.Tx, email string, now time.Time) (*time.Time, error) {
	if _, err := tx.SignInTries.Delete().Where(signintries.LastAtLT(now.Add(-forgetTries))).Exec(ctx); err != nil {
		return nil, fmt.Errorf("forget old tries: %w", err)
	}
	sum := sha256.Sum256([]byte(email))
	hash := hex.EncodeToString(sum[:])
	for {
		n, err := spendTry(ctx, tx, hash, now)
		if err != nil || n == 1 {
			return nil, err
		}
		known, err := tx.SignInTries.Query().Where(signintries.EmailSha256(hash)).Only(ctx)
		switch {
		case db.IsNotFound(err):
			return nil, tx.SignInTries.Create().SetEmailSha256(hash).SetFailedTries(1).SetLastAt(now).Exec(ctx)
		case err != nil:
			return nil, err
		case known.LockedUntil != nil && now.Before(*known.LockedUntil):
			return known.LockedUntil, nil
		case known.FailedTries >= passwordTries:
			until := now.Add(lockFor)
			return &until, tx.SignInTries.UpdateOne(known).SetFailedTries(0).SetLockedUntil(until).SetLastAt(now).Exec(ctx)
		}
		// somebody has begun to count since: this try is one more
	}
}

// spendTry counts one more, unless the e-mail is locked, out of tries or not counted yet.
func spendTry(ctx context.Context, tx *db.Tx, hash string, now time.Time) (n int, err error) {
	unlocked := signintries.Or(signintries.LockedUntilIsNil(), signintries.LockedUntilLTE(now))
	return tx.SignInTries.Update().Where(signintries.EmailSha256(hash), signintries.FailedTriesLT(passwordTries), unlocked).
		AddFailedTries(1).SetLastAt(now).Save(ctx)
}
