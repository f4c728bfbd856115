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
	"televisit/internal/schedule"
)

// maxRange bounds one question about free times.
const maxRange = 62 * 24 * time.Hour

// Slot is a time that can be held.
type Slot struct {
	rules.Interval
	// Held is the asking patient's own hold of it; nil where it is free.
	Held *Held
}

// Held is a time that is held.
type Held struct {
	AppointmentID string
	ExpiresAt     time.Time
}

// Availability is what a practitioner has free for a service.
type Availability struct {
	Slots []Slot
	// Zone is the clinic's: days are shown by its calendar.
	Zone *time.Location
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
	service, err := offered(ctx, s.Store.Client, practitionerID, serviceID)
	if err != nil {
		return nil, err
	}
	_, zone, err := clinic(ctx, s.Store.Clinic)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	sheets, err := readSheets(ctx, s.Store.Client, []string{practitionerID}, in, now)
	if err != nil {
		return nil, err
	}
	mine, err := s.heldBy(ctx, practitionerID, patientID, in, now)
	if err != nil {
		return nil, err
	}
	free := rules.FreeSlots(sheets[practitionerID].query(in, lengthOf(service), now))
	return &Availability{merge(free, mine), zone, seq}, nil
}

// soon is how far NextFree looks.
const soon = 14 * 24 * time.Hour

// NextFree computes the nearest free time of each practitioner for the first
// service, within 14 days; who has none is left out. It asks the database as
// often for a hundred as for one.
func (s *Service) NextFree(ctx context.Context, practitioners []string) (map[string]time.Time, error) {
	found, err := s.Store.Practitioner.Query().Where(practitioner.IDIn(practitioners...)).
		WithServices(func(q *db.HealthcareServiceQuery) { q.Order(healthcareservice.ByID()) }).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read practitioners: %w", err)
	}
	now := s.Clock.Now()
	in := rules.Interval{Start: now, End: now.Add(soon)}
	sheets, err := readSheets(ctx, s.Store.Client, practitioners, in, now)
	if err != nil {
		return nil, err
	}
	next := map[string]time.Time{}
	for _, p := range found {
		if len(p.Edges.Services) == 0 {
			continue
		}
		for free := range rules.FreeTimes(sheets[p.ID].query(in, lengthOf(p.Edges.Services[0]), now)) {
			next[p.ID] = free.Start
			break
		}
	}
	return next, nil
}

// offered is a service if the practitioner gives it.
func offered(ctx context.Context, c *db.Client, practitionerID, serviceID string) (*db.HealthcareService, error) {
	found, err := c.HealthcareService.Query().Where(healthcareservice.ID(serviceID),
		healthcareservice.HasPractitionersWith(practitioner.ID(practitionerID))).Only(ctx) // public on both ends
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "no such practitioner or service")
	}
	if err != nil {
		return nil, fmt.Errorf("read the service: %w", err)
	}
	return found, nil
}

func lengthOf(s *db.HealthcareService) time.Duration {
	return time.Duration(s.DurationMinutes) * time.Minute
}

// sheet is what the free times of a practitioner are computed from.
type sheet struct {
	calendar rules.Calendar
	busy     []rules.Interval
}

func (s sheet) query(in rules.Interval, length time.Duration, now time.Time) rules.SlotQuery {
	return rules.SlotQuery{Calendar: s.calendar, Range: in, Length: length, Busy: s.busy, Now: now}
}

// readSheets reads those of practitioners for a range, in three queries.
func readSheets(ctx context.Context, c *db.Client, practitioners []string, in rules.Interval, now time.Time) (map[string]sheet, error) {
	calendars, err := schedule.Calendars(ctx, c, practitioners, in.Start)
	if err != nil {
		return nil, err
	}
	days := rules.Interval{Start: in.Start.Add(-48 * time.Hour), End: in.End.Add(48 * time.Hour)} // whole dates, and gaps beyond them
	claims, err := c.SlotClaim.Query().
		Where(slotclaim.PractitionerIDIn(practitioners...), overlapping(days), alive(now)).All(system(ctx))
	if err != nil {
		return nil, fmt.Errorf("read claims: %w", err)
	}
	sheets := make(map[string]sheet, len(practitioners))
	for id, calendar := range calendars {
		sheets[id] = sheet{calendar: calendar}
	}
	for _, claim := range claims {
		of := sheets[claim.PractitionerID]
		of.busy = append(of.busy, rules.Interval{Start: claim.StartsAt, End: claim.EndsAt})
		sheets[claim.PractitionerID] = of
	}
	return sheets, nil
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

func (s *Service) heldBy(ctx context.Context, practitionerID, patientID string, in rules.Interval, now time.Time) ([]Slot, error) {
	if patientID == "" {
		return nil, nil
	}
	claims, err := s.Store.SlotClaim.Query().Where(
		slotclaim.PractitionerID(practitionerID), slotclaim.PatientID(patientID), slotclaim.State(rules.ClaimHeld),
		slotclaim.StartsAtGTE(in.Start), slotclaim.StartsAtLT(in.End), alive(now)).
		Order(slotclaim.ByStartsAt()).All(system(ctx))
	held := make([]Slot, len(claims))
	for i, claim := range claims {
		held[i] = Slot{rules.Interval{Start: claim.StartsAt, End: claim.EndsAt}, &Held{*claim.AppointmentID, *claim.ExpiresAt}}
	}
	return held, err
}

func merge(free []rules.Interval, mine []Slot) []Slot {
	slots := make([]Slot, 0, len(free)+len(mine))
	for _, f := range free {
		for len(mine) > 0 && mine[0].Start.Before(f.Start) {
			slots, mine = append(slots, mine[0]), mine[1:]
		}
		slots = append(slots, Slot{Interval: f})
	}
	return append(slots, mine...)
}
