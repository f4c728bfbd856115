package booking_test

import (
	"context"
	"testing"
	"time"

	"televisit/internal/booking"
	"televisit/internal/catalogue"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/schedule"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func (c *clinic) schedules() *schedule.Service {
	return &schedule.Service{Store: c.Store, Clock: c.Clock}
}

// leave is the doctor's on tomorrow's date.
func (c *clinic) leave(hours ...rules.Hours) schedule.Exception {
	return schedule.Exception{PractitionerID: c.doctor.ID, Exception: rules.Exception{Kind: rules.Leave, From: "2026-03-03", To: "2026-03-03", Hours: hours}}
}

// made makes a change with whatever it breaks.
func (c *clinic) made(ctx context.Context, change schedule.Change) {
	c.t.Helper()
	b, err := c.schedules().Preview(ctx, change)
	testkit.Must(c.t, b, err)
	if _, err := c.schedules().Make(ctx, key(), change, b.Token); err != nil {
		c.t.Fatal(err)
	}
}

func TestAChangeOfTheScheduleNamesWhatItBreaksAndCancelsNothing(t *testing.T) {
	each(t, func(c *clinic) {
		nina, desk := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Desk)
		id := c.booked(nina, tomorrow(9, 0))
		before := len(c.events(outbox.Availability(c.doctor.ID)))
		b, err := c.schedules().Preview(desk, c.leave())
		if testkit.Must(c.t, b, err); len(b.Visits) != 1 || b.Visits[0] != id || b.Token == "" {
			c.t.Fatalf("the preview is %+v", b)
		}
		for name, token := range map[string]string{"nothing": "", "something else": "x"} {
			_, err := c.schedules().Make(desk, key(), c.leave(), token)
			if f := testkit.Refused(c.t, err, fault.ScheduleBreaksVisits); len(fault.Detail[schedule.Breaks](f, "breaks").Visits) != 1 {
				c.t.Errorf("acknowledging %s: %v", name, f)
			}
		}
		if after := len(c.events(outbox.Availability(c.doctor.ID))); after != before || c.appointment(id).DisplacedAt != nil {
			c.t.Errorf("a refusal has written: %d events", after-before)
		}
		c.made(desk, c.leave())
		if a := c.appointment(id); a.Status != rules.Booked || a.DisplacedAt == nil {
			c.t.Errorf("the visit is %s, displaced %v", a.Status, a.DisplacedAt)
		}
		events := c.events(outbox.Availability(c.doctor.ID))
		if last := events[len(events)-1]; last.Kind != outbox.Changed || last.From.After(tomorrow(0, 0)) || last.To.Before(tomorrow(23, 0)) {
			c.t.Errorf("watchers hear %+v", last)
		}
		_, err = c.Hold(c.As(c.t, testkit.Vera), key(), c.request(c.As(c.t, testkit.Vera), tomorrow(12, 0)))
		testkit.Refused(c.t, err, fault.OutsideSchedule)
	})
}

func TestAVisitThatIsBookedBetweenPreviewAndPublicationRefusesIt(t *testing.T) {
	each(t, func(c *clinic) {
		desk := c.As(c.t, testkit.Desk)
		c.booked(c.As(c.t, testkit.Nina), tomorrow(9, 0))
		b, err := c.schedules().Preview(desk, c.leave())
		testkit.Must(c.t, b, err)
		c.held(c.As(c.t, testkit.Vera), tomorrow(12, 0))
		_, err = c.schedules().Make(desk, key(), c.leave(), b.Token)
		f := testkit.Refused(c.t, err, fault.ScheduleBreaksVisits)
		if now := fault.Detail[schedule.Breaks](f, "breaks"); len(now.Visits) != 2 {
			c.t.Errorf("now %v", now.Visits)
		}
	})
}

// Whoever comes first: either the hold is refused, or the leave names it.
func TestLeaveAndAHoldAtOnceNeverMissEachOther(t *testing.T) {
	each(t, func(c *clinic) {
		desk, nina := c.As(c.t, testkit.Desk), c.As(c.t, testkit.Nina)
		errs := testkit.Together(2, func(i int) error {
			if i == 0 {
				_, err := c.schedules().Make(desk, key(), c.leave(), "")
				return err
			}
			_, err := c.Hold(nina, key(), c.request(nina, tomorrow(9, 0)))
			return err
		})
		if (errs[0] == nil) == (errs[1] == nil) {
			c.t.Errorf("leave: %v, hold: %v", errs[0], errs[1])
		}
	})
}

