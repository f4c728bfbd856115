package booking

import (
	"context"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/consent"
	"televisit/ent/db/healthcareservice"
	"televisit/ent/db/patient"
	"televisit/ent/db/payment"
	"televisit/ent/db/slotclaim"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// HoldRequest asks for a time.
type HoldRequest struct {
	PractitionerID, ServiceID, PatientID string
	StartsAt                             time.Time
}

// Hold takes a free time for the viewer's patient and returns the appointment's id.
// Faults: NOT_FOUND, SLOT_TAKEN (alternatives []rules.Interval), PATIENT_BUSY,
// HOLD_LIMIT, OUTSIDE_SCHEDULE, CONSENT_REQUIRED, IDEMPOTENCY_KEY_REUSED.
func (s *Service) Hold(ctx context.Context, key string, r HoldRequest) (string, error) {
	ids, err := outbox.Once(ctx, s.Store, key, r, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		id, err := s.hold(ctx, tx, r)
		return []string{id}, err
	})
	if ent.IsConflict(err) {
		err = s.taken(ctx, s.Store.Client, r)
	}
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

func (s *Service) hold(ctx context.Context, tx *db.Tx, r HoldRequest) (string, error) {
	now := s.Clock.Now()
	if err := s.mayBook(ctx, tx, r); err != nil {
		return "", err
	}
	service, err := tx.HealthcareService.Query().Where(healthcareservice.ID(r.ServiceID)).Only(ctx)
	if db.IsNotFound(err) {
		return "", fault.New(fault.NotFound, "no such service")
	}
	if err != nil {
		return "", fmt.Errorf("read the service: %w", err)
	}
	want := rules.Interval{Start: r.StartsAt.UTC(), End: r.StartsAt.UTC().Add(time.Duration(service.DurationMinutes) * time.Minute)}
	if err := s.releaseDead(ctx, tx, r, want, now); err != nil {
		return "", err
	}
	if id, err := sameHold(ctx, tx, r); err != nil || id != "" {
		return id, err
	}
	if err := s.mayHold(ctx, tx, r, want, now); err != nil {
		return "", err
	}
	return s.insertHold(ctx, tx, r, service, want, now)
}

// mayBook says whether the viewer may take times for the patient, and locks.
func (s *Service) mayBook(ctx context.Context, tx *db.Tx, r HoldRequest) error {
	mine, err := tx.Patient.Query().Where(patient.ID(r.PatientID)).Exist(ctx)
	if err != nil || !mine {
		return errOr(err, fault.New(fault.NotFound, "no such patient"))
	}
	agreed, err := tx.Consent.Query().Where(consent.PatientID(r.PatientID), consent.Kind(rules.PersonalData)).Exist(ctx)
	if err != nil || !agreed {
		return errOr(err, fault.New(fault.ConsentRequired, "there is no consent to personal-data processing"))
	}
	return s.lock(ctx, tx, r)
}

// lock takes the patient before the practitioner, always in this order.
func (s *Service) lock(ctx context.Context, tx *db.Tx, r HoldRequest) error {
	if err := s.Store.LockPatient(ctx, tx, r.PatientID); err != nil {
		return err
	}
	return s.Store.LockPractitioner(ctx, tx, r.PractitionerID)
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// sameHold finds the time if the patient holds exactly it already.
func sameHold(ctx context.Context, tx *db.Tx, r HoldRequest) (string, error) {
	id, err := tx.Appointment.Query().Where(
		appointment.PatientID(r.PatientID), appointment.PractitionerID(r.PractitionerID), appointment.ServiceID(r.ServiceID),
		appointment.StartsAt(r.StartsAt.UTC()), appointment.StatusEQ(rules.Held)).FirstID(system(ctx))
	if db.IsNotFound(err) {
		return "", nil
	}
	return id, err
}

func (s *Service) mayHold(ctx context.Context, tx *db.Tx, r HoldRequest, want rules.Interval, now time.Time) error {
	if err := s.isFree(ctx, tx, r, want, now); err != nil {
		return err
	}
	return s.withinLimit(ctx, tx, r.PatientID, now)
}

// isFree says whether practitioner and patient both have the time.
func (s *Service) isFree(ctx context.Context, tx *db.Tx, r HoldRequest, want rules.Interval, now time.Time) error {
	sys := system(ctx)
	takenByOthers, err := tx.SlotClaim.Query().Where(slotclaim.PractitionerID(r.PractitionerID), overlapping(want), alive(now)).Exist(sys)
	if err != nil {
		return fmt.Errorf("look for claims: %w", err)
	}
	if takenByOthers {
		return s.taken(ctx, tx.Client(), r)
	}
	busy, err := tx.SlotClaim.Query().Where(slotclaim.PatientID(r.PatientID), overlapping(want), alive(now)).Exist(sys)
	if err != nil || busy {
		return errOr(err, fault.New(fault.PatientBusy, "the patient has another visit at that time"))
	}
	q, err := slotQuery(ctx, tx.Client(), r.PractitionerID, r.ServiceID, rules.Interval{Start: want.Start, End: want.Start.Add(1)}, now)
	if err != nil {
		return err
	}
	if len(rules.FreeSlots(q)) == 0 {
		return outside()
	}
	return nil
}

func (s *Service) withinLimit(ctx context.Context, tx *db.Tx, patientID string, now time.Time) error {
	c, _, err := clinic(ctx, tx.Clinic)
	if err != nil {
		return err
	}
	holds, err := tx.SlotClaim.Query().Where(slotclaim.PatientID(patientID), slotclaim.State(rules.ClaimHeld), alive(now)).Count(system(ctx))
	if err != nil || holds >= c.Settings.MaxHolds {
		return errOr(err, fault.New(fault.HoldLimit, "at most %d times can be held at once", c.Settings.MaxHolds))
	}
	unpaid, err := tx.Payment.Query().Where(payment.PatientID(patientID), payment.StatusIn(rules.Unpaid()...),
		payment.HasAppointmentWith(appointment.StatusEQ(rules.Booked), appointment.EndsAtGT(now))).Count(system(ctx))
	if err != nil || unpaid >= c.Settings.MaxUnpaid {
		return errOr(err, fault.New(fault.HoldLimit, "pay one of %d visits first", unpaid))
	}
	return nil
}

// taken is the refusal that brings the three nearest free times.
func (s *Service) taken(ctx context.Context, c *db.Client, r HoldRequest) error {
	around := rules.Interval{Start: r.StartsAt.Add(-24 * time.Hour), End: r.StartsAt.Add(7 * 24 * time.Hour)}
	q, err := slotQuery(ctx, c, r.PractitionerID, r.ServiceID, around, s.Clock.Now())
	if err != nil {
		return err
	}
	return fault.New(fault.SlotTaken, "the time has just been taken").
		With("alternatives", rules.Nearest(rules.FreeSlots(q), r.StartsAt, 3))
}
