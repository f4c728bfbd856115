// Package schedule keeps when practitioners receive: versions of their week that
// are published from a date on, and exceptions. A change says what it breaks.
package schedule

import (
	"context"
	"fmt"
	"slices"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/schedule"
	"televisit/ent/db/scheduleexception"
	"televisit/ent/policy"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

func system(ctx context.Context) context.Context { return viewer.System(ctx, policy.Booking) }

// Calendars reads what is in force for practitioners from an instant on, in two
// queries. A practitioner without a schedule has an empty calendar.
func Calendars(ctx context.Context, c *db.Client, practitioners []string, from time.Time) (map[string]rules.Calendar, error) {
	found, err := read(ctx, c, practitioners, from)
	if err != nil {
		return nil, err
	}
	calendars := make(map[string]rules.Calendar, len(found))
	for id, rows := range found {
		if calendars[id], err = rows.calendar(); err != nil {
			return nil, err
		}
	}
	return calendars, nil
}

// rows are what a practitioner's calendar is made of.
type rows struct {
	versions   []*db.Schedule
	exceptions []*db.ScheduleException
}

func read(ctx context.Context, c *db.Client, practitioners []string, from time.Time) (map[string]rows, error) {
	first := rules.DateOf(from.AddDate(0, 0, -1), time.UTC) // in the west it is still the day before
	versions, err := c.Schedule.Query().Where(schedule.PractitionerIDIn(practitioners...),
		schedule.Or(schedule.ValidToIsNil(), schedule.ValidToGTE(first))).All(system(ctx))
	if err != nil {
		return nil, fmt.Errorf("read schedules: %w", err)
	}
	exceptions, err := c.ScheduleException.Query().Where(scheduleexception.PractitionerIDIn(practitioners...),
		scheduleexception.ToDateGTE(first), scheduleexception.RemovedAtIsNil()).All(system(ctx))
	if err != nil {
		return nil, fmt.Errorf("read exceptions: %w", err)
	}
	found := make(map[string]rows, len(practitioners))
	for _, v := range versions {
		of := found[v.PractitionerID]
		of.versions = append(of.versions, v)
		found[v.PractitionerID] = of
	}
	for _, e := range exceptions {
		of := found[e.PractitionerID]
		of.exceptions = append(of.exceptions, e)
		found[e.PractitionerID] = of
	}
	return found, nil
}

func (r rows) calendar() (rules.Calendar, error) {
	var c rules.Calendar
	for _, v := range r.versions {
		zone, err := time.LoadLocation(v.TimeZone)
		if err != nil {
			return c, fmt.Errorf("zone of schedule %s: %w", v.ID, err)
		}
		s := rules.Schedule{Template: v.Template, Number: v.Number, From: v.ValidFrom, Zone: zone}
		if v.ValidTo != nil {
			s.To = *v.ValidTo
		}
		c.Schedules = append(c.Schedules, s)
	}
	for _, e := range r.exceptions {
		c.Exceptions = append(c.Exceptions, rules.Exception{Kind: e.Kind, From: e.FromDate, To: e.ToDate, Hours: e.Hours})
	}
	return c, nil
}

// with returns the rows with one more version or exception, or with one less.
func (r rows) withVersion(v *db.Schedule) rows {
	return rows{append(slices.Clone(r.versions), v), r.exceptions}
}

func (r rows) withException(e *db.ScheduleException) rows {
	return rows{r.versions, append(slices.Clone(r.exceptions), e)}
}

func (r rows) withoutException(id string) rows {
	is := func(e *db.ScheduleException) bool { return e.ID == id }
	return rows{r.versions, slices.DeleteFunc(slices.Clone(r.exceptions), is)}
}
