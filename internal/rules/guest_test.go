package rules

import (
	"slices"
	"testing"
	"time"

	"televisit/internal/fault"
)

func TestAGuestIsAdmittedByThePractitionerOnly(t *testing.T) {
	for name, x := range map[string]struct {
		status GuestStatus
		at     time.Duration
		change func(*Facts)
		want   fault.Code
	}{
		"let in":                         {status: GuestAdmitted},
		"let in, unpaid by the patient":  {status: GuestAdmitted, change: unpaidFacts},
		"let in and too early":           {status: GuestAdmitted, at: -time.Minute, want: fault.TooEarly},
		"let in, the door is closed":     {status: GuestAdmitted, at: 30 * time.Minute, want: fault.VisitClosed},
		"let in, cancelled":              {status: GuestAdmitted, change: status(Cancelled), want: fault.VisitClosed},
		"let in, the call overruns":      {status: GuestAdmitted, at: 30 * time.Minute, change: inCall(VisitInCall)},
		"in the lobby":                   {status: GuestWaiting, want: fault.NotAdmitted},
		"in the lobby, long before":      {status: GuestWaiting, at: -time.Hour, want: fault.TooEarly},
		"put back":                       {status: GuestHeld, want: fault.NotAdmitted},
		"asked, not there":               {status: GuestInvited, want: fault.NotAdmitted},
		"the patient has not agreed":     {status: GuestProposed, want: fault.NotAdmitted},
		"the patient has declined":       {status: GuestDeclined, want: fault.NotAdmitted},
		"removed":                        {status: GuestRemoved, want: fault.NotAdmitted},
		"removed: no word of the time":   {status: GuestRemoved, at: -time.Hour, want: fault.NotAdmitted},
		"removed: no word of the visit":  {status: GuestRemoved, change: status(Cancelled), want: fault.NotAdmitted},
		"nobody has asked such a person": {want: fault.NotFound},
	} {
		f := booked(Guest)
		f.Guest = GuestFacts{Relative, x.status}
		if x.change != nil {
			x.change(&f)
		}
		pass, err := Admit(f, Window{Overrun: 15 * time.Minute}, nine.Add(x.at))
		if got := refusal(err); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
		if pass.Valid() != (x.want == "") || x.want != "" && pass != (Pass{}) {
			t.Errorf("%s: pass %+v", name, pass)
		}
	}
}

func TestAPassSaysWhatMayBePublished(t *testing.T) {
	talk := Rights{Speak: true, Show: true, Receive: true}
	for role, want := range map[GuestRole]Rights{
		Relative: talk, Interpreter: talk, Consultant: allRights, Representative: allRights,
		Observer: {Receive: true}, "": {}, "ANYBODY": {},
	} {
		f := booked(Guest)
		f.Guest = GuestFacts{role, GuestAdmitted}
		pass, err := Admit(f, Window{}, nine)
		if err != nil || pass.Rights() != want || pass.Guest() != role || pass.Role() != Guest {
			t.Errorf("%q: %+v, %v", role, pass, err)
		}
	}
	for _, role := range []Role{Patient, Practitioner} {
		f := booked(role)
		f.Guest = GuestFacts{Observer, GuestHeld} // means nothing for the two whose visit it is
		if pass, err := Admit(f, Window{}, nine); err != nil || pass.Rights() != allRights || pass.Guest() != "" {
			t.Errorf("%s: %+v, %v", role, pass, err)
		}
	}
}

