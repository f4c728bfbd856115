package visiting

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/visit"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/internal/viewer"
)

// Rooms is what the service needs of the calls that run.
type Rooms interface {
	// Room lists who is in the room of an appointment.
	Room(appointmentID string) []rules.Presence
	// EndCall ends every session in the room with a typed reason.
	EndCall(appointmentID, reason string)
	// StateChanged tells everyone in the room.
	StateChanged(appointmentID string, status rules.VisitStatus)
}

// Reasons with which a call ends for everybody.
const (
	CallEnded     = "CALL_ENDED"
	VisitFinished = "VISIT_FINISHED"
)

// Service runs visits.
type Service struct {
	Store *ent.Store
	Clock clock.Clock
	Rooms Rooms
	// Calendar gets back what is left of a visit's time when it is finished.
	Calendar Calendar
	// Money settles what a visit that has taken place was paid with.
	Money Money
	Log   *slog.Logger
}

// Money is what the service needs of the payments.
type Money interface {
	Earn(ctx context.Context, tx *db.Tx, a *db.Appointment) error
}

// Calendar is what the service needs of the bookings.
type Calendar interface {
	LetGo(ctx context.Context, tx *db.Tx, a *db.Appointment) error
}

func system(ctx context.Context) context.Context { return viewer.System(ctx, policy.Presence) }

// Presence takes one fact about somebody in a room, which the attendance knows
// already: it is kept as evidence, and the visit comes to the state that the
// people in its room make.
func (s *Service) Presence(ctx context.Context, fact signaling.Presence) {
	var err error
	for range 5 { // somebody else may have moved it meanwhile
		if err = s.present(system(ctx), fact); err == nil {
			return
		}
	}
	s.Log.Error("note presence", "appointment", fact.AppointmentID, "err", err)
}

func (s *Service) present(ctx context.Context, fact signaling.Presence) error {
	appointmentID := fact.AppointmentID
	var now rules.VisitStatus
	err := s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.Appointment.Query().Where(appointment.ID(appointmentID)).WithVisit().Only(ctx)
		if err != nil {
			return fmt.Errorf("read the appointment: %w", err)
		}
		facts := outbox.Facts{"role": string(fact.Role)}
		if fact.Role == rules.Guest {
			facts = guestFacts(fact.GuestRole, fact.AccountID)
		}
		if err := outbox.Record(ctx, tx, a, presenceKind+string(fact.State), facts); err != nil {
			return err
		}
		v := a.Edges.Visit
		if v == nil || v.FinishedAt != nil {
			return nil
		}
		isOpen, err := s.hasOpened(ctx, tx, a)
		if err != nil || !isOpen { // people leave a visit that was moved to a later time
			return err
		}
		room := s.Rooms.Room(appointmentID)
		if err := s.noteWhoCame(ctx, tx, v, room); err != nil {
			return err
		}
		next := rules.VisitAfter(v.Status, room)
		if next == v.Status {
			return nil
		}
		now = next
		return s.move(ctx, tx, a, next, nil)
	})
	if err == nil && now != "" {
		s.Rooms.StateChanged(appointmentID, now)
	}
	return err
}

func (s *Service) hasOpened(ctx context.Context, tx *db.Tx, a *db.Appointment) (bool, error) {
	c, err := tx.Clinic.Query().Only(ctx)
	if err != nil {
		return false, fmt.Errorf("read the clinic: %w", err)
	}
	opens := c.Settings.Window().Opens(rules.Facts{StartsAt: a.StartsAt})
	return !s.Clock.Now().Before(opens), nil
}

// noteWhoCame keeps when each side was first in the room.
func (s *Service) noteWhoCame(ctx context.Context, tx *db.Tx, v *db.Visit, room []rules.Presence) error {
	now, update := s.Clock.Now(), tx.Visit.Update().Where(visit.ID(v.ID), visit.Version(v.Version))
	isNew := false
	for _, p := range room {
		switch {
		case p.Role == rules.Patient && v.PatientCameAt == nil:
			update.SetPatientCameAt(now)
			isNew = true
		case p.Role == rules.Practitioner && v.PractitionerCameAt == nil:
			update.SetPractitionerCameAt(now)
			isNew = true
		}
	}
	if !isNew {
		return nil
	}
	n, err := update.Save(ctx)
	if err != nil {
		return fmt.Errorf("note who came: %w", err)
	}
	if n == 0 {
		return errMoved
	}
	return nil
}

// move writes a state of the visit, and BOOKED → IN_PROGRESS with the first call.
func (s *Service) move(ctx context.Context, tx *db.Tx, a *db.Appointment, to rules.VisitStatus, set func(*db.VisitUpdate)) error {
	v, now := a.Edges.Visit, s.Clock.Now()
	update := tx.Visit.Update().Where(visit.ID(v.ID), visit.Version(v.Version)).
		SetStatus(to).SetStatusSince(now).AddVersion(1)
	if to == rules.VisitInCall && v.StartedAt == nil {
		update.SetStartedAt(now)
	}
	if set != nil {
		set(update)
	}
	n, err := update.Save(ctx)
	if err != nil {
		return fmt.Errorf("visit to %s: %w", to, err)
	}
	if n == 0 {
		return errMoved
	}
	if to == rules.VisitInCall && a.Status == rules.Booked {
		if err := setStatus(ctx, tx, a, rules.InProgress); err != nil {
			return err
		}
	}
	if err := outbox.Enqueue(ctx, tx, outbox.LookAtDay, a.ID, now); err != nil {
		return err
	}
	return outbox.Note(ctx, tx, a, visitKind+string(to))
}

func setStatus(ctx context.Context, tx *db.Tx, a *db.Appointment, to rules.AppointmentStatus) error {
	n, err := tx.Appointment.Update().
		Where(appointment.ID(a.ID), appointment.StatusEQ(a.Status), appointment.Version(a.Version)).
		SetStatus(to).AddVersion(1).Save(ctx)
	if err != nil {
		return fmt.Errorf("appointment to %s: %w", to, err)
	}
	if n == 0 {
		return errMoved
	}
	return nil
}

// EndCall ends the call for everybody; the visit stays open. The pass must be
// the practitioner's.
func (s *Service) EndCall(ctx context.Context, pass rules.Pass) error {
	if !pass.Valid() || pass.Role() != rules.Practitioner {
		return fault.New(fault.Forbidden, "only the practitioner ends a call")
	}
	id := pass.AppointmentID()
	ran, err := s.Store.Visit.Query().Where(visit.AppointmentID(id), visit.StartedAtNotNil()).Exist(system(ctx))
	if err != nil {
		return fmt.Errorf("look for the call: %w", err)
	}
	if !ran {
		return fault.New(fault.Conflict, "there is no call")
	}
	s.Rooms.EndCall(id, CallEnded)
	return s.retry(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.Appointment.Query().Where(appointment.ID(id)).WithVisit().Only(system(ctx))
		if err != nil {
			return fmt.Errorf("read the appointment: %w", err)
		}
		if err := outbox.Record(ctx, tx, a, "CALL_ENDED", nil); err != nil {
			return err
		}
		return s.move(system(ctx), tx, a, rules.VisitWrapUp, nil)
	})
}

// errMoved says that somebody else, mostly the presence of people who leave, has
// written meanwhile.
var errMoved = fault.New(fault.Conflict, "the visit has changed")

// retry runs a transition again when it has met another one.
func (s *Service) retry(ctx context.Context, do func(ctx context.Context, tx *db.Tx) error) (err error) {
	for range 5 {
		if err = s.Store.InTx(ctx, do); !errors.Is(err, errMoved) {
			return err
		}
	}
	return err
}
