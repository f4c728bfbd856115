package rules

import (
	"iter"
	"slices"
	"time"
)

// Hours is a part of a day in minutes from local midnight, To at most 1440.
type Hours struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Template is a practitioner's usual week, and the terms on which it is booked.
type Template struct {
	// Week holds the hours of Sunday (0) to Saturday (6), as time.Weekday counts.
	Week [7][]Hours `json:"week"`
	// Grid is the distance of beginnings, in minutes.
	Grid int `json:"grid"`
	// Notice is how long before its beginning a time can be booked, in minutes.
	Notice int `json:"notice"`
	// Horizon is how many days ahead times are open.
	Horizon int `json:"horizon"`
	// BufferBefore and BufferAfter are minutes that belong to each visit besides
	// its own: nobody else is received in them. They may reach beyond the hours.
	BufferBefore int `json:"bufferBefore,omitempty"`
	BufferAfter  int `json:"bufferAfter,omitempty"`
	// DailyLimit is how many visits may begin on one date; 0 is no limit.
	DailyLimit int `json:"dailyLimit,omitempty"`
}

// gap is what lies at least between two visits.
func (t Template) gap() time.Duration {
	return time.Duration(t.BufferBefore+t.BufferAfter) * time.Minute
}

// Schedule is one published version of a practitioner's week.
type Schedule struct {
	Template
	// Number grows with each publication.
	Number int
	// From is its first date and To its last; an empty To is for good.
	From, To Date
	Zone     *time.Location
}

// Exception changes single dates.
type Exception struct {
	Kind ExceptionKind
	// From and To are the first and the last date, in the zone of the schedule.
	From, To Date
	// Hours are those of each of the dates. Leave without any takes whole days.
	Hours []Hours
}

// ExceptionKind is what an exception does to its dates.
type ExceptionKind string

// Kinds of exceptions. Where both meet, leave wins.
const (
	Leave ExceptionKind = "LEAVE"
	Extra ExceptionKind = "EXTRA"
)

// Calendar is when a practitioner receives, over all services and sites. On each
// date the newest version that covers it is in force: one that is published for
// some weeks lies over the usual one, and what was before a change stays.
type Calendar struct {
	Schedules  []Schedule
	Exceptions []Exception
}

// Covers says whether the practitioner receives all through an interval. Grid,
// notice, horizon, buffers and limits do not matter: they are for new visits.
func (c Calendar) Covers(in Interval) bool {
	reached := in.Start
	for day := range c.days(in) {
		if slices.ContainsFunc(day.leave, in.Overlaps) {
			return false
		}
		for _, h := range day.hours {
			if open := day.span(h); !open.Start.After(reached) && open.End.After(reached) {
				reached = open.End
			}
		}
	}
	return !reached.Before(in.End)
}

// Reach is where free times change when a visit comes or goes: as far as gaps
// reach, or the whole date where visits are counted.
func (c Calendar) Reach(visit Interval) (reach Interval, isCounted bool) {
	for day := range c.days(Interval{visit.Start, visit.Start.Add(1)}) {
		if all := day.all(); !all.Start.After(visit.Start) && visit.Start.Before(all.End) {
			if day.terms.DailyLimit > 0 {
				return all, true
			}
			return visit.wider(day.terms.gap()), false
		}
	}
	return visit, false
}

// days are the dates that may touch an interval, whatever the zones.
func (c Calendar) days(in Interval) iter.Seq[day] {
	return func(yield func(day) bool) {
		last := dateOf(in.End.UTC()).AddDate(0, 0, 1)
		for date := dateOf(in.Start.UTC()).AddDate(0, 0, -1); !date.After(last); date = date.AddDate(0, 0, 1) {
			if d, ok := c.on(date); ok && !yield(d) {
				return
			}
		}
	}
}

// dateOf is a calendar date as midnight in UTC, where every day has one.
func dateOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// on is what holds for a date, false when no version covers it.
func (c Calendar) on(date time.Time) (day, bool) {
	name := Date(date.Format(time.DateOnly))
	s, ok := c.inForce(name)
	if !ok {
		return day{}, false
	}
	d := day{date: date, zone: s.Zone, terms: s.Template}
	hours := slices.Clone(s.Week[date.Weekday()])
	for _, e := range c.Exceptions {
		switch {
		case name < e.From || name > e.To:
		case e.Kind == Extra:
			hours = append(hours, e.Hours...)
		case len(e.Hours) == 0:
			d.leave = append(d.leave, d.all())
		default:
			for _, h := range e.Hours {
				d.leave = append(d.leave, d.span(h))
			}
		}
	}
	d.hours = joined(hours)
	return d, true
}

func (c Calendar) inForce(date Date) (newest Schedule, ok bool) {
	for _, s := range c.Schedules {
		if s.From <= date && (s.To == "" || date <= s.To) && (!ok || s.Number > newest.Number) {
			newest, ok = s, true
		}
	}
	return newest, ok
}

// joined puts hours in order and makes one of those that touch.
func joined(hours []Hours) []Hours {
	slices.SortFunc(hours, func(a, b Hours) int { return a.From - b.From })
	var apart []Hours
	for _, h := range hours {
		if n := len(apart); n > 0 && h.From <= apart[n-1].To {
			apart[n-1].To = max(apart[n-1].To, h.To)
			continue
		}
		apart = append(apart, h)
	}
	return apart
}
