package rules

import (
	"testing"
	"time"

	"televisit/internal/fault"
)

var nine = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// booked is a visit from 9:00 to 9:30 for which everything is done.
func booked(role Role) Facts {
	return Facts{
		AppointmentID: "apt_1", Role: role, Status: Booked, Visit: VisitScheduled,
		StartsAt: nine, EndsAt: nine.Add(30 * time.Minute), Paid: true, Consented: true,
	}
}

// refusal is the code of a refusal; empty when there is none.
func refusal(err error) fault.Code {
	if f, is := fault.As(err); is {
		return f.Code
	}
	if err != nil {
		return "UNEXPECTED"
	}
	return ""
}

func status(s AppointmentStatus) func(*Facts) { return func(f *Facts) { f.Status = s } }

func inCall(s VisitStatus) func(*Facts) {
	return func(f *Facts) { f.Status, f.Visit = InProgress, s }
}

func unpaidFacts(f *Facts)       { f.Paid = false }
func unsigned(f *Facts)          { f.Consented = false }
func nothingDone(f *Facts)       { f.Paid, f.Consented = false, false }
func asRole(r Role) func(*Facts) { return func(f *Facts) { f.Role = r } }

func TestAdmission(t *testing.T) {
	const min = time.Minute
	wide := Window{Before: 10 * min, After: 15 * min, Overrun: 20 * min}
	strict := Window{Overrun: 15 * min}
	for name, x := range map[string]struct {
		window *Window // strict when nil
		change func(*Facts)
		at     time.Duration // from the beginning
		want   fault.Code
		doctor *fault.Code // when it differs for the practitioner
	}{
		"the first instant is open":                  {at: 0},
		"one nanosecond early":                       {at: -1, want: fault.TooEarly},
		"long before":                                {at: -72 * time.Hour, want: fault.TooEarly},
		"in the middle":                              {at: 15 * min},
		"one nanosecond before the end":              {at: 30*min - 1},
		"the last instant is closed":                 {at: 30 * min, want: fault.VisitClosed},
		"a day later":                                {at: 24 * time.Hour, want: fault.VisitClosed},
		"a widened door opens":                       {window: &wide, at: -10 * min},
		"one nanosecond before a widened door opens": {window: &wide, at: -10*min - 1, want: fault.TooEarly},
		"one nanosecond before it closes":            {window: &wide, at: 45*min - 1},
		"a widened door closes":                      {window: &wide, at: 45 * min, want: fault.VisitClosed},

		"a call runs over":                        {change: inCall(VisitInCall), at: 30 * min},
		"somebody who dropped out comes back":     {change: inCall(VisitInterrupted), at: 45*min - 1},
		"the overrun ends":                        {change: inCall(VisitInCall), at: 45 * min, want: fault.VisitClosed},
		"the overrun follows the widened end":     {window: &wide, change: inCall(VisitInCall), at: 65*min - 1},
		"and ends":                                {window: &wide, change: inCall(VisitInCall), at: 65 * min, want: fault.VisitClosed},
		"a call that was ended does not run over": {change: inCall(VisitWrapUp), at: 30 * min, want: fault.VisitClosed},
		"people who wait do not run over":         {change: inCall(VisitReady), at: 30 * min, want: fault.VisitClosed},
		"a call of a visit that is only booked":   {change: func(f *Facts) { f.Visit = VisitInCall }, at: 30 * min, want: fault.VisitClosed},
		"a running visit in its time":             {change: inCall(VisitWrapUp), at: 29 * min},

		"held":                            {change: status(Held), want: fault.VisitClosed},
		"expired":                         {change: status(Expired), want: fault.VisitClosed},
		"cancelled though paid":           {change: status(Cancelled), want: fault.VisitClosed},
		"nobody came":                     {change: status(NoShow), want: fault.VisitClosed},
		"failed":                          {change: status(Failed), want: fault.VisitClosed},
		"finished":                        {change: status(Fulfilled), want: fault.VisitClosed},
		"no state at all":                 {change: status(""), want: fault.VisitClosed},
		"prepaid and not paid yet":        {change: status(AwaitingPayment), want: fault.PaymentRequired, doctor: code(fault.VisitClosed)},
		"prepaid and never paid":          {change: status(AwaitingPayment), at: 30 * min, want: fault.VisitClosed},
		"unpaid":                          {change: unpaidFacts, want: fault.PaymentRequired, doctor: code("")},
		"unpaid and early: pay, not wait": {change: unpaidFacts, at: -time.Hour, want: fault.PaymentRequired, doctor: code(fault.TooEarly)},
		"unpaid and too late":             {change: unpaidFacts, at: 30 * min, want: fault.VisitClosed},
		"unpaid in a running visit":       {change: func(f *Facts) { f.Status, f.Paid = InProgress, false }, want: fault.PaymentRequired, doctor: code("")},
		"not signed":                      {change: unsigned, want: fault.ConsentRequired, doctor: code("")},
		"not signed and early":            {change: unsigned, at: -time.Hour, want: fault.ConsentRequired, doctor: code(fault.TooEarly)},
		"not signed and too late":         {change: unsigned, at: 30 * min, want: fault.VisitClosed},
		"neither: the money comes first":  {change: nothingDone, want: fault.PaymentRequired, doctor: code("")},
		"cancelled and unpaid":            {change: func(f *Facts) { f.Status, f.Paid = Cancelled, false }, want: fault.VisitClosed},
	} {
		for _, role := range []Role{Patient, Practitioner} {
			f, w, want := booked(role), strict, x.want
			if x.change != nil {
				x.change(&f)
			}
			if x.window != nil {
				w = *x.window
			}
			if role == Practitioner && x.doctor != nil {
				want = *x.doctor
			}
			pass, err := Admit(f, w, nine.Add(x.at))
			if got := refusal(err); got != want {
				t.Errorf("%s, %s: %q, not %q", name, role, got, want)
			}
			if pass.Valid() != (want == "") || want != "" && pass != (Pass{}) {
				t.Errorf("%s, %s: pass %+v", name, role, pass)
			}
			if want == "" && (pass.Role() != role || pass.AppointmentID() != "apt_1" || !pass.Until().Equal(w.Closes(f))) {
				t.Errorf("%s, %s: pass %+v", name, role, pass)
			}
		}
	}
}

