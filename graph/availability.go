package graph

import (
	"context"
	"time"

	"televisit/graph/model"
	"televisit/internal/booking"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// days groups free times by the clinic's dates, with a day for every date of the range.
func days(free *booking.Availability, in rules.Interval) []*model.AvailabilityDay {
	var list []*model.AvailabilityDay
	byDate := map[rules.Date]*model.AvailabilityDay{}
	for at := in.Start.In(free.Zone); at.Before(in.End); at = nextDay(at) {
		date := rules.DateOf(at, free.Zone)
		byDate[date] = &model.AvailabilityDay{Date: date, Slots: []*model.Slot{}}
		list = append(list, byDate[date])
	}
	for _, s := range free.Slots {
		if day := byDate[rules.DateOf(s.Start, free.Zone)]; day != nil {
			day.Slots = append(day.Slots, slot(s))
		}
	}
	return list
}

func slot(s booking.Slot) *model.Slot {
	m := &model.Slot{StartsAt: s.Start, EndsAt: s.End}
	if s.Held != nil {
		m.HeldByMe, m.HoldID, m.HoldExpiresAt = true, &s.Held.AppointmentID, &s.Held.ExpiresAt
	}
	return m
}

// asking is the patient whose own holds are shown: the viewer, or whom the desk
// asks for. API clients are shown none: a patient holds times without them, too.
func (r *Resolver) asking(ctx context.Context, patientID *string) (string, error) {
	if v := viewer.From(ctx); patientID == nil || v.IsAPIClient() {
		return v.PatientID, nil
	}
	_, err := r.Store.Patient.Get(ctx, *patientID)
	return *patientID, hidden(err, "patient")
}

func nextDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, t.Location())
}
