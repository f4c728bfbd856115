package auth

import (
	"context"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/challenge"
	"televisit/ent/db/consentwithdrawal"
	"televisit/ent/db/patient"
	"televisit/ent/db/pushsubscription"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// withdrawn is the refusal of somebody who has withdrawn the consent to data
// processing.
func withdrawn(p *db.Patient) *fault.Error {
	return fault.New(fault.ConsentWithdrawn, "the consent to the processing of personal data is withdrawn").
		With("withdrawnAt", *p.ConsentWithdrawnAt)
}

// reopen lets somebody in who has withdrawn the consent and gives it again with
// a code; it does nothing for anybody else.
func (s *Service) reopen(ctx context.Context, tx *db.Tx, a *db.Account, c *db.Challenge, documentID string) error {
	if a.Role != rules.Patient {
		return nil
	}
	p, err := tx.Patient.Query().Where(patient.AccountID(a.ID)).Only(ctx)
	if err != nil {
		return fmt.Errorf("read the patient: %w", err)
	}
	if p.ConsentWithdrawnAt == nil {
		return nil
	}
	text, err := newestConsent(ctx, tx.Client())
	switch {
	case err != nil:
		return err
	case documentID == "":
		return withdrawn(p).With("documentID", text.ID)
	}
	if err := isNewest(text, documentID); err != nil {
		return err
	}
	return s.agreeAgain(ctx, tx, p, documentID, a.Locale, agreement{channel: rules.SMS, challengeID: c.ID})
}

// agreeAgain ends a withdrawal by a new consent.
func (s *Service) agreeAgain(ctx context.Context, tx *db.Tx, p *db.Patient, documentID string, l rules.Locale, given agreement) error {
	n, err := tx.Patient.Update().Where(patient.ID(p.ID), patient.ConsentWithdrawnAtNotNil()).ClearConsentWithdrawnAt().Save(ctx)
	if err != nil {
		return fmt.Errorf("open the account: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "the consent is not withdrawn")
	}
	if err := s.endWithdrawal(ctx, tx, p.ID); err != nil {
		return fmt.Errorf("end the withdrawal: %w", err)
	}
	return s.agree(ctx, tx, p, documentID, l, given)
}

// endWithdrawal ends the open withdrawal of a patient, if none was finished before.
func (s *Service) endWithdrawal(ctx context.Context, tx *db.Tx, patientID string) error {
	open, err := tx.ConsentWithdrawal.Query().Where(consentwithdrawal.PatientID(patientID), consentwithdrawal.FinishedAtIsNil()).IDs(ctx)
	if err != nil || len(open) == 0 {
		return err
	}
	n, err := tx.ConsentWithdrawal.Update().Where(consentwithdrawal.ID(open[0]), consentwithdrawal.FinishedAtIsNil()).
		SetFinishedAt(s.Clock.Now()).SetOutcome(rules.GivenAgain).Save(ctx)
	if err != nil || n == 0 {
		return err
	}
	_, err = outbox.Emit(ctx, tx, outbox.Withdrawals, outbox.Event{Kind: outbox.WithdrawalEnded, Subject: open[0]})
	return err
}

// RestoreConsent writes down at the desk that somebody who has withdrawn the
// consent to data processing gives it again.
// Faults: NOT_FOUND, CONFLICT when it is not withdrawn, CONSENT_OUTDATED,
// INVALID_INPUT, IDEMPOTENCY_KEY_REUSED.
func (s *Service) RestoreConsent(ctx context.Context, key, patientID, documentID string, channel rules.ConsentChannel) error {
	if channel != rules.Spoken && channel != rules.Paper {
		return invalid("consentChannel", "is not one of the desk's")
	}
	if err := s.currentConsent(ctx, documentID); err != nil {
		return err
	}
	desk, request := viewer.From(ctx).AccountID, []string{patientID, documentID, string(channel)}
	_, err := outbox.Once(ctx, s.Store, key, request, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		p, err := tx.Patient.Query().Where(patient.ID(patientID)).WithAccount().Only(ctx)
		if db.IsNotFound(err) {
			return nil, fault.New(fault.NotFound, "no such patient")
		}
		if err != nil {
			return nil, fmt.Errorf("read the patient: %w", err)
		}
		sys := system(ctx)
		by, err := tx.Account.Get(sys, desk)
		if err != nil {
			return nil, fmt.Errorf("read the registrar: %w", err)
		}
		l := rules.RU
		if a := p.Edges.Account; a != nil {
			l = a.Locale
		}
		return []string{patientID}, s.agreeAgain(sys, tx, p, documentID, l, agreement{channel: channel, by: by})
	})
	return wrap("restore a consent", err)
}

// Forget erases of somebody what nothing needs after a withdrawal: contacts and
// settings, and who it is when no record stands under the name. The phone of
// somebody who stays known is kept: it is how the person is recognised.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, w *db.ConsentWithdrawal, how rules.WithdrawalOutcome) error {
	sys := system(ctx)
	p, err := tx.Patient.Get(sys, w.PatientID)
	if err != nil {
		return fmt.Errorf("read the patient: %w", err)
	}
	person := tx.Patient.UpdateOne(p).ClearEmail().ClearEmailConfirmedAt().AddCalendarVersion(1)
	entry := tx.Account.UpdateOneID(w.AccountID).ClearNoticesOff()
	if how == rules.AllErased {
		const nobody = "—"
		person.SetFamilyName(nobody).SetGivenName(nobody).ClearPatronymic().SetBirthDate("1900-01-01").SetPhone("").SetSearch("").
			SetConfirmPaper("")
		entry.ClearPhone().SetName(nobody)
	}
	if err := person.Exec(sys); err != nil {
		return fmt.Errorf("forget the person: %w", err)
	}
	if err := entry.Where(account.RoleEQ(rules.Patient)).Exec(sys); err != nil {
		return fmt.Errorf("forget the settings: %w", err)
	}
	if _, err := tx.PushSubscription.Delete().Where(pushsubscription.AccountID(w.AccountID)).Exec(sys); err != nil {
		return fmt.Errorf("forget the browsers: %w", err)
	}
	if err := tx.Challenge.Update().Where(challenge.Phone(p.Phone)).ClearSignUp().Exec(sys); err != nil {
		return fmt.Errorf("forget the form: %w", err)
	}
	return nil
}
