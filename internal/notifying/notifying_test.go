package notifying_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/notification"
	"televisit/internal/notify"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

const day = 24 * time.Hour

func TestAVisitIsAnnouncedAndCalledToMindThreeTimes(t *testing.T) {
	each(t, func(d *desk) {
		at := d.free(2 * day)
		d.booked(at)
		d.until(at.Add(time.Hour))
		d.wantSent(rules.ChannelSMS, "BOOKED/0", "REMINDER_DAY/0", "PAYMENT_DUE/0", "REMINDER_HOUR/0", "REMINDER_MINUTES/0")
		d.wantSent(rules.ChannelEmail, "BOOKED/0", "REMINDER_DAY/0", "PAYMENT_DUE/0", "REMINDER_HOUR/0", "REMINDER_MINUTES/0")
		for i, before := range []time.Duration{day, 3 * time.Hour, time.Hour, 10 * time.Minute} {
			if sent := d.post.sms[i+1].At; sent.Before(at.Add(-before)) || sent.After(at.Add(-before).Add(10*time.Minute)) {
				t.Errorf("reminder %d went out %s before the visit", i, at.Sub(sent))
			}
		}
	})
}

// Who books on the site sees where to pay; somebody on the telephone does not.
func TestACallerIsToldWhereToPayAndUntilWhen(t *testing.T) {
	each(t, func(d *desk) {
		d.prepaid()
		d.bookedBy(d.patient, d.free(2*day))
		d.work()
		d.wantSent(rules.ChannelSMS)
		id := d.bookedBy(d.World.As(t, testkit.Desk), d.free(3*day))
		d.work()
		d.wantSent(rules.ChannelSMS, "PREPAYMENT_DUE/0")
		until := d.clock(*d.World.Store.Appointment.GetX(d.sys(), id).HoldExpiresAt)
		if text := d.post.sms[0].Text; !strings.Contains(text, "до "+until) || !strings.Contains(text, "/v/") {
			t.Errorf("it says %q, not how to pay until %s", text, until)
		}
	})
}

func TestNoPaymentIsAskedForATimeThatWasLetGo(t *testing.T) {
	each(t, func(d *desk) {
		d.prepaid()
		d.bookedBy(d.World.As(t, testkit.Desk), d.free(2*day))
		d.World.Clock.Advance(day)
		d.work()
		d.wantSent(rules.ChannelSMS)
	})
}

func TestNoReminderForACancelledOrMovedVisitAndNoneTwice(t *testing.T) {
	each(t, func(d *desk) {
		first, second := d.free(2*day), d.free(5*day)
		moved := d.booked(first)
		gone := d.booked(d.free(3 * day))
		d.work()
		d.move(moved, second)
		d.cancel(d.patient, gone, rules.PlansChanged)
		d.until(second.Add(time.Hour))
		want := []string{"BOOKED/0", "BOOKED/0", "MOVED/1", "CANCELLED/1", "REMINDER_DAY/1", "PAYMENT_DUE/1", "REMINDER_HOUR/1", "REMINDER_MINUTES/1"}
		d.wantSent(rules.ChannelSMS, want...)
		d.wantSent(rules.ChannelEmail, want...)
		for _, m := range d.post.sms[4:] {
			if m.At.Before(second.Add(-day)) {
				t.Errorf("at %s: %s", m.At, m.Text)
			}
		}
	})
}

// Every job comes twice, at once and later; every node announces the same.
func TestNothingGoesOutTwiceHoweverOftenItsJobsRun(t *testing.T) {
	each(t, func(d *desk) {
		id := d.booked(d.free(2 * day))
		subject := outbox.Notice{AppointmentID: id, Notice: rules.NoticeBooked}.String()
		testkit.Together(4, func(int) error { return d.Announce(t.Context(), subject) }) // those that lose the race fail, and run again
		d.must(d.Announce(t.Context(), subject))
		rows, err := d.World.Store.Notification.Query().All(d.sys())
		d.must(err)
		if len(rows) != 2 {
			t.Fatalf("%d messages for two channels", len(rows))
		}
		for _, row := range rows {
			testkit.Together(4, func(int) error { return d.Deliver(t.Context(), row.ID) })
		}
		d.work()
		if len(d.post.sms) != 1 {
			t.Errorf("%d SMS", len(d.post.sms))
		}
		for _, m := range d.post.mails {
			if m.ID != d.post.mails[0].ID {
				t.Error("one mail has two ids")
			}
		}
	})
}

