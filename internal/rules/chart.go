package rules

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"televisit/internal/fault"
)

// maxSection bounds one section of a conclusion, in characters.
const maxSection = 10_000

// CheckConclusion decides whether a conclusion may be kept, or signed. A purely
// informational visit makes no diagnosis (323-FZ art. 36.2).
func CheckConclusion(c ConclusionContent, kind VisitKind, toSign bool) error {
	var fields []string
	bad := func(field, text string, required bool) {
		if utf8.RuneCountInString(text) > maxSection || required && strings.TrimSpace(text) == "" {
			fields = append(fields, field)
		}
	}
	bad("complaints", c.Complaints, false)
	bad("diagnosis", c.Diagnosis, false)
	bad("assessment", c.Assessment, toSign)
	bad("plan", c.Plan, toSign)
	if kind == Informational && strings.TrimSpace(c.Diagnosis) != "" {
		fields = append(fields, "diagnosis")
	}
	if len(fields) > 0 {
		return fault.New(fault.InvalidInput, "the conclusion is incomplete or too long").With("fields", fields)
	}
	return nil
}

// TakesConclusion says whether a conclusion can be written in a state.
func TakesConclusion(s AppointmentStatus) bool {
	return slices.Contains([]AppointmentStatus{Booked, InProgress, Fulfilled}, s)
}

// TakesSignature says whether a conclusion can be signed in a state: a visit that
// has not begun has none.
func TakesSignature(s AppointmentStatus) bool {
	return s == InProgress || s == Fulfilled
}

// TakesDocuments refuses papers for a visit that is not booked; afterwards they
// are still welcome.
func TakesDocuments(s AppointmentStatus) error {
	if slices.Contains([]AppointmentStatus{AwaitingPayment, Booked, InProgress, Fulfilled}, s) {
		return nil
	}
	return fault.New(fault.Conflict, "the appointment takes no documents")
}

// Chat decides whether something may be written into the chat of a visit.
func Chat(f Facts, s Settings, now time.Time) error {
	opens, closes := ChatWindow(f, s)
	isLive := slices.Contains([]AppointmentStatus{Booked, InProgress, Fulfilled}, f.Status)
	if isLive && !now.Before(opens) && now.Before(closes) {
		return nil
	}
	return fault.New(fault.ChatClosed, "the chat is not open").With("opensAt", opens).With("closesAt", closes).
		With("tooEarly", isLive && now.Before(opens))
}

// ChatWindow is when the chat of a visit is open.
func ChatWindow(f Facts, s Settings) (opens, closes time.Time) {
	return f.StartsAt.Add(-s.ChatBefore), f.EndsAt.Add(s.ChatAfter)
}
