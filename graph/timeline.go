package graph

import (
	"context"

	"televisit/ent/db"
)

// mark ends a visit on somebody's word, and its call with it.
func (r *Resolver) mark(ctx context.Context, appointmentID string, do func(context.Context, string) error) (*db.Appointment, error) {
	r.Calls.Told(ctx) // who has just come or gone counts
	if err := do(ctx, appointmentID); err != nil {
		return nil, err
	}
	r.Calls.EndCall(appointmentID, cancelled)
	return r.Store.Appointment.Get(ctx, appointmentID)
}
