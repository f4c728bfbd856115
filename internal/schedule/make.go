package schedule

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// Service changes calendars.
type Service struct {
	Store *ent.Store
	Clock clock.Clock
}

// Breaks are the visits to come that a change leaves without a time. They stay
// booked: somebody has to move them or call them off.
type Breaks struct {
	// Visits are ids, by time. Held and unpaid times count as well.
	Visits []string
	// Token names exactly these visits at these times; empty when there are none.
	Token string
}

// Preview says what a change would break; it writes nothing.
// Faults: NOT_FOUND, FORBIDDEN, INVALID_INPUT.
func (s *Service) Preview(ctx context.Context, change Change) (b Breaks, err error) {
	p, err := s.plan(ctx, s.Store.Client, change)
	return p.breaks(), err
}

// Make makes a change and returns whose calendar it was. What it breaks has to be
// acknowledged by the token of Breaks; those visits are then marked as displaced.
// Faults: as Preview, SCHEDULE_BREAKS_VISITS (breaks Breaks), IDEMPOTENCY_KEY_REUSED.
func (s *Service) Make(ctx context.Context, key string, change Change, acknowledged string) (string, error) {
	ids, err := outbox.Once(ctx, s.Store, key, []any{change, acknowledged}, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		of, err := s.make(ctx, tx, change, acknowledged)
		return []string{of}, err
	})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

func (s *Service) make(ctx context.Context, tx *db.Tx, change Change, acknowledged string) (string, error) {
	of, err := change.whose(ctx, tx.Client())
	if err != nil {
		return "", err
	}
	if err := s.Store.LockPractitioner(ctx, tx, of); err != nil { // nobody books meanwhile
		return "", err
	}
	p, err := s.plan(ctx, tx.Client(), change)
	if err != nil {
		return "", err
	}
	if b := p.breaks(); b.Token != acknowledged {
		return "", fault.New(fault.ScheduleBreaksVisits, "visits that have no time any more: %d", len(b.Visits)).With("breaks", b)
	}
	by, err := author(ctx, tx.Client())
	if err != nil {
		return "", err
	}
	if err := change.write(system(ctx), tx, by, s.Clock.Now()); err != nil {
		return "", err
	}
	if err := s.mark(ctx, tx, p); err != nil {
		return "", err
	}
	return of, s.announce(ctx, tx, of, change)
}

// plan is what follows from a change.
type plan struct {
	broken []*db.Appointment // fit before, but not after
	healed []*db.Appointment // displaced, and fit again
}

func (s *Service) plan(ctx context.Context, c *db.Client, change Change) (p plan, err error) {
	of, err := change.whose(ctx, c)
	if err != nil {
		return p, err
	}
	if err := may(ctx, of, change); err != nil {
		return p, err
	}
	now := s.Clock.Now()
	clinic, err := c.Clinic.Query().Only(ctx)
	if err != nil {
		return p, fmt.Errorf("read the clinic: %w", err)
	}
	zone, err := time.LoadLocation(clinic.TimeZone)
	if err != nil {
		return p, fmt.Errorf("zone of the clinic: %w", err)
	}
	if fields := change.wrong(rules.DateOf(now, zone)); len(fields) > 0 {
		return p, fault.New(fault.InvalidInput, "the schedule cannot be so").With("fields", fields)
	}
	found, err := read(ctx, c, []string{of}, now)
	if err != nil {
		return p, err
	}
	before, err := found[of].calendar()
	if err != nil {
		return p, err
	}
	after, err := change.on(found[of]).calendar()
	if err != nil {
		return p, err
	}
	visits, err := toCome(ctx, c, of, now)
	for _, a := range visits {
		at := rules.Interval{Start: a.StartsAt, End: a.EndsAt}
		fits := after.Covers(at)
		switch {
		case !fits && before.Covers(at):
			p.broken = append(p.broken, a)
		case fits && a.DisplacedAt != nil:
			p.healed = append(p.healed, a)
		}
	}
	return p, err
}

// toCome are the practitioner's visits that have not begun, by time, with times
// that are held or wait for their payment.
func toCome(ctx context.Context, c *db.Client, practitionerID string, now time.Time) ([]*db.Appointment, error) {
	visits, err := c.Appointment.Query().Where(appointment.PractitionerID(practitionerID), appointment.StartsAtGT(now),
		appointment.StatusIn(rules.Held, rules.AwaitingPayment, rules.Booked),
		appointment.Or(appointment.HoldExpiresAtIsNil(), appointment.HoldExpiresAtGT(now))).
		Order(appointment.ByStartsAt(), appointment.ByID()).All(system(ctx))
	if err != nil {
		return nil, fmt.Errorf("read the visits to come: %w", err)
	}
	return visits, nil
}

func (p plan) breaks() Breaks {
	if len(p.broken) == 0 {
		return Breaks{}
	}
	var b Breaks
	sum := sha256.New()
	for _, a := range p.broken {
		b.Visits = append(b.Visits, a.ID)
		fmt.Fprintln(sum, a.ID, a.StartsAt.UTC().Format(time.RFC3339Nano))
	}
	b.Token = hex.EncodeToString(sum.Sum(nil))
	return b
}

// mark notes who has to be moved, and who no longer has to.
func (s *Service) mark(ctx context.Context, tx *db.Tx, p plan) error {
	for _, a := range p.broken {
		if err := tx.Appointment.Update().Where(appointment.ID(a.ID)).SetDisplacedAt(s.Clock.Now()).Exec(system(ctx)); err != nil {
			return fmt.Errorf("mark the visit: %w", err)
		}
	}
	for _, a := range p.healed {
		if err := tx.Appointment.Update().Where(appointment.ID(a.ID)).ClearDisplacedAt().Exec(system(ctx)); err != nil {
			return fmt.Errorf("unmark the visit: %w", err)
		}
	}
	for _, a := range slices.Concat(p.broken, p.healed) {
		if err := outbox.Note(ctx, tx, a, "SCHEDULE_CHANGED"); err != nil {
			return err
		}
	}
	return nil
}

// announce tells everyone who looks at free times that those of the changed
// dates are to be read anew.
func (s *Service) announce(ctx context.Context, tx *db.Tx, practitionerID string, change Change) error {
	first, last := change.dates()
	from, err := first.Start(time.UTC)
	if err != nil {
		return err
	}
	to := s.Clock.Now().AddDate(1, 0, 0) // beyond any horizon
	if last != "" {
		if to, err = last.Start(time.UTC); err != nil {
			return err
		}
	}
	from, to = from.AddDate(0, 0, -1), to.AddDate(0, 0, 2) // whatever the zone
	_, err = outbox.Emit(ctx, tx, outbox.Availability(practitionerID),
		outbox.Event{Kind: outbox.Changed, Subject: practitionerID, From: &from, To: &to})
	return err
}