func TestTheDatabaseRefusesASecondMessageOfOneKey(t *testing.T) {
	each(t, func(d *desk) {
		write := func() error {
			return d.World.Store.Notification.Create().SetAppointmentID("apt_1").SetNotice(rules.NoticeHour).
				SetChannel(rules.ChannelSMS).SetSequence(0).SetKey("apt_1:REMINDER_HOUR:0:SMS").Exec(d.sys())
		}
		d.must(write())
		if err := write(); !db.IsConstraintError(err) {
			t.Errorf("a second one: %v", err)
		}
	})
}

// A gateway that loses its answers has the SMS; a mailbox knows a mail again.
func TestALostAnswerRepeatsAMailUnderItsIdAndNeverAnSMS(t *testing.T) {
	each(t, func(d *desk) {
		lost := 0
		d.post.lose = func() error {
			if lost++; lost <= 2 {
				return notify.ErrNoAnswer
			}
			return nil
		}
		d.booked(d.free(2 * day))
		d.work()
		d.World.Clock.Advance(time.Hour)
		d.work()
		if len(d.post.sms) != 1 || len(d.post.mails) != 2 || d.post.mails[0].ID != d.post.mails[1].ID {
			t.Errorf("%d SMS, %d mails", len(d.post.sms), len(d.post.mails))
		}
		d.wantLog("BOOKED SMS PARKED NO_ANSWER", "BOOKED EMAIL SENT")
	})
}

// A process that dies between the gateway and the database leaves SENDING.
func TestAProcessThatDiedWhileSendingRepeatsNoSMS(t *testing.T) {
	each(t, func(d *desk) {
		d.booked(d.free(2 * day))
		d.post.refuse = func() error { panic("the process dies") }
		d.dieWorking()
		d.post.refuse = nil
		d.work()
		if len(d.post.sms) != 0 || len(d.post.mails) != 1 {
			t.Errorf("%d SMS, %d mails", len(d.post.sms), len(d.post.mails))
		}
		d.wantLog("BOOKED SMS PARKED NO_ANSWER", "BOOKED EMAIL SENT")
	})
}

// dieWorking delivers each message once, and each try dies.
func (d *desk) dieWorking() {
	d.t.Helper()
	d.must(d.Announce(d.t.Context(), outbox.Notice{AppointmentID: d.only().ID, Notice: rules.NoticeBooked}.String()))
	for _, id := range d.World.Store.Notification.Query().IDsX(d.sys()) {
		func() {
			defer func() { _ = recover() }()
			_ = d.Deliver(d.t.Context(), id)
		}()
	}
}

// only is the patient's one booked visit.
func (d *desk) only() *db.Appointment {
	d.t.Helper()
	return d.World.Appointment(d.t, testkit.Nina, rules.Booked)
}

func TestAProviderThatIsAwayIsAskedAgainThenSomebodyHasToLook(t *testing.T) {
	each(t, func(d *desk) {
		tries := 0
		d.post.refuse = func() error { tries++; return errors.New("away") }
		d.booked(d.free(20 * day / 2))
		d.until(d.World.Clock.Now().Add(3 * time.Hour))
		d.wantLog("BOOKED SMS PARKED UNAVAILABLE", "BOOKED EMAIL PARKED UNAVAILABLE")
		if tries != 16 {
			t.Errorf("%d tries", tries)
		}
	})
}

func TestARefusalIsFinal(t *testing.T) {
	each(t, func(d *desk) {
		tries := 0
		d.post.refuse = func() error { tries++; return notify.ErrUndeliverable }
		d.booked(d.free(2 * day))
		d.until(d.World.Clock.Now().Add(time.Hour))
		d.wantLog("BOOKED SMS FAILED REFUSED", "BOOKED EMAIL FAILED REFUSED")
		if tries != 2 {
			t.Errorf("%d tries", tries)
		}
	})
}

