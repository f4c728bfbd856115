package booking_test

import (
	"context"
	"testing"
	"time"

	"televisit/ent/db/appointment"
	"televisit/ent/db/idempotencykey"
	"televisit/ent/db/job"
	"televisit/ent/db/slotclaim"
	"televisit/ent/policy"
	"televisit/internal/booking"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func TestOf200ParallelHoldsOfOneTimeExactlyOneWins(t *testing.T) {
	each(t, func(c *clinic) {
		people := c.Patients(c.t, 200)
		at := tomorrow(9, 0)
		errs := testkit.Together(len(people), func(i int) error {
			ctx := viewer.With(c.t.Context(), people[i])
			_, err := c.Hold(ctx, key(), c.request(ctx, at))
			return err
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			c.wantAlternatives(err, at)
		}
		if won != 1 {
			c.t.Errorf("%d of 200 hold the time", won)
		}
		sys := testkit.System(c.t, policy.Booking)
		n, err := c.Store.SlotClaim.Query().Where(slotclaim.PractitionerID(c.doctor.ID), slotclaim.StartsAt(at)).Count(sys)
		if err != nil || n != 1 {
			c.t.Errorf("%d claims of the time, %v", n, err)
		}
		n, err = c.Store.Appointment.Query().Where(appointment.StartsAt(at)).Count(sys)
		if err != nil || n != 1 {
			c.t.Errorf("%d appointments at the time, %v", n, err)
		}
	})
}

// wantAlternatives: a lost time brings the three nearest free ones.
func (c *clinic) wantAlternatives(err error, at time.Time) {
	c.t.Helper()
	free := fault.Detail[[]rules.Interval](testkit.Refused(c.t, err, fault.SlotTaken), "alternatives")
	if len(free) != 3 {
		c.t.Fatalf("%d alternatives", len(free))
	}
	taken := rules.Interval{Start: at, End: at.Add(30 * time.Minute)}
	for _, f := range free {
		if f.Overlaps(taken) || f.Start.Sub(at).Abs() > time.Hour {
			c.t.Errorf("%s is no near free time", f.Start)
		}
	}
}

func TestOverlappingTimesOfOneDoctorAreTakenWhateverTheServiceAndTheGrid(t *testing.T) {
	each(t, func(c *clinic) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		c.held(nina, tomorrow(9, 0)) // to 9:30
		hour := c.World.Service(c.t, 60, rules.Covered, rules.AtVisit).ID
		for name, x := range map[string]struct {
			at      time.Time
			service string
			want    fault.Code
		}{
			"the same beginning":                {tomorrow(9, 0), c.advice.ID, fault.SlotTaken},
			"the same beginning, an hour":       {tomorrow(9, 0), hour, fault.SlotTaken},
			"begins inside":                     {tomorrow(9, 20), c.advice.ID, fault.SlotTaken},
			"ends inside":                       {tomorrow(8, 40), c.advice.ID, fault.SlotTaken},
			"an hour around it":                 {tomorrow(8, 40), hour, fault.SlotTaken},
			"off the grid":                      {tomorrow(9, 25), c.advice.ID, fault.SlotTaken},
			"a seconds-long overlap":            {tomorrow(9, 29).Add(59 * time.Second), c.advice.ID, fault.SlotTaken},
			"touching its end, off the grid":    {tomorrow(9, 30).Add(time.Second), c.advice.ID, fault.OutsideSchedule},
			"an hour that touches its start":    {tomorrow(8, 0), hour, ""},
			"a visit that touches its end":      {tomorrow(9, 30), c.advice.ID, ""},
			"a time that is free, off the grid": {tomorrow(12, 5), c.advice.ID, fault.OutsideSchedule},
		} {
			r := c.request(vera, x.at)
			r.ServiceID = x.service
			id, err := c.Hold(vera, key(), r)
			switch {
			case x.want == "" && err != nil:
				c.t.Errorf("%s: %v", name, err)
			case x.want == "":
				if err := c.Release(vera, id); err != nil {
					c.t.Fatal(err)
				}
			default:
				testkit.Refused(c.t, err, x.want)
			}
		}
	})
}

func TestAPatientIsInOnePlaceAtATime(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		c.held(nina, tomorrow(9, 0))
		other := c.request(nina, tomorrow(9, 10))
		other.PractitionerID = c.Practitioner(c.t, testkit.Grinev).ID
		_, err := c.Hold(nina, key(), other)
		testkit.Refused(c.t, err, fault.PatientBusy)
		other.StartsAt = tomorrow(9, 30)
		if _, err := c.Hold(nina, key(), other); err != nil {
			c.t.Errorf("a visit right after the other: %v", err)
		}
	})
}

