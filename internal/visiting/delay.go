package visiting

import (
	"context"
	"fmt"
	"strconv"
	"time"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/delaynotice"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Kinds of events about a practitioner who is late.
const (
	DelayAnnounced = "DELAY_ANNOUNCED" // its people hear of a delay for the first time
	DelayChanged   = "DELAY_CHANGED"   // another estimate
	DelayAlarm     = "DELAY_ALARM"     // the desk should act
	DelayChoice    = "DELAY_CHOICE"    // the patient may choose
	DelayOver      = "DELAY_OVER"      // the practitioner is there, or the word was taken back

	delayPromised  = "DELAY_PROMISED"  // evidence: somebody gave a word
	delayWithdrawn = "DELAY_WITHDRAWN" // and took it back
)

// LookAtDay decides from the facts of this moment which visits of the
// practitioner of an appointment begin late, and tells everyone who waits or
// comes next. Timers call it, and every change of a visit.
func (s *Service) LookAtDay(ctx context.Context, appointmentID string) error {
	a, err := s.Store.Appointment.Get(system(ctx), appointmentID)
	if err != nil {
		return fmt.Errorf("read the appointment: %w", err)
	}
	return s.tellDelays(ctx, a.PractitionerID)
}

// tellDelays writes each estimate that has changed in a transaction of its own:
// two of them in one would take the locks of streams in a wrong order.
func (s *Service) tellDelays(ctx context.Context, practitionerID string) error {
	d, err := s.day(system(ctx), s.Store.Client, practitionerID)
	if err != nil {
		return err
	}
	for i, a := range d.visits {
		if a.Status == rules.Booked && !a.Delay.Live().Same(d.delays[i]) {
			if err := s.tellDelay(ctx, practitionerID, a.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellDelay looks again, alone with the practitioner's day, so that the newest
// facts have the last word.
func (s *Service) tellDelay(ctx context.Context, practitionerID, id string) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.Store.LockName(ctx, tx, "delays:"+practitionerID); err != nil {
			return fmt.Errorf("wait for other estimates: %w", err)
		}
		d, err := s.day(system(ctx), tx.Client(), practitionerID)
		if err != nil {
			return err
		}
		for i, a := range d.visits {
			if a.ID == id && a.Status == rules.Booked && !a.Delay.Live().Same(d.delays[i]) {
				return s.writeDelay(ctx, tx, a, d.delays[i], d.settings)
			}
		}
		return nil
	})
}

func (s *Service) writeDelay(ctx context.Context, tx *db.Tx, a *db.Appointment, next *rules.Delay, set rules.Settings) error {
	now, known := s.Clock.Now(), a.Delay.Live()
	a.Delay = next
	if next == nil {
		over := *known
		over.OverAt = &now
		a.Delay = &over
	}
	n, err := tx.Appointment.Update().Where(appointment.ID(a.ID), appointment.StatusEQ(rules.Booked), appointment.Version(a.Version)).
		SetDelay(a.Delay).Save(system(ctx))
	if err != nil || n == 0 { // it has moved on: whoever moved it has asked for another look
		return err
	}
	closes := set.Window().Closes(rules.Facts{Status: a.Status, StartsAt: a.StartsAt, EndsAt: a.EndsAt, Delay: a.Delay})
	if err := outbox.Enqueue(ctx, tx, outbox.CloseVisit, a.ID, closes); err != nil {
		return err
	}
	if next == nil {
		return outbox.Note(ctx, tx, a, DelayOver)
	}
	if err := outbox.Enqueue(ctx, tx, outbox.LookAtDay, a.ID, next.ExpectedAt); err != nil {
		return err
	}
	return outbox.NoteFacts(ctx, tx, a, delayKind(known, next), delayFacts(a.StartsAt, next))
}

func delayKind(known, next *rules.Delay) string {
	switch {
	case known == nil:
		return DelayAnnounced
	case next.Choice && !known.Choice:
		return DelayChoice
	case next.Alarm && !known.Alarm:
		return DelayAlarm
	}
	return DelayChanged
}

func delayFacts(startsAt time.Time, d *rules.Delay) outbox.Facts {
	return outbox.Facts{
		"expectedAt": d.ExpectedAt.UTC().Format(time.RFC3339), "cause": string(d.Cause),
		"minutes": strconv.Itoa(d.Minutes(startsAt)),
	}
}

// day is what is near of a practitioner's visits, with the delay of each.
type day struct {
	visits   []*db.Appointment
	delays   []*rules.Delay
	settings rules.Settings
}

func (s *Service) day(ctx context.Context, c *db.Client, practitionerID string) (*day, error) {
	now := s.Clock.Now()
	near := rules.Ahead(now)
	visits, err := c.Appointment.Query().Where(appointment.PractitionerID(practitionerID),
		appointment.EndsAtGT(near.Start), appointment.StartsAtLT(near.End),
		appointment.StatusIn(rules.Booked, rules.InProgress, rules.Fulfilled)).
		WithVisit().Order(appointment.ByStartsAt(), appointment.ByID()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the day: %w", err)
	}
	clinic, err := c.Clinic.Query().Only(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the clinic: %w", err)
	}
	promise, err := promised(ctx, c, practitionerID, now)
	if err != nil {
		return nil, err
	}
	turns := make([]rules.Turn, len(visits))
	for i, a := range visits {
		turns[i] = s.turn(a)
	}
	return &day{visits, rules.Delays(turns, promise, clinic.Settings, now), clinic.Settings}, nil
}

func (s *Service) turn(a *db.Appointment) rules.Turn {
	t := rules.Turn{StartsAt: a.StartsAt, EndsAt: a.EndsAt, Status: a.Status, Known: a.Delay.Live()}
	for _, p := range s.Rooms.Room(a.ID) {
		t.IsThere = t.IsThere || p.Role == rules.Practitioner
	}
	v := a.Edges.Visit
	if v == nil {
		return t
	}
	t.Visit = v.Status
	for _, at := range []*time.Time{v.PractitionerCameAt, v.StartedAt} {
		if at != nil && at.After(t.CameAt) {
			t.CameAt = *at
		}
	}
	return t
}

// promised is the newest word about a practitioner that still holds, or nil.
func promised(ctx context.Context, c *db.Client, practitionerID string, now time.Time) (*rules.Promise, error) {
	n, err := c.DelayNotice.Query().Where(delaynotice.PractitionerID(practitionerID), delaynotice.WithdrawnAtIsNil(), delaynotice.UntilAtGT(now)).
		Order(delaynotice.ByID(entsql.OrderDesc())).First(ctx)
	if db.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what was announced: %w", err)
	}
	return &rules.Promise{From: n.FromAt, Until: n.UntilAt, Since: n.CreatedAt, By: n.By}, nil
}

// AnnounceDelay gives the word of the viewing practitioner, or of the desk, that
// a visit begins some minutes late; it takes the place of an earlier word.
// Faults: NOT_FOUND, CONFLICT, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED.
func (s *Service) AnnounceDelay(ctx context.Context, key, appointmentID string, minutes int) error {
	ids, err := outbox.Once(ctx, s.Store, key, []any{appointmentID, minutes}, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		a, err := own(ctx, tx, appointmentID)
		if err != nil {
			return nil, err
		}
		until, err := rules.Promised(s.turn(a), minutes, s.Clock.Now())
		if err != nil {
			return nil, err
		}
		if _, err := s.withdraw(ctx, tx, a); err != nil {
			return nil, err
		}
		err = tx.DelayNotice.Create().SetPractitionerID(a.PractitionerID).SetAppointmentID(a.ID).
			SetFromAt(a.StartsAt).SetUntilAt(until).SetBy(rules.Role(viewer.From(ctx).Role)).Exec(system(ctx))
		if err != nil {
			return nil, fmt.Errorf("keep the word: %w", err)
		}
		facts := outbox.Facts{"expectedAt": until.UTC().Format(time.RFC3339), "minutes": strconv.Itoa(minutes)}
		return []string{a.PractitionerID}, outbox.Record(ctx, tx, a, delayPromised, facts)
	})
	if err != nil {
		return err
	}
	return s.tellDelays(ctx, ids[0])
}

