package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"televisit/internal/request"
	"time"

	"entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/practitioner"
	"televisit/ent/db/servicechange"
	"televisit/ent/db/specialty"
	"televisit/graph/model"
)

// years counts whole years.
func years(from, to time.Time) int {
	n := to.Year() - from.Year()
	if from.AddDate(n, 0, 0).After(to) {
		n--
	}
	return max(n, 0)
}

// nextFree is the nearest free time of any of some practitioners. Whoever is
// listed in the same response is looked up with the first.
func (r *Resolver) nextFree(ctx context.Context, practitioners ...string) (nearest *time.Time, err error) {
	m := memoOf(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.listed = append(m.listed, practitioners...)
	if err := r.lookUp(ctx, m); err != nil {
		return nil, err
	}
	for _, id := range practitioners {
		if at := m.free[id]; at != nil && (nearest == nil || at.Before(*nearest)) {
			nearest = at
		}
	}
	return nearest, nil
}

// lookUp asks for those who are listed and not known yet.
func (r *Resolver) lookUp(ctx context.Context, m *memo) error {
	known := func(id string) bool { _, known := m.free[id]; return known }
	unknown := slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(m.listed))), known)
	if len(unknown) == 0 {
		return nil
	}
	found, err := r.Booking.NextFree(ctx, unknown)
	for _, id := range unknown {
		if at, free := found[id]; free {
			m.free[id] = &at
		} else {
			m.free[id] = nil
		}
	}
	return err
}

// list notes practitioners of whom the response may tell the nearest free time.
func list(ctx context.Context, practitioners []*db.Practitioner) {
	m := memoOf(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range practitioners {
		m.listed = append(m.listed, p.ID)
	}
}

// practitionersOf are those of a specialty; lists have read them already.
func practitionersOf(ctx context.Context, s *db.Specialty) ([]string, error) {
	read, err := s.Edges.PractitionersOrErr()
	if err != nil {
		return s.QueryPractitioners().IDs(ctx)
	}
	ids := make([]string, len(read))
	for i, p := range read {
		ids[i] = p.ID
	}
	return ids, nil
}

func (r *Resolver) services(ctx context.Context) ([]*db.HealthcareService, error) {
	found, err := r.Store.HealthcareService.Query().All(ctx)
	l := request.Locale(ctx)
	slices.SortFunc(found, func(a, b *db.HealthcareService) int {
		return cmp.Or(cmp.Compare(a.Name.In(l), b.Name.In(l)), cmp.Compare(a.ID, b.ID))
	})
	return found, err
}

func (r *Resolver) specialties(ctx context.Context) ([]*db.Specialty, error) {
	found, err := r.Store.Specialty.Query().Where(specialty.HasPractitioners()).WithPractitioners().All(ctx)
	for _, s := range found {
		list(ctx, s.Edges.Practitioners)
	}
	return byName(ctx, found), err
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
	found, info := cut(found, limit, after != nil, practitionerKey)
	list(ctx, found)
	return &model.PractitionerConnection{Nodes: found, Edges: edges(found, practitionerKey, practitionerEdge), PageInfo: info}, nil
}

func practitionerKey(p *db.Practitioner) string { return p.FamilyName + "|" + p.ID }

func practitionerEdge(cursor string, p *db.Practitioner) *model.PractitionerEdge {
	return &model.PractitionerEdge{Cursor: cursor, Node: p}
}

// serviceChanges are pages of who changed what can be booked, the newest first.
func (r *Resolver) serviceChanges(ctx context.Context, serviceID *string, first int, after *string) (*model.ServiceChangeConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	q := r.Store.ServiceChange.Query().Order(servicechange.ByID(sql.OrderDesc())).Limit(limit)
	if serviceID != nil {
		q.Where(servicechange.ServiceID(*serviceID))
	}
	if key != "" {
		q.Where(servicechange.IDLT(key))
	}
	found, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, key != "", changeKey)
	return &model.ServiceChangeConnection{Nodes: found, Edges: edges(found, changeKey, changeEdge), PageInfo: info}, nil
}

func changeKey(c *db.ServiceChange) string { return c.ID }

func changeEdge(cursor string, c *db.ServiceChange) *model.ServiceChangeEdge {
	return &model.ServiceChangeEdge{Cursor: cursor, Node: c}
}
