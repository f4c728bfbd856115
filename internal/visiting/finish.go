package visiting

import (
	"context"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/conclusion"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Finish ends the visit of the viewing practitioner: IN_PROGRESS → FULFILLED.
// Faults: NOT_FOUND, CONFLICT.
func (s *Service) Finish(ctx context.Context, appointmentID string) error {
	err := s.retry(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.Appointment.Query().Where(appointment.ID(appointmentID)).WithVisit().Only(ctx)
		if db.IsNotFound(err) {
			return fault.New(fault.NotFound, "no such appointment")
		}
		if err != nil {
			return fmt.Errorf("read the appointment: %w", err)
		}
		if a.Status != rules.InProgress {
			return fault.New(fault.Conflict, "the visit is not running")
		}
		return s.finish(ctx, tx, a)
	})
	if err == nil {
		s.Rooms.EndCall(appointmentID, VisitFinished)
	}
	return err
}

// End finishes a visit that its practitioner has left running, once nobody can
// be in its room any more; its conclusion can still be written. It does nothing
// before, and to any other visit. Timers call it.
func (s *Service) End(ctx context.Context, appointmentID string) error {
	return s.retry(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.Appointment.Query().Where(appointment.ID(appointmentID)).WithVisit().Only(ctx)
		if err != nil {
			return fmt.Errorf("read the appointment: %w", err)
		}
		c, err := tx.Clinic.Query().Only(ctx)
		if err != nil {
			return fmt.Errorf("read the clinic: %w", err)
		}
		if a.Status != rules.InProgress || s.Clock.Now().Before(c.Settings.Window().Over(a.EndsAt)) {
			return nil
		}
		return s.finish(ctx, tx, a)
	})
}

func (s *Service) finish(ctx context.Context, tx *db.Tx, a *db.Appointment) error {
	if err := outbox.Record(ctx, tx, a, VisitFinished, nil); err != nil {
		return err
	}
	ctx = system(ctx)
	signed, err := tx.Conclusion.Query().
		Where(conclusion.VisitID(a.Edges.Visit.ID), conclusion.StatusNEQ(rules.Draft)).Exist(viewer.System(ctx, policy.Admissions))
	if err != nil {
		return fmt.Errorf("look for the conclusion: %w", err)
	}
	to := rules.VisitWrapUp
	if signed {
		to = rules.VisitConcluded
	}
	if err := setStatus(ctx, tx, a, rules.Fulfilled); err != nil {
		return err
	}
	a.Status = rules.Fulfilled
	if err := s.move(ctx, tx, a, to, func(u *db.VisitUpdate) { u.SetFinishedAt(s.Clock.Now()) }); err != nil {
		return err
	}
	if err := s.Money.Earn(ctx, tx, a); err != nil {
		return err
	}
	return s.Calendar.LetGo(ctx, tx, a)
}
