package outbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/idempotencykey"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/planted"
	"televisit/internal/viewer"
)

// KeyLife is how long an idempotency key is remembered.
const KeyLife = 24 * time.Hour

// Once runs a creating transition for an idempotency key of the viewer. The
// first call runs do and remembers the ids it returns; a repetition gets the
// same ids; the same key with another request is refused.
func Once(ctx context.Context, s *ent.Store, key string, request any, now time.Time,
	do func(ctx context.Context, tx *db.Tx) ([]string, error)) (ids []string, err error) {
	hash, err := hashOf(request)
	if err != nil {
		return nil, err
	}
	run := func(ctx context.Context, tx *db.Tx) error {
		ids, err = once(ctx, tx, key, hash, now, do)
		return err
	}
	err = s.InTx(ctx, run)
	if ent.IsConflict(err) { // a parallel call with the same key, or a time lost in a race: look again
		err = s.InTx(ctx, run)
	}
	return ids, err
}

func once(ctx context.Context, tx *db.Tx, key, hash string, now time.Time,
	do func(ctx context.Context, tx *db.Tx) ([]string, error)) ([]string, error) {
	if planted.Is(planted.Amnesia) {
		return do(ctx, tx)
	}
	sys, actor := viewer.System(ctx, policy.Plumbing), viewer.From(ctx).AccountID
	known, err := tx.IdempotencyKey.Query().
		Where(idempotencykey.Actor(actor), idempotencykey.Key(key)).Only(sys)
	switch {
	case err == nil && known.CreatedAt.Before(now.Add(-KeyLife)):
		if err := tx.IdempotencyKey.DeleteOne(known).Exec(sys); err != nil {
			return nil, fmt.Errorf("forget key: %w", err)
		}
	case err == nil && known.RequestSha256 != hash:
		return nil, fault.New(fault.IdempotencyKeyReused, "the idempotency key was used with another input")
	case err == nil:
		return known.Result, nil
	case !db.IsNotFound(err):
		return nil, fmt.Errorf("look up key: %w", err)
	}
	ids, err := do(ctx, tx)
	if err != nil {
		return nil, err
	}
	err = tx.IdempotencyKey.Create().SetActor(actor).SetKey(key).SetRequestSha256(hash).SetResult(ids).Exec(sys)
	if err != nil {
		return nil, fmt.Errorf("remember key: %w", err)
	}
	return ids, nil
}

func hashOf(request any) (string, error) {
	b, err := json.Marshal(request)
	if err != nil {
		return "", fmt.Errorf("hash the request: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}
