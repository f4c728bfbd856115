package rules

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

var (
	begins     = time.Date(2026, time.March, 4, 9, 0, 0, 0, time.UTC)
	noticeBase = NoticeFacts{Status: Booked, StartsAt: begins, EndsAt: begins.Add(30 * time.Minute)}
)

// lapsing awaits its payment until so long before the beginning.
func lapsing(before time.Duration) NoticeFacts {
	return withFacts(func(f *NoticeFacts) { f.Status, f.PayUntil = AwaitingPayment, begins.Add(-before) })
}

func withFacts(change func(f *NoticeFacts)) NoticeFacts {
	f := noticeBase
	change(&f)
	return f
}

func TestAnEventPlansItsNotices(t *testing.T) {
	all := "REMINDER_DAY-24h0m0s REMINDER_HOUR-1h0m0s REMINDER_MINUTES-10m0s"
	for name, c := range map[string]struct {
		event string
		facts NoticeFacts
		ahead time.Duration
		want  string
	}{
		"booked":                      {"BOOKED", noticeBase, 48 * time.Hour, "BOOKED " + all},
		"booked, to be paid":          {"BOOKED", withFacts(func(f *NoticeFacts) { f.Unpaid = true }), 48 * time.Hour, "BOOKED " + all + " PAYMENT_DUE-3h0m0s"},
		"held for a caller to pay":    {"AWAITING_PAYMENT", withFacts(func(f *NoticeFacts) { f.ByOther = true }), time.Hour, "PREPAYMENT_DUE"},
		"held by oneself to pay":      {"AWAITING_PAYMENT", noticeBase, time.Hour, ""},
		"booked for today":            {"BOOKED", withFacts(func(f *NoticeFacts) { f.Today = true }), 2 * time.Hour, "BOOKED NEW_TODAY REMINDER_HOUR-1h0m0s REMINDER_MINUTES-10m0s"},
		"booked at the last moment":   {"BOOKED", noticeBase, 10 * time.Minute, "BOOKED"},
		"booked just a day before":    {"BOOKED", noticeBase, 24 * time.Hour, "BOOKED REMINDER_HOUR-1h0m0s REMINDER_MINUTES-10m0s"},
		"moved":                       {"BOOKED", withFacts(func(f *NoticeFacts) { f.Sequence = 2 }), 48 * time.Hour, "MOVED " + all},
		"the old time of a move":      {"MOVED_AWAY", noticeBase, 48 * time.Hour, ""},
		"cancelled":                   {"CANCELLED", withFacts(func(f *NoticeFacts) { f.Today = true }), time.Hour, "CANCELLED FREE_TODAY"},
		"the patient did not come":    {"NO_SHOW", withFacts(func(f *NoticeFacts) { f.Absent = PatientAbsent }), -time.Hour, "MISSED"},
		"nobody came":                 {"NO_SHOW", withFacts(func(f *NoticeFacts) { f.Absent = BothAbsent }), -time.Hour, "NOT_HELD"},
		"it failed":                   {"FAILED", noticeBase, -time.Hour, "NOT_HELD"},
		"money came late":             {"LATE_PAYMENT_REFUSED", noticeBase, time.Hour, "PAYMENT_LATE"},
		"money went back":             {"PAYMENT_REFUNDED", noticeBase, -time.Hour, "REFUNDED"},
		"signed":                      {"CONCLUSION_SIGNED", noticeBase, -time.Hour, "CONCLUSION"},
		"added to":                    {"CONCLUSION_AMENDED", noticeBase, -time.Hour, "CONCLUSION_AMENDED"},
		"the patient waits":           {"VISIT_WAITING", noticeBase, time.Minute, "PATIENT_WAITING"},
		"the doctor is late":          {"DELAY_ANNOUNCED", noticeBase, -time.Minute, "DELAYED"},
		"another estimate":            {"DELAY_CHANGED", noticeBase, -time.Minute, "DELAYED"},
		"a delay that is over":        {"DELAY_OVER", noticeBase, -time.Minute, "DELAYED"},
		"held, which tells nobody":    {"HELD", noticeBase, time.Hour, ""},
		"a paper, which tells nobody": {"DOCUMENT_ADDED", noticeBase, time.Hour, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, p := range NoticesAfter(c.event, c.facts, begins.Add(-c.ahead)) {
				got += " " + string(p.Notice)
				if !p.At.Equal(begins.Add(-c.ahead)) {
					got += fmt.Sprint(p.At.Sub(begins))
				}
			}
			if len(got) > 0 {
				got = got[1:]
			}
			if got != c.want {
				t.Errorf("planned %q, not %q", got, c.want)
			}
		})
	}
}