// WithdrawDelay takes such a word back. Faults: NOT_FOUND, CONFLICT.
func (s *Service) WithdrawDelay(ctx context.Context, appointmentID string) error {
	var practitionerID string
	err := s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := own(ctx, tx, appointmentID)
		if err != nil {
			return err
		}
		n, err := s.withdraw(ctx, tx, a)
		if err != nil {
			return err
		}
		if practitionerID = a.PractitionerID; n == 0 {
			return fault.New(fault.Conflict, "no delay is announced")
		}
		return outbox.Record(ctx, tx, a, delayWithdrawn, nil)
	})
	if err != nil {
		return err
	}
	return s.tellDelays(ctx, practitionerID)
}

// withdraw takes back what was announced about the practitioner of a visit. The
// job looks at the day even if this process does not get to it.
func (s *Service) withdraw(ctx context.Context, tx *db.Tx, a *db.Appointment) (int, error) {
	now := s.Clock.Now()
	n, err := tx.DelayNotice.Update().Where(delaynotice.PractitionerID(a.PractitionerID), delaynotice.WithdrawnAtIsNil(), delaynotice.UntilAtGT(now)).
		SetWithdrawnAt(now).Save(system(ctx))
	if err != nil {
		return 0, fmt.Errorf("withdraw: %w", err)
	}
	return n, outbox.Enqueue(ctx, tx, outbox.LookAtDay, a.ID, now)
}

// own reads an appointment that the viewer may see, with its visit, or NOT_FOUND.
func own(ctx context.Context, tx *db.Tx, id string) (*db.Appointment, error) {
	a, err := tx.Appointment.Query().Where(appointment.ID(id)).WithVisit().Only(ctx)
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "no such appointment")
	}
	if err != nil {
		return nil, fmt.Errorf("read the appointment: %w", err)
	}
	return a, nil
}
