package booking

import (
	"context"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/consent"
	"televisit/ent/db/patient"
	"televisit/ent/db/payment"
	"televisit/ent/db/predicate"
	"televisit/ent/db/slotclaim"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// HoldRequest asks for a time.
type HoldRequest struct {
	PractitionerID, ServiceID, PatientID string
	StartsAt                             time.Time
	// Replaces is a hold of the patient that goes once the time is taken; may be empty.
	Replaces string
}

func (r HoldRequest) interval(length time.Duration) rules.Interval {
	return rules.Interval{Start: r.StartsAt.UTC(), End: r.StartsAt.UTC().Add(length)}
}

// Hold takes a free time for a patient whom the viewer may see, and returns the
// appointment's id. Patients hold for themselves, the desk for a caller.
// Faults: NOT_FOUND, SLOT_TAKEN (alternatives []rules.Interval), PATIENT_BUSY,
// HOLD_LIMIT, OUTSIDE_SCHEDULE, CONSENT_REQUIRED, IDEMPOTENCY_KEY_REUSED;
// CONFLICT when what is to be replaced is no hold any more.
func (s *Service) Hold(ctx context.Context, key string, r HoldRequest) (string, error) {
	var want rules.Interval
	ids, err := outbox.Once(ctx, s.Store, key, r, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		service, err := offered(ctx, tx.Client(), r.PractitionerID, r.ServiceID)
		if err != nil {
			return nil, err
		}
		want = r.interval(lengthOf(service))
		id, err := s.hold(ctx, tx, r, service, want)
		return []string{id}, err
	})
	if ent.IsConflict(err) {
		err = s.taken(ctx, s.Store.Client, r.PractitionerID, want)
	}
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

func (s *Service) hold(ctx context.Context, tx *db.Tx, r HoldRequest, service *db.HealthcareService, want rules.Interval) (string, error) {
	now := s.Clock.Now()
	if err := s.mayBook(ctx, tx, r); err != nil {
		return "", err
	}
	if err := s.releaseDead(ctx, tx, r, want, now); err != nil {
		return "", err
	}
	if id, err := sameHold(ctx, tx, r); err != nil || id != "" {
		return id, err
	}
	if err := s.replace(ctx, tx, r); err != nil {
		return "", err
	}
	if err := s.mayHold(ctx, tx, r, want, now); err != nil {
		return "", err
	}
	return s.insertHold(ctx, tx, r, service, want, now)
}

// replace lets go of what the new hold stands for. When the new time is not to
// be had, the transaction ends and the old hold stays.
func (s *Service) replace(ctx context.Context, tx *db.Tx, r HoldRequest) error {
	if r.Replaces == "" {
		return nil
	}
	a, err := own(ctx, tx, r.Replaces)
	switch {
	case err != nil:
		return err
	case a.PatientID != r.PatientID:
		return notFound()
	case a.Status == rules.Expired:
		return nil
	case a.Status != rules.Held:
		return changed()
	}
	return s.expire(ctx, tx, a)
}

// mayBook says whether the viewer may take times for the patient, and locks.
func (s *Service) mayBook(ctx context.Context, tx *db.Tx, r HoldRequest) error {
	if err := s.lock(ctx, tx, r); err != nil { // before the consent is looked for: it may be withdrawn meanwhile
		return err
	}
	p, err := tx.Patient.Query().Where(patient.ID(r.PatientID)).Only(ctx)
	if db.IsNotFound(err) {
		return fault.New(fault.NotFound, "no such patient")
	}
	if err != nil {
		return fmt.Errorf("read the patient: %w", err)
	}
	agreed, err := tx.Consent.Query().Where(consent.PatientID(r.PatientID), consent.Kind(rules.PersonalData)).Exist(system(ctx))
	if err != nil || !agreed || p.ConsentWithdrawnAt != nil {
		return errOr(err, fault.New(fault.ConsentRequired, "there is no consent to personal-data processing"))
	}
	return nil
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

// sameHold finds the time if the patient holds exactly it already, by the same
// way: what a person holds is no API client's, and the other way round.
func sameHold(ctx context.Context, tx *db.Tx, r HoldRequest) (string, error) {
	id, err := tx.Appointment.Query().Where(
		appointment.PatientID(r.PatientID), appointment.PractitionerID(r.PractitionerID), appointment.ServiceID(r.ServiceID),
		appointment.StartsAt(r.StartsAt.UTC()), appointment.StatusEQ(rules.Held), madeBy(ctx)).FirstID(system(ctx))
	if db.IsNotFound(err) {
		return "", nil
	}
	return id, err
}

// madeBy are the appointments of the API client that asks, or of people.
func madeBy(ctx context.Context) predicate.Appointment {
	if v := viewer.From(ctx); v.IsAPIClient() {
		return appointment.APIClientID(v.ClientID)
	}
	return appointment.APIClientIDIsNil()
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
		return s.taken(ctx, tx.Client(), r.PractitionerID, want)
	}
	busy, err := tx.SlotClaim.Query().Where(slotclaim.PatientID(r.PatientID), overlapping(want), alive(now)).Exist(sys)
	if err != nil || busy {
		return errOr(err, fault.New(fault.PatientBusy, "the patient has another visit at that time"))
	}
	return s.isOffered(ctx, tx, r.PractitionerID, want, now)
}

// isOffered says whether free times have the time, and if not, whether visits
// near it are the reason or the schedule.
func (s *Service) isOffered(ctx context.Context, tx *db.Tx, practitionerID string, want rules.Interval, now time.Time) error {
	begins := rules.Interval{Start: want.Start, End: want.Start.Add(1)}
	sheets, err := readSheets(ctx, tx.Client(), []string{practitionerID}, begins, now)
	if err != nil {
		return err
	}
	q := sheets[practitionerID].query(begins, want.End.Sub(want.Start), now)
	if len(rules.FreeSlots(q)) > 0 {
		return nil
	}
	q.Busy = nil
	if len(rules.FreeSlots(q)) > 0 {
		return s.taken(ctx, tx.Client(), practitionerID, want)
	}
	return outside()
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
func (s *Service) taken(ctx context.Context, c *db.Client, practitionerID string, want rules.Interval) error {
	around := rules.Interval{Start: want.Start.Add(-24 * time.Hour), End: want.Start.Add(7 * 24 * time.Hour)}
	now := s.Clock.Now()
	sheets, err := readSheets(ctx, c, []string{practitionerID}, around, now)
	if err != nil {
		return err
	}
	free := rules.FreeSlots(sheets[practitionerID].query(around, want.End.Sub(want.Start), now))
	return fault.New(fault.SlotTaken, "the time has just been taken").
		With("alternatives", rules.Nearest(free, want.Start, 3))
}
