package rules

import (
	"slices"
	"time"
)

// Interval is [Start, End).
type Interval struct{ Start, End time.Time }

// Overlaps says whether two intervals share an instant; touching ones do not.
func (i Interval) Overlaps(o Interval) bool {
	return i.Start.Before(o.End) && o.Start.Before(i.End)
}

// Hours is a part of a day in minutes from local midnight, To at most 1440.
type Hours struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Template is a practitioner's usual week.
type Template struct {
	// Week holds the hours of Sunday (0) to Saturday (6), as time.Weekday counts.
	Week [7][]Hours `json:"week"`
	// Grid is the distance of beginnings, in minutes.
	Grid int `json:"grid"`
	// Notice is how long before its beginning a time can be booked, in minutes.
	Notice int `json:"notice"`
	// Horizon is how many days ahead times are open.
	Horizon int `json:"horizon"`
}

// SlotQuery asks for free times.
type SlotQuery struct {
	Template Template
	Zone     *time.Location
	Range    Interval
	Length   time.Duration
	// Busy are the intervals that are taken, in any order.
	Busy []Interval
	Now  time.Time
}

// FreeSlots computes the free times whose beginning lies in the range. A local
// time that a change to summer time skips is left out; the repeated hour of the
// change back counts once, as its first pass.
func FreeSlots(q SlotQuery) []Interval {
	q.Busy = slices.SortedFunc(slices.Values(q.Busy), func(a, b Interval) int { return a.Start.Compare(b.Start) })
	var free []Interval
	day := dateOf(q.Range.Start.In(q.Zone))
	for ; ; day = day.AddDate(0, 0, 1) {
		if begins, _ := q.at(day, 0); !begins.Before(q.Range.End) {
			return free
		}
		for _, h := range q.Template.Week[day.Weekday()] {
			free = append(free, q.freeOn(day, h)...)
		}
	}
}

// dateOf is a calendar date as midnight in UTC, where every day has one.
func dateOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func (q SlotQuery) freeOn(day time.Time, h Hours) []Interval {
	var free []Interval
	step := max(q.Template.Grid, 5)
	for m := h.From; m < h.To; m += step {
		start, ok := q.at(day, m)
		end := start.Add(q.Length)
		if ok && !end.After(q.endOf(day, h)) && q.open(start) && !q.busy(Interval{start, end}) {
			free = append(free, Interval{start.UTC(), end.UTC()})
		}
	}
	return free
}

// at is the instant of a local time, false when the clocks skip it. Of a repeated
// one it is the first pass, which package time does not promise.
func (q SlotQuery) at(day time.Time, minute int) (time.Time, bool) {
	t := time.Date(day.Year(), day.Month(), day.Day(), 0, minute, 0, 0, q.Zone)
	if begun, _ := t.ZoneBounds(); !begun.IsZero() {
		_, before := begun.Add(-1).Zone()
		_, since := t.Zone()
		if first := t.Add(time.Duration(since-before) * time.Second); first.Before(t) && first.Before(begun) {
			t = first
		}
	}
	return t, t.Hour()*60+t.Minute() == minute%1440
}

// endOf is the end of the hours; when the clocks skip it, the moment they do so.
func (q SlotQuery) endOf(day time.Time, h Hours) time.Time {
	t, ok := q.at(day, h.To)
	if ok {
		return t
	}
	begun, over := t.ZoneBounds()
	if t.Sub(begun) < over.Sub(t) {
		return begun
	}
	return over
}

func (q SlotQuery) open(start time.Time) bool {
	opens := q.Now.Add(time.Duration(q.Template.Notice) * time.Minute)
	closes := q.Now.AddDate(0, 0, q.Template.Horizon)
	return !start.Before(q.Range.Start) && start.Before(q.Range.End) &&
		!start.Before(opens) && start.Before(closes)
}

func (q SlotQuery) busy(i Interval) bool {
	for _, b := range q.Busy {
		if !b.Start.Before(i.End) {
			return false
		}
		if b.Overlaps(i) {
			return true
		}
	}
	return false
}

// Nearest returns at most n intervals, those that begin closest to at first.
func Nearest(free []Interval, at time.Time, n int) []Interval {
	near := slices.SortedStableFunc(slices.Values(free), func(a, b Interval) int {
		return int(a.Start.Sub(at).Abs() - b.Start.Sub(at).Abs())
	})
	return near[:min(n, len(near))]
}