func TestAnInvitationBeginsWithThePatientsAgreement(t *testing.T) {
	full := []GuestStatus{GuestProposed, GuestInvited, GuestWaiting, GuestHeld}
	for name, x := range map[string]struct {
		by    Role
		visit AppointmentStatus
		known []GuestStatus
		want  GuestStatus
		fault fault.Code
	}{
		"by the patient":            {by: Patient, visit: Booked, want: GuestInvited},
		"by the practitioner":       {by: Practitioner, visit: InProgress, want: GuestProposed},
		"the last place":            {by: Patient, visit: Booked, known: full[1:], want: GuestInvited},
		"who is out takes no place": {by: Patient, visit: Booked, known: append([]GuestStatus{GuestRemoved, GuestDeclined}, full[1:]...), want: GuestInvited},
		"six people":                {by: Patient, visit: Booked, known: full, fault: fault.RoomFull},
		"too many messages":         {by: Patient, visit: Booked, known: slices.Repeat([]GuestStatus{GuestRemoved}, MaxInvitations), fault: fault.Conflict},
		"only held":                 {by: Patient, visit: Held, fault: fault.Conflict},
		"over":                      {by: Patient, visit: Fulfilled, fault: fault.Conflict},
		"cancelled":                 {by: Practitioner, visit: Cancelled, fault: fault.Conflict},
	} {
		got, err := Invite(x.by, x.visit, x.known)
		if got != x.want || refusal(err) != x.fault {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// TestStepsOfAnInvitation asks every step from every state by everybody.
func TestStepsOfAnInvitation(t *testing.T) {
	states := []GuestStatus{GuestProposed, GuestDeclined, GuestInvited, GuestWaiting, GuestAdmitted, GuestHeld, GuestRemoved}
	type move struct {
		step GuestStep
		by   Role
		from GuestStatus
	}
	moves := map[move]GuestStatus{
		{GuestAgrees, Patient, GuestProposed}: GuestInvited, {GuestDeclines, Patient, GuestProposed}: GuestDeclined,
		{GuestKnocks, Guest, GuestInvited}:        GuestWaiting,
		{GuestEnters, Practitioner, GuestWaiting}: GuestAdmitted, {GuestEnters, Practitioner, GuestHeld}: GuestAdmitted,
		{GuestHolds, Practitioner, GuestAdmitted}: GuestHeld,
		// taken already
		{GuestAgrees, Patient, GuestInvited}: GuestInvited, {GuestDeclines, Patient, GuestDeclined}: GuestDeclined,
		{GuestKnocks, Guest, GuestWaiting}: GuestWaiting, {GuestKnocks, Guest, GuestAdmitted}: GuestAdmitted, {GuestKnocks, Guest, GuestHeld}: GuestHeld,
		{GuestEnters, Practitioner, GuestAdmitted}: GuestAdmitted, {GuestHolds, Practitioner, GuestHeld}: GuestHeld,
	}
	for _, from := range states {
		for _, by := range []Role{Patient, Practitioner} {
			if from != GuestDeclined {
				moves[move{GuestGoes, by, from}] = GuestRemoved
			}
		}
	}
	for _, step := range []GuestStep{GuestAgrees, GuestDeclines, GuestKnocks, GuestEnters, GuestHolds, GuestGoes} {
		for _, by := range []Role{Patient, Practitioner, Guest, Registrar, Admin, ""} {
			for _, from := range states {
				want := moves[move{step, by, from}]
				got, err := step.After(by, from, InProgress)
				if got != want || (err == nil) != (want != "") {
					t.Errorf("%s by %s from %s: %q, %v", step, by, from, got, err)
				}
				if got, _ := step.After(by, from, Fulfilled); got != "" && step != GuestGoes {
					t.Errorf("%s by %s from %s after the visit: %q", step, by, from, got)
				}
			}
		}
	}
}

func TestAnInvitationIsChecked(t *testing.T) {
	for name, x := range map[string]struct {
		invitation Invitation
		want       []string
	}{
		"usable":    {Invitation{Role: Relative, Name: "Пётр"}, nil},
		"no name":   {Invitation{Role: Relative, Name: "  "}, []string{"name"}},
		"a novel":   {Invitation{Role: Relative, Name: string(make([]rune, 101))}, []string{"name"}},
		"no role":   {Invitation{Name: "Пётр"}, []string{"role"}},
		"whatever":  {Invitation{Role: "BOSS", Name: ""}, []string{"role", "name"}},
		"listening": {Invitation{Role: Observer, Name: "x"}, nil},
	} {
		var got []string
		if f, is := fault.As(x.invitation.Check()); is {
			got = fault.Detail[[]string](f, "fields")
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, not %v", name, got, x.want)
		}
	}
}

func TestALinkGoesOutAgainWhenItMayNotHaveArrived(t *testing.T) {
	for name, x := range map[string]struct {
		guest GuestStatus
		link  DeliveryState
		sends int
		goes  bool
		want  fault.Code
	}{
		"refused":             {GuestInvited, DeliveryFailed, 1, true, ""},
		"no answer":           {GuestInvited, DeliveryParked, 2, true, ""},
		"from before":         {GuestInvited, "", 0, true, ""},
		"waits":               {GuestInvited, DeliveryPlanned, 1, false, ""},
		"under way":           {GuestInvited, DeliverySending, 1, false, ""},
		"sent":                {GuestInvited, DeliverySent, 1, false, fault.Conflict},
		"three times":         {GuestInvited, DeliveryFailed, 3, false, fault.Conflict},
		"has come":            {GuestWaiting, DeliveryParked, 1, false, fault.Conflict},
		"not agreed":          {GuestProposed, "", 0, false, fault.Conflict},
		"removed":             {GuestRemoved, DeliveryFailed, 1, false, fault.Conflict},
		"three and under way": {GuestInvited, DeliverySending, 3, false, ""},
	} {
		goes, err := SendLinkAgain(x.guest, x.link, x.sends)
		if goes != x.goes || refusal(err) != x.want {
			t.Errorf("%s: %t, %v", name, goes, err)
		}
	}
}
