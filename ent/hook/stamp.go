// Package hook holds what happens at every write, whoever writes.
package hook

import (
	"context"

	"televisit/ent/db"
	"televisit/internal/clock"
)

// StampCreated sets created_at from the injected clock where it is not given.
func StampCreated(clk clock.Clock) db.Hook {
	return func(next db.Mutator) db.Mutator {
		return db.MutateFunc(func(ctx context.Context, m db.Mutation) (db.Value, error) {
			if m.Op().Is(db.OpCreate) {
				if _, given := m.Field("created_at"); !given {
					_ = m.SetField("created_at", clk.Now()) // an entity without the field refuses it
				}
			}
			return next.Mutate(ctx, m)
		})
	}
}
