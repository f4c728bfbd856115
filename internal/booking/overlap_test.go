package booking_test

import (
	"testing"
	"time"

	"televisit/ent"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

// TestTheDatabaseForbidsOverlap writes claims past all rules of the code.
func TestTheDatabaseForbidsOverlap(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		ctx := testkit.System(t, policy.Booking)
		doctors, err := w.Store.Practitioner.Query().All(ctx)
		if err != nil {
			t.Fatal(err)
		}
		at := testkit.Noon.AddDate(0, 0, 3)
		claim := func(doctor, patient int, from, to time.Duration, live bool) error {
			return w.Store.SlotClaim.Create().SetPractitionerID(doctors[doctor].ID).
				SetPatientID([]string{"anna", "boris"}[patient]).SetState(rules.ClaimBooked).
				SetStartsAt(at.Add(from)).SetEndsAt(at.Add(to)).SetLive(live).Exec(ctx)
		}
		for _, c := range []struct {
			name            string
			doctor, patient int
			from, to        time.Duration
			live, refused   bool
		}{
			{"the first", 0, 0, 0, time.Hour, true, false},
			{"inside it, same doctor", 0, 1, 10 * time.Minute, 20 * time.Minute, true, true},
			{"around it, same doctor", 0, 1, -time.Hour, 2 * time.Hour, true, true},
			{"over its end, same patient", 1, 0, 59 * time.Minute, 2 * time.Hour, true, true},
			{"touching it", 0, 0, time.Hour, 2 * time.Hour, true, false},
			{"same time, nothing in common", 1, 1, 0, time.Hour, true, false},
			{"over it but released", 0, 0, 0, time.Hour, false, false},
		} {
			err := claim(c.doctor, c.patient, c.from, c.to, c.live)
			if refused := ent.IsConflict(err); refused != c.refused || !refused && err != nil {
				t.Errorf("%s: refused %t: %v", c.name, refused, err)
			}
		}
		released := w.Store.SlotClaim.Update().SetLive(true)
		if _, err := released.Save(ctx); !ent.IsConflict(err) {
			t.Errorf("a released claim came back over a live one: %v", err)
		}
	})
}

func TestUnpaidVisitsFillNobodysCalendar(t *testing.T) {
	c := open(t, testkit.New(t))
	p, _ := c.withMoney()
	nina := c.As(t, testkit.Nina)
	var last string
	for hour := range rules.DefaultSettings().MaxUnpaid {
		last = c.booked(nina, tomorrow(10+hour, 0))
	}
	_, err := c.Hold(nina, key(), c.request(nina, tomorrow(18, 0)))
	testkit.Refused(t, err, fault.HoldLimit)
	c.paid(nina, p, last)
	c.held(nina, tomorrow(18, 0))
}
