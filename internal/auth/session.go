package auth

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/predicate"
	"televisit/ent/db/session"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

func desc() entsql.OrderTermOption { return entsql.OrderDesc() }

// SignedIn is a session that has just begun.
type SignedIn struct {
	Token     string
	ExpiresAt time.Time
	Viewer    viewer.Viewer
}

func (s *Service) openSession(ctx context.Context, tx *db.Tx, a *db.Account) (*SignedIn, error) {
	token := newToken()
	now, life, idle := s.Clock.Now(), patientSession, patientIdle
	switch a.Role {
	case rules.Patient:
	case rules.Guest:
		life, idle = guestSession, guestSession
	default:
		life, idle = staffSession, staffIdle
	}
	row, err := tx.Session.Create().SetAccountID(a.ID).SetTokenHash(hashToken(token)).
		SetExpiresAt(now.Add(life)).SetSeenAt(now).SetIdleFor(idle).Save(ctx)
	if err != nil {
		return nil, fmt.Errorf("open a session: %w", err)
	}
	v, err := s.viewerOf(ctx, a, row)
	return &SignedIn{Token: token, ExpiresAt: row.ExpiresAt, Viewer: v}, err
}

// newToken makes a token of 256 random bits.
func newToken() string { return rand.Text() + rand.Text() }

// hashToken is what is stored of a token. It is looked up by an index: how long
// that takes says something of the hash at most, which nobody can aim at.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func (s *Service) viewerOf(ctx context.Context, a *db.Account, in *db.Session) (viewer.Viewer, error) {
	v := viewer.Viewer{Role: viewer.Role(a.Role), AccountID: a.ID, SessionID: in.ID, Until: in.ExpiresAt.UTC()}
	switch a.Role {
	case rules.Patient:
		p, err := a.QueryPatient().Only(ctx)
		if err != nil {
			return v, fmt.Errorf("patient of the account: %w", err)
		}
		if p.ConsentWithdrawnAt != nil {
			return viewer.Viewer{}, withdrawn(p)
		}
		v.PatientID, v.Confirmed = p.ID, p.Status == rules.Confirmed
	case rules.Practitioner:
		id, err := a.QueryPractitioner().OnlyID(system(ctx))
		if err != nil {
			return v, fmt.Errorf("practitioner of the account: %w", err)
		}
		v.PractitionerID = id
	case rules.APIClient:
		c, err := a.QueryAPIClient().Only(system(ctx))
		if err != nil {
			return v, fmt.Errorf("API client of the account: %w", err)
		}
		scopes, _ := rules.ScopesOf(c.Scopes)
		v.ClientID, v.Scopes = c.ID, uint8(scopes)
		return v, s.used(system(ctx), c)
	}
	return v, nil
}

// Authenticate says whose session a token is; UNAUTHENTICATED when it is none,
// CONSENT_WITHDRAWN when nothing may be done for the person.
func (s *Service) Authenticate(ctx context.Context, token string) (viewer.Viewer, error) {
	sys, now := system(ctx), s.Clock.Now()
	row, err := s.Store.Session.Query().Where(session.TokenHash(hashToken(token))).WithAccount().Only(sys)
	if err != nil && !db.IsNotFound(err) {
		return viewer.Viewer{}, fmt.Errorf("look up the session: %w", err)
	}
	if err != nil || !isLive(row, now) {
		return viewer.Viewer{}, fault.New(fault.Unauthenticated, "the session has ended")
	}
	if err := s.seen(sys, row, now); err != nil {
		return viewer.Viewer{}, err
	}
	return s.viewerOf(sys, row.Edges.Account, row)
}

func isLive(s *db.Session, now time.Time) bool {
	return s.RevokedAt == nil && now.Before(s.ExpiresAt) && now.Before(s.SeenAt.Add(s.IdleFor))
}

// End is when and why a session does not go on as it is.
type End struct {
	At  time.Time
	Why rules.SessionEnd
}

