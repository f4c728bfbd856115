package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/google/uuid"

	"televisit/ent"
	"televisit/ent/db/appointment"
	"televisit/ent/policy"
	"televisit/internal/booking"
	"televisit/internal/clock"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// clinic is the demo clinic's database beside the servers that use it, with the
// visit that is open now and the two people of it signed in.
type clinic struct {
	t     *testing.T
	store *ent.Store
	zone  *time.Location

	appointment, visit, practitionerID string
	date                               string // of the visit
	patient, practitioner              string // tokens
	asPatient                          viewer.Viewer
}

func openClinic(t *testing.T, database string) *clinic {
	t.Helper()
	store, err := ent.Open(t.Context(), database, clock.System{})
	testkit.Must(t, store, err)
	t.Cleanup(func() { _ = store.Close() })
	c := &clinic{t: t, store: store}
	sys, now := testkit.System(t, policy.Seed), time.Now()
	here, err := store.Clinic.Query().Only(sys)
	testkit.Must(t, here, err)
	c.zone, err = time.LoadLocation(here.TimeZone)
	testkit.Must(t, c.zone, err)
	a, err := store.Appointment.Query().WithVisit().WithPatient().WithPractitioner().
		Where(appointment.StatusIn(rules.Booked, rules.InProgress), appointment.StartsAtLTE(now), appointment.EndsAtGT(now)).First(sys)
	testkit.Must(t, a, err)
	c.appointment, c.visit, c.practitionerID = a.ID, a.Edges.Visit.ID, a.PractitionerID
	c.date = string(rules.DateOf(a.StartsAt, c.zone))
	c.patient, c.practitioner = c.signIn(*a.Edges.Patient.AccountID), c.signIn(*a.Edges.Practitioner.AccountID)
	c.asPatient = viewer.Viewer{Role: viewer.Patient, AccountID: *a.Edges.Patient.AccountID, PatientID: a.PatientID}
	return c
}

func (c *clinic) isToday(at time.Time) bool { return string(rules.DateOf(at, c.zone)) == c.date }

// signIn opens a session for an account and returns its token.
func (c *clinic) signIn(account string) string {
	c.t.Helper()
	token := uuid.NewString()
	sum := sha256.Sum256([]byte(token))
	err := c.store.Session.Create().SetAccountID(account).SetTokenHash(hex.EncodeToString(sum[:])).
		SetSeenAt(time.Now()).SetExpiresAt(time.Now().Add(time.Hour)).SetIdleFor(time.Hour).Exec(testkit.System(c.t, policy.Auth))
	if err != nil {
		c.t.Fatal(err)
	}
	return token
}

// takeATime holds a free time of the practitioner and lets it go again, without
// a word on any bus: only their sweep tells the servers.
func (c *clinic) takeATime(ctx context.Context) error {
	bookings := &booking.Service{Store: c.store, Clock: clock.System{}}
	ctx = viewer.With(ctx, c.asPatient)
	p, err := c.store.Practitioner.Get(ctx, c.practitionerID)
	if err != nil {
		return err
	}
	service, err := p.QueryServices().First(ctx)
	if err != nil {
		return err
	}
	in := rules.Interval{Start: time.Now().AddDate(0, 0, 1), End: time.Now().AddDate(0, 0, 10)}
	free, err := bookings.Free(ctx, c.practitionerID, service.ID, "", in)
	if err != nil || len(free.Slots) == 0 {
		return err
	}
	id, err := bookings.Hold(ctx, uuid.NewString(), booking.HoldRequest{
		PractitionerID: c.practitionerID, ServiceID: service.ID, PatientID: c.asPatient.PatientID, StartsAt: free.Slots[0].Start,
	})
	if err != nil {
		return err
	}
	return bookings.Release(ctx, id)
}
