package booking

import (
	"context"
	"errors"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/visit"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Terms says what calling a visit off at this moment would give back, for a
// reason; without one (empty) it is the viewer's own.
// Faults: NOT_FOUND, CONFLICT when it cannot be called off.
func (s *Service) Terms(ctx context.Context, id string, reason rules.CancelReason) (t rules.Terms, err error) {
	by := rules.Role(viewer.From(ctx).Side())
	if reason != "" {
		by = reason.Pays(by)
	}
	err = s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := own(ctx, tx, id)
		if err != nil {
			return err
		}
		t, err = s.terms(ctx, tx, a, by)
		return err
	})
	return t, err
}

func (s *Service) terms(ctx context.Context, tx *db.Tx, a *db.Appointment, by rules.Role) (rules.Terms, error) {
	c, _, err := clinic(ctx, tx.Clinic)
	if err != nil {
		return rules.Terms{}, err
	}
	facts, err := cancelFacts(ctx, tx, a, by)
	if err != nil {
		return rules.Terms{}, err
	}
	if facts.Paid, err = s.Money.Paid(ctx, tx, a); err != nil {
		return rules.Terms{}, err
	}
	return rules.Cancel(facts, c.Settings, s.Clock.Now())
}

// cancelFacts are what moving a visit and calling it off depend on, but for the
// money.
func cancelFacts(ctx context.Context, tx *db.Tx, a *db.Appointment, by rules.Role) (rules.CancelFacts, error) {
	came, err := tx.Visit.Query().Where(visit.AppointmentID(a.ID), visit.PractitionerCameAtNotNil()).Exist(system(ctx))
	if err != nil {
		return rules.CancelFacts{}, fmt.Errorf("look whether the practitioner came: %w", err)
	}
	return rules.CancelFacts{By: by, Status: a.Status, StartsAt: a.StartsAt, EndsAt: a.EndsAt, Delay: a.Delay, Came: came}, nil
}

// Cancel calls a visit off and returns what goes back.
// Faults: NOT_FOUND, CONFLICT, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED.
func (s *Service) Cancel(ctx context.Context, key, id string, reason rules.CancelReason) (refund rules.Money, err error) {
	by := rules.Role(viewer.From(ctx).Side())
	if !reason.ReasonOf(by) {
		return refund, fault.New(fault.InvalidInput, "%s is no reason for %s", reason, by).With("fields", []string{"reason"})
	}
	ids, err := outbox.Once(ctx, s.Store, key, []string{id, string(reason)}, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		back, err := s.cancel(ctx, tx, id, by, reason)
		return remember(back), err
	})
	if err != nil {
		return refund, err
	}
	return recall(ids), nil
}

// CallOffRefunded implements pay.Confirmer.
func (s *Service) CallOffRefunded(ctx context.Context, tx *db.Tx, id string) error {
	_, err := s.cancel(ctx, tx, id, rules.Registrar, rules.ClinicReason)
	return err
}

// Withdraw calls off what a patient has held or booked who has withdrawn the
// consent to data processing, with the refund of a cancellation by the patient.
// A visit that can be called off no longer ends as it would have.
func (s *Service) Withdraw(ctx context.Context, patientID string) error {
	sys := system(ctx)
	ids, err := s.Store.Appointment.Query().Where(appointment.PatientID(patientID),
		appointment.StatusIn(rules.Held, rules.AwaitingPayment, rules.Booked)).IDs(sys)
	if err != nil {
		return fmt.Errorf("look for visits: %w", err)
	}
	for _, id := range ids {
		err := s.Store.InTx(sys, func(ctx context.Context, tx *db.Tx) error { return s.withdraw(ctx, tx, id) })
		if err != nil && !errors.Is(err, fault.Conflict) {
			return fmt.Errorf("call off %s: %w", id, err)
		}
	}
	return nil
}

func (s *Service) withdraw(ctx context.Context, tx *db.Tx, id string) error {
	a, err := own(ctx, tx, id)
	if err != nil {
		return err
	}
	if a.Status == rules.Held {
		return s.expire(ctx, tx, a)
	}
	_, err = s.cancel(ctx, tx, id, rules.Patient, rules.ConsentWithdrawn)
	return err
}

// WithdrawalTerms says what Withdraw would call off at this moment, and what
// would go back of each visit that is booked.
func (s *Service) WithdrawalTerms(ctx context.Context, patientID string) (ids []string, refunds []rules.Money, err error) {
	err = s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		booked, err := tx.Appointment.Query().Where(appointment.PatientID(patientID), appointment.StatusIn(rules.AwaitingPayment, rules.Booked)).
			Order(appointment.ByStartsAt()).All(ctx)
		if err != nil {
			return fmt.Errorf("look for visits: %w", err)
		}
		for _, a := range booked {
			t, err := s.terms(ctx, tx, a, rules.Patient)
			switch {
			case errors.Is(err, fault.Conflict): // it has begun
				continue
			case err != nil:
				return err
			}
			ids, refunds = append(ids, a.ID), append(refunds, t.Refund)
		}
		return nil
	})
	return ids, refunds, err
}

func (s *Service) cancel(ctx context.Context, tx *db.Tx, id string, by rules.Role, reason rules.CancelReason) (rules.Money, error) {
	a, err := own(ctx, tx, id)
	if err != nil {
		return rules.Money{}, err
	}
	t, err := s.terms(ctx, tx, a, reason.Pays(by))
	if err != nil {
		return rules.Money{}, err
	}
	if err := s.Money.CallOff(ctx, tx, a, t.Refund, string(reason)); err != nil {
		return rules.Money{}, err
	}
	now := s.Clock.Now()
	err = transition(ctx, tx, a, rules.Cancelled, func(u *db.AppointmentUpdate) {
		u.SetCancelReason(reason).SetCancelledBy(by).SetCancelledAt(now).AddSequence(1).ClearHoldExpiresAt()
	})
	if err != nil {
		return rules.Money{}, err
	}
	_, err = tx.Visit.Update().Where(visit.AppointmentID(a.ID)).SetStatus(rules.VisitEnded).SetStatusSince(now).AddVersion(1).Save(system(ctx))
	if err != nil {
		return rules.Money{}, err
	}
	if err := outbox.Enqueue(ctx, tx, outbox.LookAtDay, a.ID, now); err != nil {
		return rules.Money{}, err
	}
	return t.Refund, s.releaseClaim(ctx, tx, a)
}