func TestADisplacedVisitIsHealedByMovingItOrByTheSchedule(t *testing.T) {
	each(t, func(c *clinic) {
		nina, vera, desk := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera), c.As(c.t, testkit.Desk)
		moved, stays := c.booked(nina, tomorrow(9, 0)), c.booked(vera, tomorrow(9, 30))
		c.made(desk, c.leave(rules.Hours{From: 12 * 60, To: 13 * 60})) // 9:00 to 10:00 UTC
		if err := c.Reschedule(desk, key(), moved, tomorrow(11, 0)); err != nil {
			c.t.Fatal(err)
		}
		if c.appointment(moved).DisplacedAt != nil || c.appointment(stays).DisplacedAt == nil {
			c.t.Error("the wrong one is displaced")
		}
		found := c.Store.ScheduleException.Query().OnlyX(desk)
		c.made(desk, &schedule.Removal{ExceptionID: found.ID})
		if c.appointment(stays).DisplacedAt != nil {
			c.t.Error("the schedule has the time again, the visit is still displaced")
		}
	})
}

func TestPractitionersChangeTheirOwnLeaveOnly(t *testing.T) {
	each(t, func(c *clinic) {
		own, other := c.As(c.t, testkit.Vorontsov), c.As(c.t, testkit.Melnikova)
		c.made(own, schedule.Exception{PractitionerID: c.doctor.ID, Exception: rules.Exception{Kind: rules.Leave, From: "2026-03-20", To: "2026-03-21"}})
		_, err := c.schedules().Make(other, key(), c.leave(), "")
		testkit.Refused(c.t, err, fault.NotFound)
		extra := c.leave(rules.Hours{From: 0, To: 60})
		extra.Kind = rules.Extra
		_, err = c.schedules().Make(own, key(), extra, "")
		testkit.Refused(c.t, err, fault.Forbidden)
		_, err = c.schedules().Make(own, key(), schedule.Publication{PractitionerID: c.doctor.ID, From: "2026-03-20", Zone: "Europe/Moscow", Template: rules.Template{Grid: 10, Horizon: 1}}, "")
		testkit.Refused(c.t, err, fault.Forbidden)
		_, err = c.schedules().Make(c.As(c.t, testkit.Nina), key(), c.leave(), "")
		testkit.Refused(c.t, err, fault.NotFound)
	})
}

// publish gives the doctor a week from tomorrow on, 9:00 to 12:00 UTC each day.
func (c *clinic) publish(change func(*rules.Template)) {
	c.t.Helper()
	week := rules.Template{Grid: 30, Horizon: 30}
	for day := range week.Week {
		week.Week[day] = []rules.Hours{{From: 12 * 60, To: 15 * 60}}
	}
	change(&week)
	c.made(c.As(c.t, testkit.Desk), schedule.Publication{PractitionerID: c.doctor.ID, From: "2026-03-03", Zone: "Europe/Moscow", Template: week})
}

func TestGapsAndNumbersAreKeptWhenATimeIsHeld(t *testing.T) {
	each(t, func(c *clinic) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		c.publish(func(w *rules.Template) { w.BufferAfter, w.DailyLimit = 10, 2 })
		c.held(nina, tomorrow(9, 0))
		_, err := c.Hold(vera, key(), c.request(vera, tomorrow(9, 30)))
		f := testkit.Refused(c.t, err, fault.SlotTaken)
		if near := fault.Detail[[]rules.Interval](f, "alternatives"); len(near) != 3 || !near[0].Start.Equal(tomorrow(10, 0)) {
			c.t.Errorf("too near: %v", near)
		}
		c.held(vera, tomorrow(10, 0))
		maria := as(c.t, c.Patients(c.t, 1)[0])
		_, err = c.Hold(maria, key(), c.request(maria, tomorrow(11, 0)))
		f = testkit.Refused(c.t, err, fault.SlotTaken)
		if near := fault.Detail[[]rules.Interval](f, "alternatives"); len(near) != 3 || near[0].Start.Before(tomorrow(24, 0)) && near[0].Start.After(tomorrow(0, 0)) {
			c.t.Errorf("the day is full: %v", near)
		}
	})
}

func TestAHoldIsExtendedOnceAndDeadAfterThatWithoutAWorker(t *testing.T) {
	each(t, func(c *clinic) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		id := c.held(nina, tomorrow(9, 0))
		c.Clock.Advance(9 * time.Minute)
		if err := c.Extend(nina, id); err != nil {
			c.t.Fatal(err)
		}
		testkit.Refused(c.t, c.Extend(nina, id), fault.HoldExtended)
		c.Clock.Advance(9 * time.Minute)
		_, err := c.Hold(vera, key(), c.request(vera, tomorrow(9, 0)))
		testkit.Refused(c.t, err, fault.SlotTaken)
		c.Clock.Advance(time.Minute)
		testkit.Refused(c.t, c.Extend(nina, id), fault.HoldExpired)
		c.held(vera, tomorrow(9, 0)) // no worker has run
		c.wantStatus(id, rules.Expired)
	})
}

