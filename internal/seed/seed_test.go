package seed_test

import (
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/policy"
	"televisit/internal/rules"
	"televisit/internal/seed"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func seeder(w *testkit.World) *seed.Seeder {
	return &seed.Seeder{Store: w.Store, Clock: w.Clock, Zone: testkit.Zone}
}

// open are Nina's visits whose door is open now.
func open(t *testing.T, w *testkit.World) []*db.Appointment {
	t.Helper()
	now := w.Clock.Now()
	return w.Store.Appointment.Query().Where(appointment.StatusIn(rules.Booked, rules.InProgress),
		appointment.StartsAtLTE(now), appointment.EndsAtGT(now)).WithVisit().WithConsents().AllX(w.As(t, testkit.Nina))
}

func keepOpen(t *testing.T, w *testkit.World) {
	t.Helper()
	if err := seeder(w).KeepOpen(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestSeedingAgainAddsNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		before := w.Store.Patient.Query().CountX(w.As(t, testkit.Desk))
		for range 2 {
			if err := seeder(w).Ensure(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if n := w.Store.Patient.Query().CountX(w.As(t, testkit.Desk)); n != before || n != len(seed.Patients()) {
			t.Errorf("%d patients", n)
		}
	})
}

func TestOneVisitIsAlwaysOpenAndReadyToJoin(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		for minute := range 3 * 60 {
			keepOpen(t, w)
			keepOpen(t, w)
			found := open(t, w)
			if len(found) != 1 {
				t.Fatalf("minute %d: %d visits are open", minute, len(found))
			}
			a := found[0]
			f := rules.Facts{
				AppointmentID: a.ID, Role: rules.Patient, Status: a.Status, Visit: a.Edges.Visit.Status, StartsAt: a.StartsAt, EndsAt: a.EndsAt,
				Paid: a.Funding == rules.Covered, Consented: len(a.Edges.Consents) == 1,
			}
			if _, err := rules.Admit(f, rules.Window{}, w.Clock.Now()); err != nil {
				t.Fatalf("minute %d: %v", minute, err)
			}
			if left, late := a.EndsAt.Sub(w.Clock.Now()), w.Clock.Now().Sub(a.StartsAt); left < 10*time.Minute || late >= 3*time.Minute {
				t.Fatalf("minute %d: it began %s ago and ends in %s", minute, late, left)
			}
			w.Clock.Advance(time.Minute)
		}
	})
}

func TestAVisitThatSomebodyCameToStaysWhereItIs(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		keepOpen(t, w)
		a := open(t, w)[0]
		w.Store.Visit.UpdateOne(a.Edges.Visit).SetPatientCameAt(w.Clock.Now()).ExecX(testkit.System(t, policy.Presence))
		w.Clock.Advance(20 * time.Minute)
		keepOpen(t, w)
		if now := open(t, w)[0]; now.ID != a.ID || !now.StartsAt.Equal(a.StartsAt) {
			t.Errorf("%s at %s is now %s at %s", a.ID, a.StartsAt, now.ID, now.StartsAt)
		}
	})
}

// A leap over the end of the open visit leaves nothing behind that would be late.
func TestTheOpenVisitGoesAlongWithAClockThatIsMoved(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		for _, leap := range []time.Duration{5 * time.Minute, 70 * time.Minute, 24 * time.Hour} {
			keepOpen(t, w)
			at := w.Clock.Now().Add(leap)
			if err := seeder(w).KeepOpenAt(t.Context(), at); err != nil {
				t.Fatal(err)
			}
			w.Clock.Set(at)
			keepOpen(t, w)
			nina := w.Store.Appointment.Query().Where(appointment.StatusEQ(rules.Booked)).AllX(w.As(t, testkit.Nina))
			if len(nina) != 1 || nina[0].StartsAt.Before(at) || nina[0].StartsAt.After(at) {
				t.Errorf("after %s: %v", leap, nina)
			}
		}
	})
}

func TestTwoNodesOpenOneVisit(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		for _, err := range testkit.Together(4, func(int) error { return seeder(w).KeepOpen(t.Context()) }) {
			if err != nil {
				t.Logf("one of them: %v", err) // it tries again in 20 seconds
			}
		}
		if n := len(open(t, w)); n != 1 {
			t.Errorf("%d visits are open", n)
		}
	})
}

func TestAClinicThatIsNoDemoIsLeftAlone(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		desk := w.As(t, testkit.Desk)
		nina := viewer.From(w.As(t, testkit.Nina)).PatientID
		w.Store.Patient.UpdateOneID(nina).SetPhone("+79169999999").ExecX(desk)
		before := w.Store.Appointment.Query().CountX(desk)
		keepOpen(t, w)
		if n := w.Store.Appointment.Query().CountX(desk); n != before {
			t.Errorf("%d appointments, not %d", n, before)
		}
	})
}
