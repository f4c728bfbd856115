package booking

import (
	"context"
	"errors"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/slotclaim"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// insertHold writes — → HELD.
func (s *Service) insertHold(ctx context.Context, tx *db.Tx, r HoldRequest, service *db.HealthcareService, want rules.Interval, now time.Time) (string, error) {
	c, _, err := clinic(ctx, tx.Clinic)
	if err != nil {
		return "", err
	}
	sys, until := system(ctx), now.Add(c.Settings.Hold)
	a, err := tx.Appointment.Create().SetNillableAPIClientID(clientOf(ctx)).
		SetPatientID(r.PatientID).SetPractitionerID(r.PractitionerID).SetServiceID(r.ServiceID).
		SetStatus(rules.Held).SetStartsAt(want.Start).SetEndsAt(want.End).SetTimeZone(c.TimeZone).SetHoldExpiresAt(until).
		SetFunding(service.Funding).SetPaymentPolicy(service.PaymentPolicy).
		SetPriceMinor(service.PriceMinor).SetCurrency(service.Currency).Save(sys)
	if err != nil {
		return "", fmt.Errorf("insert the appointment: %w", err)
	}
	err = tx.SlotClaim.Create().SetPractitionerID(r.PractitionerID).SetPatientID(r.PatientID).SetAppointmentID(a.ID).
		SetState(rules.ClaimHeld).SetStartsAt(want.Start).SetEndsAt(want.End).SetExpiresAt(until).Exec(sys)
	if err != nil {
		return "", fmt.Errorf("insert the claim: %w", err)
	}
	if err := outbox.Enqueue(ctx, tx, outbox.ExpireHold, a.ID, until); err != nil {
		return "", err
	}
	if err := outbox.Note(ctx, tx, a, string(rules.Held)); err != nil {
		return "", err
	}
	return a.ID, announce(ctx, tx, a, outbox.Taken) // after Note, as in expire: one order of locks
}

// clientOf is the API client that asks; nil for people.
func clientOf(ctx context.Context) *string {
	v := viewer.From(ctx)
	if !v.IsAPIClient() {
		return nil
	}
	return &v.ClientID
}

// transition is the guarded update of one appointment, and its event.
func transition(ctx context.Context, tx *db.Tx, a *db.Appointment, to rules.AppointmentStatus, set func(*db.AppointmentUpdate)) error {
	return transitionOn(ctx, tx, a, to, nil, set)
}

// transitionOn is a transition that names the facts it rests on.
func transitionOn(ctx context.Context, tx *db.Tx, a *db.Appointment, to rules.AppointmentStatus, facts outbox.Facts, set func(*db.AppointmentUpdate)) error {
	if err := guarded(ctx, tx, a, to, set); err != nil {
		return err
	}
	return outbox.NoteFacts(ctx, tx, a, string(to), facts)
}

// guarded changes an appointment that still is as it was read.
func guarded(ctx context.Context, tx *db.Tx, a *db.Appointment, to rules.AppointmentStatus, set func(*db.AppointmentUpdate)) error {
	update := tx.Appointment.Update().
		Where(appointment.ID(a.ID), appointment.StatusEQ(a.Status), appointment.Version(a.Version)).
		SetStatus(to).AddVersion(1)
	if set != nil {
		set(update)
	}
	n, err := update.Save(system(ctx))
	if err != nil {
		return fmt.Errorf("appointment to %s: %w", to, err)
	}
	if n == 0 {
		return changed()
	}
	return nil
}

// own reads an appointment that the viewer may see, or NOT_FOUND.
func own(ctx context.Context, tx *db.Tx, id string) (*db.Appointment, error) {
	a, err := tx.Appointment.Query().Where(appointment.ID(id)).Only(ctx)
	if db.IsNotFound(err) {
		return nil, notFound()
	}
	return a, err
}

// Extend holds a time for as long again, from now on; once.
// Faults: NOT_FOUND, HOLD_EXPIRED, HOLD_EXTENDED, CONFLICT.
func (s *Service) Extend(ctx context.Context, id string) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := own(ctx, tx, id)
		if err != nil {
			return err
		}
		now := s.Clock.Now()
		switch {
		case a.Status == rules.Expired || a.Status == rules.Held && !a.HoldExpiresAt.After(now):
			return fault.New(fault.HoldExpired, "the hold has run out")
		case a.Status != rules.Held:
			return changed()
		case a.HoldExtendedAt != nil:
			return fault.New(fault.HoldExtended, "the hold was extended already")
		}
		return s.extend(ctx, tx, a, now)
	})
}

func (s *Service) extend(ctx context.Context, tx *db.Tx, a *db.Appointment, now time.Time) error {
	c, _, err := clinic(ctx, tx.Clinic)
	if err != nil {
		return err
	}
	until := now.Add(c.Settings.Hold)
	err = guarded(ctx, tx, a, rules.Held, func(u *db.AppointmentUpdate) { u.SetHoldExpiresAt(until).SetHoldExtendedAt(now) })
	if err != nil {
		return err
	}
	if err := setClaim(ctx, tx, a.ID, rules.ClaimHeld, &until); err != nil {
		return err
	}
	if err := outbox.Enqueue(ctx, tx, outbox.ExpireHold, a.ID, until); err != nil {
		return err
	}
	return outbox.Note(ctx, tx, a, "EXTENDED")
}

// Release lets a held time go.
func (s *Service) Release(ctx context.Context, id string) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := own(ctx, tx, id)
		if err != nil {
			return err
		}
		if a.Status == rules.Expired {
			return fault.New(fault.HoldExpired, "the hold has run out")
		}
		if a.Status != rules.Held {
			return changed()
		}
		return s.expire(ctx, tx, a)
	})
}

// Expire lets a held or unpaid time go once its time is up; it does nothing
// when the appointment has moved on. Timers call it.
func (s *Service) Expire(ctx context.Context, id string) error {
	return s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		return s.expireDue(ctx, tx, id)
	})
}

func (s *Service) expireDue(ctx context.Context, tx *db.Tx, id string) error {
	a, err := own(ctx, tx, id)
	if err != nil {
		return err
	}
	waits := a.Status == rules.Held || a.Status == rules.AwaitingPayment
	if !waits || a.HoldExpiresAt == nil || a.HoldExpiresAt.After(s.Clock.Now()) {
		return nil
	}
	return s.expire(ctx, tx, a)
}

// releaseDead clears what has run out but was not swept yet. Money or a timer
// may be faster: then the appointment stays as they have left it.
func (s *Service) releaseDead(ctx context.Context, tx *db.Tx, r HoldRequest, in rules.Interval, now time.Time) error {
	sys := system(ctx)
	dead, err := tx.SlotClaim.Query().Where(
		slotclaim.Or(slotclaim.PractitionerID(r.PractitionerID), slotclaim.PatientID(r.PatientID)), overlapping(in),
		slotclaim.Live(true), slotclaim.ExpiresAtLTE(now)).All(sys)
	if err != nil {
		return fmt.Errorf("look for dead claims: %w", err)
	}
	for _, claim := range dead {
		err := s.expireDue(sys, tx, *claim.AppointmentID)
		if err != nil && !errors.Is(err, fault.Conflict) {
			return err
		}
	}
	return nil
}

func (s *Service) expire(ctx context.Context, tx *db.Tx, a *db.Appointment) error {
	if err := transition(ctx, tx, a, rules.Expired, func(u *db.AppointmentUpdate) { u.ClearHoldExpiresAt() }); err != nil {
		return err
	}
	return s.releaseClaim(ctx, tx, a)
}
