package notifying

import (
	"fmt"
	"math"
	"strings"
	"time"

	"televisit/internal/rules"
)

// nbsp keeps a number with its word; SMS get plain spaces, see fit.
const nbsp = "\u00a0"

var months = [...]string{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"}

// moment is an instant in words: in the clinic's zone, and in the reader's where
// its clock shows something else.
type moment struct {
	tongue
	clinic, own time.Time
	short       bool
}

func (m moment) day(at time.Time) string {
	switch {
	case m.short && m.locale == rules.EN:
		return at.Format("2 Jan")
	case m.short:
		return at.Format("02.01")
	case m.locale == rules.EN:
		return at.Format("2" + nbsp + "January")
	}
	return fmt.Sprint(at.Day()) + nbsp + months[at.Month()-1]
}

// when has the day and the clock: «3 марта в 14:30 по Москве, у вас …».
func (m moment) when() string { return m.both("when", "when") }

// clock has the clock, and the day only where the reader's is another one.
func (m moment) clock() string {
	if m.day(m.clinic) == m.day(m.own) {
		return m.both("clock", "clock")
	}
	return m.both("clock", "when")
}

func (m moment) both(clinic, own string) string {
	text := m.part(clinic, m.clinic)
	if m.clinic.Format("2006-01-02 15:04") == m.own.Format("2006-01-02 15:04") {
		return text
	}
	if m.short && m.day(m.clinic) == m.day(m.own) {
		own = "clock"
	}
	return m.say("whenBoth", map[string]string{"Clinic": text, "Own": m.part(own, m.own)})
}

func (m moment) part(id string, at time.Time) string {
	return m.say(id, map[string]string{"Day": m.day(at), "Clock": at.Format("15:04"), "Zone": rules.Place(at, m.locale)})
}

// left is how long something is away: hours when it is at least one.
func (t tongue) left(d time.Duration) string {
	if minutes := int(math.Ceil(d.Minutes())); minutes < 60 {
		return t.count("minutes", max(1, minutes))
	}
	return t.count("hours", int(math.Round(d.Hours())))
}

// money is a sum as people write it: 2 400 ₽, kopecks only when there are some.
func (t tongue) money(m rules.Money) string {
	whole, point := nbsp, ","
	if t.locale == rules.EN {
		whole, point = ",", "."
	}
	digits := fmt.Sprint(m.AmountMinor / 100)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + whole + digits[i:]
	}
	if rest := m.AmountMinor % 100; rest != 0 {
		digits += fmt.Sprintf("%s%02d", point, rest)
	}
	sign := string(m.Currency)
	if m.Currency == rules.RUB {
		sign = "₽"
	}
	return digits + nbsp + sign
}

// phone is a number as people read it: +7 495 000-00-07.
func phone(e164 string) string {
	if len(e164) != 12 || !strings.HasPrefix(e164, "+7") {
		return e164
	}
	country := "+7"
	if strings.HasPrefix(e164, "+7800") {
		country = "8"
	}
	return country + nbsp + e164[2:5] + nbsp + e164[5:8] + "-" + e164[8:10] + "-" + e164[10:]
}
