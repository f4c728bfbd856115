package outbox

import (
	"context"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/planted"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Kinds of jobs.
const (
	SendCode   = "send_code"   // subject: challenge
	ExpireHold = "expire_hold" // subject: appointment
	CloseVisit = "close_visit" // subject: appointment
	EndVisit   = "end_visit"   // subject: appointment that nobody has finished
	LookAtDay  = "look_at_day" // subject: appointment; is its practitioner late?

	AskPayment  = "ask_payment"  // subject: payment attempt
	AskRefund   = "ask_refund"   // subject: refund
	CheckRefund = "check_refund" // subject: refund

	CallOffVisits = "call_off_visits" // subject: withdrawal of a consent
	EraseData     = "erase_data"      // subject: withdrawal of a consent

	Announce = "announce" // subject: a Notice
	Deliver  = "deliver"  // subject: notification

	SendInvitation = "send_invitation" // subject: guest

	IssueReceipt = "issue_receipt" // subject: receipt
)

// Jobs is the stream that wakes workers; it has no events.
const Jobs = "jobs"

// Enqueue adds a job that becomes due at an instant.
func Enqueue(ctx context.Context, tx *db.Tx, kind, subject string, at time.Time) error {
	if planted.Is(planted.LostJob) && kind != SendCode {
		return nil
	}
	err := tx.Job.Create().SetKind(kind).SetSubject(subject).SetRunAt(at).
		Exec(viewer.System(ctx, policy.Plumbing))
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", kind, err)
	}
	ent.Touched(ctx, Jobs, 0)
	return nil
}

// SetTimers enqueues what looks at a booked visit by itself: at its end, when no
// call can run over any more, and whenever its practitioner may turn out to be late. Jobs look anew when they
// fire: a visit that has moved has timers of its own.
func SetTimers(ctx context.Context, tx *db.Tx, a *db.Appointment, s rules.Settings) error {
	for _, at := range s.Looks(rules.Interval{Start: a.StartsAt, End: a.EndsAt}) {
		if err := Enqueue(ctx, tx, LookAtDay, a.ID, at); err != nil {
			return err
		}
	}
	if err := Enqueue(ctx, tx, EndVisit, a.ID, s.Window().Over(a.EndsAt)); err != nil {
		return err
	}
	return Enqueue(ctx, tx, CloseVisit, a.ID, a.EndsAt.Add(s.ClosesAfter))
}

// Facts are what an event says besides its kind: short words, instants in RFC
// 3339, never what people have written.
type Facts map[string]string

// Record keeps who did what to an appointment, as evidence; nobody is told.
func Record(ctx context.Context, tx *db.Tx, a *db.Appointment, kind string, facts Facts) error {
	_, err := record(ctx, tx, a, kind, facts)
	return err
}

func record(ctx context.Context, tx *db.Tx, a *db.Appointment, kind string, facts Facts) (*db.AppointmentEvent, error) {
	event, err := tx.AppointmentEvent.Create().SetAppointmentID(a.ID).SetKind(kind).SetActor(actor(ctx)).SetFacts(facts).
		Save(viewer.System(ctx, policy.Plumbing))
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", kind, err)
	}
	return event, nil
}

// Note records who did what to an appointment, tells everyone who watches it
// (its own stream, the practitioner's board and the floor), and plans what people
// are told by SMS, e-mail and push.
func Note(ctx context.Context, tx *db.Tx, a *db.Appointment, kind string) error {
	return NoteFacts(ctx, tx, a, kind, nil)
}

// NoteFacts is Note for an event that says more.
func NoteFacts(ctx context.Context, tx *db.Tx, a *db.Appointment, kind string, facts Facts) error {
	event, err := record(ctx, tx, a, kind, facts)
	if err != nil {
		return err
	}
	if _, err := EmitAll(ctx, tx, About(a, kind), Appointment(a.ID), Board(a.PractitionerID), Floor); err != nil {
		return err
	}
	return announce(ctx, tx, event)
}

// About is the event that an appointment has changed.
func About(a *db.Appointment, kind string) Event {
	starts, ends := a.StartsAt, a.EndsAt
	return Event{Kind: kind, Subject: a.ID, From: &starts, To: &ends}
}

func actor(ctx context.Context) string {
	v := viewer.From(ctx)
	if v.IsSystem() {
		return "system:" + v.Task()
	}
	return v.AccountID
}
