package rules

import (
	"time"

	"televisit/internal/fault"
)

// CancelReason says why a visit is called off.
type CancelReason string

// Reasons of a patient, then of the clinic.
const (
	PlansChanged            CancelReason = "PLANS_CHANGED"
	FeelsBetter             CancelReason = "FEELS_BETTER"
	WentElsewhere           CancelReason = "WENT_ELSEWHERE"
	OtherPatientReason      CancelReason = "OTHER"
	PractitionerUnavailable CancelReason = "PRACTITIONER_UNAVAILABLE"
	TechnicalReason         CancelReason = "TECHNICAL"
	ClinicReason            CancelReason = "CLINIC"
)

// Terms is what calling a visit off means for the money.
type Terms struct {
	// Paid is what the clinic has, Refund what goes back of it.
	Paid, Refund Money
	// FullUntil is the last instant of a full refund for a patient.
	FullUntil time.Time
}

// CancelFacts is what the terms depend on.
type CancelFacts struct {
	// By is who calls the visit off.
	By       Role
	Status   AppointmentStatus
	StartsAt time.Time
	EndsAt   time.Time
	Paid     Money
}

// Cancel decides whether a visit can be called off at now, and what goes back.
// A patient gets everything until the deadline and a share after it; when the
// clinic calls it off, everything.
func Cancel(f CancelFacts, s Settings, now time.Time) (Terms, error) {
	t := Terms{Paid: f.Paid, Refund: f.Paid, FullUntil: f.StartsAt.Add(-s.CancelDeadline)}
	switch {
	case f.Status != Booked && f.Status != AwaitingPayment:
		return Terms{}, fault.New(fault.Conflict, "the appointment is not to come").With("status", f.Status)
	case f.By == Patient && !now.Before(f.StartsAt):
		return Terms{}, fault.New(fault.Conflict, "the visit has begun").With("status", f.Status)
	case f.By == Patient && now.After(t.FullUntil):
		t.Refund.AmountMinor = Share(f.Paid.AmountMinor, s.LateCancelPercent)
	}
	return t, nil
}

// Share is a percentage of a sum, rounded to the patient's good.
func Share(minor, percent int) int { return (minor*percent + 99) / 100 }

// Reschedule decides whether a visit may be moved at now: by a patient until
// the deadline, by the clinic until it begins.
func Reschedule(by Role, s AppointmentStatus, startsAt time.Time, set Settings, now time.Time) error {
	last := startsAt
	if by == Patient {
		last = startsAt.Add(-set.CancelDeadline)
	}
	switch {
	case s != Booked:
		return fault.New(fault.Conflict, "the appointment is not booked").With("status", s)
	case now.After(last) || !now.Before(startsAt):
		return fault.New(fault.TooLateToMove, "the visit can be moved until %s", last.UTC().Format(time.RFC3339)).With("deadline", last)
	}
	return nil
}

// ReasonOf says whether somebody may give a reason.
func (r CancelReason) ReasonOf(by Role) bool {
	switch r {
	case PlansChanged, FeelsBetter, WentElsewhere, OtherPatientReason:
		return by == Patient || by == Registrar // who may cancel for a caller
	case PractitionerUnavailable, TechnicalReason, ClinicReason:
		return by == Practitioner || by == Registrar
	}
	return false
}

// Pays says on whose account a cancellation goes: a registrar who gives a
// patient's reason acts for the patient.
func (r CancelReason) Pays(by Role) Role {
	if by == Registrar && !r.ReasonOf(Practitioner) {
		return Patient
	}
	return by
}
