package booking

import (
	"context"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/visit"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// Close decides about a booked visit whose time is over without a call: who did
// not come, and what goes back. It does nothing to any other. Timers call it.
func (s *Service) Close(ctx context.Context, id string) error {
	return s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		a, c, err := ending(ctx, tx, id)
		if err != nil {
			return err
		}
		v, w := a.Edges.Visit, c.Settings.Window()
		closes := w.Closes(rules.Facts{Status: a.Status, StartsAt: a.StartsAt, EndsAt: a.EndsAt, Delay: a.Delay})
		if a.Status != rules.Booked || s.Clock.Now().Before(closes) || v == nil || v.StartedAt != nil {
			return nil
		}
		return s.end(ctx, tx, a, rules.EndingOf(came(v)))
	})
}

// MarkAbsent ends a visit to which the patient did not come, on the word of its
// practitioner or of the desk.
// Faults: NOT_FOUND, CONFLICT, TOO_EARLY_TO_MARK, PRESENCE_DISAGREES.
func (s *Service) MarkAbsent(ctx context.Context, id string) error {
	return s.mark(ctx, id, rules.MarkAbsent)
}

// MarkFailed ends a visit that failed for technical reasons, on such a word.
// Faults: NOT_FOUND, CONFLICT, TOO_EARLY_TO_MARK.
func (s *Service) MarkFailed(ctx context.Context, id string) error {
	return s.mark(ctx, id, func(f rules.MarkFacts, _ rules.Settings, now time.Time) (rules.Ending, error) {
		return rules.MarkFailed(f, now)
	})
}

func (s *Service) mark(ctx context.Context, id string, decide func(rules.MarkFacts, rules.Settings, time.Time) (rules.Ending, error)) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := own(ctx, tx, id); err != nil { // before facts that the viewer may not see
			return err
		}
		a, c, err := ending(system(ctx), tx, id)
		if err != nil {
			return err
		}
		if a.Edges.Visit == nil {
			return fault.New(fault.Conflict, "there is no visit")
		}
		e, err := decide(rules.MarkFacts{Status: a.Status, StartsAt: a.StartsAt, Came: came(a.Edges.Visit)}, c.Settings, s.Clock.Now())
		if err != nil {
			return err
		}
		return s.end(ctx, tx, a, e)
	})
}

func ending(ctx context.Context, tx *db.Tx, id string) (*db.Appointment, *db.Clinic, error) {
	a, err := tx.Appointment.Query().Where(appointment.ID(id)).WithVisit().Only(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read the appointment: %w", err)
	}
	c, _, err := clinic(ctx, tx.Clinic)
	return a, c, err
}

func came(v *db.Visit) rules.Came {
	return rules.Came{Patient: v.PatientCameAt != nil, Practitioner: v.PractitionerCameAt != nil}
}

// end writes the decision with the facts that it rests on.
func (s *Service) end(ctx context.Context, tx *db.Tx, a *db.Appointment, e rules.Ending) error {
	paid, err := s.Money.Paid(ctx, tx, a)
	if err != nil {
		return err
	}
	back := rules.Money{AmountMinor: rules.Share(paid.AmountMinor, e.RefundPercent), Currency: paid.Currency}
	if err := s.Money.CallOff(ctx, tx, a, back, string(e.Status)+string(e.Absent)); err != nil {
		return err
	}
	err = transitionOn(ctx, tx, a, e.Status, presence(a.Edges.Visit, e.Absent), func(u *db.AppointmentUpdate) { u.SetAbsent(e.Absent) })
	if err != nil {
		return err
	}
	to, now := rules.VisitEnded, s.Clock.Now()
	if e.Status == rules.Failed {
		to = rules.VisitAborted
	}
	_, err = tx.Visit.Update().Where(visit.AppointmentID(a.ID)).SetStatus(to).SetStatusSince(now).AddVersion(1).Save(system(ctx))
	if err != nil {
		return fmt.Errorf("close the visit: %w", err)
	}
	if err := outbox.Enqueue(ctx, tx, outbox.LookAtDay, a.ID, now); err != nil {
		return err
	}
	return s.releaseClaim(ctx, tx, a)
}

// presence is what our media server has seen of a visit, for its timeline.
func presence(v *db.Visit, absent rules.Absent) outbox.Facts {
	facts := outbox.Facts{"absent": string(absent)}
	for name, at := range map[string]*time.Time{"patientCameAt": v.PatientCameAt, "practitionerCameAt": v.PractitionerCameAt} {
		if at != nil {
			facts[name] = at.UTC().Format(time.RFC3339Nano)
		}
	}
	return facts
}
