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
		{NoticeUnpaid, noticeBase, time.Hour, NoticeNoNeed},
		{NoticeUnpaid, withFacts(func(f *NoticeFacts) { f.Unpaid = true }), time.Hour, ""},
		{NoticeDelayed, noticeBase, -29 * time.Minute, ""},
		{NoticeDelayed, noticeBase, -30 * time.Minute, NoticeStale},
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