// Ended says which open sessions do not go on as they are, by id: they are over
// or will be soon, or their account has another role by now. An open socket counts
// as the use of a session that goes on.
func (s *Service) Ended(ctx context.Context, open []viewer.Viewer, soon time.Duration) (map[string]End, error) {
	const most = 500 // of one query
	ended, sys, now := map[string]End{}, system(ctx), s.Clock.Now()
	for part := range slices.Chunk(open, most) {
		rows, err := s.rows(sys, part)
		if err != nil {
			return nil, err
		}
		for _, v := range part {
			row := rows[v.SessionID]
			switch {
			case row == nil:
				ended[v.SessionID] = End{now, rules.SessionOver}
			case !isLive(row, now):
				ended[v.SessionID] = End{now, cmp.Or(row.RevokedFor, rules.SessionOver)}
			case viewer.Role(row.Edges.Account.Role) != v.Role:
				ended[v.SessionID] = End{now, rules.RoleChanged}
			default:
				err = errors.Join(err, s.seen(sys, row, now))
				if row.ExpiresAt.Before(now.Add(soon)) {
					ended[v.SessionID] = End{row.ExpiresAt, rules.SessionOver}
				}
			}
		}
		if err != nil {
			return ended, err
		}
	}
	return ended, nil
}

// rows are the sessions of viewers by id.
func (s *Service) rows(ctx context.Context, of []viewer.Viewer) (map[string]*db.Session, error) {
	ids := make([]string, 0, len(of))
	for _, v := range of {
		ids = append(ids, v.SessionID)
	}
	found, err := s.Store.Session.Query().Where(session.IDIn(ids...)).WithAccount().All(ctx)
	if err != nil {
		return nil, fmt.Errorf("look after sessions: %w", err)
	}
	rows := make(map[string]*db.Session, len(found))
	for _, row := range found {
		rows[row.ID] = row
	}
	return rows, nil
}

// seen is written at most once a minute.
func (s *Service) seen(ctx context.Context, row *db.Session, now time.Time) error {
	if now.Sub(row.SeenAt) < time.Minute {
		return nil
	}
	return wrap("note the session's use", s.Store.Session.UpdateOne(row).SetSeenAt(now).Exec(ctx))
}

// SignOut ends the viewer's session.
func (s *Service) SignOut(ctx context.Context) error {
	id := viewer.From(ctx).SessionID
	err := s.Store.Session.UpdateOneID(id).SetRevokedAt(s.Clock.Now()).SetRevokedFor(rules.SignedOut).Exec(system(ctx))
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	s.Revoked(id, rules.SignedOut)
	return nil
}

// EndSessions ends all sessions of an account inside a transaction, and returns
// their ids: Revoked is to be called for each after the commit.
func (s *Service) EndSessions(ctx context.Context, tx *db.Tx, accountID string, why rules.SessionEnd) ([]string, error) {
	sys, now := system(ctx), s.Clock.Now()
	live := []predicate.Session{session.AccountID(accountID), session.RevokedAtIsNil(), session.ExpiresAtGT(now)}
	ids, err := tx.Session.Query().Where(live...).IDs(sys)
	if err != nil {
		return nil, fmt.Errorf("look for sessions: %w", err)
	}
	if err := tx.Session.Update().Where(live...).SetRevokedAt(now).SetRevokedFor(why).Exec(sys); err != nil {
		return nil, fmt.Errorf("end the sessions: %w", err)
	}
	return ids, nil
}

// NewKey makes a server secret.
func NewKey() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawStdEncoding.EncodeToString(b)
}

// ViewerOf is the viewer of an account as it is now, without a session.
func (s *Service) ViewerOf(ctx context.Context, accountID string) (viewer.Viewer, error) {
	sys := system(ctx)
	a, err := s.Store.Account.Get(sys, accountID)
	if err != nil {
		return viewer.Viewer{}, fmt.Errorf("read the account: %w", err)
	}
	return s.viewerOf(sys, a, &db.Session{})
}
