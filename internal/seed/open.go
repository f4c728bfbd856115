package seed

import (
	"context"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/appointment"
	"televisit/ent/db/consentdocument"
	"televisit/ent/db/healthcareservice"
	"televisit/ent/db/patient"
	"televisit/ent/db/practitioner"
	"televisit/ent/db/predicate"
	"televisit/ent/db/slotclaim"
	dbvisit "televisit/ent/db/visit"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// KeepOpen sees to it that one visit of the first demo patient is open right
// now, so that a newcomer sees a call within a minute. Until somebody comes to
// it, it goes along with the clock: it never ends soon, and no doctor is late.
func (s *Seeder) KeepOpen(ctx context.Context) error { return s.KeepOpenAt(ctx, s.Clock.Now()) }

// KeepOpenAt does so before the clock is moved to an instant: else the visit that
// was open would be late for as long as the clock has leapt, and so would those after it.
func (s *Seeder) KeepOpenAt(ctx context.Context, now time.Time) error {
	ctx = system(ctx)
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := tx.Patient.Query().Where(patient.Phone(people[0].Phone)).Only(ctx)
		if db.IsNotFound(err) {
			return nil // not a demo clinic
		}
		if err != nil {
			return fmt.Errorf("read the demo patient: %w", err)
		}
		nobodyCame := dbvisit.And(dbvisit.PatientCameAtIsNil(), dbvisit.PractitionerCameAtIsNil())
		open, err := tx.Appointment.Query().Where(appointment.PatientID(p.ID), appointment.StatusIn(rules.Booked, rules.InProgress), appointment.StartsAtLTE(now),
			appointment.Or(appointment.EndsAtGT(now), appointment.And(appointment.Reason(reason), appointment.HasVisitWith(nobodyCame)))).WithVisit().First(ctx)
		switch {
		case db.IsNotFound(err):
			return s.openNow(ctx, tx, p, now)
		case err != nil || isUsed(open) || now.Before(open.StartsAt.Add(fresh)):
			return err
		}
		return s.goOn(ctx, tx, open, rules.Interval{Start: now.Truncate(time.Minute), End: now.Truncate(time.Minute).Add(time.Hour)})
	})
}

const (
	// fresh is how long the open visit stays where it is: less than a doctor may
	// let people wait without a word.
	fresh = 2 * time.Minute
	// enough leaves ten minutes until it goes on again.
	enough = 10*time.Minute + fresh

	reason = "Давление по утрам выше обычного, кружится голова. Пью лозартан."
)

// isUsed says that somebody has come, or that the newcomer has booked it.
func isUsed(a *db.Appointment) bool {
	v := a.Edges.Visit
	return a.Status != rules.Booked || a.Reason != reason || v.PatientCameAt != nil || v.PractitionerCameAt != nil
}

// goOn moves the open visit to another time, or to as much of it as is free; it
// takes back one that has too little left, and another doctor's follows.
func (s *Seeder) goOn(ctx context.Context, tx *db.Tx, a *db.Appointment, to rules.Interval) error {
	next, err := tx.SlotClaim.Query().Where(slotclaim.AppointmentIDNEQ(a.ID), during(to),
		slotclaim.Or(slotclaim.PractitionerID(a.PractitionerID), slotclaim.PatientID(a.PatientID))).Order(slotclaim.ByStartsAt()).First(ctx)
	if err == nil {
		to.End = next.StartsAt
	} else if !db.IsNotFound(err) {
		return err
	}
	isOver := to.End.Sub(to.Start) < enough
	update, claim := tx.Appointment.UpdateOne(a).AddVersion(1), tx.SlotClaim.Update().Where(slotclaim.AppointmentID(a.ID), slotclaim.Live(true))
	if isOver {
		update.SetStatus(rules.Cancelled).SetCancelReason(rules.ClinicReason).SetCancelledBy(rules.Registrar).SetCancelledAt(to.Start)
		claim.SetLive(false)
	} else {
		update.SetStartsAt(to.Start).SetEndsAt(to.End).ClearDelay()
		claim.SetStartsAt(to.Start).SetEndsAt(to.End)
	}
	if err := claim.Exec(ctx); err != nil {
		return err
	}
	moved, err := update.Save(ctx)
	if err != nil {
		return err
	}
	if !isOver {
		if err := outbox.SetTimers(ctx, tx, moved, rules.DefaultSettings()); err != nil {
			return err
		}
	}
	return outbox.Note(ctx, tx, moved, "WENT_ON") // nobody gets a message of it
}

func (s *Seeder) openNow(ctx context.Context, tx *db.Tx, p *db.Patient, now time.Time) error {
	service, err := tx.HealthcareService.Query().Where(healthcareservice.DurationMinutes(60)).First(ctx)
	if err != nil {
		return err
	}
	at := now.Truncate(time.Minute)
	in := rules.Interval{Start: at, End: at.Add(time.Hour)}
	busy, err := tx.SlotClaim.Query().Where(slotclaim.PatientID(p.ID), during(in)).Exist(ctx)
	if err != nil || busy { // the newcomer has booked something that begins soon
		return err
	}
	doctor, err := freeDoctor(ctx, tx, in)
	if doctor == nil || err != nil {
		return err
	}
	text, err := tx.ConsentDocument.Query().Where(consentdocument.KindEQ(rules.IDS)).First(ctx)
	if err != nil {
		return err
	}
	w := &world{texts: map[rules.ConsentKind]*db.ConsentDocument{rules.IDS: text}}
	a, _, err := s.insert(ctx, tx, w, visit{
		patient: p, practitioner: doctor, service: service, at: at, status: rules.Booked, signed: true, checked: true,
		reason: reason,
	})
	if err != nil {
		return err
	}
	_, err = outbox.Emit(ctx, tx, outbox.Availability(doctor.ID), outbox.Event{Kind: outbox.Taken, Subject: a.ID, From: &a.StartsAt, To: &a.EndsAt})
	if err != nil {
		return err
	}
	return outbox.Note(ctx, tx, a, string(rules.Booked))
}

// freeDoctor is the first of the demo doctors who has the time.
func freeDoctor(ctx context.Context, tx *db.Tx, in rules.Interval) (*db.Practitioner, error) {
	for _, x := range staff {
		if x.Role != rules.Practitioner {
			continue
		}
		doctor, err := tx.Practitioner.Query().Where(practitioner.HasAccountWith(account.Email(x.Email))).Only(ctx)
		if err != nil {
			return nil, err
		}
		busy, err := tx.SlotClaim.Query().Where(slotclaim.PractitionerID(doctor.ID), during(in)).Exist(ctx)
		if err != nil {
			return nil, err
		}
		if !busy {
			return doctor, nil
		}
	}
	return nil, nil
}

func during(in rules.Interval) predicate.SlotClaim {
	return slotclaim.And(slotclaim.Live(true), slotclaim.StartsAtLT(in.End), slotclaim.EndsAtGT(in.Start))
}
