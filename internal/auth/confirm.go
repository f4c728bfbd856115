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
// the patient and the signed consent in the same transaction.
// Faults: CODE_INVALID (attemptsLeft int), CODE_EXPIRED, TOO_MANY_ATTEMPTS.
func (s *Service) Confirm(ctx context.Context, challengeID, code string) (*SignedIn, error) {
	var in *SignedIn
	var refusal error
	err := s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		c, err := tx.Challenge.Get(ctx, challengeID)
		if db.IsNotFound(err) || err == nil && c.Purpose != signIn && c.Purpose != signUp {
			return fault.New(fault.CodeExpired, "there is no such challenge")
		}
		if err != nil {
			return err
		}
		refusal = s.check(ctx, tx, c, code)
		if refusal != nil {
			return nonFault(refusal) // the spent try is committed
		}
		a, err := s.accountOf(ctx, tx, c)
		if err != nil {
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

// nonFault keeps only errors that are not expected refusals.
func nonFault(err error) error {
	if _, expected := fault.As(err); expected {
		return nil
	}
	return err
}

func (s *Service) accountOf(ctx context.Context, tx *db.Tx, c *db.Challenge) (*db.Account, error) {
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
	d, err := tx.ConsentDocument.Get(ctx, f.ConsentDocumentID)
	if err != nil {
		return nil, nil, fmt.Errorf("read the consent text: %w", err)
	}
	signed := tx.Consent.Create().SetPatientID(p.ID).SetDocumentID(d.ID).SetKind(d.Kind).SetLocale(f.Locale).
		SetTextSha256(rules.TextHash(d.Title, d.Text, f.Locale)).SetChannel(given.channel).
		SetChallengeID(given.challengeID).SetPhone(f.Phone).SetSignedAt(s.Clock.Now())
	if given.by != nil {
		signed.SetRecordedBy(given.by.ID).SetRecordedByName(given.by.Name)
	}
	if err := signed.Exec(ctx); err != nil {
		return nil, nil, fmt.Errorf("sign the consent: %w", err)
	}
	return a, p, nil
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// currentConsent refuses a personal-data text that is not the newest.
func (s *Service) currentConsent(ctx context.Context, id string) error {
	newest, err := s.Store.ConsentDocument.Query().Where(consentdocument.KindEQ(rules.PersonalData)).
		Order(consentdocument.ByVersion(desc())).First(ctx)
	if err != nil {
		return fmt.Errorf("read the consent text: %w", err)
	}
	if newest.ID != id {
		return fault.New(fault.ConsentOutdated, "the text has a newer version").With("documentID", newest.ID)
	}
	return nil
}

// CheckConsentCode spends a try on the newest code for signing an appointment's
// consent, in a transaction of its own, and returns the challenge's id and phone.
// Faults as Confirm.
func (s *Service) CheckConsentCode(ctx context.Context, phone, appointmentID, code string) (id string, err error) {
	var refusal error
	err = s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		c, err := tx.Challenge.Query().Where(challenge.Purpose(signConsent+appointmentID), challenge.Phone(phone)).
			Order(challenge.ByCreatedAt(desc())).First(ctx)
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
