package graph

import (
	"context"
	"math"

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

// maxSamples is more than two people make in the longest visit: eight hours.
const maxSamples = 2000

// percent shows a part of one with one decimal.
func percent(part float64) float64 { return math.Round(part*1000) / 10 }
