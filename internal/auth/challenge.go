package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/challenge"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/request"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Purposes of challenges; confirming an e-mail address has the address behind
// it, to which its code goes, linking a patient the API client. Only the first
// two sign somebody in.
const (
	signUp       = "SIGN_UP"
	signIn       = "SIGN_IN"
	confirmEmail = "EMAIL:"
	asGuest      = "GUEST:" // and the guest's id
	linkPatient  = "LINK:"
)

// Signature is what somebody signs with a code.
type Signature string

// Withdrawal ends the consent to data processing.
const Withdrawal Signature = "WITHDRAWAL"

// IDS is the informed consent to one visit.
func IDS(appointmentID string) Signature { return Signature("IDS:" + appointmentID) }

// Challenge is a code on its way.
type Challenge struct {
	ID                  string
	ExpiresAt, ResendAt time.Time
}

// Code is the code of a challenge. It is derived, so that neither the database
// nor the job that sends it holds a code.
func (s *Service) Code(challengeID string) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte("code:" + challengeID))
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(mac.Sum(nil))%1_000_000)
}

// SignUp keeps the form until its code is confirmed. A phone that has an account
// gets a code to sign in, and the caller cannot tell.
// Faults: INVALID_INPUT, CONSENT_OUTDATED, TOO_MANY_ATTEMPTS.
func (s *Service) SignUp(ctx context.Context, f Form) (*Challenge, error) {
	f, err := s.complete(ctx, f)
	if err != nil {
		return nil, err
	}
	if err := s.currentConsent(ctx, f.ConsentDocumentID); err != nil {
		return nil, err
	}
	return s.challenge(ctx, f.Phone, func(known bool, c *db.ChallengeCreate) {
		if known {
			c.SetPurpose(signIn)
			return
		}
		c.SetPurpose(signUp).SetSignUp(f.pack())
	})
}

// RequestCode sends a sign-in code, if the phone has an account.
// Faults: INVALID_INPUT, TOO_MANY_ATTEMPTS.
func (s *Service) RequestCode(ctx context.Context, phone string) (*Challenge, error) {
	phone, err := Phone(phone)
	if err != nil {
		return nil, err
	}
	return s.challenge(ctx, phone, func(_ bool, c *db.ChallengeCreate) { c.SetPurpose(signIn) })
}

// RequestSignature sends a code with which the owner of the phone signs.
// Faults: TOO_MANY_ATTEMPTS.
func (s *Service) RequestSignature(ctx context.Context, phone string, what Signature) (*Challenge, error) {
	return s.challenge(ctx, phone, func(_ bool, c *db.ChallengeCreate) { c.SetPurpose(string(what)) })
}

// RequestGuestCode sends a code with which a guest comes in. The caller has made
// sure that the invitation holds. Faults: TOO_MANY_ATTEMPTS.
func (s *Service) RequestGuestCode(ctx context.Context, g *db.Guest) (*Challenge, error) {
	return s.challenge(ctx, g.Phone, func(_ bool, c *db.ChallengeCreate) {
		c.SetPurpose(asGuest + g.ID).SetSignUp(map[string]string{"locale": string(g.Locale)})
	})
}

// challenge spends the budgets, writes the row and, where there is somebody to
// write to, the job that sends the code. Known or not, it does the same work.
func (s *Service) challenge(ctx context.Context, phone string, fill func(known bool, c *db.ChallengeCreate)) (*Challenge, error) {
	var made *db.Challenge
	now, from := s.Clock.Now(), originOf(ctx)
	err := s.Store.InTx(system(ctx), func(sys context.Context, tx *db.Tx) error {
		if err := s.alone(sys, tx, phone, from.name); err != nil {
			return err
		}
		create := tx.Challenge.Create().SetPhone(phone).SetAddress(from.name).SetExpiresAt(now.Add(codeLife))
		known, err := tx.Account.Query().Where(account.Phone(phone)).Exist(sys)
		if err != nil {
			return err
		}
		fill(known, create)
		purpose, _ := create.Mutation().Purpose()
		if err := withinBudget(sys, tx, phone, purpose, from, now); err != nil {
			return err
		}
		if made, err = create.Save(sys); err != nil {
			return err
		}
		if made.Purpose == signIn && !known {
			return nil
		}
		return outbox.Enqueue(sys, tx, outbox.SendCode, made.ID, now)
	})
	if err != nil {
		return nil, wrap("make a challenge", err)
	}
	return &Challenge{ID: made.ID, ExpiresAt: made.ExpiresAt, ResendAt: now.Add(rules.ResendAfter)}, nil
}

// origin is who asks for codes, and how many within an hour: an address, or an
// API client, which asks for all its patients from few addresses.
type origin struct {
	name   string
	budget int
}

func originOf(ctx context.Context) origin {
	if v := viewer.From(ctx); v.IsAPIClient() {
		return origin{v.ClientID, clientBudget}
	}
	return origin{request.Address(ctx), addressBudget}
}

