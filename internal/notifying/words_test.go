package notifying

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"televisit/ent/db"
	"televisit/internal/rules"
)

// story is an appointment of a patient in a zone, as a service reads it.
func story(zone string, l rules.Locale) (*Service, facts) {
	begins := time.Date(2026, time.September, 28, 19, 30, 0, 0, time.UTC) // 22:30 in Moscow
	s := &Service{Clock: fixed(begins.Add(-10 * time.Minute)), BaseURL: "https://clinic.example", Organizer: "visits@clinic.example"}
	account := &db.Account{ID: "acc_1", Locale: l, TimeZone: zone}
	email := "nina@example.org"
	a := &db.Appointment{
		ID: "apt_0199f0c2a5d37c4e8f0a1b2c3d4e5f60", StartsAt: begins, EndsAt: begins.Add(30 * time.Minute), TimeZone: "Europe/Moscow",
		Reason: "headache", Status: rules.Booked,
	}
	a.Edges.Patient = &db.Patient{ID: "pat_1", Phone: "+79160000001", Email: &email, FamilyName: "Ковалёва"}
	a.Edges.Patient.Edges.Account = account
	a.Edges.Practitioner = &db.Practitioner{FamilyName: "Воронцов"}
	a.Edges.Practitioner.Edges.Account = account
	sum := rules.Money{AmountMinor: 1_250_050, Currency: rules.RUB}
	return s, facts{
		appointment: a, refund: sum, price: sum,
		clinic:      &db.Clinic{Name: rules.Text{RU: "Клиника «Липа»", EN: "Lipa Clinic"}, SupportPhone: "+74950000007"},
		NoticeFacts: rules.NoticeFacts{StartsAt: begins, EndsAt: a.EndsAt, Unpaid: true},
	}
}

type fixed time.Time

func (f fixed) Now() time.Time { return time.Time(f) }

// letters writes every notice for readers in a zone.
func letters(zone string, c rules.Channel, check func(name string, s *Service, row *db.Notification, f facts, l letter)) {
	for _, locale := range []rules.Locale{rules.RU, rules.EN} {
		for _, n := range rules.Notices() {
			for _, by := range []rules.Role{rules.Patient, rules.Practitioner} {
				s, f := story(zone, locale)
				f.appointment.CancelledBy = by
				row := &db.Notification{ID: "ntf_1", Notice: n, Channel: c}
				if n == rules.NoticePayNow {
					until := f.StartsAt.Add(-time.Hour)
					f.appointment.HoldExpiresAt = &until
				}
				if n == rules.NoticeDelayed {
					expected := f.StartsAt.Add(40 * time.Minute)
					row.ExpectedAt = &expected
				}
				if by == rules.Patient { // else it is over
					f.appointment.Delay = &rules.Delay{ExpectedAt: f.StartsAt.Add(40 * time.Minute)}
				}
				check(fmt.Sprintf("%s %s %s by %s", zone, n, locale, by), s, row, f, s.letter(row, f))
			}
		}
	}
}

var allZones = []string{"Europe/Moscow", "Asia/Vladivostok", "Asia/Yekaterinburg", "America/St_Johns", "Asia/Almaty", "UTC"}

func TestAnSMSIsAtMostTwoSegmentsWithThePhoneAndNoSecrets(t *testing.T) {
	longest := 0
	for _, zone := range allZones {
		letters(zone, rules.ChannelSMS, func(name string, _ *Service, _ *db.Notification, _ facts, l letter) {
			text := l.sms()
			longest = max(longest, utf8.RuneCountInString(text))
			if !fits(text) || !strings.Contains(text, "84950000007") || strings.Contains(text, "<no value>") {
				t.Errorf("%s: %d: %s", name, utf8.RuneCountInString(text), text)
			}
			for _, secret := range []string{"headache", "Ковалёва", "Воронцов"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s says %s", name, secret)
				}
			}
		})
	}
	t.Logf("the longest has %d characters", longest)
}

func TestAnSMSForTheSameClockHasItsLink(t *testing.T) {
	letters("Europe/Moscow", rules.ChannelSMS, func(name string, _ *Service, _ *db.Notification, _ facts, l letter) {
		if !strings.Contains(l.sms(), "https://clinic.example/v/AZnwwqXTfE6PChssPU5fYA") {
			t.Errorf("%s: %s", name, l.sms())
		}
	})
}

func TestBothZonesAreNamed(t *testing.T) {
	for _, channel := range rules.Channels() {
		letters("Asia/Yekaterinburg", channel, func(name string, s *Service, row *db.Notification, f facts, l letter) {
			all := map[rules.Channel]string{rules.ChannelSMS: l.sms(), rules.ChannelPush: l.text(), rules.ChannelEmail: s.mail(row, f, l).Text}
			text := strings.ReplaceAll(all[channel], nbsp, " ")
			if !strings.Contains(text, "22:30") {
				return // it names no time
			}
			for _, want := range []string{
				rules.Text{RU: "22:30 по Москве", EN: "22:30 Moscow time"}.In(l.locale),
				rules.Text{RU: "0:30 по Екатеринбургу", EN: "0:30 Yekaterinburg time"}.In(l.locale),
			} {
				if !strings.Contains(text, want) {
					t.Errorf("%s %s lacks %q: %s", name, channel, want, text)
				}
			}
			if !strings.Contains(text, "29") { // it is the next day there
				t.Errorf("%s %s lacks the reader's day: %s", name, channel, text)
			}
		})
	}
}

