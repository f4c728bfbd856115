package rules

import (
	"iter"
	"slices"
	"time"
)

// day is what holds for one date of a calendar.
type day struct {
	date  time.Time // midnight in UTC
	zone  *time.Location
	terms Template
	hours []Hours // in order, apart
	leave []Interval
}

// all is the date from its first instant to the next one's.
func (d day) all() Interval { return d.span(Hours{0, 24 * 60}) }

// clock is the instant of a local time, false when the clocks skip it. Of a
// repeated one it is the first pass, which package time does not promise.
func (d day) clock(minute int) (time.Time, bool) {
	t := time.Date(d.date.Year(), d.date.Month(), d.date.Day(), 0, minute, 0, 0, d.zone)
	if begun, _ := t.ZoneBounds(); !begun.IsZero() {
		_, before := begun.Add(-1).Zone()
		_, since := t.Zone()
		if first := t.Add(time.Duration(since-before) * time.Second); first.Before(t) && first.Before(begun) {
			t = first
		}
	}
	return t, t.Hour()*60+t.Minute() == minute%1440
}

// span is a part of the day; a border that the clocks skip is the moment they do so.
func (d day) span(h Hours) Interval { return Interval{d.border(h.From), d.border(h.To)} }

func (d day) border(minute int) time.Time {
	t, ok := d.clock(minute)
	if ok {
		return t
	}
	begun, over := t.ZoneBounds()
	if t.Sub(begun) < over.Sub(t) {
		return begun
	}
	return over
}

// grid are the instants at which a visit of a length may begin and still end in
// the hours.
func (d day) grid(length time.Duration) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		step := max(d.terms.Grid, 5)
		for _, h := range d.hours {
			end := d.border(h.To)
			for m := h.From; m < h.To; m += step {
				start, ok := d.clock(m)
				if ok && !start.Add(length).After(end) && !yield(start) {
					return
				}
			}
		}
	}
}

// isTaken says whether leave or one of the visits, with the gaps between them,
// stands against a visit.
func (d day) isTaken(slot Interval, visits []Interval) bool {
	return slices.ContainsFunc(d.leave, slot.Overlaps) || slices.ContainsFunc(visits, slot.wider(d.terms.gap()).Overlaps)
}

// isFull says whether as many visits begin on the date as may.
func (d day) isFull(visits []Interval) bool {
	if d.terms.DailyLimit == 0 {
		return false
	}
	all, n := d.all(), 0
	for _, v := range visits {
		if !v.Start.Before(all.Start) && v.Start.Before(all.End) {
			n++
		}
	}
	return n >= d.terms.DailyLimit
}
