package booking_test

import (
	"testing"
	"time"

	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func TestFreeTimesShowWhatTheAskingPatientHolds(t *testing.T) {
	each(t, func(c *clinic) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		c.held(nina, tomorrow(9, 20))
		in := rules.Interval{Start: tomorrow(9, 0), End: tomorrow(10, 0)}
		mine, err := c.Free(nina, c.doctor.ID, c.advice.ID, viewer.From(nina).PatientID, in)
		testkit.Must(c.t, mine, err)
		if len(mine.Slots) != 2 || mine.Slots[0].Held == nil || !mine.Slots[0].Start.Equal(tomorrow(9, 20)) || mine.Slots[1].Held != nil {
			c.t.Errorf("the holder sees %v", mine.Slots)
		}
		theirs, err := c.Free(vera, c.doctor.ID, c.advice.ID, viewer.From(vera).PatientID, in)
		testkit.Must(c.t, theirs, err)
		if len(theirs.Slots) != 1 || theirs.Slots[0].Held != nil {
			c.t.Errorf("others see %v", theirs.Slots)
		}
		anybody, err := c.Free(c.t.Context(), c.doctor.ID, c.advice.ID, "", in)
		if testkit.Must(c.t, anybody, err); len(anybody.Slots) != 1 || anybody.Zone.String() != "Europe/Moscow" {
			c.t.Errorf("a visitor sees %v in %s", anybody.Slots, anybody.Zone)
		}
		c.Clock.Advance(10 * time.Minute)
		again, err := c.Free(nina, c.doctor.ID, c.advice.ID, viewer.From(nina).PatientID, in)
		if testkit.Must(c.t, again, err); len(again.Slots) != 6 || again.Slots[0].Held != nil {
			c.t.Errorf("after the hold: %v", again.Slots)
		}
	})
}

func TestQuestionsAboutFreeTimesHaveBounds(t *testing.T) {
	each(t, func(c *clinic) {
		at := testkit.Noon
		for name, in := range map[string]rules.Interval{
			"backwards": {Start: at, End: at.Add(-1)},
			"empty":     {Start: at, End: at},
			"too long":  {Start: at, End: at.Add(62*24*time.Hour + 1)},
		} {
			_, err := c.Free(c.t.Context(), c.doctor.ID, c.advice.ID, "", in)
			if f, _ := fault.As(err); f == nil || f.Code != fault.BadRequest {
				c.t.Errorf("%s: %v", name, err)
			}
		}
		full := rules.Interval{Start: at, End: at.Add(62 * 24 * time.Hour)}
		free, err := c.Free(c.t.Context(), c.doctor.ID, c.advice.ID, "", full)
		if testkit.Must(c.t, free, err); len(free.Slots) < 4000 {
			c.t.Errorf("%d times in 30 days", len(free.Slots))
		}
		_, err = c.Free(c.t.Context(), "prc_unknown", c.advice.ID, "", full)
		testkit.Refused(c.t, err, fault.NotFound)
		_, err = c.Free(c.t.Context(), c.doctor.ID, c.World.Service(c.t, 30, rules.SelfPay, rules.Prepay).ID, "", full)
		testkit.Refused(c.t, err, fault.NotFound)
	})
}

func TestEveryChangeOfFreeTimesIsAnEventOfTheStream(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		day := rules.Interval{Start: tomorrow(0, 0), End: tomorrow(23, 0)}
		before, err := c.Free(nina, c.doctor.ID, c.advice.ID, "", day)
		testkit.Must(c.t, before, err)
		first := c.held(nina, tomorrow(9, 0))
		if err := c.Release(nina, first); err != nil {
			c.t.Fatal(err)
		}
		second := c.booked(nina, tomorrow(9, 0)) // booking what is held changes nothing for others
		dead := c.held(nina, tomorrow(10, 0))
		c.Clock.Advance(10 * time.Minute)
		if err := c.Expire(c.t.Context(), dead); err != nil {
			c.t.Fatal(err)
		}
		after, err := c.Free(nina, c.doctor.ID, c.advice.ID, "", day)
		testkit.Must(c.t, after, err)
		events, err := outbox.After(c.t.Context(), c.Store.Client, outbox.Availability(c.doctor.ID), before.Seq, 100)
		testkit.Must(c.t, events, err)
		want := []struct{ kind, subject string }{
			{outbox.Taken, first}, {outbox.Freed, first}, {outbox.Taken, second}, {outbox.Taken, dead}, {outbox.Freed, dead},
		}
		if len(events) != len(want) || after.Seq != before.Seq+int64(len(want)) {
			c.t.Fatalf("%d events, seq %d to %d", len(events), before.Seq, after.Seq)
		}
		for i, e := range events {
			if e.Kind != want[i].kind || e.Subject != want[i].subject || e.To.Sub(*e.From) != 30*time.Minute {
				c.t.Errorf("event %d is %s of %s", i, e.Kind, e.Subject)
			}
		}
	})
}

func TestWatchersAreWokenAfterTheCommitAndOnlyThen(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		woken := map[string]int64{}
		c.Store.Woken = func(stream string, seq int64) { woken[stream] = seq }
		id := c.held(nina, tomorrow(9, 0))
		for _, stream := range []string{outbox.Availability(c.doctor.ID), outbox.Appointment(id), outbox.Board(c.doctor.ID), outbox.Floor} {
			if woken[stream] == 0 {
				c.t.Errorf("%s is not woken", stream)
			}
		}
		if _, jobs := woken[outbox.Jobs]; !jobs {
			c.t.Error("no worker is woken for the timer")
		}
		clear(woken)
		_, err := c.Hold(nina, key(), c.request(nina, testkit.Noon.Add(-time.Hour)))
		if testkit.Refused(c.t, err, fault.OutsideSchedule); len(woken) != 0 {
			c.t.Errorf("a refusal wakes %v", woken)
		}
	})
}
