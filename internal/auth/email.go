package auth

import (
	"context"
	"fmt"
	"strings"

	"televisit/ent/db"
	"televisit/ent/db/patient"
	"televisit/internal/fault"
	"televisit/internal/viewer"
)

// RequestEmailCode sends a code to the viewing patient's e-mail address, to
// which nothing else goes until it is confirmed.
// Faults: CONFLICT when the address is another one by now, or confirmed,
// TOO_MANY_ATTEMPTS.
func (s *Service) RequestEmailCode(ctx context.Context, email string) (*Challenge, error) {
	p, err := s.Store.Patient.Get(ctx, viewer.From(ctx).PatientID)
	if err != nil {
		return nil, fmt.Errorf("read the patient: %w", err)
	}
	if p.Email == nil || *p.Email != email || p.EmailConfirmedAt != nil {
		return nil, fault.New(fault.Conflict, "that is no address to confirm")
	}
	return s.challenge(ctx, p.Phone, func(_ bool, c *db.ChallengeCreate) { c.SetPurpose(confirmEmail + *p.Email) })
}

// ConfirmEmail trades the code for the right to send messages to the address: it
// must still be the patient's own. Faults: as Confirm.
func (s *Service) ConfirmEmail(ctx context.Context, challengeID, code string) error {
	patientID := viewer.From(ctx).PatientID
	var refusal error
	err := s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		p, err := tx.Patient.Get(ctx, patientID)
		if err != nil {
			return err
		}
		c, err := tx.Challenge.Get(ctx, challengeID)
		if err != nil && !db.IsNotFound(err) {
			return err
		}
		if err != nil || c.Phone != p.Phone || p.Email == nil || c.Purpose != confirmEmail+*p.Email {
			return fault.New(fault.CodeExpired, "there is no such challenge")
		}
		if refusal = s.check(ctx, tx, c, code); refusal != nil {
			return nonFault(refusal) // the spent try is committed
		}
		return tx.Patient.Update().Where(patient.ID(p.ID), patient.Email(*p.Email)).SetEmailConfirmedAt(s.Clock.Now()).Exec(ctx)
	})
	if err == nil {
		err = refusal
	}
	return wrap("confirm an e-mail address", err)
}

// addressOf is the e-mail address that a challenge is sent to; empty for a phone.
func addressOf(c *db.Challenge) string {
	address, is := strings.CutPrefix(c.Purpose, confirmEmail)
	if !is {
		return ""
	}
	return address
}
