package graph

import (
	"context"
	"slices"
	"strings"
	"time"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/consent"
	"televisit/ent/db/document"
	"televisit/ent/db/predicate"
	"televisit/graph/model"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// hidden makes NOT_FOUND of a row that is absent or not for the viewer.
func hidden(err error, what string) error {
	if db.IsNotFound(err) {
		return fault.New(fault.NotFound, "no such %s", what)
	}
	return err
}

func (r *Resolver) headCursor(ctx context.Context, stream string) (string, error) {
	head, err := outbox.Head(ctx, r.Store.Client, stream)
	return streamCursor(stream, head), err
}

func (r *Resolver) documentsOf(ctx context.Context, appointmentID string) ([]*db.Document, error) {
	return r.Store.Document.Query().Where(document.AppointmentID(appointmentID)).
		Order(document.ByCreatedAt(entsql.OrderDesc()), document.ByID(entsql.OrderDesc())).All(ctx)
}

func (r *Resolver) consentsOf(ctx context.Context, appointmentID string) ([]*db.Consent, error) {
	return r.Store.Consent.Query().Where(consent.AppointmentID(appointmentID)).Order(consent.BySignedAt()).All(ctx)
}

func (r *Resolver) appointmentEvent(ctx context.Context, e outbox.Event, cursor string) (model.AppointmentEvent, bool, error) {
	a, err := r.Store.Appointment.Get(ctx, e.Subject)
	if err != nil { // it has become somebody else's: the stream ends
		return nil, false, hidden(err, "appointment")
	}
	return &model.AppointmentChanged{Cursor: cursor, Seq: int(e.Seq), Kind: e.Kind, Appointment: a}, true, nil
}

// appointments lists visits of somebody: the nearest first, by time and id.
func (r *Resolver) appointments(ctx context.Context, of predicate.Appointment, filter model.AppointmentFilter, first int, after *string) (*model.AppointmentConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	isCurrent := filter == model.AppointmentFilterCurrent
	order := []entsql.OrderTermOption{}
	if !isCurrent {
		order = append(order, entsql.OrderDesc())
	}
	q := r.Store.Appointment.Query().Where(of, r.isCurrent(isCurrent)).
		Order(appointment.ByStartsAt(order...), appointment.ByID(order...)).Limit(limit)
	if key != "" {
		beyond, err := beyond(key, isCurrent)
		if err != nil {
			return nil, err
		}
		q.Where(beyond)
	}
	found, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, after != nil, timeKey)
	return &model.AppointmentConnection{Nodes: found, Edges: edges(found, timeKey, appointmentEdge), PageInfo: info}, nil
}

// overdue is how long after its end a visit that nobody finished stays current.
const overdue = time.Hour

func (r *Resolver) isCurrent(want bool) predicate.Appointment {
	current := appointment.And(
		appointment.StatusIn(rules.CurrentStatuses()...),
		appointment.EndsAtGT(r.now().Add(-overdue)),
		appointment.Or(appointment.StatusNEQ(rules.Held), appointment.HoldExpiresAtGT(r.now())))
	if want {
		return current
	}
	return appointment.Not(current)
}

func timeKey(a *db.Appointment) string {
	return a.StartsAt.UTC().Format(time.RFC3339Nano) + "|" + a.ID
}

func beyond(key string, ascending bool) (predicate.Appointment, error) {
	at, id, ok := strings.Cut(key, "|")
	t, err := time.Parse(time.RFC3339Nano, at)
	if !ok || err != nil {
		return nil, badCursor()
	}
	if ascending {
		return appointment.Or(appointment.StartsAtGT(t), appointment.And(appointment.StartsAt(t), appointment.IDGT(id))), nil
	}
	return appointment.Or(appointment.StartsAtLT(t), appointment.And(appointment.StartsAt(t), appointment.IDLT(id))), nil
}

func appointmentEdge(cursor string, a *db.Appointment) *model.AppointmentEdge {
	return &model.AppointmentEdge{Cursor: cursor, Node: a}
}

// edges gives each item of a page its cursor.
func edges[T, E any](items []T, key func(T) string, edge func(cursor string, item T) E) []E {
	return slices.Collect(func(yield func(E) bool) {
		for _, item := range items {
			if !yield(edge(rowCursor(key(item)), item)) {
				return
			}
		}
	})
}