func TestANoticeLapses(t *testing.T) {
	gone := withFacts(func(f *NoticeFacts) { f.Status, f.Sequence = Cancelled, 1 })
	moved := withFacts(func(f *NoticeFacts) { f.Sequence = 1 })
	for _, c := range []struct {
		notice Notice
		facts  NoticeFacts
		ahead  time.Duration
		want   string
	}{
		{NoticeDay, noticeBase, 24 * time.Hour, ""},
		{NoticeDay, noticeBase, time.Hour + 1, ""},
		{NoticeDay, noticeBase, time.Hour, NoticeStale},
		{NoticeHour, noticeBase, 10*time.Minute + 1, ""},
		{NoticeHour, noticeBase, 10 * time.Minute, NoticeStale},
		{NoticeMinutes, noticeBase, 1, ""},
		{NoticeMinutes, noticeBase, 0, NoticeStale},
		{NoticeHour, gone, time.Hour, NoticeChanged},
		{NoticeHour, moved, time.Hour, NoticeChanged},
		{NoticeMinutes, withFacts(func(f *NoticeFacts) { f.Status = InProgress }), time.Minute, NoticeChanged},
		{NoticeBooked, moved, time.Hour, NoticeChanged},
		{NoticeBooked, noticeBase, 0, NoticeStale},
		{NoticePayNow, lapsing(time.Hour), time.Hour + 1, ""},
		{NoticePayNow, lapsing(time.Hour), time.Hour, NoticeNoNeed},
		{NoticePayNow, withFacts(func(f *NoticeFacts) { f.PayUntil = begins }), time.Hour, NoticeNoNeed},
		{NoticeUnpaid, noticeBase, time.Hour, NoticeNoNeed},
		{NoticeUnpaid, withFacts(func(f *NoticeFacts) { f.Unpaid = true }), time.Hour, ""},
		{NoticeDelayed, noticeBase, -29 * time.Minute, ""},
		{NoticeDelayed, noticeBase, -30 * time.Minute, NoticeStale},
		{NoticeDelayed, moved, time.Minute, NoticeChanged},
		{NoticeDelayed, withFacts(func(f *NoticeFacts) { f.BothThere = true }), time.Minute, NoticeNoNeed},
		{NoticeDelayed, withFacts(func(f *NoticeFacts) { f.Said = begins.Add(4 * time.Minute) }), time.Minute, ""},
		{NoticeDelayed, withFacts(func(f *NoticeFacts) { f.Said = begins.Add(5 * time.Minute) }), time.Minute, NoticeChanged},
		{NoticeCancelled, gone, -time.Hour, ""},
		{NoticeCancelled, noticeBase, time.Hour, NoticeChanged},
		{NoticeMissed, withFacts(func(f *NoticeFacts) { f.Status = NoShow }), -time.Hour, ""},
		{NoticeNotHeld, noticeBase, -time.Hour, NoticeChanged},
		{NoticeConclusion, withFacts(func(f *NoticeFacts) { f.Status = Fulfilled }), -48 * time.Hour, ""},
	} {
		if got := NoticeLapsed(c.notice, 0, c.facts, begins.Add(-c.ahead)); got != c.want {
			t.Errorf("%s of %s/%d, %s before: %q, not %q", c.notice, c.facts.Status, c.facts.Sequence, c.ahead, got, c.want)
		}
	}
}

