// Package policy says who may touch which row: deny by default, in one place,
// for every entity and through every edge. A row that is refused looks exactly
// like one that does not exist.
//
// Predicates such as HasAppointmentsWith and raw SQL are not reached by it:
// neither may be built from what a client sends.
package policy

import (
	"context"

	"entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/intercept"
	"televisit/internal/fault"
	"televisit/internal/viewer"
)

// rows restricts a statement to what somebody may touch.
type rows func(v viewer.Viewer, s *sql.Selector) *sql.Predicate

// grant lets some viewers touch some rows; a nil rows means all of them.
type grant struct {
	to   func(viewer.Viewer) bool
	rows rows
}

// Register puts the policies on a client and its transactions.
func Register(c *db.Client) {
	c.Intercept(intercept.TraverseFunc(restrictReads))
	c.Use(restrictWrites)
}

func restrictReads(ctx context.Context, q intercept.Query) error {
	if only, limited := restrict(viewer.From(ctx), reads[q.Type()]); limited {
		q.WhereP(only)
	}
	return nil
}

// restrict joins the grants that hold for the viewer; without any, nothing is
// left. It is false when one of them gives all rows.
func restrict(v viewer.Viewer, grants []grant) (only func(*sql.Selector), limited bool) {
	var any []rows
	for _, g := range grants {
		switch {
		case !g.to(v):
		case g.rows == nil:
			return nil, false
		default:
			any = append(any, g.rows)
		}
	}
	return func(s *sql.Selector) {
		left := []*sql.Predicate{sql.False()}
		for _, rows := range any {
			left = append(left, rows(v, s))
		}
		s.Where(sql.Or(left...))
	}, true
}

// write is what some viewers may do to rows of an entity.
type write struct {
	grant
	ops db.Op
	// check looks at the new values; a refusal ends the statement.
	check func(v viewer.Viewer, m db.Mutation) bool
}

func restrictWrites(next db.Mutator) db.Mutator {
	return db.MutateFunc(func(ctx context.Context, m db.Mutation) (db.Value, error) {
		v := viewer.From(ctx)
		var grants []grant
		for _, w := range writes[m.Type()] {
			if m.Op().Is(w.ops) && w.to(v) && (w.check == nil || w.check(v, m)) {
				grants = append(grants, w.grant)
			}
		}
		if len(grants) == 0 {
			return nil, fault.New(fault.NotFound, "no such %s", m.Type())
		}
		if only, limited := restrict(v, grants); limited && !m.Op().Is(db.OpCreate) {
			m.(interface{ WhereP(...func(*sql.Selector)) }).WhereP(only)
		}
		return next.Mutate(ctx, m)
	})
}