func TestOneZoneIsNamedWhereBothClocksAreTheSame(t *testing.T) {
	for zone, want := range map[string]string{
		"Europe/Moscow":      "28 сентября в 22:30 по Москве",
		"Europe/Minsk":       "28 сентября в 22:30 по Москве",
		"Asia/Almaty":        "28 сентября в 22:30 по Москве, у вас 29 сентября в 00:30 по времени UTC+05",
		"America/St_Johns":   "28 сентября в 22:30 по Москве, у вас 28 сентября в 17:00 по времени UTC-02:30",
		"Europe/Kaliningrad": "28 сентября в 22:30 по Москве, у вас 28 сентября в 21:30 по Калининграду",
	} {
		s, f := story(zone, rules.RU)
		l := s.letter(&db.Notification{Notice: rules.NoticeBooked, Channel: rules.ChannelEmail}, f)
		if got := strings.ReplaceAll(l.data["When"], nbsp, " "); got != want {
			t.Errorf("%s: %s", zone, got)
		}
	}
}

// On the day the clocks go back in Berlin 2:30 is there twice; on the day they go
// forward 2:30 is not there at all.
func TestReminderDaysAcrossAChangeOfClocks(t *testing.T) {
	for _, c := range []struct{ at, want string }{
		{"2026-10-25T00:30:00Z", "25.10 в 03:30 по Москве, у вас 02:30 по времени UTC+02"},
		{"2026-10-25T01:30:00Z", "25.10 в 04:30 по Москве, у вас 02:30 по времени UTC+01"},
		{"2026-03-29T00:30:00Z", "29.03 в 03:30 по Москве, у вас 01:30 по времени UTC+01"},
		{"2026-03-29T01:30:00Z", "29.03 в 04:30 по Москве, у вас 03:30 по времени UTC+02"},
	} {
		s, f := story("Europe/Berlin", rules.RU)
		f.StartsAt, _ = time.Parse(time.RFC3339, c.at)
		if got := s.letter(&db.Notification{Notice: rules.NoticeDay, Channel: rules.ChannelSMS}, f).data["When"]; got != c.want {
			t.Errorf("%s: %s", c.at, got)
		}
	}
}

func TestNumbersBendTheirWords(t *testing.T) {
	ru, en := speak(rules.RU), speak(rules.EN)
	for d, want := range map[time.Duration][2]string{
		time.Minute:      {"1 минуту", "1 minute"},
		2 * time.Minute:  {"2 минуты", "2 minutes"},
		10 * time.Minute: {"10 минут", "10 minutes"},
		21 * time.Minute: {"21 минуту", "21 minutes"},
		time.Hour:        {"1 час", "1 hour"},
		3 * time.Hour:    {"3 часа", "3 hours"},
		24 * time.Hour:   {"24 часа", "24 hours"},
		-time.Second:     {"1 минуту", "1 minute"},
	} {
		if got := [2]string{ru.left(d), en.left(d)}; got != want {
			t.Errorf("%s: %q", d, got)
		}
	}
}

func TestMoneyIsWrittenAsPeopleDo(t *testing.T) {
	for minor, want := range map[int][2]string{
		240_000: {"2 400 ₽", "2,400 ₽"}, 5: {"0,05 ₽", "0.05 ₽"}, 123_456_789: {"1 234 567,89 ₽", "1,234,567.89 ₽"}, 99_900: {"999 ₽", "999 ₽"},
	} {
		m := rules.Money{AmountMinor: minor, Currency: rules.RUB}
		got := [2]string{strings.ReplaceAll(speak(rules.RU).money(m), nbsp, " "), strings.ReplaceAll(speak(rules.EN).money(m), nbsp, " ")}
		if got != want {
			t.Errorf("%d: %q", minor, got)
		}
	}
}

func TestAMailHasItsLinkPhoneAndNothingOfHealth(t *testing.T) {
	letters("Asia/Yekaterinburg", rules.ChannelEmail, func(name string, s *Service, row *db.Notification, f facts, l letter) {
		m := s.mail(row, f, l)
		for what, text := range map[string]string{"text": m.Text, "html": m.HTML} {
			for _, want := range []string{l.link, "495"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s: the %s lacks %s", name, what, want)
				}
			}
			for _, secret := range []string{"headache", "Ковалёва", "Воронцов", "no value"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s: the %s says %s", name, what, secret)
				}
			}
		}
		if row.Notice.HasCalendar() != (m.Calendar != nil) || m.Subject == "" {
			t.Errorf("%s: calendar %v, subject %q", name, m.Calendar != nil, m.Subject)
		}
	})
}

func TestShortLinksLeadBack(t *testing.T) {
	const id = "apt_0199f0c2a5d37c4e8f0a1b2c3d4e5f60"
	if got, ok := Lengthen("apt", shorten(id)); !ok || got != id {
		t.Errorf("%s, %v", got, ok)
	}
	for _, code := range []string{"", "x", "apt_0199f0c2", shorten(id) + "A", "../../../../etc/passwd"} {
		if got, ok := Lengthen("apt", code); ok {
			t.Errorf("%q leads to %s", code, got)
		}
	}
}