// alone makes parallel requests of one phone or address count each other.
func (s *Service) alone(ctx context.Context, tx *db.Tx, names ...string) error {
	for _, name := range names {
		if err := s.Store.LockName(ctx, tx, "codes:"+name); err != nil {
			return fmt.Errorf("wait for other codes: %w", err)
		}
	}
	return nil
}

func withinBudget(ctx context.Context, tx *db.Tx, phone, purpose string, from origin, now time.Time) error {
	asked, isOwners, err := askedFor(ctx, tx, phone, now)
	if err != nil {
		return err
	}
	next := rules.AskedCode{At: now, From: from.name, Owner: isOwners(purpose, from.name)}
	if at := rules.NextCode(asked, next); !at.IsZero() {
		return tooMany(at)
	}
	if from.name == "" {
		return nil
	}
	here, err := tx.Challenge.Query().Where(challenge.Address(from.name), challenge.CreatedAtGT(now.Add(-time.Hour))).Count(ctx)
	if err == nil && here >= from.budget {
		return tooMany(now.Add(10 * time.Minute))
	}
	return err
}

// askedFor are the codes of a phone that still count, in their order, and how to
// tell whether its owner asks: for a purpose that only who is signed in has, or
// from where a code of this phone was entered before.
func askedFor(ctx context.Context, tx *db.Tx, phone string, now time.Time) ([]rules.AskedCode, func(purpose, from string) bool, error) {
	used, err := tx.Challenge.Query().Where(challenge.Phone(phone), challenge.UsedAtNotNil(), challenge.CreatedAtGT(now.Add(-rules.CodesKnownFor))).
		Unique(true).Select(challenge.FieldAddress).Strings(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("look where codes were entered: %w", err)
	}
	isOwners := func(purpose, from string) bool { return !byAnybody(purpose) || slices.Contains(used, from) }
	rows, err := tx.Challenge.Query().Where(challenge.Phone(phone), challenge.CreatedAtGT(now.Add(-rules.CodesKeptFor))).
		Order(challenge.ByCreatedAt()).All(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read the codes before: %w", err)
	}
	asked := make([]rules.AskedCode, 0, len(rows))
	for _, c := range rows {
		asked = append(asked, rules.AskedCode{At: c.CreatedAt, From: c.Address, Owner: isOwners(c.Purpose, c.Address), Used: c.UsedAt != nil, Wrong: c.Tries})
	}
	return asked, isOwners, nil
}

// byAnybody says whether codes of a purpose are asked for by whoever knows a phone.
func byAnybody(purpose string) bool {
	return opensSession(purpose) || strings.HasPrefix(purpose, linkPatient)
}

// check spends one try on a challenge, and the challenge when the code is right;
// it must be committed whatever it says.
func (s *Service) check(ctx context.Context, tx *db.Tx, c *db.Challenge, code string) error {
	if err := s.try(ctx, tx, c, code); err != nil {
		return err
	}
	return s.spend(ctx, tx, c)
}

// spend ends a challenge whose code was right.
func (s *Service) spend(ctx context.Context, tx *db.Tx, c *db.Challenge) error {
	return tx.Challenge.UpdateOne(c).SetUsedAt(s.Clock.Now()).Exec(ctx)
}

// try spends one try and says whether the code is right. Tries are counted
// before comparing, so parallel requests get no more of them.
func (s *Service) try(ctx context.Context, tx *db.Tx, c *db.Challenge, code string) error {
	now := s.Clock.Now()
	if err := s.alone(ctx, tx, c.Phone); err != nil {
		return err
	}
	if err := mayGuess(ctx, tx, c, now); err != nil {
		return err
	}
	n, err := tx.Challenge.Update().Where(challenge.ID(c.ID), challenge.UsedAtIsNil(),
		challenge.ExpiresAtGT(now), challenge.TriesLT(codeTries)).AddTries(1).Save(ctx)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.CodeExpired, "the code is too old, was used, or has no tries left")
	}
	code = strings.Map(digits, code)
	if subtle.ConstantTimeCompare([]byte(code), []byte(s.Code(c.ID))) != 1 {
		spent, err := tx.Challenge.Get(ctx, c.ID)
		if err != nil {
			return err
		}
		return fault.New(fault.CodeInvalid, "the code does not match").With("attemptsLeft", codeTries-spent.Tries)
	}
	return nil
}

func digits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// mayGuess refuses who has entered too many wrong codes of a phone within an hour,
// over all challenges.
func mayGuess(ctx context.Context, tx *db.Tx, c *db.Challenge, now time.Time) error {
	asked, isOwners, err := askedFor(ctx, tx, c.Phone, now)
	if err != nil {
		return err
	}
	recent := slices.DeleteFunc(asked, func(a rules.AskedCode) bool { return !a.At.After(now.Add(-time.Hour)) })
	if !rules.MayGuess(recent, rules.AskedCode{From: c.Address, Owner: isOwners(c.Purpose, c.Address)}) {
		return tooMany(now.Add(time.Hour))
	}
	return nil
}