func TestParallelHoldsOfOnePatientWithTwoDoctorsGiveOne(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		doctors := []string{c.doctor.ID, c.Practitioner(c.t, testkit.Grinev).ID, c.Practitioner(c.t, testkit.Melnikova).ID}
		errs := testkit.Together(12, func(i int) error {
			r := c.request(nina, tomorrow(9, 0))
			r.PractitionerID = doctors[i%3]
			_, err := c.Hold(nina, key(), r)
			return err
		})
		refused := 0
		for _, err := range errs {
			if err != nil {
				testkit.Refused(c.t, err, fault.PatientBusy)
				refused++
			}
		}
		if refused != 8 {
			c.t.Errorf("%d of 8 holds with another doctor are refused", refused)
		}
	})
}

func TestAtMostTwoTimesAreHeldAtOnce(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		first := c.held(nina, tomorrow(9, 0))
		c.held(nina, tomorrow(10, 0))
		_, err := c.Hold(nina, key(), c.request(nina, tomorrow(11, 0)))
		testkit.Refused(c.t, err, fault.HoldLimit)
		if err := c.Book(nina, key(), first, ""); err != nil {
			c.t.Fatal(err)
		}
		c.held(nina, tomorrow(11, 0)) // a booked one is not held any more
		c.Clock.Advance(10 * time.Minute)
		c.held(nina, tomorrow(12, 0)) // nor is one that has run out
	})
}

func TestParallelHoldsOfOnePatientDoNotPassTheLimit(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		errs := testkit.Together(20, func(i int) error {
			_, err := c.Hold(nina, key(), c.request(nina, tomorrow(1+i, 0)))
			return err
		})
		held := 0
		for _, err := range errs {
			if err == nil {
				held++
				continue
			}
			testkit.Refused(c.t, err, fault.HoldLimit)
		}
		if held != 2 {
			c.t.Errorf("%d times are held", held)
		}
	})
}

func TestHoldingTheSameTimeAgainReturnsTheSameHold(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		id := c.held(nina, tomorrow(9, 0))
		c.Clock.Advance(time.Minute)
		if again := c.held(nina, tomorrow(9, 0)); again != id {
			c.t.Errorf("a second hold %s of %s", again, id)
		}
		if until := c.appointment(id).HoldExpiresAt; !until.Equal(testkit.Noon.Add(10 * time.Minute)) {
			c.t.Errorf("the repetition has moved the end of the hold to %s", until)
		}
	})
}

func TestAHoldThatHasRunOutBlocksNobodyThoughNoWorkerRuns(t *testing.T) {
	each(t, func(c *clinic) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		id := c.held(nina, tomorrow(9, 0))
		c.Clock.Advance(10*time.Minute - 1)
		_, err := c.Hold(vera, key(), c.request(vera, tomorrow(9, 0)))
		testkit.Refused(c.t, err, fault.SlotTaken)
		c.Clock.Advance(1)
		if !c.isFree(vera, tomorrow(9, 0)) {
			c.t.Error("the time is not shown as free")
		}
		c.held(vera, tomorrow(9, 10)) // overlaps the dead one
		c.wantStatus(id, rules.Expired)
		testkit.Refused(c.t, c.Book(nina, key(), id, ""), fault.HoldExpired)
	})
}

func TestADeadHoldOnAnotherGridPointBlocksNobody(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		c.held(nina, tomorrow(9, 0))
		c.Clock.Advance(10 * time.Minute)
		id := c.held(nina, tomorrow(9, 0))
		c.wantStatus(id, rules.Held)
	})
}

func TestAReleasedTimeIsFreeAtOnce(t *testing.T) {
	each(t, func(c *clinic) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		id := c.held(nina, tomorrow(9, 0))
		testkit.Refused(c.t, c.Release(vera, id), fault.NotFound)
		if err := c.Release(nina, id); err != nil {
			c.t.Fatal(err)
		}
		c.wantStatus(id, rules.Expired)
		testkit.Refused(c.t, c.Release(nina, id), fault.HoldExpired)
		c.held(vera, tomorrow(9, 0))
		testkit.Refused(c.t, c.Release(nina, c.booked(nina, tomorrow(10, 0))), fault.Conflict)
	})
}

func TestTimesOutsideTheScheduleAreRefused(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		for name, at := range map[string]time.Time{
			"past":               testkit.Noon.Add(-time.Hour),
			"a moment ago":       testkit.Noon.Add(-10 * time.Minute),
			"beyond the horizon": testkit.Noon.AddDate(0, 0, 30),
			"far away":           testkit.Noon.AddDate(50, 0, 0),
		} {
			_, err := c.Hold(nina, key(), c.request(nina, at))
			if f, _ := fault.As(err); f == nil || f.Code != fault.OutsideSchedule {
				c.t.Errorf("%s: %v", name, err)
			}
		}
		c.held(nina, testkit.Noon) // begins now: there is no notice in the seed
	})
}

