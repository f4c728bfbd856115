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
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// KeepOpen sees to it that one visit of the first demo patient is open right
// now, with at least ten minutes left, so that a newcomer sees a call within a
// minute.
func (s *Seeder) KeepOpen(ctx context.Context) error {
	ctx = system(ctx)
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := tx.Patient.Query().Where(patient.Phone(people[0].Phone)).Only(ctx)
		if db.IsNotFound(err) {
			return nil // not a demo clinic
		}
		if err != nil {
			return fmt.Errorf("read the demo patient: %w", err)
		}
		now := s.Clock.Now()
		open, err := tx.Appointment.Query().Where(appointment.PatientID(p.ID), appointment.StatusIn(rules.Booked, rules.InProgress),
			appointment.StartsAtLTE(now), appointment.EndsAtGT(now.Add(10*time.Minute))).Exist(ctx)
		if err != nil || open {
			return err
		}
		return s.openNow(ctx, tx, p, now)
	})
}

func (s *Seeder) openNow(ctx context.Context, tx *db.Tx, p *db.Patient, now time.Time) error {
	service, err := tx.HealthcareService.Query().Where(healthcareservice.DurationMinutes(60)).First(ctx)
	if err != nil {
		return err
	}
	at := now.Truncate(10 * time.Minute)
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
		reason: "Давление по утрам выше обычного, кружится голова. Пью лозартан.",
	})
	if err != nil {
		return err
	}
	_, err = outbox.Emit(ctx, tx, outbox.Availability(doctor.ID), outbox.Event{Kind: "TAKEN", Subject: a.ID, From: &a.StartsAt, To: &a.EndsAt})
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
