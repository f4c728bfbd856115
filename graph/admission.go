package graph

import (
	"context"

	"televisit/ent/db"
	"televisit/graph/model"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/signing"
	"televisit/internal/viewer"
	"televisit/internal/visiting"
)

// admit passes the viewer through the gates of a running visit: booked, paid or
// covered, consented, role and time. Every live resolver begins with it; nothing
// else makes a Pass.
func (r *Resolver) admit(ctx context.Context, appointmentID string) (rules.Pass, error) {
	f, err := visiting.Read(ctx, r.Store, appointmentID)
	if err != nil {
		return rules.Pass{}, err
	}
	pass, err := rules.Admit(f.Facts, f.Settings.Window(), r.now())
	return pass, r.explain(ctx, f, err)
}

// admitSession does the same for the visit of one of the viewer's own sessions.
// A session of somebody else looks like one that is gone.
func (r *Resolver) admitSession(ctx context.Context, sessionID string) (rules.Pass, error) {
	owner, appointmentID, ok := r.Calls.Owner(sessionID)
	if !ok || owner != viewer.From(ctx).AccountID {
		return rules.Pass{}, fault.New(fault.SessionGone, "the session is gone")
	}
	return r.admit(ctx, appointmentID)
}

// Readmit admits an account anew, from fresh facts; live sessions are held to it
// and end with the code of the refusal.
func (r *Resolver) Readmit(ctx context.Context, accountID, appointmentID string) (rules.Pass, error) {
	v, err := r.Auth.ViewerOf(ctx, accountID)
	if err != nil {
		return rules.Pass{}, err
	}
	pass, err := r.admit(viewer.With(ctx, v), appointmentID)
	f, refused := fault.As(err)
	switch {
	case !refused:
		return pass, err
	case f.Code == fault.VisitClosed:
		return pass, fault.New(fault.Code(whyClosed(fault.Detail[rules.AppointmentStatus](f, "status"))), "%s", f.Message)
	case f.Code == fault.NotAdmitted:
		return pass, fault.New(fault.Code(whyNotAdmitted(fault.Detail[rules.GuestStatus](f, "status"))), "%s", f.Message)
	}
	return pass, err
}

// whyNotAdmitted tells a guest who may be let in again from one who is out.
func whyNotAdmitted(s rules.GuestStatus) model.VisitEndReason {
	if s.IsOver() {
		return model.VisitEndReasonRemoved
	}
	return model.VisitEndReasonHeld
}

// whyClosed tells a visit that does not take place from one whose time is over.
func whyClosed(s rules.AppointmentStatus) model.VisitEndReason {
	switch s {
	case rules.Booked, rules.InProgress:
		return model.VisitEndReasonTimeOver
	case rules.Fulfilled:
		return model.VisitEndReasonVisitFinished
	}
	return model.VisitEndReasonCancelled
}

// recheck looks at everybody in the room whenever the appointment changes,
// while somebody listens: who has lost the right to be there is out at once.
func (r *Resolver) recheck(ctx context.Context, appointmentID string) {
	changed, cancel := r.Bus.Subscribe(outbox.Appointment(appointmentID))
	go func() {
		defer cancel()
		for {
			select {
			case <-changed:
				r.Calls.Recheck(appointmentID)
			case <-ctx.Done():
				return
			}
		}
	}()
}

// explain adds what the refused person needs to go on.
func (r *Resolver) explain(ctx context.Context, f *visiting.File, refusal error) error {
	e, expected := fault.As(refusal)
	if !expected {
		return refusal
	}
	switch e.Code {
	case fault.PaymentRequired:
		a := f.Appointment
		return e.With("amount", &rules.Money{AmountMinor: a.PriceMinor, Currency: a.Currency})
	case fault.ConsentRequired:
		text, err := signing.Current(ctx, r.Store.Client, rules.IDS)
		if err != nil {
			return err
		}
		return e.With("document", text)
	}
	return e
}

// outdated adds the current text to CONSENT_OUTDATED and CONSENT_WITHDRAWN.
func (r *Resolver) outdated(ctx context.Context, refusal error) error {
	e, expected := fault.As(refusal)
	if !expected || e.Code != fault.ConsentOutdated && e.Code != fault.ConsentWithdrawn {
		return refusal
	}
	text, err := r.Store.ConsentDocument.Get(ctx, fault.Detail[string](e, "documentID"))
	if err != nil {
		return err
	}
	return e.With("document", text)
}

func textOf(f *fault.Error) *db.ConsentDocument {
	return fault.Detail[*db.ConsentDocument](f, "document")
}