func TestReplacingAHoldLosesNothingWhenTheNewTimeIsTaken(t *testing.T) {
	each(t, func(c *clinic) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		first := c.held(nina, tomorrow(9, 0))
		c.held(vera, tomorrow(10, 0))
		r := c.request(nina, tomorrow(10, 0))
		r.Replaces = first
		_, err := c.Hold(nina, key(), r)
		testkit.Refused(c.t, err, fault.SlotTaken)
		c.wantStatus(first, rules.Held)
		r.StartsAt = tomorrow(9, 10) // over the old one: only as a replacement
		second, err := c.Hold(nina, key(), r)
		testkit.Must(c.t, second, err)
		c.wantStatus(first, rules.Expired)
		c.wantStatus(second, rules.Held)

		theirs := c.request(vera, tomorrow(12, 0))
		theirs.Replaces = second
		_, err = c.Hold(vera, key(), theirs)
		testkit.Refused(c.t, err, fault.NotFound)
		if err := c.Book(nina, key(), second, ""); err != nil {
			c.t.Fatal(err)
		}
		r.StartsAt, r.Replaces = tomorrow(12, 0), second
		_, err = c.Hold(nina, key(), r)
		testkit.Refused(c.t, err, fault.Conflict)
	})
}

func TestTheDeskBooksForACallerUnderTheCallersLimits(t *testing.T) {
	each(t, func(c *clinic) {
		desk, nina := c.As(c.t, testkit.Desk), c.As(c.t, testkit.Nina)
		who := viewer.From(nina).PatientID
		ask := func(at time.Time) (string, error) {
			return c.Hold(desk, key(), booking.HoldRequest{PractitionerID: c.doctor.ID, ServiceID: c.advice.ID, PatientID: who, StartsAt: at})
		}
		id, err := ask(tomorrow(9, 0))
		testkit.Must(c.t, id, err)
		c.held(nina, tomorrow(10, 0))
		_, err = ask(tomorrow(11, 0))
		testkit.Refused(c.t, err, fault.HoldLimit)
		if err := c.Book(desk, key(), id, ""); err != nil {
			c.t.Fatal(err)
		}
		c.wantStatus(id, rules.Booked)
		free, err := c.Free(desk, c.doctor.ID, c.advice.ID, who, rules.Interval{Start: tomorrow(10, 0), End: tomorrow(10, 1)})
		if testkit.Must(c.t, free, err); len(free.Slots) != 1 || free.Slots[0].Held == nil {
			c.t.Errorf("the caller's hold is shown as %v", free.Slots)
		}
	})
}

func TestWhatIsBookedKeepsItsPriceAndLength(t *testing.T) {
	each(t, func(c *clinic) {
		nina, desk := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Desk)
		id := c.booked(nina, tomorrow(9, 0))
		before := c.appointment(id)
		price, minutes, policy := 1, 60, rules.Prepay
		prices := &catalogue.Service{Store: c.Store, Clock: c.Clock}
		change := catalogue.Change{PriceMinor: &price, Minutes: &minutes, Policy: &policy, Practitioners: []string{c.Practitioner(c.t, testkit.Grinev).ID}}
		if err := prices.Update(desk, c.advice.ID, change); err != nil {
			c.t.Fatal(err)
		}
		after := c.appointment(id)
		if after.PriceMinor != before.PriceMinor || !after.EndsAt.Equal(before.EndsAt) || after.PaymentPolicy != rules.AtVisit {
			c.t.Errorf("the visit has changed: %v", after)
		}
		if err := c.Reschedule(nina, key(), id, tomorrow(11, 0)); err != nil { // though the doctor no longer gives it
			c.t.Fatal(err)
		}
		if moved := c.appointment(id); moved.EndsAt.Sub(moved.StartsAt) != 30*time.Minute {
			c.t.Errorf("moved, it takes %s", moved.EndsAt.Sub(moved.StartsAt))
		}
		_, err := c.Hold(nina, key(), c.request(nina, tomorrow(13, 0)))
		testkit.Refused(c.t, err, fault.NotFound)
	})
}

func TestTheNearestFreeTimeOfManyIsThatOfEach(t *testing.T) {
	each(t, func(c *clinic) {
		desk := c.As(c.t, testkit.Desk)
		c.held(c.As(c.t, testkit.Nina), testkit.Noon)
		var ids []string
		for _, p := range c.Store.Practitioner.Query().WithServices().AllX(desk) {
			ids = append(ids, p.ID)
		}
		next, err := c.NextFree(desk, ids)
		if testkit.Must(c.t, next, err); len(next) != len(ids) || !next[c.doctor.ID].Equal(testkit.Noon.Add(30*time.Minute)) {
			c.t.Errorf("next: %v", next)
		}
	})
}
