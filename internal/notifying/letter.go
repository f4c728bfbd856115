package notifying

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"televisit/ent/db"
	"televisit/internal/rules"
)

// Two segments of SMS, in characters: with letters outside of ASCII, and without.
const twoWide, twoPlain = 134, 306

// ShortPath is where the links of messages lead: the server sends people on to
// the visit's page.
const ShortPath = "/v/"

// letter is a notice in the words of its reader.
type letter struct {
	tongue
	who  person
	id   string // of the texts
	data map[string]string
	link string
	// money is a sentence about it, or empty.
	money string
	phone string
}

func (s *Service) letter(row *db.Notification, f facts) letter {
	who := f.reader(row.Notice)
	l := letter{tongue: speak(who.locale), who: who, id: textOf(row, f.appointment), phone: f.clinic.SupportPhone}
	long := moment{tongue: l.tongue, clinic: f.StartsAt.In(f.zone()), own: f.StartsAt.In(who.zone)}
	short := long
	short.short = row.Channel != rules.ChannelEmail
	l.data = map[string]string{
		"When": short.when(), "Clock": short.clock(), "Date": short.day(short.clinic),
		"Left": l.left(f.StartsAt.Sub(s.Clock.Now())), "Money": l.tongue.money(f.refund),
	}
	if row.ExpectedAt != nil {
		begins := moment{tongue: l.tongue, clinic: row.ExpectedAt.In(f.zone()), own: row.ExpectedAt.In(who.zone), short: short.short}
		l.data["Expected"] = begins.clock()
	}
	if until := f.appointment.HoldExpiresAt; until != nil {
		l.data["Until"] = moment{tongue: l.tongue, clinic: until.In(who.zone), own: until.In(who.zone)}.clock()
	}
	l.money = l.sentence(row.Notice, f)
	l.link = s.BaseURL + ShortPath + shorten(f.appointment.ID)
	return l
}

// textOf chooses the texts: a cancellation says by whom, and a delay that is
// over whether the visit begins in time or at once.
func textOf(row *db.Notification, a *db.Appointment) string {
	switch {
	case row.Notice == rules.NoticeCancelled && a.CancelledBy != rules.Patient:
		return "CANCELLED_BY_CLINIC"
	case row.Notice == rules.NoticeDelayed && a.Delay.Live() == nil && row.ExpectedAt != nil && row.ExpectedAt.After(a.StartsAt):
		return "DELAY_READY"
	case row.Notice == rules.NoticeDelayed && a.Delay.Live() == nil:
		return "DELAY_OVER"
	}
	return string(row.Notice)
}

func (l letter) sentence(n rules.Notice, f facts) string {
	switch n {
	case rules.NoticeCancelled, rules.NoticeNotHeld, rules.NoticeMissed, rules.NoticePaidLate:
		if f.refund.AmountMinor > 0 {
			return l.say("refund", map[string]string{"Money": l.tongue.money(f.refund)})
		}
	case rules.NoticeBooked, rules.NoticeUnpaid, rules.NoticePayNow:
		if f.Unpaid {
			return l.say("toPay", map[string]string{"Money": l.tongue.money(f.price)})
		}
	}
	return ""
}

func (l letter) title() string { return l.say(l.id+".title", l.data) }
func (l letter) text() string  { return l.say(l.id+".sms", l.data) }
func (l letter) body() string  { return l.say(l.id+".body", l.data) }

// sms is at most two segments: what does not fit any more is left out, the link
// first; the clinic's phone and what has happened stay.
func (l letter) sms() string {
	text, phone := l.text(), strings.Replace(l.phone, "+7", "8", 1)
	for _, parts := range [][]string{{text, l.money, l.link, phone}, {text, l.link, phone}, {text, l.money, phone}} {
		if joined := plain(parts); fits(joined) {
			return joined
		}
	}
	return plain([]string{text, phone})
}

func plain(parts []string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(strings.ReplaceAll(strings.Join(parts, " "), nbsp, " ")), " "), "₽", "р.")
}

func fits(text string) bool {
	limit := twoPlain
	if len(text) != utf8.RuneCountInString(text) {
		limit = twoWide
	}
	return utf8.RuneCountInString(text) <= limit
}

// shorten writes an id of an appointment in 22 characters; Lengthen reads it.
func shorten(id string) string {
	_, digits, _ := strings.Cut(id, "_")
	raw, _ := hex.DecodeString(digits) // our own ids are hex
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Lengthen reads the code of a short link to something whose ids have a prefix;
// false for anything else.
func Lengthen(prefix, code string) (id string, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(code)
	if err != nil || len(raw) != 16 {
		return "", false
	}
	return prefix + "_" + hex.EncodeToString(raw), true
}