func TestEveryNoticeHasAGroupThatSomebodySees(t *testing.T) {
	for _, n := range Notices() {
		who := Patient
		if n.ForPractitioner() {
			who = Practitioner
		}
		if !slices.Contains(GroupsOf(who), n.Group()) {
			t.Errorf("%s is in %s, which %s cannot switch", n, n.Group(), who)
		}
	}
}

func TestSettingsSwitchOneThingAndNothingThatIsLocked(t *testing.T) {
	var s NoticeSettings
	off := s.With(NoticeReminders, ChannelEmail, false).With(NoticeReminders, ChannelEmail, false)
	if off.Wants(NoticeReminders, ChannelEmail) || !off.Wants(NoticeReminders, ChannelSMS) || !off.Wants(NoticePayments, ChannelEmail) {
		t.Errorf("settings %v", off)
	}
	if on := off.With(NoticeReminders, ChannelEmail, true); !on.Wants(NoticeReminders, ChannelEmail) || len(on[NoticeReminders]) != 0 {
		t.Errorf("settings %v", on)
	}
	if locked := off.With(NoticeChanges, ChannelSMS, false); !locked.Wants(NoticeChanges, ChannelSMS) {
		t.Error("changes can be kept from coming by SMS")
	}
	if forged := (NoticeSettings{NoticeChanges: {ChannelSMS}}); !forged.Wants(NoticeChanges, ChannelSMS) {
		t.Error("what is stored unlocks what is locked")
	}
}

func TestPeopleHearOfADelayAndOfWhatChangesItMuch(t *testing.T) {
	late := func(minutes int) NoticeFacts {
		return withFacts(func(f *NoticeFacts) { f.Delay = &Delay{ExpectedAt: begins.Add(time.Duration(minutes) * time.Minute)} })
	}
	over := withFacts(func(f *NoticeFacts) { f.Delay = &Delay{ExpectedAt: begins.Add(20 * time.Minute), OverAt: &begins} })
	for name, c := range map[string]struct {
		told  *Told // minutes after the beginning
		facts NoticeFacts
		now   int
		want  int // minutes after the beginning; -99 for never
	}{
		"the first":                         {nil, late(10), -30, -30},
		"the first, a small one":            {nil, late(3), 1, 1},
		"over before anybody was told":      {nil, over, -30, -99},
		"the same":                          {toldOf(20, -30), late(20), -5, -99},
		"four minutes more":                 {toldOf(20, -30), late(24), -5, -99},
		"five minutes more":                 {toldOf(20, -30), late(25), -5, -5},
		"five minutes less":                 {toldOf(20, -30), late(15), -5, -5},
		"much more, just after the last":    {toldOf(20, -30), late(60), -29, -20},
		"much more, ten minutes after":      {toldOf(20, -30), late(60), -20, -20},
		"taken back before the beginning":   {toldOf(20, -30), over, -10, -10},
		"taken back at once":                {toldOf(20, -30), over, -28, -20},
		"over, ten minutes before expected": {toldOf(20, -30), over, 10, 10},
		"over, just when it was expected":   {toldOf(20, -30), over, 17, -99},
	} {
		now := begins.Add(time.Duration(c.now) * time.Minute)
		at, ok := TellDelay(c.told, c.facts, now)
		if got := int(at.Sub(begins).Minutes()); ok != (c.want != -99) || ok && got != c.want {
			t.Errorf("%s: at %d, %t; not %d", name, got, ok, c.want)
		}
	}
}

func toldOf(expected, at int) *Told {
	return &Told{begins.Add(time.Duration(expected) * time.Minute), begins.Add(time.Duration(at) * time.Minute)}
}
