package rules

import (
	"time"

	"televisit/internal/fault"
)

// Payable says whether a checkout may be opened for an appointment whose payment
// is in a state; the empty state means that nothing is to be paid. A checkout
// that hangs may be opened again: the person may have closed its window. Who could
// still come into the room may still pay.
func Payable(f Facts, p PaymentStatus, w Window, now time.Time) error {
	switch a := f.Status; {
	case a == Expired:
		return fault.New(fault.HoldExpired, "the time is not held any more")
	case a != Booked && a != AwaitingPayment && a != InProgress, !now.Before(w.Closes(f)):
		return fault.New(fault.PaymentNotNeeded, "the appointment does not wait for money")
	case p == PaymentDue || p == PaymentFailed || p == PaymentPending:
		return nil
	}
	return fault.New(fault.PaymentNotNeeded, "nothing is to be paid")
}

// PaymentAfter is the state of a payment after the provider's word; false when
// the word changes nothing. Words come in any order: money that came in stays in.
func PaymentAfter(s PaymentStatus, word string) (PaymentStatus, bool) {
	waits := s == PaymentDue || s == PaymentPending || s == PaymentFailed
	switch {
	case word == "SUCCEEDED" && (waits || s == PaymentCancelled):
		return PaymentPaid, true
	case word == "FAILED" && s == PaymentPending:
		return PaymentFailed, true
	case word == "CANCELLED" && s == PaymentPending:
		return PaymentDue, true
	}
	return s, false
}

// AfterGivingBack is the state of a payment once a refund of it is promised, by
// what the clinic keeps of it. A visit that still takes place stays paid for as
// long as something is kept.
func AfterGivingBack(s PaymentStatus, rest int, calledOff bool) PaymentStatus {
	if s.IsPaid() && rest > 0 && !calledOff {
		return s
	}
	return PaymentRefundRequested
}

// RefundedVisit decides what becomes of a visit of whose price the clinic keeps so
// much. Of a booked one nothing is left to take place for: giving all of it back
// calls it off. One that runs ends first: nobody is sent out of it unheard.
func RefundedVisit(s AppointmentStatus, rest int) (callOff bool, err error) {
	switch {
	case rest > 0:
		return false, nil
	case s == InProgress:
		return false, fault.New(fault.Conflict, "the visit runs: give everything back once it is over").With("status", s)
	}
	return s == Booked, nil
}
