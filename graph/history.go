package graph

import (
	"context"
	"slices"
	"strings"
	"televisit/internal/request"
	"time"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/chartentry"
	"televisit/ent/db/patient"
	"televisit/ent/db/visit"
	"televisit/graph/model"
	"televisit/graph/scalar"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// history joins online visits that took place and entries of the clinic's
// chart, newest first. The policies decide which rows of either the viewer gets.
func (r *Resolver) history(ctx context.Context, patientID string, first int, after *string) (*model.MedicalHistoryConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	seen, err := r.Store.Patient.Query().Where(patient.ID(patientID)).Exist(ctx)
	if err != nil || !seen {
		return nil, hiddenUnless(err, "patient")
	}
	before, err := r.historyBefore(key)
	if err != nil {
		return nil, err
	}
	list, err := r.historyEntries(ctx, patientID, before, limit)
	if err != nil {
		return nil, err
	}
	list, info := cut(list[:min(limit, len(list))], limit, after != nil, historyKey)
	v := viewer.From(ctx)
	return &model.MedicalHistoryConnection{
		Nodes: list, Edges: edges(list, historyKey, historyEdge), PageInfo: info,
		LimitedToOnlineVisits: v.Role == viewer.Patient && !v.Confirmed,
	}, nil
}

func hiddenUnless(err error, what string) error {
	if err != nil {
		return err
	}
	return fault.New(fault.NotFound, "no such %s", what)
}

func historyKey(e *model.MedicalHistoryEntry) string {
	return e.OccurredAt.UTC().Format(time.RFC3339Nano) + "|" + e.ID
}

func historyEdge(cursor string, e *model.MedicalHistoryEntry) *model.MedicalHistoryEdge {
	return &model.MedicalHistoryEdge{Cursor: cursor, Node: e}
}

// place is the last entry of the page before.
type place struct {
	at time.Time
	id string
}

func (r *Resolver) historyBefore(key string) (place, error) {
	if key == "" {
		return place{at: r.now().AddDate(100, 0, 0)}, nil
	}
	at, id, _ := strings.Cut(key, "|")
	t, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return place{}, badCursor()
	}
	return place{t, id}, nil
}

func (r *Resolver) historyEntries(ctx context.Context, patientID string, before place, limit int) ([]*model.MedicalHistoryEntry, error) {
	visits, err := r.pastVisits(ctx, patientID, before, limit)
	if err != nil {
		return nil, err
	}
	entries, err := r.Store.ChartEntry.Query().Where(chartentry.PatientID(patientID),
		chartentry.Or(chartentry.OccurredAtLT(before.at), chartentry.And(chartentry.OccurredAt(before.at), chartentry.IDLT(before.id)))).
		Order(chartentry.ByOccurredAt(entsql.OrderDesc()), chartentry.ByID(entsql.OrderDesc())).Limit(limit).All(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]*model.MedicalHistoryEntry, 0, len(visits)+len(entries))
	for _, a := range visits {
		list = append(list, visitEntry(ctx, a))
	}
	for _, e := range entries {
		list = append(list, chartEntry(e))
	}
	slices.SortFunc(list, func(a, b *model.MedicalHistoryEntry) int {
		if c := b.OccurredAt.Compare(a.OccurredAt); c != 0 {
			return c
		}
		return strings.Compare(b.ID, a.ID)
	})
	return list, nil
}

// pastVisits are those that took place: a call has run.
func (r *Resolver) pastVisits(ctx context.Context, patientID string, before place, limit int) ([]*db.Appointment, error) {
	return r.Store.Appointment.Query().Where(appointment.PatientID(patientID),
		appointment.StatusIn(rules.InProgress, rules.Fulfilled),
		appointment.HasVisitWith(visit.StartedAtNotNil()), // of rows the policies have let through
		appointment.Or(appointment.StartsAtLT(before.at), appointment.And(appointment.StartsAt(before.at), appointment.IDLT(before.id)))).
		WithPractitioner().WithService().
		Order(appointment.ByStartsAt(entsql.OrderDesc()), appointment.ByID(entsql.OrderDesc())).Limit(limit).All(ctx)
}

func visitEntry(ctx context.Context, a *db.Appointment) *model.MedicalHistoryEntry {
	p := a.Edges.Practitioner
	return &model.MedicalHistoryEntry{
		ID: a.ID, Source: model.HistorySourceOnlineVisit, OccurredAt: a.StartsAt,
		Title:            a.Edges.Service.Name.In(request.Locale(ctx)),
		PractitionerName: rules.FullName(p.FamilyName, p.GivenName, p.Patronymic),
	}
}

func chartEntry(e *db.ChartEntry) *model.MedicalHistoryEntry {
	return &model.MedicalHistoryEntry{
		ID: e.ID, Source: model.HistorySourceClinic, OccurredAt: e.OccurredAt,
		Title: e.Title, PractitionerName: e.PractitionerName, Text: e.Text,
	}
}

func (r *Resolver) historyNode(ctx context.Context, id string) (scalar.Node, error) {
	e, err := r.Store.ChartEntry.Get(ctx, id)
	if db.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return chartEntry(e), nil
}
