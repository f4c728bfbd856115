package booking

import (
	"context"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/healthcareservice"
	"televisit/ent/db/practitioner"
	"televisit/ent/db/predicate"
	"televisit/ent/db/slotclaim"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/planted"
	"televisit/internal/rules"
)

// maxRange bounds one question about free times.
const maxRange = 62 * 24 * time.Hour

// Slot is a time that can be held.
type Slot struct {
	rules.Interval
	// Mine says that the asking patient holds it already.
	Mine bool
}

// Availability is what a practitioner has free for a service.
type Availability struct {
	Slots []Slot
	Zone  *time.Location
	// Seq is the place of the availability stream that the answer reflects.
	Seq int64
}

// Free computes the free times that begin in the range, and those that the
// patient (may be empty) holds.
func (s *Service) Free(ctx context.Context, practitionerID, serviceID, patientID string, in rules.Interval) (*Availability, error) {
	if !in.Start.Before(in.End) || in.End.Sub(in.Start) > maxRange {
		return nil, fault.New(fault.BadRequest, "the range must be positive and at most 62 days")
	}
	seq, err := outbox.Head(ctx, s.Store.Client, outbox.Availability(practitionerID))
	if err != nil {
		return nil, err
	}
	q, err := slotQuery(ctx, s.Store.Client, practitionerID, serviceID, in, s.Clock.Now())
	if err != nil {
		return nil, err
	}
	mine, err := s.heldBy(ctx, practitionerID, patientID, in, q.Now)
	if err != nil {
		return nil, err
	}
	return &Availability{merge(rules.FreeSlots(q), mine), q.Zone, seq}, nil
}

func slotQuery(ctx context.Context, c *db.Client, practitionerID, serviceID string, in rules.Interval, now time.Time) (rules.SlotQuery, error) {
	p, err := c.Practitioner.Query().Where(practitioner.ID(practitionerID)).
		WithServices(func(q *db.HealthcareServiceQuery) { q.Where(healthcareservice.ID(serviceID)) }).Only(ctx)
	if db.IsNotFound(err) || err == nil && len(p.Edges.Services) == 0 {
		return rules.SlotQuery{}, fault.New(fault.NotFound, "no such practitioner or service")
	}
	if err != nil {
		return rules.SlotQuery{}, fmt.Errorf("read the schedule: %w", err)
	}
	_, zone, err := clinic(ctx, c.Clinic)
	if err != nil {
		return rules.SlotQuery{}, err
	}
	busy, err := busyIn(ctx, c, practitionerID, in, now)
	return rules.SlotQuery{
		Template: p.Template, Zone: zone, Range: in, Now: now, Busy: busy,
		Length: time.Duration(p.Edges.Services[0].DurationMinutes) * time.Minute,
	}, err
}

// alive are claims that count at now: a hold that has run out blocks nobody,
// whether or not a worker has noticed.
func alive(now time.Time) predicate.SlotClaim {
	return slotclaim.And(slotclaim.Live(true), slotclaim.Or(slotclaim.ExpiresAtIsNil(), slotclaim.ExpiresAtGT(now)))
}

func overlapping(in rules.Interval) predicate.SlotClaim {
	if planted.Is(planted.Overlap) {
		return slotclaim.ID("none")
	}
	return slotclaim.And(slotclaim.StartsAtLT(in.End), slotclaim.EndsAtGT(in.Start))
}

func busyIn(ctx context.Context, c *db.Client, practitionerID string, in rules.Interval, now time.Time) ([]rules.Interval, error) {
	wide := rules.Interval{Start: in.Start, End: in.End.Add(24 * time.Hour)}
	claims, err := c.SlotClaim.Query().
		Where(slotclaim.PractitionerID(practitionerID), overlapping(wide), alive(now)).All(system(ctx))
	if err != nil {
		return nil, fmt.Errorf("read claims: %w", err)
	}
	busy := make([]rules.Interval, len(claims))
	for i, claim := range claims {
		busy[i] = rules.Interval{Start: claim.StartsAt, End: claim.EndsAt}
	}
	return busy, nil
}

func (s *Service) heldBy(ctx context.Context, practitionerID, patientID string, in rules.Interval, now time.Time) ([]rules.Interval, error) {
	if patientID == "" {
		return nil, nil
	}
	claims, err := s.Store.SlotClaim.Query().Where(
		slotclaim.PractitionerID(practitionerID), slotclaim.PatientID(patientID), slotclaim.State(rules.ClaimHeld),
		slotclaim.StartsAtGTE(in.Start), slotclaim.StartsAtLT(in.End), alive(now)).All(system(ctx))
	held := make([]rules.Interval, len(claims))
	for i, claim := range claims {
		held[i] = rules.Interval{Start: claim.StartsAt, End: claim.EndsAt}
	}
	return held, err
}

func merge(free, mine []rules.Interval) []Slot {
	slots := make([]Slot, 0, len(free)+len(mine))
	for _, f := range free {
		for len(mine) > 0 && mine[0].Start.Before(f.Start) {
			slots, mine = append(slots, Slot{mine[0], true}), mine[1:]
		}
		slots = append(slots, Slot{f, false})
	}
	for _, m := range mine {
		slots = append(slots, Slot{m, true})
	}
	return slots
}
