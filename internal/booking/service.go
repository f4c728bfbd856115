// Package booking takes, keeps and lets go of a practitioner's time. Holds and
// bookings are claims in one table; one transition is one transaction.
package booking

import (
	"context"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/schedule"
	"televisit/internal/viewer"
)

// Service books.
type Service struct {
	Store *ent.Store
	Clock clock.Clock
	// Money is set where visits are called off.
	Money Money
}

// Money is what happens to the payment of a visit that is called off, inside
// the same transaction.
type Money interface {
	// Paid is what the clinic has of an appointment's price.
	Paid(ctx context.Context, tx *db.Tx, a *db.Appointment) (rules.Money, error)
	// CallOff ends an unpaid payment, and sends back the given part of a paid one.
	CallOff(ctx context.Context, tx *db.Tx, a *db.Appointment, refund rules.Money, reason string) error
}

func system(ctx context.Context) context.Context { return viewer.System(ctx, policy.Booking) }

// clinic reads the clinic's settings and zone.
func clinic(ctx context.Context, c *db.ClinicClient) (*db.Clinic, *time.Location, error) {
	found, err := c.Query().Only(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read the clinic: %w", err)
	}
	zone, err := time.LoadLocation(found.TimeZone)
	if err != nil {
		return nil, nil, fmt.Errorf("zone of the clinic: %w", err)
	}
	return found, zone, nil
}

// announce tells everyone who looks at the practitioner's free times how far a
// claim that has come or gone changes them.
func announce(ctx context.Context, tx *db.Tx, a *db.Appointment, kind string) error {
	calendars, err := schedule.Calendars(ctx, tx.Client(), []string{a.PractitionerID}, a.StartsAt)
	if err != nil {
		return err
	}
	reach, isCounted := calendars[a.PractitionerID].Reach(rules.Interval{Start: a.StartsAt, End: a.EndsAt})
	if isCounted {
		kind = outbox.Changed
	}
	_, err = outbox.Emit(ctx, tx, outbox.Availability(a.PractitionerID),
		outbox.Event{Kind: kind, Subject: a.ID, From: &reach.Start, To: &reach.End})
	return err
}

func changed() error { return fault.New(fault.Conflict, "the appointment has changed") }

func notFound() error { return fault.New(fault.NotFound, "no such appointment") }
