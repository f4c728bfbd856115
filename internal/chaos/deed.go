// Package chaos lives as patients of a clinic whose server is killed again and
// again, and then asks, through the public API only, whether the clinic has
// kept its word: what was acknowledged is there once, what was refused is not
// there, and what was never answered is there at most once, and exactly once
// when it was sent again with the same key.
package chaos

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"televisit/internal/drive"
)

// fate is what the patient knows about a deed.
type fate int

const (
	unknown fate = iota // sent, not answered
	done
	refused
)

// deed is something that a patient has asked for, with the idempotency key that
// makes asking again safe. Its patient's loop owns it.
type deed struct {
	*kind
	variables map[string]any
	files     []drive.Part

	fate fate
	code string // of the refusal
	id   string // of what was made
	url  string // of a checkout
}

// kind is a mutation with the refusals that a patient has to expect.
type kind struct {
	name, document string
	refusals       []string
}

// answer has what any of the mutations returns.
type answer struct {
	Appointment *struct{ ID string }
	ChatMessage *struct{ ID string }
	Documents   []struct{ ID string }
	Payment     *struct{ ID string }
	CheckoutURL string
}

func (a answer) id() string {
	switch {
	case a.Appointment != nil:
		return a.Appointment.ID
	case a.ChatMessage != nil:
		return a.ChatMessage.ID
	case len(a.Documents) > 0:
		return a.Documents[0].ID
	}
	if a.Payment != nil {
		return a.Payment.ID
	}
	return ""
}

func mutation(name, arguments, input, success string, refusals ...string) *kind {
	title := string(name[0]-'a'+'A') + name[1:]
	return &kind{name, fmt.Sprintf(`mutation($key: UUID!, %s) { do: %s(input: {idempotencyKey: $key, %s}) {
		... on %sSuccess { %s } ... on Problem { code message } } }`, arguments, name, input, title, success), refusals}
}

var (
	hold = mutation("holdSlot", "$practitioner: ID!, $service: ID!, $patient: ID!, $at: DateTime!",
		"practitionerId: $practitioner, serviceId: $service, patientId: $patient, startsAt: $at", "appointment { id }",
		"SLOT_TAKEN", "PATIENT_BUSY", "HOLD_LIMIT", "OUTSIDE_SCHEDULE")
	book = mutation("bookAppointment", "$appointment: ID!, $reason: String", "appointmentId: $appointment, reason: $reason", "appointment { id }",
		"HOLD_EXPIRED")
	move = mutation("rescheduleAppointment", "$appointment: ID!, $at: DateTime!", "appointmentId: $appointment, startsAt: $at", "appointment { id }",
		"SLOT_TAKEN", "PATIENT_BUSY", "OUTSIDE_SCHEDULE", "CONFLICT")
	cancel = mutation("cancelAppointment", "$appointment: ID!", "appointmentId: $appointment, reason: OTHER", "appointment { id }",
		"CONFLICT")
	checkout = mutation("startPayment", "$appointment: ID!", `appointmentId: $appointment, method: CARD, returnUrl: "/"`, "payment { id } checkoutUrl",
		"PAYMENT_NOT_NEEDED", "HOLD_EXPIRED", "CONFLICT")
	message = mutation("sendMessage", "$visit: ID!, $text: String!", "visitId: $visit, text: $text", "chatMessage { id }", "CHAT_CLOSED")
	upload  = mutation("uploadDocuments", "$appointment: ID!, $files: [Upload!]!", "appointmentId: $appointment, files: $files", "documents { id }", "CONFLICT")
)

// noBank decides nothing: who asks again, with the same key, may be answered.
const noBank = "PAYMENT_PROVIDER_UNAVAILABLE"

// send asks once more and notes what has become of the deed. It reports what no
// patient should ever see.
func (d *deed) send(ctx context.Context, c *drive.Client, report func(format string, args ...any)) {
	var a struct{ Do answer }
	err := c.Ask(ctx, d.document, d.variables, &a, d.files...)
	var no *drive.Refused
	switch {
	case err == nil:
		d.acknowledged(a.Do, report)
	case errors.As(err, &no) && no.Code == noBank && d.fate != done:
	case errors.As(err, &no):
		if d.fate == done {
			report("%s was acknowledged, and then refused with the same key: %s", d.name, no)
		} else if !slices.Contains(d.refusals, no.Code) {
			report("%s was answered with %s", d.name, no)
		}
		d.fate, d.code = refused, no.Code
	case !errors.Is(err, drive.ErrNoAnswer) && ctx.Err() == nil:
		report("%s: %v", d.name, err)
	}
}

func (d *deed) acknowledged(a answer, report func(format string, args ...any)) {
	if d.fate == done && a.id() != d.id {
		report("%s made %s, and then %s with the same key", d.name, d.id, a.id())
	}
	d.fate, d.id, d.url = done, a.id(), a.CheckoutURL
}
