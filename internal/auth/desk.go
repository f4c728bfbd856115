package auth

import (
	"context"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// AddPatient registers somebody who calls the desk or stands before it, with the
// consent that was given there, and returns the patient's id. The zone is the
// clinic's until the person says otherwise.
// Faults: INVALID_INPUT, CONSENT_OUTDATED, PATIENT_EXISTS (patientID string),
// IDEMPOTENCY_KEY_REUSED.
func (s *Service) AddPatient(ctx context.Context, key string, f Form, channel rules.ConsentChannel) (string, error) {
	if channel != rules.Spoken && channel != rules.Paper {
		return "", invalid("consentChannel", "is not one of the desk's")
	}
	f.TimeZone = ""
	f, err := s.complete(ctx, f)
	if err != nil {
		return "", err
	}
	if err := s.currentConsent(ctx, f.ConsentDocumentID); err != nil {
		return "", err
	}
	request := struct {
		Form
		Channel rules.ConsentChannel
	}{f, channel}
	desk := viewer.From(ctx).AccountID
	ids, err := outbox.Once(ctx, s.Store, key, request, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		id, err := s.addPatient(system(ctx), tx, f, channel, desk)
		return []string{id}, err
	})
	if err != nil {
		return "", wrap("add a patient", err)
	}
	return ids[0], nil
}

func (s *Service) addPatient(ctx context.Context, tx *db.Tx, f Form, channel rules.ConsentChannel, desk string) (string, error) {
	known, err := tx.Account.Query().Where(account.Phone(f.Phone)).WithPatient().Only(ctx)
	switch {
	case err == nil && known.Edges.Patient != nil:
		return "", fault.New(fault.PatientExists, "somebody is registered with this phone").With("patientID", known.Edges.Patient.ID)
	case err == nil:
		return "", invalid("phone", "is not a patient's")
	case !db.IsNotFound(err):
		return "", fmt.Errorf("look for the phone: %w", err)
	}
	by, err := tx.Account.Get(ctx, desk)
	if err != nil {
		return "", fmt.Errorf("read the registrar: %w", err)
	}
	_, p, err := s.register(ctx, tx, f, agreement{channel: channel, by: by})
	if err != nil {
		return "", err
	}
	return p.ID, nil
}
