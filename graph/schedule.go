package graph

import (
	"context"
	"slices"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/schedule"
	"televisit/ent/db/scheduleexception"
	"televisit/graph/model"
	"televisit/internal/fault"
	"televisit/internal/rules"
	scheduling "televisit/internal/schedule"
	"televisit/internal/viewer"

	entsql "entgo.io/ent/dialect/sql"
)

// Most visits of one answer.
const (
	maxBroken    = 100
	maxDisplaced = 200
)

// weekdays are the days as people count them.
var weekdays = []model.Weekday{
	model.WeekdayMonday, model.WeekdayTuesday, model.WeekdayWednesday, model.WeekdayThursday,
	model.WeekdayFriday, model.WeekdaySaturday, model.WeekdaySunday,
}

// onWeekday is the place of the n-th of them in a template.
func onWeekday(n int) time.Weekday { return time.Weekday((n + 1) % 7) }

func (r *Resolver) scheduleOf(ctx context.Context, practitionerID string) (*model.PractitionerSchedule, error) {
	v := viewer.From(ctx)
	if v.Role != viewer.Registrar && v.Role != viewer.Admin && v.PractitionerID != practitionerID {
		return nil, nil
	}
	today, err := r.today(ctx, nil)
	if err != nil {
		return nil, err
	}
	versions, err := r.Store.Schedule.Query().Where(schedule.PractitionerID(practitionerID),
		schedule.Or(schedule.ValidToIsNil(), schedule.ValidToGTE(today))).Order(schedule.ByNumber(entsql.OrderDesc())).All(ctx)
	if err != nil {
		return nil, err
	}
	exceptions, err := r.Store.ScheduleException.Query().Where(scheduleexception.PractitionerID(practitionerID),
		scheduleexception.RemovedAtIsNil(), scheduleexception.ToDateGTE(today)).
		Order(scheduleexception.ByFromDate(), scheduleexception.ByID()).All(ctx)
	return &model.PractitionerSchedule{Versions: shown(versions, today), Exceptions: exceptions}, err
}

// shown leaves out versions that newer ones cover on every day to come.
func shown(versions []*db.Schedule, today rules.Date) []*model.Schedule {
	list := []*model.Schedule{}
	for _, v := range versions {
		list = append(list, scheduleVersion(v))
		if v.ValidTo == nil && v.ValidFrom <= today {
			break
		}
	}
	return list
}

func scheduleVersion(s *db.Schedule) *model.Schedule {
	t := s.Template
	m := &model.Schedule{
		ID: s.ID, Number: s.Number, ValidFrom: s.ValidFrom, ValidTo: s.ValidTo, TimeZone: s.TimeZone, Site: s.Site,
		GridMinutes: t.Grid, NoticeMinutes: t.Notice, HorizonDays: t.Horizon,
		BufferBeforeMinutes: t.BufferBefore, BufferAfterMinutes: t.BufferAfter,
		PublishedAt: s.CreatedAt, PublishedBy: s.PublishedByName,
	}
	for i, name := range weekdays {
		m.Week = append(m.Week, &model.ScheduleDay{Weekday: name, Hours: pointers(t.Week[onWeekday(i)])})
	}
	if t.DailyLimit > 0 {
		m.DailyLimit = &t.DailyLimit
	}
	return m
}

// publication reads the input; days that are given twice are no week.
func (r *Resolver) publication(ctx context.Context, in model.PublishScheduleInput) (scheduling.Publication, error) {
	p := scheduling.Publication{
		PractitionerID: in.PractitionerID, From: in.ValidFrom, To: in.ValidTo, Site: orEmpty(in.Site),
		Template: rules.Template{
			Grid: in.GridMinutes, Notice: in.NoticeMinutes, Horizon: in.HorizonDays,
			BufferBefore: in.BufferBeforeMinutes, BufferAfter: in.BufferAfterMinutes,
		},
	}
	if in.DailyLimit != nil {
		p.Template.DailyLimit = *in.DailyLimit
	}
	seen := map[model.Weekday]bool{}
	for _, day := range in.Week {
		if seen[day.Weekday] {
			return p, fault.New(fault.InvalidInput, "%s is given twice", day.Weekday).With("fields", []string{"week"})
		}
		seen[day.Weekday] = true
		p.Template.Week[onWeekday(slices.Index(weekdays, day.Weekday))] = values(day.Hours)
	}
	if p.Zone = orEmpty(in.TimeZone); p.Zone == "" {
		c, err := r.clinic(ctx)
		if err != nil {
			return p, err
		}
		p.Zone = c.TimeZone
	}
	return p, nil
}

func exception(in model.AddScheduleExceptionInput) scheduling.Exception {
	return scheduling.Exception{
		PractitionerID: in.PractitionerID, Note: orEmpty(in.Note),
		Exception: rules.Exception{Kind: in.Kind, From: in.FromDate, To: in.ToDate, Hours: values(in.Hours)},
	}
}

// scheduleChange is the one change that is to be looked at.
func (r *Resolver) scheduleChange(ctx context.Context, week *model.PublishScheduleInput, added *model.AddScheduleExceptionInput, removed *string) (scheduling.Change, error) {
	switch {
	case week != nil && added == nil && removed == nil:
		return r.publication(ctx, *week)
	case week == nil && added != nil && removed == nil:
		return exception(*added), nil
	case week == nil && added == nil && removed != nil:
		return &scheduling.Removal{ExceptionID: *removed}, nil
	}
	return nil, fault.New(fault.BadRequest, "give exactly one of schedule, exception and withdrawExceptionId")
}

// changeSchedule makes a change and returns whose calendar it was.
func (r *Resolver) changeSchedule(ctx context.Context, key string, change scheduling.Change, acknowledged *string) (*db.Practitioner, error) {
	of, err := r.Schedules.Make(ctx, key, change, orEmpty(acknowledged))
	if err != nil {
		return nil, err
	}
	return r.Store.Practitioner.Get(ctx, of)
}

// broken shows what a change breaks, as far as the viewer may see it.
func (r *Resolver) broken(ctx context.Context, b scheduling.Breaks) (*model.ScheduleBreaks, error) {
	m := &model.ScheduleBreaks{Count: len(b.Visits), Visits: []*db.Appointment{}}
	if len(b.Visits) == 0 {
		return m, nil
	}
	m.Acknowledge = &b.Token
	visits, err := r.Store.Appointment.Query().Where(appointment.IDIn(b.Visits[:min(maxBroken, len(b.Visits))]...)).
		Order(appointment.ByStartsAt(), appointment.ByID()).All(ctx)
	if len(visits) > 0 {
		m.Visits = visits
	}
	return m, err
}

// withBreaks adds the visits to a refusal, which then is shown as a problem.
func (r *Resolver) withBreaks(ctx context.Context, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Code != fault.ScheduleBreaksVisits {
		return err
	}
	shown, failed := r.broken(ctx, fault.Detail[scheduling.Breaks](f, "breaks"))
	if failed != nil {
		return failed
	}
	return f.With("shown", shown)
}

func (r *Resolver) displaced(ctx context.Context) ([]*db.Appointment, error) {
	return r.Store.Appointment.Query().Where(appointment.DisplacedAtNotNil(), appointment.StartsAtGT(r.now()),
		appointment.StatusIn(rules.AwaitingPayment, rules.Booked)).
		Order(appointment.ByStartsAt(), appointment.ByID()).Limit(maxDisplaced).All(ctx)
}

func values[T any](list []*T) []T {
	var out []T
	for _, x := range list {
		out = append(out, *x)
	}
	return out
}

func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}
