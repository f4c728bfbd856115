package rules

import (
	"iter"
	"slices"
	"time"
)

// Interval is [Start, End).
type Interval struct{ Start, End time.Time }

// Overlaps says whether two intervals share an instant; touching ones do not.
func (i Interval) Overlaps(o Interval) bool {
	return i.Start.Before(o.End) && o.Start.Before(i.End)
}

// wider is the interval with a margin on both sides.
func (i Interval) wider(by time.Duration) Interval {
	return Interval{i.Start.Add(-by), i.End.Add(by)}
}

// SlotQuery asks for free times.
type SlotQuery struct {
	Calendar Calendar
	Range    Interval
	Length   time.Duration
	// Busy are the visits that the practitioner has, in any order: all of the
	// range, of what a gap reaches beyond it, and of its first and last date.
	Busy []Interval
	Now  time.Time
}

// FreeSlots computes the free times whose beginning lies in the range.
func FreeSlots(q SlotQuery) []Interval { return slices.Collect(FreeTimes(q)) }

// FreeTimes computes the free times whose beginning lies in the range, earliest
// first. A local time that a change to summer time skips is left out; the
// repeated hour of the change back counts once, as its first pass.
func FreeTimes(q SlotQuery) iter.Seq[Interval] {
	q.Busy = slices.SortedFunc(slices.Values(q.Busy), func(a, b Interval) int { return a.Start.Compare(b.Start) })
	return func(yield func(Interval) bool) {
		var last time.Time // where versions change zones, dates may overlap
		for day := range q.Calendar.days(q.Range) {
			for free := range q.freeOn(day) {
				if !free.Start.After(last) {
					continue
				}
				if last = free.Start; !yield(Interval{free.Start.UTC(), free.End.UTC()}) {
					return
				}
			}
		}
	}
}

func (q SlotQuery) freeOn(d day) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		all := d.all()
		if !all.Overlaps(q.Range) {
			return
		}
		near := q.busyIn(all.wider(d.terms.gap()))
		if d.isFull(near) {
			return
		}
		for start := range d.grid(q.Length) {
			slot := Interval{start, start.Add(q.Length)}
			if q.open(d.terms, start) && !d.isTaken(slot, near) && !yield(slot) {
				return
			}
		}
	}
}

// busyIn are the visits that overlap an interval.
func (q SlotQuery) busyIn(in Interval) []Interval {
	var found []Interval
	for _, b := range q.Busy {
		if !b.Start.Before(in.End) {
			break
		}
		if b.Overlaps(in) {
			found = append(found, b)
		}
	}
	return found
}

func (q SlotQuery) open(t Template, start time.Time) bool {
	opens := q.Now.Add(time.Duration(t.Notice) * time.Minute)
	closes := q.Now.AddDate(0, 0, t.Horizon)
	return !start.Before(q.Range.Start) && start.Before(q.Range.End) &&
		!start.Before(opens) && start.Before(closes)
}

// Nearest returns at most n intervals, those that begin closest to at first.
func Nearest(free []Interval, at time.Time, n int) []Interval {
	near := slices.SortedStableFunc(slices.Values(free), func(a, b Interval) int {
		return int(a.Start.Sub(at).Abs() - b.Start.Sub(at).Abs())
	})
	return near[:min(n, len(near))]
}