func code(c fault.Code) *fault.Code { return &c }

func TestWhoTakesNoPartIsNotToldThatThereIsAVisit(t *testing.T) {
	for _, role := range []Role{"", Registrar, Admin, "GUEST"} {
		for name, change := range map[string]func(*Facts){
			"open": func(*Facts) {}, "unpaid": unpaidFacts, "cancelled": status(Cancelled), "running": inCall(VisitInCall),
		} {
			f := booked(role)
			change(&f)
			if _, err := Admit(f, Window{}, nine); refusal(err) != fault.NotFound {
				t.Errorf("%q, %s: %v", role, name, err)
			}
		}
	}
}

func TestARefusalSaysWhatToWaitFor(t *testing.T) {
	early := nine.Add(-time.Hour)
	_, err := Admit(booked(Patient), Window{Before: 5 * time.Minute}, early)
	f, _ := fault.As(err)
	if !fault.Detail[time.Time](f, "opensAt").Equal(nine.Add(-5*time.Minute)) || !fault.Detail[time.Time](f, "serverTime").Equal(early) {
		t.Errorf("too early: %v", f.Details)
	}
	_, err = Admit(booked(Patient), Window{After: time.Minute}, nine.Add(time.Hour))
	f, _ = fault.As(err)
	if !fault.Detail[time.Time](f, "closedAt").Equal(nine.Add(31*time.Minute)) || fault.Detail[AppointmentStatus](f, "status") != Booked {
		t.Errorf("too late: %v", f.Details)
	}
}

func TestTheZeroPassIsNotValid(t *testing.T) {
	if (Pass{}).Valid() {
		t.Error("the zero value opens doors")
	}
}

func TestAConsentIsSignedOnceAndBeforeTheVisitIsOver(t *testing.T) {
	end, late := nine.Add(30*time.Minute), &Delay{ExpectedAt: nine.Add(10 * time.Minute), Cause: PreviousVisit}
	for name, x := range map[string]struct {
		status AppointmentStatus
		signed bool
		at     time.Time
		want   fault.Code
		late   *Delay
	}{
		"booked":                {Booked, false, nine, "", nil},
		"before it is paid":     {AwaitingPayment, false, nine, "", nil},
		"running":               {InProgress, false, nine, "", nil},
		"the last moment":       {Booked, false, end.Add(-1), "", nil},
		"the end":               {Booked, false, end, fault.Conflict, nil},
		"a late one at its end": {Booked, false, end, "", late},
		"and when that is over": {Booked, false, end.Add(10 * time.Minute), fault.Conflict, late},
		"signed already":        {Booked, true, nine, fault.Conflict, nil},
		"only held":             {Held, false, nine, fault.Conflict, nil},
		"expired":               {Expired, false, nine, fault.Conflict, nil},
		"cancelled":             {Cancelled, false, nine, fault.Conflict, nil},
		"finished":              {Fulfilled, false, nine, fault.Conflict, nil},
		"nobody came":           {NoShow, false, nine, fault.Conflict, nil},
		"signed, and cancelled": {Cancelled, true, nine, fault.Conflict, nil},
	} {
		f := booked(Patient)
		f.Status, f.Consented, f.Delay = x.status, x.signed, x.late
		if got := refusal(Signable(f, Window{Overrun: 15 * time.Minute}, x.at)); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
	}
}
