package rules

import (
	"time"

	"televisit/internal/fault"
)

// CancelReason says why a visit is called off.
type CancelReason string

// Reasons of a patient, then of the clinic; nobody chooses the last: the account
// of somebody who has withdrawn the consent to data processing has no visits.
const (
	PlansChanged            CancelReason = "PLANS_CHANGED"
	FeelsBetter             CancelReason = "FEELS_BETTER"
	WentElsewhere           CancelReason = "WENT_ELSEWHERE"
	OtherPatientReason      CancelReason = "OTHER"
	PractitionerLate        CancelReason = "PRACTITIONER_LATE"
	PractitionerUnavailable CancelReason = "PRACTITIONER_UNAVAILABLE"
	TechnicalReason         CancelReason = "TECHNICAL"
	ClinicReason            CancelReason = "CLINIC"
	ConsentWithdrawn        CancelReason = "CONSENT_WITHDRAWN"
)

// Terms is what calling a visit off means for the money.
type Terms struct {
	// Paid is what the clinic has, Refund what goes back of it.
	Paid, Refund Money
	// FullUntil is the last instant of a full refund for a patient.
	FullUntil time.Time
	// Late says that the practitioner is late: the patient moves the visit or
	// calls it off at the clinic's cost, after its beginning too.
	Late bool
}

// CancelFacts is what moving a visit and calling it off depend on.
type CancelFacts struct {
	// By is who moves the visit or calls it off.
	By       Role
	Status   AppointmentStatus
	StartsAt time.Time
	EndsAt   time.Time
	Paid     Money
	// Delay and Came are what is known of the practitioner.
	Delay *Delay
	Came  bool
}

// isLate says whether the practitioner is so late that the patient may choose.
func (f CancelFacts) isLate(s Settings, now time.Time) bool {
	return f.Status == Booked && s.MayChoose(f.StartsAt, f.Delay, f.Came, now)
}

// Cancel decides whether a visit can be called off at now, and what goes back.
// A patient gets everything until the deadline and a share after it; when the
// clinic calls it off or the practitioner is late, everything.
func Cancel(f CancelFacts, s Settings, now time.Time) (Terms, error) {
	rule := s.CancelRule(f.StartsAt, f.Paid)
	t := Terms{Paid: f.Paid, Refund: f.Paid, FullUntil: rule.FullUntil, Late: f.isLate(s, now)}
	switch {
	case f.Status != Booked && f.Status != AwaitingPayment:
		return Terms{}, fault.New(fault.Conflict, "the appointment is not to come").With("status", f.Status)
	case f.By != Patient || t.Late:
	case !now.Before(f.StartsAt):
		return Terms{}, fault.New(fault.Conflict, "the visit has begun").With("status", f.Status)
	case now.After(t.FullUntil):
		t.Refund = rule.Late
	}
	return t, nil
}

// CancelRule is what Cancel gives back to a patient, as it is known before a visit
// is booked.
type CancelRule struct {
	// FullUntil is the last instant of a full refund, Late what goes back after it.
	FullUntil time.Time
	Late      Money
}

// CancelRule is that of a visit with a beginning and a price.
func (s Settings) CancelRule(startsAt time.Time, price Money) CancelRule {
	late := Money{AmountMinor: Share(price.AmountMinor, s.LateCancelPercent), Currency: price.Currency}
	return CancelRule{FullUntil: startsAt.Add(-s.CancelDeadline), Late: late}
}

// Share is a percentage of a sum, rounded to the patient's good.
func Share(minor, percent int) int { return (minor*percent + 99) / 100 }

// Reschedule decides whether a visit may be moved at now: by a patient until
// the deadline, by the clinic until it begins, by anybody while the practitioner
// is so late that the patient may choose.
func Reschedule(f CancelFacts, set Settings, now time.Time) error {
	last := f.StartsAt
	if f.By == Patient {
		last = f.StartsAt.Add(-set.CancelDeadline)
	}
	switch {
	case f.Status != Booked:
		return fault.New(fault.Conflict, "the appointment is not booked").With("status", f.Status)
	case f.isLate(set, now):
	case now.After(last) || !now.Before(f.StartsAt):
		return fault.New(fault.TooLateToMove, "the visit can be moved until %s", last.UTC().Format(time.RFC3339)).With("deadline", last)
	}
	return nil
}

// ReasonOf says whether somebody may give a reason.
func (r CancelReason) ReasonOf(by Role) bool {
	switch r {
	case PlansChanged, FeelsBetter, WentElsewhere, OtherPatientReason, PractitionerLate:
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