// The gateway is away while the visit is called off: the reminder that waits for
// another try must not come after all.
func TestAMessageThatWaitsIsLookedAtAgain(t *testing.T) {
	each(t, func(d *desk) {
		at := d.free(2 * day)
		id := d.booked(at)
		d.until(at.Add(-day - time.Minute))
		d.post.sms, d.post.mails = nil, nil
		d.post.refuse = func() error { return errors.New("away") }
		d.until(at.Add(-day + time.Minute))
		d.cancel(d.patient, id, rules.PlansChanged)
		d.post.refuse = nil
		d.until(at.Add(day))
		d.wantLog("BOOKED SMS SENT", "BOOKED EMAIL SENT", "REMINDER_DAY SMS SKIPPED CHANGED", "REMINDER_DAY EMAIL SKIPPED CHANGED",
			"CANCELLED SMS SENT", "CANCELLED EMAIL SENT")
	})
}

// After a night without a worker only the reminder that still tells something
// goes out.
func TestRemindersThatAreOverAreLeftOut(t *testing.T) {
	each(t, func(d *desk) {
		at := d.free(2 * day)
		d.booked(at)
		d.work()
		d.World.Clock.Set(at.Add(-30 * time.Minute))
		d.work()
		d.wantSent(rules.ChannelSMS, "BOOKED/0", "PAYMENT_DUE/0", "REMINDER_HOUR/0")
		if last := d.post.sms[len(d.post.sms)-1].Text; !strings.Contains(last, "через 30 минут") {
			t.Errorf("it says %q", last)
		}
	})
}

func TestSettingsAreObeyedButChangesAlwaysComeBySMS(t *testing.T) {
	each(t, func(d *desk) {
		off := rules.NoticeSettings{}
		for _, g := range rules.GroupsOf(rules.Patient) {
			off = off.With(g, rules.ChannelSMS, false).With(g, rules.ChannelEmail, false)
		}
		d.must(d.World.Store.Account.UpdateOneID(viewer.From(d.patient).AccountID).SetNoticesOff(off).Exec(d.patient))
		at := d.free(2 * day)
		id := d.booked(at)
		d.work()
		d.cancel(d.doctor, id, rules.PractitionerUnavailable)
		d.until(at)
		d.wantLog("CANCELLED SMS SENT")
	})
}

func TestWithoutAChannelNothingIsPlannedForIt(t *testing.T) {
	each(t, func(d *desk) {
		d.Service.Mail, d.Service.Push = nil, nil
		d.booked(d.free(2 * day))
		d.work()
		d.wantLog("BOOKED SMS SENT")
	})
}

func TestACancellationSaysByWhom(t *testing.T) {
	each(t, func(d *desk) {
		for name, x := range map[string]struct {
			as   context.Context
			why  rules.CancelReason
			want string
		}{
			"patient": {d.patient, rules.PlansChanged, "Визит "}, "doctor": {d.doctor, rules.PractitionerUnavailable, "Клиника отменила визит "},
		} {
			d.cancel(x.as, d.booked(d.free(3*day)), x.why)
			d.work()
			if got := d.post.sms[len(d.post.sms)-1].Text; !strings.HasPrefix(got, x.want) {
				t.Errorf("%s: %q", name, got)
			}
		}
	})
}

func TestTheLogHoldsNoWords(t *testing.T) {
	each(t, func(d *desk) {
		d.booked(d.free(2 * day))
		d.work()
		row := d.World.Store.Notification.Query().Where(notification.ChannelEQ(rules.ChannelSMS)).OnlyX(d.sys())
		for _, secret := range []string{"+7", "визит", "https://"} {
			if strings.Contains(row.String(), secret) {
				t.Errorf("the log has %q: %s", secret, row)
			}
		}
	})
}

func TestTheReadersLanguageAndZoneAreThoseOfTheAccount(t *testing.T) {
	each(t, func(d *desk) {
		d.live("Asia/Yekaterinburg", rules.EN)
		d.booked(d.free(2 * day))
		d.work()
		for _, text := range []string{d.post.sms[0].Text, d.post.mails[0].Text} {
			for _, want := range []string{"Your online visit is booked", "Moscow time, yours: ", "Yekaterinburg time"} {
				if !strings.Contains(text, want) {
					t.Errorf("%q lacks %q", text, want)
				}
			}
		}
	})
}
