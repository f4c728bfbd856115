package rules

import "time"

// soonest is how long before its beginning a visit of the next date is at hand:
// people get ready for it, and a practitioner may say to be late.
const soonest = time.Hour

// LongestVisit bounds how long a visit lasts.
const LongestVisit = 8 * time.Hour

// Board are the hours of the board of a date; what overlaps them stands on it.
// They begin before the date with visits that may still run, or be entered, when
// it begins, and end after it with those that are at hand, or may be entered,
// before it ends: midnight is no border to people who meet around it.
func (s Settings) Board(date Interval) Interval {
	return Interval{date.Start.Add(-s.ClosesAfter - s.Overrun), date.End.Add(max(soonest, s.OpensBefore))}
}

// BoardStatuses are those of visits that stand on a board: what was only held
// does not.
func BoardStatuses() []AppointmentStatus {
	return []AppointmentStatus{Booked, InProgress, Fulfilled, Cancelled, NoShow, Failed}
}
