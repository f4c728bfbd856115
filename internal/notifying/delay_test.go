package notifying_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/job"
	"televisit/ent/policy"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

// late writes what is known of the delay of a visit, as visiting does: minutes
// after its appointed time, none for a delay that is over.
func (d *desk) late(id, kind string, minutes ...int) {
	d.t.Helper()
	d.must(d.World.Store.InTx(testkit.System(d.t, policy.Presence), func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.Appointment.Get(ctx, id)
		if err != nil {
			return err
		}
		known := &rules.Delay{OverAt: &a.StartsAt}
		if len(minutes) > 0 {
			known = &rules.Delay{ExpectedAt: a.StartsAt.Add(time.Duration(minutes[0]) * time.Minute), Cause: rules.Announced}
		}
		if err := tx.Appointment.UpdateOne(a).SetDelay(known).Exec(ctx); err != nil {
			return err
		}
		return outbox.Note(ctx, tx, a, kind)
	}))
}

// delays are the SMS about a delay, without link and phone.
func (d *desk) delays() (list []string) {
	for _, m := range d.post.sms {
		if text, _, is := strings.Cut(m.Text, " https:"); is && strings.HasPrefix(text, "Врач") {
			list = append(list, text)
		}
	}
	return list
}

func (d *desk) wantDelays(want ...string) {
	d.t.Helper()
	if got := d.delays(); !slices.Equal(got, want) {
		d.t.Errorf("told %q, not %q", got, want)
	}
}

// announced are the notices that are due.
func (d *desk) announced() []string {
	d.t.Helper()
	due, err := d.World.Store.Job.Query().Where(job.State("READY"), job.Kind(outbox.Announce), job.RunAtLTE(d.World.Clock.Now())).
		Select(job.FieldSubject).Strings(testkit.System(d.t, policy.Plumbing))
	d.must(err)
	return due
}

// lateVisit is a visit of the patient, half an hour before it begins, and how
// people write the instant some minutes after its beginning.
func (d *desk) lateVisit() (id string, at time.Time, clock func(minutes int) string) {
	d.t.Helper()
	at = d.free(2 * day)
	id = d.booked(at)
	d.until(at.Add(-30 * time.Minute))
	return id, at, func(minutes int) string {
		return d.clock(at.Add(time.Duration(minutes)*time.Minute)) + " по Москве."
	}
}

func TestAChangedDelayIsToldWithItsNewTimeAndNotTooOften(t *testing.T) {
	each(t, func(d *desk) {
		id, at, clock := d.lateVisit()
		first, second := "Врач задерживается. Начнём примерно в "+clock(10), "Врач задерживается. Начнём примерно в "+clock(40)
		d.late(id, "DELAY_ANNOUNCED", 10)
		d.work()
		d.wantDelays(first)
		d.late(id, "DELAY_CHANGED", 13)
		d.late(id, "DELAY_CHANGED", 30)
		d.late(id, "DELAY_CHANGED", 40)
		d.work()
		d.wantDelays(first)
		d.until(at.Add(-21 * time.Minute))
		d.wantDelays(first)
		d.until(at.Add(-20 * time.Minute))
		d.wantDelays(first, second)
		d.until(at.Add(-time.Minute))
		d.wantDelays(first, second)
		d.late(id, "DELAY_OVER")
		d.work()
		d.wantDelays(first, second, "Врач больше не задерживается. Начнём в "+clock(0))
	})
}

func TestNobodyHearsOfTheDelayOfAVisitThatMovedOrWasCalledOff(t *testing.T) {
	each(t, func(d *desk) {
		id, at, clock := d.lateVisit()
		d.late(id, "DELAY_ANNOUNCED", 10)
		d.work()
		d.late(id, "DELAY_CHANGED", 40)
		d.work()
		d.cancel(d.patient, id, rules.PlansChanged)
		d.until(at.Add(time.Hour))
		d.wantDelays("Врач задерживается. Начнём примерно в " + clock(10))
	})
}

// The gateway is away while the estimate changes: only the newest time arrives.
func TestADelayThatChangesBeforeItIsSentIsToldOnce(t *testing.T) {
	each(t, func(d *desk) {
		id, at, clock := d.lateVisit()
		d.post.refuse = func() error { return errors.New("away") }
		d.late(id, "DELAY_ANNOUNCED", 10)
		d.work()
		d.late(id, "DELAY_CHANGED", 40)
		d.post.refuse = nil
		d.until(at.Add(-15 * time.Minute))
		d.wantDelays("Врач задерживается. Начнём примерно в " + clock(40))
	})
}

func TestTwoEventsOfOneDelayAtOnceAreOneMessage(t *testing.T) {
	each(t, func(d *desk) {
		id, _, clock := d.lateVisit()
		d.late(id, "DELAY_ANNOUNCED", 10)
		d.late(id, "DELAY_ALARM", 10)
		subjects := d.announced()
		for _, err := range testkit.Together(len(subjects), func(i int) error { return d.Announce(d.t.Context(), subjects[i]) }) {
			d.must(err)
		}
		d.work()
		d.wantDelays("Врач задерживается. Начнём примерно в " + clock(10))
	})
}
