package auth

import (
	"context"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/apiclient"
	"televisit/ent/db/session"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Keys of API clients.
const (
	keyPrefix   = "tvc_"                     // so that scanners of source code know one
	shownPrefix = 10                         // characters by which people know a key; 230 random bits are left
	keyLife     = 100 * 365 * 24 * time.Hour // until it is replaced or revoked
	minOverlap  = time.Minute                // a replaced key works on for so long, or not at all:
	maxOverlap  = 30 * 24 * time.Hour        // nodes learn of another end with their next look
)

// CreateClient makes an API client with its first key. A repetition with the same
// idempotency key returns the client and no key: a key is told once.
// The caller has checked that the viewer is an administrator.
// Faults: INVALID_INPUT, IDEMPOTENCY_KEY_REUSED.
func (s *Service) CreateClient(ctx context.Context, once, name string, scopes []rules.Scope) (id, key string, err error) {
	if name, err = rules.ClientName(name); err != nil {
		return "", "", err
	}
	set, ok := rules.ScopesOf(scopes)
	if !ok {
		return "", "", invalid("scopes", "are empty")
	}
	by := viewer.From(ctx).AccountID
	ids, err := outbox.Once(ctx, s.Store, once, []any{name, set}, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		id, made, err := s.createClient(system(ctx), tx, name, set, by)
		key = made
		return []string{id}, err
	})
	if err != nil {
		return "", "", wrap("make an API client", err)
	}
	return ids[0], key, nil
}

func (s *Service) createClient(ctx context.Context, tx *db.Tx, name string, scopes rules.Scopes, by string) (id, key string, err error) {
	admin, err := tx.Account.Get(ctx, by)
	if err != nil {
		return "", "", fmt.Errorf("read the administrator: %w", err)
	}
	clinic, err := tx.Clinic.Query().Only(ctx)
	if err != nil {
		return "", "", fmt.Errorf("read the clinic: %w", err)
	}
	a, err := tx.Account.Create().SetRole(rules.APIClient).SetName(name).SetTimeZone(clinic.TimeZone).Save(ctx)
	if err != nil {
		return "", "", fmt.Errorf("make the account: %w", err)
	}
	if key, err = s.openKey(ctx, tx, a.ID); err != nil {
		return "", "", err
	}
	c, err := tx.ApiClient.Create().SetAccountID(a.ID).SetName(name).SetScopes(scopes.List()).SetKeyPrefix(key[:shownPrefix]).
		SetCreatedBy(by).SetCreatedByName(admin.Name).Save(ctx)
	if err != nil {
		return "", "", fmt.Errorf("make the client: %w", err)
	}
	return c.ID, key, nil
}

// openKey opens a session that ends only with its key.
func (s *Service) openKey(ctx context.Context, tx *db.Tx, accountID string) (key string, err error) {
	key, now := keyPrefix+newToken(), s.Clock.Now()
	err = tx.Session.Create().SetAccountID(accountID).SetTokenHash(hashToken(key)).
		SetExpiresAt(now.Add(keyLife)).SetSeenAt(now).SetIdleFor(keyLife).Exec(ctx)
	if err != nil {
		return "", fmt.Errorf("open a key: %w", err)
	}
	return key, nil
}

// RotateClientKey makes another key. Those before it work until an instant, a
// minute to 30 days on; the zero one ends them, and their streams, at once.
// Faults: NOT_FOUND, INVALID_INPUT, CONFLICT when the client is revoked.
func (s *Service) RotateClientKey(ctx context.Context, id string, until time.Time) (key string, err error) {
	now := s.Clock.Now()
	if !until.IsZero() && (until.Before(now.Add(minOverlap)) || until.After(now.Add(maxOverlap))) {
		return "", invalid("previousWorksUntil", "is not a minute to 30 days on")
	}
	var ended []string
	err = s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		c, err := liveClient(ctx, tx, id)
		if err != nil {
			return err
		}
		if ended, err = s.replaceKeys(ctx, tx, c.AccountID, until); err != nil {
			return err
		}
		if key, err = s.openKey(ctx, tx, c.AccountID); err != nil {
			return err
		}
		return guardClient(ctx, tx, id, func(u *db.ApiClientUpdate) { u.SetKeyPrefix(key[:shownPrefix]) })
	})
	if err != nil {
		return "", wrap("rotate a key", err)
	}
	for _, session := range ended {
		s.Revoked(session, rules.KeyReplaced)
	}
	return key, nil
}

// RevokeClient ends an API client for good, with everything live of it.
// Faults: NOT_FOUND, CONFLICT when it was revoked already.
func (s *Service) RevokeClient(ctx context.Context, id string) error {
	by, ended := viewer.From(ctx).AccountID, []string{}
	err := s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		c, err := liveClient(ctx, tx, id)
		if err != nil {
			return err
		}
		err = guardClient(ctx, tx, id, func(u *db.ApiClientUpdate) { u.SetRevokedAt(s.Clock.Now()).SetRevokedBy(by) })
		if err != nil {
			return err
		}
		ended, err = s.EndSessions(ctx, tx, c.AccountID, rules.KeyRevoked)
		return err
	})
	if err != nil {
		return wrap("revoke an API client", err)
	}
	for _, session := range ended {
		s.Revoked(session, rules.KeyRevoked)
	}
	return nil
}

// replaceKeys lets the keys of an account end at an instant. The zero one ends
// them now: then it returns their sessions.
func (s *Service) replaceKeys(ctx context.Context, tx *db.Tx, accountID string, until time.Time) ([]string, error) {
	if until.IsZero() {
		return s.EndSessions(ctx, tx, accountID, rules.KeyReplaced)
	}
	longer := session.And(session.AccountID(accountID), session.RevokedAtIsNil(), session.ExpiresAtGT(until))
	return nil, wrap("let keys end", tx.Session.Update().Where(longer).SetExpiresAt(until).Exec(ctx))
}

func liveClient(ctx context.Context, tx *db.Tx, id string) (*db.ApiClient, error) {
	c, err := tx.ApiClient.Get(ctx, id)
	switch {
	case db.IsNotFound(err):
		return nil, fault.New(fault.NotFound, "no such API client")
	case err != nil:
		return nil, fmt.Errorf("read the API client: %w", err)
	case c.RevokedAt != nil:
		return nil, revoked()
	}
	return c, nil
}

// guardClient changes a client that is not revoked; of two who do, the second
// finds it so.
func guardClient(ctx context.Context, tx *db.Tx, id string, set func(*db.ApiClientUpdate)) error {
	u := tx.ApiClient.Update().Where(apiclient.ID(id), apiclient.RevokedAtIsNil())
	set(u)
	n, err := u.Save(ctx)
	if err != nil {
		return fmt.Errorf("change the API client: %w", err)
	}
	if n == 0 {
		return revoked()
	}
	return nil
}

func revoked() error { return fault.New(fault.Conflict, "the API client is revoked") }

// used is written at most once a minute.
func (s *Service) used(ctx context.Context, c *db.ApiClient) error {
	now := s.Clock.Now()
	if c.LastUsedAt != nil && now.Sub(*c.LastUsedAt) < time.Minute {
		return nil
	}
	return wrap("note the key's use", s.Store.ApiClient.Update().Where(apiclient.ID(c.ID)).SetLastUsedAt(now.Truncate(time.Minute)).Exec(ctx))
}
