package rules

import (
	"testing"
	"time"

	"televisit/internal/fault"
)

func TestWhatGoesBackWhenAVisitIsCalledOff(t *testing.T) {
	s := Settings{CancelDeadline: 4 * time.Hour, LateCancelPercent: 50}
	for name, x := range map[string]struct {
		by     Role
		status AppointmentStatus
		at     time.Duration // from the beginning
		want   int           // of 2401
		code   fault.Code
	}{
		"a patient in time":              {by: Patient, status: Booked, at: -24 * time.Hour, want: 2401},
		"at the deadline":                {by: Patient, status: Booked, at: -4 * time.Hour, want: 2401},
		"one nanosecond late":            {by: Patient, status: Booked, at: -4*time.Hour + 1, want: 1201},
		"just before it begins":          {by: Patient, status: Booked, at: -1, want: 1201},
		"not once it has begun":          {by: Patient, status: Booked, at: 0, code: fault.Conflict},
		"the doctor, late":               {by: Practitioner, status: Booked, at: -time.Minute, want: 2401},
		"the doctor, after it has begun": {by: Practitioner, status: Booked, at: time.Minute, want: 2401},
		"the desk, late":                 {by: Registrar, status: Booked, at: -time.Minute, want: 2401},
		"before it is paid":              {by: Patient, status: AwaitingPayment, at: -24 * time.Hour, want: 2401},
		"a running visit":                {by: Practitioner, status: InProgress, at: time.Minute, code: fault.Conflict},
		"a visit that is over":           {by: Practitioner, status: Fulfilled, at: time.Hour, code: fault.Conflict},
		"a cancelled one":                {by: Patient, status: Cancelled, at: -24 * time.Hour, code: fault.Conflict},
		"a held time":                    {by: Patient, status: Held, at: -24 * time.Hour, code: fault.Conflict},
	} {
		terms, err := Cancel(CancelFacts{By: x.by, Status: x.status, StartsAt: nine, EndsAt: nine.Add(30 * time.Minute), Paid: Money{2401, RUB}}, s, nine.Add(x.at))
		if refusal(err) != x.code || terms.Refund.AmountMinor != x.want {
			t.Errorf("%s: %d back, %v", name, terms.Refund.AmountMinor, err)
		}
		if err == nil && (!terms.FullUntil.Equal(nine.Add(-4*time.Hour)) || terms.Refund.Currency != RUB || terms.Paid.AmountMinor != 2401) {
			t.Errorf("%s: %+v", name, terms)
		}
	}
}

func TestWhatWouldGoBackIsKnownBeforeBooking(t *testing.T) {
	s := Settings{CancelDeadline: 4 * time.Hour, LateCancelPercent: 50}
	if r := s.CancelRule(nine, Money{2401, RUB}); !r.FullUntil.Equal(nine.Add(-4*time.Hour)) || r.Late != (Money{1201, RUB}) {
		t.Errorf("%+v", r)
	}
}

func TestAShareIsRoundedToThePatientsGoodAndNeverPastTheWhole(t *testing.T) {
	for _, x := range [][3]int{{0, 50, 0}, {1, 50, 1}, {99, 50, 50}, {100, 50, 50}, {100, 33, 33}, {101, 33, 34}, {777, 0, 0}, {777, 100, 777}} {
		if got := Share(x[0], x[1]); got != x[2] {
			t.Errorf("%d %% of %d: %d, not %d", x[1], x[0], got, x[2])
		}
	}
}

func TestUntilWhenAVisitCanBeMoved(t *testing.T) {
	s := Settings{CancelDeadline: 4 * time.Hour}
	for name, x := range map[string]struct {
		by     Role
		status AppointmentStatus
		at     time.Duration
		want   fault.Code
	}{
		"a patient at the deadline":      {Patient, Booked, -4 * time.Hour, ""},
		"a patient one nanosecond later": {Patient, Booked, -4*time.Hour + 1, fault.TooLateToMove},
		"the doctor until the beginning": {Practitioner, Booked, -1, ""},
		"the desk too":                   {Registrar, Booked, -1, ""},
		"nobody once it has begun":       {Registrar, Booked, 0, fault.TooLateToMove},
		"not before it is booked":        {Patient, AwaitingPayment, -24 * time.Hour, fault.Conflict},
		"not when it is running":         {Practitioner, InProgress, -24 * time.Hour, fault.Conflict},
		"not when it is cancelled":       {Practitioner, Cancelled, -24 * time.Hour, fault.Conflict},
	} {
		if got := refusal(Reschedule(CancelFacts{By: x.by, Status: x.status, StartsAt: nine, Came: true}, s, nine.Add(x.at))); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
	}
}

func TestWhoGivesWhichReasonAndWhoPaysForIt(t *testing.T) {
	patients := []CancelReason{PlansChanged, FeelsBetter, WentElsewhere, OtherPatientReason, PractitionerLate}
	clinics := []CancelReason{PractitionerUnavailable, TechnicalReason, ClinicReason}
	for _, r := range patients {
		if !r.ReasonOf(Patient) || r.ReasonOf(Practitioner) || !r.ReasonOf(Registrar) || r.ReasonOf(Admin) {
			t.Errorf("who may say %s", r)
		}
		if r.Pays(Registrar) != Patient || r.Pays(Patient) != Patient {
			t.Errorf("who pays for %s", r)
		}
	}
	for _, r := range clinics {
		if r.ReasonOf(Patient) || !r.ReasonOf(Practitioner) || !r.ReasonOf(Registrar) || r.ReasonOf(Admin) {
			t.Errorf("who may say %s", r)
		}
		if r.Pays(Registrar) != Registrar || r.Pays(Practitioner) != Practitioner {
			t.Errorf("who pays for %s", r)
		}
	}
	if CancelReason("").ReasonOf(Patient) || CancelReason("BORED").ReasonOf(Registrar) {
		t.Error("a reason that there is not")
	}
}

func TestWhatAVisitWithoutACallComesTo(t *testing.T) {
	for came, want := range map[Came]Ending{
		{true, true}:   {Status: Failed, RefundPercent: 100},
		{true, false}:  {Status: NoShow, Absent: PractitionerAbsent, RefundPercent: 100},
		{false, true}:  {Status: NoShow, Absent: PatientAbsent},
		{false, false}: {Status: NoShow, Absent: BothAbsent, RefundPercent: 100},
	} {
		if got := EndingOf(came); got != want {
			t.Errorf("%+v: %+v", came, got)
		}
	}
}
