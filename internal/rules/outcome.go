package rules

import (
	"time"

	"televisit/internal/fault"
)

// Absent is the side that did not come.
type Absent string

// Sides.
const (
	PatientAbsent      Absent = "PATIENT"
	PractitionerAbsent Absent = "PRACTITIONER"
	BothAbsent         Absent = "BOTH"
)

// Came is who was in the room of a visit, by the facts of our own media server.
type Came struct{ Patient, Practitioner bool }

// Ending is what a visit comes to whose time is over without a call.
type Ending struct {
	Status AppointmentStatus
	// Absent is set for NO_SHOW.
	Absent Absent
	// RefundPercent is what goes back of a paid price.
	RefundPercent int
}

// EndingOf decides who is to blame, and pays, when there was no call: a patient
// who did not come to a doctor who did; else the clinic. Both there and no call
// is our own failure.
func EndingOf(c Came) Ending {
	switch {
	case c.Patient && c.Practitioner:
		return Ending{Status: Failed, RefundPercent: 100}
	case c.Patient:
		return Ending{Status: NoShow, Absent: PractitionerAbsent, RefundPercent: 100}
	case c.Practitioner:
		return Ending{Status: NoShow, Absent: PatientAbsent}
	}
	return Ending{Status: NoShow, Absent: BothAbsent, RefundPercent: 100}
}

// MarkFacts is what the word of a person about a visit without a call depends on.
type MarkFacts struct {
	Status   AppointmentStatus
	StartsAt time.Time
	Came     Came
}

// MarkAbsent decides whether somebody may say that the patient did not come:
// after the clinic's grace, and only when our media server has seen the
// practitioner and not the patient.
// Faults: CONFLICT, TOO_EARLY_TO_MARK (from), PRESENCE_DISAGREES.
func MarkAbsent(f MarkFacts, s Settings, now time.Time) (Ending, error) {
	from := f.StartsAt.Add(s.Lateness().NoShow)
	switch e := EndingOf(f.Came); {
	case f.Status != Booked:
		return Ending{}, notToCome(f.Status)
	case now.Before(from):
		return Ending{}, tooEarlyToMark(from, now)
	case e.Absent != PatientAbsent:
		return Ending{}, fault.New(fault.PresenceDisagrees, "the presence in the room says otherwise").
			With("patientCame", f.Came.Patient).With("practitionerCame", f.Came.Practitioner)
	default:
		return e, nil
	}
}

// MarkFailed decides whether somebody may say that a visit failed for technical
// reasons: from its beginning until it is finished.
// Faults: CONFLICT, TOO_EARLY_TO_MARK (from).
func MarkFailed(f MarkFacts, now time.Time) (Ending, error) {
	switch {
	case f.Status != Booked && f.Status != InProgress:
		return Ending{}, notToCome(f.Status)
	case now.Before(f.StartsAt):
		return Ending{}, tooEarlyToMark(f.StartsAt, now)
	}
	return Ending{Status: Failed, RefundPercent: 100}, nil
}

func notToCome(s AppointmentStatus) error {
	return fault.New(fault.Conflict, "the visit is over").With("status", s)
}

func tooEarlyToMark(from, now time.Time) error {
	return fault.New(fault.TooEarlyToMark, "that can be said from %s on", from.UTC().Format(time.RFC3339)).
		With("from", from).With("serverTime", now)
}
