package auth

import (
	"context"
	"fmt"
	"strings"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/appointment"
	"televisit/ent/db/patientlink"
	"televisit/ent/db/predicate"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// RegisterPatient sends the person a code to give to the API client that asks. A
// phone with an account gets one, too: who is a patient here is not told.
// Faults: INVALID_INPUT, CONSENT_OUTDATED, TOO_MANY_ATTEMPTS.
func (s *Service) RegisterPatient(ctx context.Context, f Form) (*Challenge, error) {
	f, err := s.complete(ctx, f)
	if err != nil {
		return nil, err
	}
	if err := s.currentConsent(ctx, f.ConsentDocumentID); err != nil {
		return nil, err
	}
	purpose := linkPatient + viewer.From(ctx).ClientID
	return s.challenge(ctx, f.Phone, func(_ bool, c *db.ChallengeCreate) { c.SetPurpose(purpose).SetSignUp(f.pack()) })
}

// LinkPatient lets the API client book for the person who has given it the code,
// and registers the person where there is no account; it returns the patient's id.
// The code opens no session, and that of a sign-in links nobody.
// Faults: CODE_INVALID (attemptsLeft int), CODE_EXPIRED, TOO_MANY_ATTEMPTS.
func (s *Service) LinkPatient(ctx context.Context, challengeID, code string) (patientID string, err error) {
	client := viewer.From(ctx).ClientID
	link := func(ctx context.Context, tx *db.Tx) error {
		patientID, err = s.linkPatient(ctx, tx, client, challengeID, code)
		return nonFault(err) // the spent try is committed
	}
	if failed := s.Store.InTx(system(ctx), link); failed != nil {
		return "", wrap("link a patient", failed)
	}
	return patientID, err
}

func (s *Service) linkPatient(ctx context.Context, tx *db.Tx, client, challengeID, code string) (string, error) {
	c, err := tx.Challenge.Get(ctx, challengeID)
	if db.IsNotFound(err) || err == nil && c.Purpose != linkPatient+client {
		return "", fault.New(fault.CodeExpired, "there is no such challenge")
	}
	if err != nil {
		return "", fmt.Errorf("read the challenge: %w", err)
	}
	if err := s.check(ctx, tx, c, code); err != nil {
		return "", err
	}
	p, err := s.patientFor(ctx, tx, c)
	if err != nil {
		return "", err
	}
	return p.ID, s.link(ctx, tx, client, p, c)
}

// patientFor is the patient with the phone of the challenge, registered if there
// is nobody. Staff are not linked: an SMS is no second factor; nor is who has
// withdrawn the consent: that is given again with the clinic itself.
func (s *Service) patientFor(ctx context.Context, tx *db.Tx, c *db.Challenge) (*db.Patient, error) {
	a, err := tx.Account.Query().Where(account.Phone(c.Phone)).WithPatient().Only(ctx)
	switch {
	case err == nil && a.Edges.Patient != nil && a.Edges.Patient.ConsentWithdrawnAt == nil:
		return a.Edges.Patient, nil
	case err == nil:
		return nil, fault.New(fault.CodeExpired, "there is no such challenge")
	case !db.IsNotFound(err):
		return nil, fmt.Errorf("look for the phone: %w", err)
	}
	_, p, err := s.register(ctx, tx, unpack(c.Phone, c.SignUp), agreement{channel: rules.ClientSMS, challengeID: c.ID})
	return p, err
}

func (s *Service) link(ctx context.Context, tx *db.Tx, client string, p *db.Patient, c *db.Challenge) error {
	known, err := tx.PatientLink.Query().Where(patientlink.APIClientID(client), patientlink.PatientID(p.ID), patientlink.EndedAtIsNil()).Exist(ctx)
	if err != nil || known {
		return wrap("look for the link", err)
	}
	of, err := tx.ApiClient.Get(ctx, client)
	if err != nil {
		return fmt.Errorf("read the API client: %w", err)
	}
	err = tx.PatientLink.Create().SetAPIClientID(client).SetClientName(of.Name).SetPatientID(p.ID).SetChallengeID(c.ID).Exec(ctx)
	return wrap("write the link", err)
}

// EndLink takes a patient's word back: the API client sees nothing of the patient
// any more. What it has booked stays the patient's.
// Faults: NOT_FOUND, CONFLICT when it was ended already.
func (s *Service) EndLink(ctx context.Context, id string) error {
	patient := viewer.From(ctx).PatientID
	return s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		own := patientlink.And(patientlink.ID(id), patientlink.PatientID(patient))
		if n, err := s.endLinks(ctx, tx, own); err != nil || n == 1 {
			return err
		}
		known, err := tx.PatientLink.Query().Where(own).Exist(ctx)
		if err != nil || !known {
			return errOr(err, fault.New(fault.NotFound, "no such link"))
		}
		return fault.New(fault.Conflict, "the link has ended already")
	})
}

// EndLinks ends those of a patient inside a transaction.
func (s *Service) EndLinks(ctx context.Context, tx *db.Tx, patientID string) error {
	_, err := s.endLinks(system(ctx), tx, patientlink.PatientID(patientID))
	return err
}

// endLinks ends live links and says so on the streams of the visits that were
// booked by them: who follows one must not any more.
func (s *Service) endLinks(ctx context.Context, tx *db.Tx, which predicate.PatientLink) (n int, err error) {
	live := patientlink.And(which, patientlink.EndedAtIsNil())
	links, err := tx.PatientLink.Query().Where(live).All(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the links: %w", err)
	}
	if n, err = tx.PatientLink.Update().Where(live).SetEndedAt(s.Clock.Now()).Save(ctx); err != nil {
		return 0, fmt.Errorf("end the links: %w", err)
	}
	for _, l := range links {
		visits, err := tx.Appointment.Query().Where(appointment.APIClientID(l.APIClientID), appointment.PatientID(l.PatientID)).Order(appointment.ByID()).IDs(ctx)
		if err != nil {
			return 0, fmt.Errorf("look for what was booked: %w", err)
		}
		for _, id := range visits {
			if _, err := outbox.Emit(ctx, tx, outbox.Appointment(id), outbox.Event{Kind: "LINK_ENDED", Subject: id}); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// nameOfClient is the API client that a code is for; empty for other codes.
func (s *Service) nameOfClient(ctx context.Context, c *db.Challenge) (string, error) {
	id, isLink := strings.CutPrefix(c.Purpose, linkPatient)
	if !isLink {
		return "", nil
	}
	client, err := s.Store.ApiClient.Get(ctx, id)
	if err != nil {
		return "", fmt.Errorf("read the API client: %w", err)
	}
	return client.Name, nil
}
