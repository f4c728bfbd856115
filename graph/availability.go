package graph

import (
	"time"

	"televisit/graph/model"
	"televisit/internal/booking"
	"televisit/internal/rules"
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
			day.Slots = append(day.Slots, &model.Slot{StartsAt: s.Start, EndsAt: s.End, HeldByMe: s.Mine})
		}
	}
	return list
}

func nextDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, t.Location())
}
