package rules

import (
	"slices"
	"time"
)

// VisitStatus is the state of a Visit.
type VisitStatus string

// States of a visit.
const (
	VisitScheduled   VisitStatus = "SCHEDULED"
	VisitOpen        VisitStatus = "OPEN"
	VisitWaiting     VisitStatus = "WAITING"
	VisitReady       VisitStatus = "READY"
	VisitInCall      VisitStatus = "IN_CALL"
	VisitInterrupted VisitStatus = "INTERRUPTED"
	VisitWrapUp      VisitStatus = "WRAP_UP"
	VisitConcluded   VisitStatus = "CONCLUDED"
	VisitEnded       VisitStatus = "CLOSED"
	VisitAborted     VisitStatus = "ABORTED"
)

func (s VisitStatus) callRuns() bool { return s == VisitInCall || s == VisitInterrupted }

// IsOver says that no presence changes the state any more.
func (s VisitStatus) IsOver() bool {
	return s == VisitConcluded || s == VisitEnded || s == VisitAborted
}

// Presence is one person in the room of a visit.
type Presence struct {
	Role Role
	// Connected says that media flows; false while it is being set up, and when
	// the person is away.
	Connected bool
}

// VisitAfter is the state of a visit once the room holds exactly these people.
func VisitAfter(s VisitStatus, room []Presence) VisitStatus {
	patient, practitioner := side(room, Patient), side(room, Practitioner)
	switch {
	case s.IsOver():
		return s
	case patient == connected && practitioner == connected:
		return VisitInCall
	case s.callRuns():
		return VisitInterrupted
	case s == VisitWrapUp:
		return s
	case patient != absent && practitioner != absent:
		return VisitReady
	case patient != absent || practitioner != absent:
		return VisitWaiting
	case s == VisitScheduled:
		return s
	}
	return VisitOpen
}

const (
	absent = iota
	present
	connected
)

func side(room []Presence, r Role) int {
	best := absent
	for _, p := range room {
		switch {
		case p.Role != r:
		case p.Connected:
			return connected
		default:
			best = present
		}
	}
	return best
}

// ShownVisit is the state that people see: a scheduled visit is open once its
// door is, without anybody having to write that down.
func ShownVisit(f Facts, w Window, now time.Time) VisitStatus {
	live := f.Status == Booked || f.Status == InProgress
	if f.Visit == VisitScheduled && live && !now.Before(w.Opens(f)) && now.Before(w.Closes(f)) {
		return VisitOpen
	}
	return f.Visit
}

// NextAction is the one thing for somebody to do next.
type NextAction string

// Next actions.
const (
	DoBook            NextAction = "BOOK"
	DoPay             NextAction = "PAY"
	DoSignConsent     NextAction = "SIGN_CONSENT"
	DoCheckDevice     NextAction = "CHECK_DEVICE"
	DoWait            NextAction = "WAIT"
	DoJoin            NextAction = "JOIN"
	DoReturn          NextAction = "RETURN"
	DoReadConclusion  NextAction = "READ_CONCLUSION"
	DoWriteConclusion NextAction = "WRITE_CONCLUSION"
	DoNothing         NextAction = "NONE"
)

// Readiness is what the next action depends on besides admission.
type Readiness struct {
	DeviceChecked   bool
	ConclusionFinal bool
}

// Next is the one thing for the person of the facts to do next, in the order of
// the gates: pay, sign, check, wait, join.
func Next(f Facts, w Window, r Readiness, now time.Time) NextAction {
	switch f.Role {
	case Patient:
		return patientNext(f, w, r, now)
	case Practitioner:
		return practitionerNext(f, w, r, now)
	}
	return DoNothing
}

func patientNext(f Facts, w Window, r Readiness, now time.Time) NextAction {
	switch {
	case r.ConclusionFinal && f.Status != InProgress:
		return DoReadConclusion
	case f.Status == Held:
		return DoBook
	case f.Status == AwaitingPayment:
		return DoPay
	case !slices.Contains([]AppointmentStatus{Booked, InProgress}, f.Status), !now.Before(w.Closes(f)):
		return DoNothing
	case !f.Paid:
		return DoPay
	case !f.Consented:
		return DoSignConsent
	case f.Visit.callRuns():
		return DoReturn
	case !now.Before(w.Opens(f)):
		return DoJoin
	case !r.DeviceChecked:
		return DoCheckDevice
	}
	return DoWait
}

func practitionerNext(f Facts, w Window, r Readiness, now time.Time) NextAction {
	isLive := f.Status == Booked || f.Status == InProgress
	switch {
	case isLive && f.Visit.callRuns() && now.Before(w.Closes(f)):
		return DoReturn
	case f.Status == InProgress || f.Status == Fulfilled:
		if r.ConclusionFinal {
			return DoNothing
		}
		return DoWriteConclusion
	case !isLive || !now.Before(w.Closes(f)):
		return DoNothing
	case now.Before(w.Opens(f)):
		return DoWait
	}
	return DoJoin
}
