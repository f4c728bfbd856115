package booking_test

import (
	"context"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/booking"
	"televisit/internal/ident"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// clinic is a seeded world with the service under test.
type clinic struct {
	*testkit.World
	bookings
	t      *testing.T
	doctor *db.Practitioner
	advice *db.HealthcareService // 30 minutes, paid at the visit
}

// bookings lets the world's store and clock win over the service's.
type bookings struct{ *booking.Service }

// each runs a test on both databases.
func each(t *testing.T, run func(c *clinic)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, w *testkit.World) { run(open(t, w)) })
}

func open(t *testing.T, w *testkit.World) *clinic {
	t.Helper()
	return &clinic{
		World: w, bookings: bookings{&booking.Service{Store: w.Store, Clock: w.Clock}}, t: t,
		doctor: w.Practitioner(t, testkit.Vorontsov), advice: w.Service(t, 30, rules.SelfPay, rules.AtVisit),
	}
}

// tomorrow is a time of the next day that nobody has taken.
func tomorrow(hour, minute int) time.Time {
	return time.Date(2026, time.March, 3, hour, minute, 0, 0, time.UTC)
}

func as(t *testing.T, v viewer.Viewer) context.Context { return viewer.With(t.Context(), v) }

func key() string { return ident.Make("key") }

// request asks for the doctor's time, for the patient of the context.
func (c *clinic) request(ctx context.Context, at time.Time) booking.HoldRequest {
	return booking.HoldRequest{
		PractitionerID: c.doctor.ID, ServiceID: c.advice.ID, PatientID: viewer.From(ctx).PatientID, StartsAt: at,
	}
}

func (c *clinic) held(ctx context.Context, at time.Time) string {
	c.t.Helper()
	id, err := c.Hold(ctx, key(), c.request(ctx, at))
	return testkit.Must(c.t, id, err)
}

func (c *clinic) booked(ctx context.Context, at time.Time) string {
	c.t.Helper()
	id := c.held(ctx, at)
	if err := c.Book(ctx, key(), id, "headache"); err != nil {
		c.t.Fatal(err)
	}
	return id
}

func (c *clinic) appointment(id string) *db.Appointment {
	c.t.Helper()
	a, err := c.Store.Appointment.Get(testkit.System(c.t, policy.Booking), id)
	return testkit.Must(c.t, a, err)
}

func (c *clinic) wantStatus(id string, want rules.AppointmentStatus) {
	c.t.Helper()
	if got := c.appointment(id).Status; got != want {
		c.t.Errorf("the appointment is %s, not %s", got, want)
	}
}

func (c *clinic) events(stream string) []outbox.Event {
	c.t.Helper()
	events, err := outbox.After(c.t.Context(), c.Store.Client, stream, 0, 1000)
	return testkit.Must(c.t, events, err)
}
