package booking

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/guest"
	"televisit/ent/db/slotclaim"
	"televisit/ent/db/visit"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Reschedule moves a booked visit to a free time of the same practitioner; its
// own claim does not count. Id and payment stay, SEQUENCE grows.
// Faults: NOT_FOUND, CONFLICT, TOO_LATE_TO_MOVE (deadline), SLOT_TAKEN
// (alternatives), PATIENT_BUSY, OUTSIDE_SCHEDULE, IDEMPOTENCY_KEY_REUSED.
func (s *Service) Reschedule(ctx context.Context, key, id string, startsAt time.Time) error {
	var of string
	var want rules.Interval
	_, err := outbox.Once(ctx, s.Store, key, []string{id, startsAt.UTC().String()}, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		a, err := own(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		r := HoldRequest{PractitionerID: a.PractitionerID, PatientID: a.PatientID, StartsAt: startsAt}
		of, want = a.PractitionerID, r.interval(a.EndsAt.Sub(a.StartsAt))
		return []string{id}, s.reschedule(ctx, tx, a, r, want)
	})
	if ent.IsConflict(err) {
		return s.taken(ctx, s.Store.Client, of, want)
	}
	return err
}

func (s *Service) reschedule(ctx context.Context, tx *db.Tx, a *db.Appointment, r HoldRequest, want rules.Interval) error {
	c, _, err := clinic(ctx, tx.Clinic)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	facts, err := cancelFacts(ctx, tx, a, rules.Role(viewer.From(ctx).Side()))
	if err != nil {
		return err
	}
	if err := rules.Reschedule(facts, c.Settings, now); err != nil {
		return err
	}
	if err := s.lock(ctx, tx, r); err != nil {
		return err
	}
	if err := s.releaseDead(ctx, tx, r, want, now); err != nil {
		return err
	}
	if err := dropClaim(ctx, tx, a); err != nil {
		return err
	}
	if err := s.isFree(ctx, tx, r, want, now); err != nil {
		return err
	}
	if err := s.move(ctx, tx, a, want); err != nil {
		return err
	}
	return s.beginAnew(ctx, tx, a, c.Settings.Window())
}

// beginAnew forgets who was in the room at the old time, and which guests were let
// in then, unless the door of the new one is open already: who comes to the one does
// not come to the other by that.
func (s *Service) beginAnew(ctx context.Context, tx *db.Tx, a *db.Appointment, w rules.Window) error {
	now := s.Clock.Now()
	if !now.Before(w.Opens(rules.Facts{StartsAt: a.StartsAt})) {
		return nil
	}
	err := tx.Visit.Update().Where(visit.AppointmentID(a.ID)).SetStatus(rules.VisitScheduled).SetStatusSince(now).
		ClearPatientCameAt().ClearPractitionerCameAt().AddVersion(1).Exec(system(ctx))
	if err != nil {
		return fmt.Errorf("begin the visit anew: %w", err)
	}
	err = tx.Guest.Update().Where(guest.AppointmentID(a.ID), guest.StatusIn(rules.GuestWaiting, rules.GuestAdmitted, rules.GuestHeld)).
		SetStatus(rules.GuestInvited).AddVersion(1).Exec(system(ctx))
	if err != nil {
		return fmt.Errorf("let guests ask again: %w", err)
	}
	return nil
}

// releaseClaim lets the time of an appointment go, after its transition.
func (s *Service) releaseClaim(ctx context.Context, tx *db.Tx, a *db.Appointment) error {
	if err := dropClaim(ctx, tx, a); err != nil {
		return err
	}
	return announce(ctx, tx, a, outbox.Freed)
}

// LetGo frees the time of a finished visit, inside the finishing transaction.
func (s *Service) LetGo(ctx context.Context, tx *db.Tx, a *db.Appointment) error {
	return s.releaseClaim(ctx, tx, a)
}

func dropClaim(ctx context.Context, tx *db.Tx, a *db.Appointment) error {
	err := tx.SlotClaim.Update().Where(slotclaim.AppointmentID(a.ID), slotclaim.Live(true)).SetLive(false).Exec(system(ctx))
	if err != nil {
		return fmt.Errorf("release the claim: %w", err)
	}
	return nil
}

func (s *Service) move(ctx context.Context, tx *db.Tx, a *db.Appointment, to rules.Interval) error {
	if err := insertClaim(ctx, tx, a, to); err != nil {
		return err
	}
	old := *a
	if err := outbox.Note(ctx, tx, &old, "MOVED_AWAY"); err != nil { // for boards of the old day
		return err
	}
	a.StartsAt, a.EndsAt = to.Start, to.End
	err := transition(ctx, tx, a, rules.Booked, func(u *db.AppointmentUpdate) {
		u.SetStartsAt(to.Start).SetEndsAt(to.End).AddSequence(1).ClearDelay().ClearDisplacedAt()
	})
	if err != nil {
		return err
	}
	if err := setTimers(ctx, tx, a); err != nil {
		return err
	}
	if err := announce(ctx, tx, &old, outbox.Freed); err != nil {
		return err
	}
	return announce(ctx, tx, a, outbox.Taken)
}

// insertClaim takes a time for an appointment that is booked.
func insertClaim(ctx context.Context, tx *db.Tx, a *db.Appointment, in rules.Interval) error {
	err := tx.SlotClaim.Create().SetPractitionerID(a.PractitionerID).SetPatientID(a.PatientID).SetAppointmentID(a.ID).
		SetState(rules.ClaimBooked).SetStartsAt(in.Start).SetEndsAt(in.End).Exec(system(ctx))
	if err != nil {
		return fmt.Errorf("insert the claim: %w", err)
	}
	return nil
}

// remember writes a sum into the result of an idempotency key.
func remember(m rules.Money) []string {
	return []string{strconv.Itoa(m.AmountMinor), string(m.Currency)}
}

func recall(result []string) rules.Money {
	if len(result) != 2 {
		return rules.Money{}
	}
	minor, _ := strconv.Atoi(result[0]) // written by remember
	return rules.Money{AmountMinor: minor, Currency: rules.Currency(result[1])}
}

func outside() error {
	return fault.New(fault.OutsideSchedule, "the practitioner does not receive then, or it is not open for booking")
}
