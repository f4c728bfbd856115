package auth

import (
	"context"
	"fmt"
	"strings"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/challenge"
	"televisit/ent/db/consentdocument"
	"televisit/internal/fault"
	"televisit/internal/rules"
)

// Confirm trades a code for a session; for a registration it makes the account,
// the patient and the signed consent in the same transaction. Somebody who has
// withdrawn the consent gives it again by naming its text; until then the code
// opens nothing and stays good.
// Faults: CODE_INVALID (attemptsLeft int), CODE_EXPIRED, TOO_MANY_ATTEMPTS,
// CONSENT_WITHDRAWN (withdrawnAt time.Time, documentID string), CONSENT_OUTDATED.
func (s *Service) Confirm(ctx context.Context, challengeID, code, consentDocumentID string) (*SignedIn, error) {
	var in *SignedIn
	var refusal error
	err := s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		c, err := tx.Challenge.Get(ctx, challengeID)
		if db.IsNotFound(err) || err == nil && !opensSession(c.Purpose) {
			return fault.New(fault.CodeExpired, "there is no such challenge")
		}
		if err != nil {
			return err
		}
		if refusal = s.try(ctx, tx, c, code); refusal != nil {
			return nonFault(refusal) // the spent try is committed
		}
		a, err := s.accountOf(ctx, tx, c)
		if err != nil {
			return err
		}
		if refusal = s.reopen(ctx, tx, a, c, consentDocumentID); refusal != nil {
			return nonFault(refusal)
		}
		if err := s.spend(ctx, tx, c); err != nil {
			return err
		}
		in, err = s.openSession(ctx, tx, a)
		return err
	})
	if err == nil {
		err = refusal
	}
	return in, wrap("confirm a code", err)
}

func opensSession(purpose string) bool {
	return purpose == signIn || purpose == signUp || strings.HasPrefix(purpose, asGuest)
}

// nonFault keeps only errors that are not expected refusals.
func nonFault(err error) error {
	if _, expected := fault.As(err); expected {
		return nil
	}
	return err
}

func (s *Service) accountOf(ctx context.Context, tx *db.Tx, c *db.Challenge) (*db.Account, error) {
	if guestID, isGuest := strings.CutPrefix(c.Purpose, asGuest); isGuest {
		return accountOfGuest(ctx, tx, guestID)
	}
	a, err := tx.Account.Query().Where(account.Phone(c.Phone)).Only(ctx)
	switch {
	case err == nil && a.Role != rules.Patient: // an SMS is no second factor: staff sign in with both
		return nil, fault.New(fault.CodeExpired, "there is no such challenge")
	case err == nil:
		return a, nil
	case !db.IsNotFound(err):
		return nil, err
	case c.Purpose != signUp:
		return nil, fault.New(fault.CodeExpired, "there is no such challenge")
	}
	a, _, err = s.register(ctx, tx, unpack(c.Phone, c.SignUp), agreement{channel: rules.SignUpSMS, challengeID: c.ID})
	return a, err
}

func accountOfGuest(ctx context.Context, tx *db.Tx, id string) (*db.Account, error) {
	g, err := tx.Guest.Get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the guest: %w", err)
	}
	if !g.Status.MayEnter() {
		return nil, fault.New(fault.CodeExpired, "the invitation is over")
	}
	return tx.Account.Get(ctx, g.AccountID)
}

// agreement is how the consent to personal-data processing was given, and who
// wrote it down when it was not the patient.
type agreement struct {
	channel     rules.ConsentChannel
	challengeID string
	by          *db.Account
}

// register makes the account, the patient and the consent.
func (s *Service) register(ctx context.Context, tx *db.Tx, f Form, given agreement) (*db.Account, *db.Patient, error) {
	a, err := tx.Account.Create().SetRole(rules.Patient).SetPhone(f.Phone).
		SetName(strings.TrimSpace(f.GivenName + " " + f.Patronymic)).SetLocale(f.Locale).SetTimeZone(f.TimeZone).Save(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("make the account: %w", err)
	}
	p, err := tx.Patient.Create().SetAccountID(a.ID).SetPhone(f.Phone).
		SetFamilyName(f.FamilyName).SetGivenName(f.GivenName).SetNillablePatronymic(orNil(f.Patronymic)).
		SetBirthDate(f.BirthDate).SetSex(f.Sex).SetNillableEmail(orNil(f.Email)).
		SetSearch(Search(f.FamilyName, f.GivenName, f.Patronymic, f.Phone, f.BirthDate)).Save(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("make the patient: %w", err)
	}
	return a, p, s.agree(ctx, tx, p, f.ConsentDocumentID, f.Locale, given)
}

// agree signs the consent to data processing.
func (s *Service) agree(ctx context.Context, tx *db.Tx, p *db.Patient, documentID string, l rules.Locale, given agreement) error {
	d, err := tx.ConsentDocument.Get(ctx, documentID)
	if err != nil {
		return fmt.Errorf("read the consent text: %w", err)
	}
	signed := tx.Consent.Create().SetPatientID(p.ID).SetDocumentID(d.ID).SetKind(d.Kind).SetLocale(l).
		SetTextSha256(rules.TextHash(d.Title, d.Text, l)).SetChannel(given.channel).
		SetChallengeID(given.challengeID).SetPhone(p.Phone).SetSignedAt(s.Clock.Now())
	if given.by != nil {
		signed.SetRecordedBy(given.by.ID).SetRecordedByName(given.by.Name)
	}
	if err := signed.Exec(ctx); err != nil {
		return fmt.Errorf("sign the consent: %w", err)
	}
	return nil
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// currentConsent refuses a personal-data text that is not the newest.
func (s *Service) currentConsent(ctx context.Context, id string) error {
	newest, err := newestConsent(ctx, s.Store.Client)
	if err != nil {
		return err
	}
	return isNewest(newest, id)
}

func newestConsent(ctx context.Context, c *db.Client) (*db.ConsentDocument, error) {
	newest, err := c.ConsentDocument.Query().Where(consentdocument.KindEQ(rules.PersonalData)).
		Order(consentdocument.ByVersion(desc())).First(ctx)
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "the clinic has not published this text yet")
	}
	if err != nil {
		return nil, fmt.Errorf("read the consent text: %w", err)
	}
	return newest, nil
}

func isNewest(newest *db.ConsentDocument, id string) error {
	if newest.ID != id {
		return fault.New(fault.ConsentOutdated, "the text has a newer version").With("documentID", newest.ID)
	}
	return nil
}

// CheckSignature spends a try on the newest code for a signature, in a
// transaction of its own, and returns the challenge's id.
// Faults: CODE_INVALID (attemptsLeft int), CODE_EXPIRED, TOO_MANY_ATTEMPTS.
func (s *Service) CheckSignature(ctx context.Context, phone string, what Signature, code string) (id string, err error) {
	var refusal error
	err = s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		c, err := tx.Challenge.Query().Where(challenge.Purpose(string(what)), challenge.Phone(phone)).
			Order(challenge.ByCreatedAt(desc()), challenge.ByID(desc())).First(ctx)
		if db.IsNotFound(err) {
			return fault.New(fault.CodeExpired, "no code was asked for")
		}
		if err != nil {
			return err
		}
		id, refusal = c.ID, s.check(ctx, tx, c, code)
		return nonFault(refusal)
	})
	if err == nil {
		err = refusal
	}
	return id, wrap("check a code", err)
}
