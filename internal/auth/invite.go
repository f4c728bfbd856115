package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/specialty"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// Colleague is somebody who shall work in the clinic.
type Colleague struct {
	Email                             string
	Role                              rules.Role
	FamilyName, GivenName, Patronymic string
	Locale                            rules.Locale
	// Practice is a practitioner's, and nobody else's.
	Practice *Practice
}

// Practice is what patients read of a practitioner before they choose.
type Practice struct {
	Specialties   []string // ids, at least one
	Since         int      // year of the first practice
	Qualification rules.Text
	Languages     []string // of visits, ISO 639-1, at least one
}

// clean trims and checks what is said of a colleague.
func (c Colleague) clean(now time.Time) (Colleague, error) {
	c.Email = strings.ToLower(strings.TrimSpace(c.Email))
	if a, err := mail.ParseAddress(c.Email); err != nil || a.Address != c.Email || len(c.Email) > 200 {
		return c, invalid("email", "is not an e-mail address")
	}
	if err := cleanNames(&c.FamilyName, &c.GivenName, &c.Patronymic); err != nil {
		return c, err
	}
	if !c.Role.IsStaff() {
		return c, invalid("role", "is not one of the staff's")
	}
	if (c.Practice != nil) != (c.Role == rules.Practitioner) {
		return c, invalid("practice", "is for practitioners, and for all of them")
	}
	if c.Practice == nil {
		return c, nil
	}
	return c, c.Practice.check(now)
}

// languageCode is of ISO 639-1.
var languageCode = regexp.MustCompile(`^[a-z]{2}$`)

func (p *Practice) check(now time.Time) error {
	unknown := func(code string) bool { return !languageCode.MatchString(code) }
	switch {
	case len(p.Specialties) == 0:
		return invalid("specialtyIds", "are empty")
	case p.Since < now.Year()-80 || p.Since > now.Year():
		return invalid("practisesSince", "is not a year of practice")
	case !p.Qualification.Fits(1, 250):
		return invalid("qualification", "has 1 to 250 characters")
	case len(p.Languages) == 0 || len(p.Languages) > 10 || slices.ContainsFunc(p.Languages, unknown):
		return invalid("languages", "are codes such as ru")
	}
	return nil
}

// InviteStaff makes an account that nobody can enter before its owner has come by
// the link; see StaffLink. A repetition with the same idempotency key returns the
// same account. The caller has checked that the viewer is an administrator.
// Faults: INVALID_INPUT (fields), CONFLICT when the e-mail is somebody's already,
// IDEMPOTENCY_KEY_REUSED.
func (s *Service) InviteStaff(ctx context.Context, once string, c Colleague) (accountID string, err error) {
	ids, err := outbox.Once(ctx, s.Store, once, c, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		a, err := s.Enrol(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		return []string{a.ID}, nil
	})
	if err != nil {
		return "", wrap("invite staff", err)
	}
	return ids[0], nil
}

// Enrol does so inside a transaction. Faults: as InviteStaff.
func (s *Service) Enrol(ctx context.Context, tx *db.Tx, c Colleague) (*db.Account, error) {
	sys := system(ctx)
	c, err := c.clean(s.Clock.Now())
	if err != nil {
		return nil, err
	}
	taken, err := tx.Account.Query().Where(account.Email(c.Email)).Exist(sys)
	if err != nil || taken {
		return nil, errOr(err, fault.New(fault.Conflict, "somebody has this e-mail address already"))
	}
	clinic, err := tx.Clinic.Query().Only(sys)
	if err != nil {
		return nil, fmt.Errorf("read the clinic: %w", err)
	}
	secret, err := newSecret(c.Email)
	if err != nil {
		return nil, err
	}
	a, err := tx.Account.Create().SetRole(c.Role).SetEmail(c.Email).SetName(rules.FullName(c.FamilyName, c.GivenName, orNil(c.Patronymic))).
		SetLocale(c.Locale).SetTimeZone(clinic.TimeZone).SetTotpSecret(secret).SetInvitedUntil(s.linkUntil()).Save(sys)
	if err != nil {
		return nil, fmt.Errorf("make the account: %w", err)
	}
	return a, practise(sys, tx, a, c)
}

// practise makes the practitioner of an account, where it is one's.
func practise(ctx context.Context, tx *db.Tx, a *db.Account, c Colleague) error {
	p := c.Practice
	if p == nil {
		return nil
	}
	wanted := slices.Compact(slices.Sorted(slices.Values(p.Specialties)))
	n, err := tx.Specialty.Query().Where(specialty.IDIn(wanted...)).Count(ctx)
	if err != nil || n != len(wanted) {
		return errOr(err, invalid("specialtyIds", "name none, or one that is not there"))
	}
	err = tx.Practitioner.Create().SetAccountID(a.ID).SetFamilyName(c.FamilyName).SetGivenName(c.GivenName).
		SetNillablePatronymic(orNil(c.Patronymic)).SetPractisesSince(time.Date(p.Since, 1, 1, 0, 0, 0, 0, time.UTC)).
		SetQualification(p.Qualification).SetLanguages(p.Languages).AddSpecialtyIDs(wanted...).Exec(ctx)
	return wrap("make the practitioner", err)
}

