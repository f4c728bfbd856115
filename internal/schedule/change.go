package schedule

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/schedule"
	"televisit/ent/db/scheduleexception"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Change is something that is done to a practitioner's calendar.
type Change interface {
	// whose reads what the change is about, under the viewer's policies.
	whose(ctx context.Context, c *db.Client) (practitionerID string, err error)
	// wrong names fields that cannot be; today is the clinic's date.
	wrong(today rules.Date) []string
	// isLeave says whether it is leave, which practitioners enter themselves.
	isLeave() bool
	// on returns the rows with the change.
	on(rows) rows
	// dates are the first and last that it touches; the last is empty for good.
	dates() (first, last rules.Date)
	write(ctx context.Context, tx *db.Tx, by *db.Account, now time.Time) error
}

// Longest texts, in characters.
const (
	maxSite = 200
	maxNote = 500
)

// Publication is a week that holds from a date on.
type Publication struct {
	PractitionerID string
	From           rules.Date
	To             *rules.Date // nil is for good
	Zone, Site     string
	Template       rules.Template
}

func (p Publication) whose(ctx context.Context, c *db.Client) (string, error) {
	return practitioner(ctx, c, p.PractitionerID)
}

func (p Publication) wrong(today rules.Date) []string {
	fields := p.Template.Wrong()
	if p.From < today {
		fields = append(fields, "validFrom")
	}
	if p.To != nil && *p.To < p.From {
		fields = append(fields, "validTo")
	}
	if _, ok := rules.Zone(p.Zone); !ok {
		fields = append(fields, "timeZone")
	}
	if utf8.RuneCountInString(p.Site) > maxSite {
		fields = append(fields, "site")
	}
	return fields
}

func (Publication) isLeave() bool { return false }

func (p Publication) on(r rows) rows {
	number := 1
	for _, v := range r.versions {
		number = max(number, v.Number+1)
	}
	return r.withVersion(&db.Schedule{
		PractitionerID: p.PractitionerID, Number: number, ValidFrom: p.From, ValidTo: p.To, TimeZone: p.Zone, Template: p.Template,
	})
}

func (p Publication) dates() (rules.Date, rules.Date) {
	if p.To == nil {
		return p.From, ""
	}
	return p.From, *p.To
}

func (p Publication) write(ctx context.Context, tx *db.Tx, by *db.Account, _ time.Time) error {
	versions, err := tx.Schedule.Query().Where(schedule.PractitionerID(p.PractitionerID)).Count(ctx)
	if err != nil {
		return fmt.Errorf("count versions: %w", err)
	}
	err = tx.Schedule.Create().SetPractitionerID(p.PractitionerID).SetNumber(versions + 1).
		SetValidFrom(p.From).SetNillableValidTo(p.To).SetTimeZone(p.Zone).SetSite(p.Site).SetTemplate(p.Template).
		SetPublishedBy(by.ID).SetPublishedByName(by.Name).Exec(ctx)
	if err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return nil
}

// Exception is leave, or are extra hours, to enter.
type Exception struct {
	PractitionerID string
	rules.Exception
	Note string
}

func (e Exception) whose(ctx context.Context, c *db.Client) (string, error) {
	return practitioner(ctx, c, e.PractitionerID)
}

func (e Exception) wrong(today rules.Date) []string {
	fields := e.Exception.Wrong(today)
	if utf8.RuneCountInString(e.Note) > maxNote {
		fields = append(fields, "note")
	}
	return fields
}

func (e Exception) isLeave() bool { return e.Kind == rules.Leave }

func (e Exception) on(r rows) rows {
	return r.withException(&db.ScheduleException{Kind: e.Kind, FromDate: e.From, ToDate: e.To, Hours: e.Hours})
}

func (e Exception) dates() (rules.Date, rules.Date) { return e.From, e.To }

func (e Exception) write(ctx context.Context, tx *db.Tx, by *db.Account, _ time.Time) error {
	err := tx.ScheduleException.Create().SetPractitionerID(e.PractitionerID).SetKind(e.Kind).
		SetFromDate(e.From).SetToDate(e.To).SetHours(e.Hours).SetNote(e.Note).
		SetEnteredBy(by.ID).SetEnteredByName(by.Name).Exec(ctx)
	if err != nil {
		return fmt.Errorf("enter the exception: %w", err)
	}
	return nil
}

// Removal takes an exception back.
type Removal struct {
	ExceptionID string
	found       *db.ScheduleException
}

func (r *Removal) whose(ctx context.Context, c *db.Client) (string, error) {
	found, err := c.ScheduleException.Query().Where(scheduleexception.ID(r.ExceptionID)).Only(ctx)
	if db.IsNotFound(err) {
		return "", fault.New(fault.NotFound, "no such exception")
	}
	if err != nil {
		return "", fmt.Errorf("read the exception: %w", err)
	}
	r.found = found
	return found.PractitionerID, nil
}

func (r *Removal) wrong(rules.Date) []string { return nil }

func (r *Removal) isLeave() bool { return r.found.Kind == rules.Leave }

func (r *Removal) on(before rows) rows { return before.withoutException(r.ExceptionID) }

func (r *Removal) dates() (rules.Date, rules.Date) { return r.found.FromDate, r.found.ToDate }

func (r *Removal) write(ctx context.Context, tx *db.Tx, by *db.Account, now time.Time) error {
	err := tx.ScheduleException.Update().Where(scheduleexception.ID(r.ExceptionID), scheduleexception.RemovedAtIsNil()).
		SetRemovedAt(now).SetRemovedBy(by.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("take the exception back: %w", err)
	}
	return nil
}

func practitioner(ctx context.Context, c *db.Client, id string) (string, error) {
	_, err := c.Practitioner.Get(ctx, id)
	if db.IsNotFound(err) {
		return "", noPractitioner()
	}
	return id, err
}

func noPractitioner() error { return fault.New(fault.NotFound, "no such practitioner") }

// may says whether the viewer may change the calendar of a practitioner: the desk
// all, practitioners their own leave.
func may(ctx context.Context, practitionerID string, change Change) error {
	v := viewer.From(ctx)
	if v.Role == viewer.Registrar || v.Role == viewer.Admin {
		return nil
	}
	if v.PractitionerID != practitionerID {
		return noPractitioner()
	}
	if !change.isLeave() {
		return fault.New(fault.Forbidden, "practitioners enter their own leave only")
	}
	return nil
}

func author(ctx context.Context, c *db.Client) (*db.Account, error) {
	by, err := c.Account.Query().Where(account.ID(viewer.From(ctx).AccountID)).Only(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the author: %w", err)
	}
	return by, nil
}
