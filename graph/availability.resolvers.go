package graph

import (
	"context"
	"televisit/graph/model"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"time"
)

// Availability is the resolver for the availability field.
func (r *queryResolver) Availability(ctx context.Context, practitionerID string, serviceID string, from time.Time, to time.Time, patientID *string) (*model.Availability, error) {
	in := rules.Interval{Start: from, End: to}
	patient, err := r.asking(ctx, patientID)
	if err != nil {
		return nil, err
	}
	free, err := r.Booking.Free(ctx, practitionerID, serviceID, patient, in)
	if err != nil {
		return nil, err
	}
	return &model.Availability{
		Days: days(free, in), Cursor: streamCursor(outbox.Availability(practitionerID), free.Seq), TimeZone: free.Zone.String(),
	}, nil
}

// AvailabilityChanged is the resolver for the availabilityChanged field.
func (r *subscriptionResolver) AvailabilityChanged(ctx context.Context, practitionerID string, from time.Time, to time.Time, after *string) (<-chan model.AvailabilityEvent, error) {
	if _, err := r.Store.Practitioner.Get(ctx, practitionerID); err != nil {
		return nil, hidden(err, "practitioner")
	}
	looked := rules.Interval{Start: from, End: to}
	shape := func(_ context.Context, e outbox.Event, cursor string) (model.AvailabilityEvent, bool, error) {
		change := rules.Interval{Start: *e.From, End: *e.To}
		return &model.AvailabilityChanged{
			Cursor: cursor, Seq: int(e.Seq), StartsAt: change.Start, EndsAt: change.End, Free: e.Kind != outbox.Taken,
		}, change.Overlaps(looked), nil
	}
	return follow(ctx, r.Resolver, events[model.AvailabilityEvent]{
		stream: outbox.Availability(practitionerID), after: after, shape: shape,
	})
}