// newSecret is a fresh TOTP secret (RFC 6238), base32.
func newSecret(email string) (string, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "televisit", AccountName: email})
	if err != nil {
		return "", fmt.Errorf("make a second factor: %w", err)
	}
	return key.Secret(), nil
}

// linkUntil is when a link of now ends, in whole seconds: it is a part of the link.
func (s *Service) linkUntil() time.Time {
	return s.Clock.Now().Add(rules.StaffLinkLife).Truncate(time.Second)
}

// StaffLink is what somebody of the staff comes in with, once.
type StaffLink struct {
	Token     string
	ExpiresAt time.Time
}

// LinkOf is the link of an account that is invited; nil when it is not. The token
// is derived, as codes are: the database does not hold it.
func (s *Service) LinkOf(a *db.Account) *StaffLink {
	if a.InvitedUntil == nil {
		return nil
	}
	return &StaffLink{Token: a.ID + "." + s.linkSeal(a), ExpiresAt: *a.InvitedUntil}
}

func (s *Service) linkSeal(a *db.Account) string {
	mac := hmac.New(sha256.New, s.Key)
	fmt.Fprintf(mac, "staff:%s:%d:%s", a.ID, a.InvitedUntil.Unix(), a.TotpSecret)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// RenewLink makes another link for somebody who has not come yet; the one before
// it stops working. The caller has checked that the viewer is an administrator.
// Faults: NOT_FOUND, CONFLICT when the person has come already.
func (s *Service) RenewLink(ctx context.Context, accountID string) error {
	sys := system(ctx)
	n, err := s.Store.Account.Update().Where(account.ID(accountID), account.InvitedUntilNotNil()).SetInvitedUntil(s.linkUntil()).Save(sys)
	if err != nil || n == 1 {
		return wrap("renew a link", err)
	}
	known, err := s.Store.Account.Query().Where(account.ID(accountID), account.RoleIn(rules.StaffRoles()...)).Exist(sys)
	if err != nil || !known {
		return errOr(err, fault.New(fault.NotFound, "no such person"))
	}
	return fault.New(fault.Conflict, "the person has come already")
}

// ResetStaff takes password and second factor away from somebody of the staff who
// has lost one, ends the sessions, and makes a link to come in anew. It is the
// operator's: an administrator could else enter as a doctor.
// Faults: NOT_FOUND.
func (s *Service) ResetStaff(ctx context.Context, email string) (*db.Account, error) {
	var (
		a     *db.Account
		ended []string
	)
	email = strings.ToLower(strings.TrimSpace(email))
	err := s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) (err error) {
		a, err = tx.Account.Query().Where(account.Email(email), account.RoleIn(rules.StaffRoles()...)).Only(ctx)
		if err != nil {
			return err
		}
		secret, err := newSecret(email)
		if err != nil {
			return err
		}
		a, err = tx.Account.UpdateOne(a).ClearPasswordHash().SetTotpSecret(secret).SetLastTotpStep(0).SetInvitedUntil(s.linkUntil()).Save(ctx)
		if err != nil {
			return err
		}
		ended, err = s.EndSessions(ctx, tx, a.ID, rules.SignedOut)
		return err
	})
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "nobody of the staff has this e-mail address")
	}
	if err != nil {
		return nil, fmt.Errorf("reset the sign-in: %w", err)
	}
	for _, id := range ended {
		s.Revoked(id, rules.SignedOut)
	}
	return a, nil
}

// Invited is the account of a link. Faults: CODE_EXPIRED when the link does not
// work (any more).
func (s *Service) Invited(ctx context.Context, token string) (*db.Account, error) {
	id, seal, _ := strings.Cut(token, ".")
	a, err := s.Store.Account.Query().Where(account.ID(id), account.InvitedUntilNotNil()).Only(system(ctx))
	if err != nil && !db.IsNotFound(err) {
		return nil, fmt.Errorf("look up the link: %w", err)
	}
	if err != nil || subtle.ConstantTimeCompare([]byte(seal), []byte(s.linkSeal(a))) != 1 || !s.Clock.Now().Before(*a.InvitedUntil) {
		return nil, linkOver()
	}
	return a, nil
}

func linkOver() error { return fault.New(fault.CodeExpired, "the link does not work any more") }

// AcceptStaff signs in who has come by a link, with the password to be from now on
// and a code that shows that the authenticator is set up. The link is spent.
// Faults: CODE_EXPIRED, INVALID_INPUT (password, code).
func (s *Service) AcceptStaff(ctx context.Context, token, password, code string) (*SignedIn, error) {
	a, err := s.Invited(ctx, token)
	if err != nil {
		return nil, err
	}
	if !rules.FitPassword(password, *a.Email) {
		return nil, invalid("password", "is too short or too easy to guess")
	}
	step := s.secondFactor(a, code, s.Clock.Now())
	if step == 0 {
		return nil, invalid("code", "is not what the authenticator shows")
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	var in *SignedIn
	err = s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Account.Update().Where(account.ID(a.ID), account.InvitedUntil(*a.InvitedUntil)).
			SetPasswordHash(hash).ClearInvitedUntil().Save(ctx)
		if err != nil || n == 0 {
			return errOr(err, linkOver())
		}
		in, err = s.enter(ctx, tx, a, step)
		return err
	})
	return in, wrap("accept an invitation", err)
}

// hash hashes a password when its turn has come.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
		return HashPassword(password), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
