package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"televisit/internal/request"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/healthcareservice"
	"televisit/ent/db/practitioner"
	"televisit/ent/db/specialty"
	"televisit/graph/model"
	"televisit/internal/rules"
)

// years counts whole years.
func years(from, to time.Time) int {
	n := to.Year() - from.Year()
	if from.AddDate(n, 0, 0).After(to) {
		n--
	}
	return max(n, 0)
}

// soon is how far nextFreeAt looks.
const soon = 14 * 24 * time.Hour

func (r *Resolver) nextFree(ctx context.Context, p *db.Practitioner) (*time.Time, error) {
	service, err := p.QueryServices().Order(healthcareservice.ByID()).FirstID(ctx)
	if db.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	now := r.now()
	free, err := r.Booking.Free(ctx, p.ID, service, "", rules.Interval{Start: now, End: now.Add(soon)})
	if err != nil || len(free.Slots) == 0 {
		return nil, err
	}
	return &free.Slots[0].Start, nil
}

func (r *Resolver) specialties(ctx context.Context) ([]*db.Specialty, error) {
	found, err := r.Store.Specialty.Query().Where(specialty.HasPractitioners()).All(ctx)
	l := request.Locale(ctx)
	slices.SortFunc(found, func(a, b *db.Specialty) int { return cmp.Compare(a.Name.In(l), b.Name.In(l)) })
	return found, err
}

func (r *Resolver) practitioners(ctx context.Context, specialtyID *string, first int, after *string) (*model.PractitionerConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	q := r.Store.Practitioner.Query().
		Order(practitioner.ByFamilyName(), practitioner.ByID()).Limit(limit)
	if specialtyID != nil {
		q.Where(practitioner.HasSpecialtiesWith(specialty.ID(*specialtyID))) // public on both ends
	}
	if key != "" {
		name, id, _ := strings.Cut(key, "|")
		q.Where(practitioner.Or(practitioner.FamilyNameGT(name), practitioner.And(practitioner.FamilyName(name), practitioner.IDGT(id))))
	}
	found, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, practitionerKey)
	return &model.PractitionerConnection{Nodes: found, Edges: edges(found, practitionerKey, practitionerEdge), PageInfo: info}, nil
}

func practitionerKey(p *db.Practitioner) string { return p.FamilyName + "|" + p.ID }

func practitionerEdge(cursor string, p *db.Practitioner) *model.PractitionerEdge {
	return &model.PractitionerEdge{Cursor: cursor, Node: p}
}
