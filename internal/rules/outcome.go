package rules

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
