package booking

import (
	"context"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/visit"
	"televisit/internal/rules"
)

// Close decides about a booked visit whose time is over without a call: who did
// not come, and what goes back. It does nothing to any other. Timers call it.
func (s *Service) Close(ctx context.Context, id string) error {
	return s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.Appointment.Query().Where(appointment.ID(id)).WithVisit().Only(ctx)
		if err != nil {
			return fmt.Errorf("read the appointment: %w", err)
		}
		c, _, err := clinic(ctx, tx.Clinic)
		if err != nil {
			return err
		}
		over := !s.Clock.Now().Before(a.EndsAt.Add(c.Settings.ClosesAfter))
		v := a.Edges.Visit
		if a.Status != rules.Booked || !over || v == nil || v.StartedAt != nil {
			return nil
		}
		return s.end(ctx, tx, a, rules.EndingOf(rules.Came{Patient: v.PatientCameAt != nil, Practitioner: v.PractitionerCameAt != nil}))
	})
}

func (s *Service) end(ctx context.Context, tx *db.Tx, a *db.Appointment, e rules.Ending) error {
	paid, err := s.Money.Paid(ctx, tx, a)
	if err != nil {
		return err
	}
	back := rules.Money{AmountMinor: rules.Share(paid.AmountMinor, e.RefundPercent), Currency: paid.Currency}
	if err := s.Money.CallOff(ctx, tx, a, back, string(e.Status)+string(e.Absent)); err != nil {
		return err
	}
	err = transition(ctx, tx, a, e.Status, func(u *db.AppointmentUpdate) { u.SetAbsent(e.Absent) })
	if err != nil {
		return err
	}
	to := rules.VisitEnded
	if e.Status == rules.Failed {
		to = rules.VisitAborted
	}
	_, err = tx.Visit.Update().Where(visit.AppointmentID(a.ID)).SetStatus(to).SetStatusSince(s.Clock.Now()).AddVersion(1).Save(ctx)
	if err != nil {
		return fmt.Errorf("close the visit: %w", err)
	}
	return nil
}
