package rules

import (
	"time"

	"televisit/internal/fault"
)

// Facts is what admission to one visit depends on, for one person.
type Facts struct {
	AppointmentID string
	// Role is the person's part in this visit; empty for a stranger.
	Role     Role
	Status   AppointmentStatus
	Visit    VisitStatus
	StartsAt time.Time
	EndsAt   time.Time
	// Paid is true as well when nothing is to be paid.
	Paid bool
	// Consented says that the IDS of this visit is signed (323-FZ art. 20).
	Consented bool
	// Delay is what people have been told of a late beginning.
	Delay *Delay
	// Guest is set for somebody who was invited.
	Guest GuestFacts
}

// Window is when the door is open around the appointed time.
type Window struct {
	// Before and After widen [StartsAt, EndsAt).
	Before, After time.Duration
	// Overrun is how long a running call, or a visit that begins late, may go on
	// after that.
	Overrun time.Duration
}

// Opens is the first instant at which the door is open.
func (w Window) Opens(f Facts) time.Time { return f.StartsAt.Add(-w.Before) }

// Closes is the first instant at which it is closed again.
func (w Window) Closes(f Facts) time.Time {
	closes := f.EndsAt.Add(w.After)
	if f.Status == InProgress && f.Visit.callRuns() {
		return closes.Add(w.Overrun)
	}
	return closes.Add(w.madeUp(f))
}

// Over is when nobody can be in the room of a visit any more, however it went.
func (w Window) Over(endsAt time.Time) time.Time {
	return endsAt.Add(w.After + w.Overrun)
}

// madeUp is what a visit gets back of the time that a late practitioner has
// taken from it, or will have.
func (w Window) madeUp(f Facts) time.Duration {
	switch {
	case f.Delay == nil:
		return 0
	case f.Delay.OverAt != nil:
		return max(0, min(f.Delay.OverAt.Sub(f.StartsAt), w.Overrun))
	case f.Delay.Cause == NotThere: // no end is in sight
		return 0
	}
	return max(0, min(f.Delay.ExpectedAt.Sub(f.StartsAt), w.Overrun))
}

// Pass is the right to act on one running visit until an instant. Only Admit
// can fill it; whoever is handed the zero value must refuse.
type Pass struct {
	appointmentID string
	role          Role
	guest         GuestRole
	rights        Rights
	until         time.Time
}

// AppointmentID is the visit the pass is for.
func (p Pass) AppointmentID() string { return p.appointmentID }

// Role is the holder's part in the visit.
func (p Pass) Role() Role { return p.role }

// Until is the first instant at which the pass is void.
func (p Pass) Until() time.Time { return p.until }

// Guest is the holder's part as a guest; empty for the patient and the practitioner.
func (p Pass) Guest() GuestRole { return p.guest }

// Rights are what the holder may publish, and whether the others are heard and seen.
func (p Pass) Rights() Rights { return p.rights }

// Valid says whether Admit has filled the pass.
func (p Pass) Valid() bool { return p.appointmentID != "" }

// Admit decides whether one person may be in the room of one appointment at now.
// What is over is over; then payment and consent are asked before the clock: an
// unpaid patient should pay, not wait. A guest waits in the lobby until the
// practitioner lets them in.
func Admit(f Facts, w Window, now time.Time) (Pass, error) {
	opens, closes := w.Opens(f), w.Closes(f)
	isPatient, isGuest := f.Role == Patient, f.Role == Guest
	switch {
	case !isPatient && !isGuest && f.Role != Practitioner, isGuest && f.Guest.Status == "":
		return Pass{}, fault.New(fault.NotFound, "no such visit")
	case isGuest && f.Guest.Status.IsOver():
		return Pass{}, notAdmitted(f.Guest)
	case f.Status == AwaitingPayment && isPatient && now.Before(closes):
		return Pass{}, unpaid()
	case f.Status != Booked && f.Status != InProgress:
		return Pass{}, closed(f, "the appointment is not booked")
	case !now.Before(closes):
		return Pass{}, closed(f, "the door is closed").With("closedAt", closes)
	case isPatient && !f.Paid:
		return Pass{}, unpaid()
	case isPatient && !f.Consented:
		return Pass{}, fault.New(fault.ConsentRequired, "the informed consent is not signed")
	case now.Before(opens):
		return Pass{}, fault.New(fault.TooEarly, "the door is not open yet").
			With("opensAt", opens).With("serverTime", now)
	case isGuest && f.Guest.Status != GuestAdmitted:
		return Pass{}, notAdmitted(f.Guest)
	case isGuest:
		return Pass{f.AppointmentID, f.Role, f.Guest.Role, f.Guest.Role.Rights(), closes}, nil
	}
	return Pass{f.AppointmentID, f.Role, "", allRights, closes}, nil
}

func notAdmitted(g GuestFacts) *fault.Error {
	return fault.New(fault.NotAdmitted, "the guest is %s", g.Status).With("status", g.Status)
}

func unpaid() *fault.Error {
	return fault.New(fault.PaymentRequired, "the visit is not paid")
}

func closed(f Facts, why string) *fault.Error {
	return fault.New(fault.VisitClosed, "%s", why).With("status", f.Status)
}

// Signable says whether the IDS of an appointment can be signed at now: until its
// door closes.
func Signable(f Facts, w Window, now time.Time) error {
	switch s := f.Status; {
	case f.Consented:
		return fault.New(fault.Conflict, "the consent is signed already")
	case s != Booked && s != AwaitingPayment && s != InProgress, !now.Before(w.Closes(f)):
		return fault.New(fault.Conflict, "the appointment does not wait for a consent")
	}
	return nil
}
