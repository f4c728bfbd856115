package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/appointment"
	"televisit/ent/db/conclusion"
	"televisit/ent/db/patient"
	"televisit/ent/db/visit"
	"televisit/graph/model"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

func (r *Resolver) zone(ctx context.Context) (*time.Location, error) {
	c, err := r.clinic(ctx)
	if err != nil {
		return nil, err
	}
	return time.LoadLocation(c.TimeZone)
}

func (r *Resolver) today(ctx context.Context, date *rules.Date) (rules.Date, error) {
	if date != nil {
		return *date, nil
	}
	zone, err := r.zone(ctx)
	if err != nil {
		return "", err
	}
	return rules.DateOf(r.now(), zone), nil
}

// hours are those of the board of a date, which is the clinic's.
func (r *Resolver) hours(ctx context.Context, date rules.Date) (hours rules.Interval, err error) {
	c, err := r.clinic(ctx)
	if err != nil {
		return hours, err
	}
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return hours, err
	}
	day, err := date.Day(zone)
	return c.Settings.Board(day), err
}

func (r *Resolver) board(ctx context.Context, stream string, date rules.Date) (*model.Board, error) {
	hours, err := r.hours(ctx, date)
	if err != nil {
		return nil, err
	}
	cursor, err := r.headCursor(ctx, stream) // before the rows: an event may repeat, none is lost
	if err != nil {
		return nil, err
	}
	rows, err := r.Store.Appointment.Query().
		Where(appointment.StartsAtGT(hours.Start.Add(-rules.LongestVisit)), // for the index
			appointment.EndsAtGT(hours.Start), appointment.StartsAtLT(hours.End), appointment.StatusIn(rules.BoardStatuses()...)).
		Order(appointment.ByStartsAt(), appointment.ByID()).All(ctx)
	return &model.Board{Date: date, Rows: rows, Cursor: cursor, ServerTime: r.now()}, err
}

// unsigned are the viewing practitioner's visits that have taken place and wait for
// a signature: a board forgets them at midnight.
func (r *Resolver) unsigned(ctx context.Context) ([]*db.Appointment, error) {
	const most = 100
	draft, signed := conclusion.StatusEQ(rules.Draft), conclusion.StatusNEQ(rules.Draft)
	lacks := visit.Or(visit.HasConclusionsWith(draft), visit.Not(visit.HasConclusionsWith(signed)))
	return r.Store.Appointment.Query().
		Where(appointment.PractitionerID(viewer.From(ctx).PractitionerID), appointment.StatusEQ(rules.Fulfilled), appointment.HasVisitWith(lacks)).
		Order(appointment.ByStartsAt(), appointment.ByID()).Limit(most).All(ctx)
}

// follow streams the rows of one board.
func (r *Resolver) follow(ctx context.Context, stream string, date rules.Date, after *string) (<-chan model.BoardEvent, error) {
	hours, err := r.hours(ctx, date)
	if err != nil {
		return nil, err
	}
	shape := func(ctx context.Context, e outbox.Event, cursor string) (model.BoardEvent, bool, error) {
		if e.From != nil && e.To != nil && !hours.Overlaps(rules.Interval{Start: *e.From, End: *e.To}) {
			return nil, false, nil
		}
		a, err := orNone(r.Store.Appointment.Get(ctx, e.Subject))
		if a != nil && !standsIn(hours, a) {
			a = nil
		}
		return &model.BoardChanged{Cursor: cursor, Seq: int(e.Seq), Row: a, AppointmentID: e.Subject}, true, err
	}
	return follow(ctx, r, events[model.BoardEvent]{stream: stream, about: string(date), after: after, shape: shape})
}

func standsIn(hours rules.Interval, a *db.Appointment) bool {
	return hours.Overlaps(rules.Interval{Start: a.StartsAt, End: a.EndsAt}) && slices.Contains(rules.BoardStatuses(), a.Status)
}

// maxSearch bounds what is searched for, in characters: a person's full name,
// phone and date of birth are shorter.
const maxSearch = 200

// patients finds people of whom every word of the search is a part of the name,
// phone or date of birth.
func (r *Resolver) patients(ctx context.Context, search string, first int, after *string) (*model.PatientConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	words := strings.Fields(strings.ToLower(search))
	switch n := utf8.RuneCountInString(strings.Join(words, "")); {
	case n < 2:
		return nil, fault.New(fault.BadRequest, "search for at least two characters")
	case n > maxSearch: // databases refuse long patterns
		return nil, fault.New(fault.BadRequest, "search for at most %d characters", maxSearch)
	}
	q := r.Store.Patient.Query().Order(patient.BySearch(), patient.ByID()).Limit(limit)
	for _, word := range words {
		q.Where(patient.SearchContains(searchable(word)))
	}
	if key != "" {
		text, id, _ := strings.Cut(key, "|")
		q.Where(patient.Or(patient.SearchGT(text), patient.And(patient.Search(text), patient.IDGT(id))))
	}
	found, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, after != nil, patientKey)
	return &model.PatientConnection{Nodes: found, Edges: edges(found, patientKey, patientEdge), PageInfo: info}, nil
}

// searchable rewrites a Russian date to the stored form, and a phone that
// begins with 8 to its digits after the country code.
func searchable(word string) string {
	if t, err := time.Parse("02.01.2006", word); err == nil {
		return t.Format(time.DateOnly)
	}
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune("()- ", r) {
			return -1
		}
		return r
	}, word)
	if len(digits) == 11 && digits[0] == '8' {
		return digits[1:]
	}
	return digits
}

func patientKey(p *db.Patient) string { return p.Search + "|" + p.ID }

func patientEdge(cursor string, p *db.Patient) *model.PatientEdge {
	return &model.PatientEdge{Cursor: cursor, Node: p}
}

// known adds the patient to PATIENT_EXISTS.
func (r *Resolver) known(ctx context.Context, refusal error) error {
	e, expected := fault.As(refusal)
	if !expected || e.Code != fault.PatientExists {
		return refusal
	}
	p, err := r.Store.Patient.Get(ctx, fault.Detail[string](e, "patientID"))
	if err != nil {
		return err
	}
	return e.With("shown", p)
}

// confirmPatient records that the viewing registrar has seen the person's paper.
func (r *Resolver) confirmPatient(ctx context.Context, id, paper string, seenAt time.Time) error {
	paper, now := strings.TrimSpace(paper), r.now()
	if n := utf8.RuneCountInString(paper); n < 3 || n > 200 {
		return fault.New(fault.InvalidInput, "name the paper").With("fields", []string{"paper"})
	}
	if seenAt.After(now.Add(time.Minute)) {
		return fault.New(fault.InvalidInput, "the paper was not seen yet").With("fields", []string{"seenAt"})
	}
	who, err := r.Store.Account.Query().Where(account.ID(viewer.From(ctx).AccountID)).Only(ctx)
	if err != nil {
		return fmt.Errorf("read the registrar: %w", err)
	}
	n, err := r.Store.Patient.Update().Where(patient.ID(id), patient.StatusEQ(rules.Unconfirmed)).
		SetStatus(rules.Confirmed).SetConfirmPaper(paper).SetConfirmSeenAt(seenAt).SetConfirmedAt(now).
		SetConfirmedBy(who.ID).SetConfirmedByName(who.Name).Save(ctx)
	if err != nil {
		return fmt.Errorf("confirm: %w", err)
	}
	if n == 1 {
		return nil
	}
	if _, err := r.Store.Patient.Get(ctx, id); err != nil {
		return hidden(err, "patient")
	}
	return fault.New(fault.Conflict, "the account is confirmed already")
}