func TestWhatOneMayNotSeeOneCannotHold(t *testing.T) {
	each(t, func(c *clinic) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		theirs := c.request(vera, tomorrow(9, 0))
		unknownDoctor, unknownService, notOffered := c.request(nina, tomorrow(9, 0)), c.request(nina, tomorrow(9, 0)), c.request(nina, tomorrow(9, 0))
		unknownDoctor.PractitionerID = "prc_unknown"
		unknownService.ServiceID = "svc_unknown"
		notOffered.ServiceID = c.World.Service(c.t, 30, rules.SelfPay, rules.Prepay).ID
		for name, x := range map[string]struct {
			ctx context.Context
			r   booking.HoldRequest
		}{
			"somebody else's patient":           {nina, theirs},
			"a patient, signed out":             {c.t.Context(), theirs},
			"an unknown doctor":                 {nina, unknownDoctor},
			"an unknown service":                {nina, unknownService},
			"a service of other doctors":        {nina, notOffered},
			"an unknown patient and no session": {c.t.Context(), booking.HoldRequest{PatientID: "pat_unknown"}},
		} {
			_, err := c.Hold(x.ctx, key(), x.r)
			if f, _ := fault.As(err); f == nil || f.Code != fault.NotFound {
				c.t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAHoldKeepsPriceAndZoneAndSetsItsTimer(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		a := c.appointment(c.held(nina, tomorrow(9, 0)))
		if a.PriceMinor != c.advice.PriceMinor || a.Currency != rules.RUB || a.Funding != rules.SelfPay || a.TimeZone != "Europe/Moscow" {
			c.t.Errorf("frozen: %d %s %s %s", a.PriceMinor, a.Currency, a.Funding, a.TimeZone)
		}
		timer, err := c.Store.Job.Query().Where(job.Subject(a.ID), job.Kind(outbox.ExpireHold)).Only(testkit.System(c.t, policy.Worker))
		if err != nil || !timer.RunAt.Equal(testkit.Noon.Add(10*time.Minute)) {
			c.t.Errorf("the timer: %v, %v", timer, err)
		}
	})
}

func TestAnIdempotencyKeyMakesOneHold(t *testing.T) {
	each(t, func(c *clinic) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		const k = "8c6b7a54-0000-4000-8000-000000000001"
		first, err := c.Hold(nina, k, c.request(nina, tomorrow(9, 0)))
		testkit.Must(c.t, first, err)
		again, err := c.Hold(nina, k, c.request(nina, tomorrow(9, 0)))
		if err != nil || again != first {
			c.t.Errorf("the repetition: %s, %v", again, err)
		}
		_, err = c.Hold(nina, k, c.request(nina, tomorrow(10, 0)))
		testkit.Refused(c.t, err, fault.IdempotencyKeyReused)
		if _, err := c.Hold(vera, k, c.request(vera, tomorrow(10, 0))); err != nil {
			c.t.Errorf("the same key of somebody else: %v", err)
		}
		c.Clock.Advance(24 * time.Hour)
		again, err = c.Hold(nina, k, c.request(nina, tomorrow(9, 0)))
		if err != nil || again != first {
			c.t.Errorf("24 hours later: %s, %v", again, err)
		}
		c.Clock.Advance(1000) // PostgreSQL keeps microseconds
		fresh, err := c.Hold(nina, k, c.request(nina, tomorrow(9, 0).AddDate(0, 0, 1)))
		if err != nil || fresh == first {
			c.t.Errorf("after 24 hours: %s, %v", fresh, err)
		}
	})
}

func TestParallelRepetitionsOfOneKeyMakeOneHold(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		ids := make([]string, 30)
		errs := testkit.Together(len(ids), func(i int) (err error) {
			ids[i], err = c.Hold(nina, "one key", c.request(nina, tomorrow(9, 0)))
			return err
		})
		for i, err := range errs {
			if err != nil || ids[i] != ids[0] {
				c.t.Fatalf("call %d: %s, %v", i, ids[i], err)
			}
		}
		n, err := c.Store.IdempotencyKey.Query().Where(idempotencykey.Key("one key")).Count(testkit.System(c.t, policy.Plumbing))
		if err != nil || n != 1 {
			c.t.Errorf("%d keys are kept, %v", n, err)
		}
	})
}

func TestARefusedCallMayBeRepeatedWithItsKey(t *testing.T) {
	each(t, func(c *clinic) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		id := c.held(nina, tomorrow(9, 0))
		_, err := c.Hold(vera, "again", c.request(vera, tomorrow(9, 0)))
		testkit.Refused(c.t, err, fault.SlotTaken)
		if err := c.Release(nina, id); err != nil {
			c.t.Fatal(err)
		}
		if _, err := c.Hold(vera, "again", c.request(vera, tomorrow(9, 0))); err != nil {
			c.t.Errorf("the time is free now: %v", err)
		}
	})
}

func (c *clinic) isFree(ctx context.Context, at time.Time) bool {
	c.t.Helper()
	free, err := c.Free(ctx, c.doctor.ID, c.advice.ID, viewer.From(ctx).PatientID, rules.Interval{Start: at, End: at.Add(1)})
	testkit.Must(c.t, free, err)
	return len(free.Slots) == 1 && free.Slots[0].Held == nil
}
