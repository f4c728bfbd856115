package outbox

import (
	"context"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/viewer"
)

// Kinds of jobs.
const (
	SendCode   = "send_code"   // subject: challenge
	ExpireHold = "expire_hold" // subject: appointment
	CloseVisit = "close_visit" // subject: appointment

	AskPayment  = "ask_payment"  // subject: payment attempt
	AskRefund   = "ask_refund"   // subject: refund
	CheckRefund = "check_refund" // subject: refund

	Announce = "announce" // subject: a Notice
	Deliver  = "deliver"  // subject: notification

	IssueReceipt = "issue_receipt" // subject: receipt
)

// Jobs is the stream that wakes workers; it has no events.
const Jobs = "jobs"

// Enqueue adds a job that becomes due at an instant.
func Enqueue(ctx context.Context, tx *db.Tx, kind, subject string, at time.Time) error {
	err := tx.Job.Create().SetKind(kind).SetSubject(subject).SetRunAt(at).
		Exec(viewer.System(ctx, policy.Plumbing))
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", kind, err)
	}
	ent.Touched(ctx, Jobs, 0)
	return nil
}

// Note records who did what to an appointment, tells everyone who watches it
// (its own stream, the practitioner's board and the floor), and plans what people
// are told by SMS, e-mail and push.
func Note(ctx context.Context, tx *db.Tx, a *db.Appointment, kind string) error {
	sys := viewer.System(ctx, policy.Plumbing)
	event, err := tx.AppointmentEvent.Create().SetAppointmentID(a.ID).SetKind(kind).SetActor(actor(ctx)).Save(sys)
	if err != nil {
		return fmt.Errorf("record %s: %w", kind, err)
	}
	for _, stream := range []string{Appointment(a.ID), Board(a.PractitionerID), Floor} {
		at := a.StartsAt
		if _, err := Emit(ctx, tx, stream, Event{Kind: kind, Subject: a.ID, From: &at}); err != nil {
			return err
		}
	}
	return announce(ctx, tx, event)
}

func actor(ctx context.Context) string {
	v := viewer.From(ctx)
	if v.IsSystem() {
		return "system:" + v.Task()
	}
	return v.AccountID
}
