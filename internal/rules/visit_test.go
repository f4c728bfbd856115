package rules

import (
	"testing"
	"time"
)

func TestTheStateOfAVisitFollowsThePeopleInItsRoom(t *testing.T) {
	p, d := Presence{Role: Patient}, Presence{Role: Practitioner}
	pc, dc := Presence{Patient, true}, Presence{Practitioner, true}
	room := func(people ...Presence) []Presence { return people }
	all := []VisitStatus{VisitScheduled, VisitOpen, VisitWaiting, VisitReady, VisitInCall, VisitInterrupted, VisitWrapUp, VisitConcluded, VisitEnded, VisitAborted}
	same := VisitStatus("the same")
	// before a call; while it runs; after it was ended; over
	for name, x := range map[string]struct {
		room                           []Presence
		scheduled, waits, call, wrapUp VisitStatus
	}{
		"nobody":                           {room(), VisitScheduled, VisitOpen, VisitInterrupted, VisitWrapUp},
		"the patient":                      {room(p), VisitWaiting, VisitWaiting, VisitInterrupted, VisitWrapUp},
		"the patient, connected":           {room(pc), VisitWaiting, VisitWaiting, VisitInterrupted, VisitWrapUp},
		"the doctor":                       {room(d), VisitWaiting, VisitWaiting, VisitInterrupted, VisitWrapUp},
		"the doctor, connected":            {room(dc), VisitWaiting, VisitWaiting, VisitInterrupted, VisitWrapUp},
		"both":                             {room(p, d), VisitReady, VisitReady, VisitInterrupted, VisitWrapUp},
		"both, one connected":              {room(p, dc), VisitReady, VisitReady, VisitInterrupted, VisitWrapUp},
		"both connected":                   {room(pc, dc), VisitInCall, VisitInCall, VisitInCall, VisitInCall},
		"a patient twice, once connected":  {room(p, pc, d), VisitReady, VisitReady, VisitInterrupted, VisitWrapUp},
		"a patient twice, and the doctor":  {room(pc, p, dc), VisitInCall, VisitInCall, VisitInCall, VisitInCall},
		"two patients are no conversation": {room(pc, pc), VisitWaiting, VisitWaiting, VisitInterrupted, VisitWrapUp},
		"somebody else does not count":     {room(Presence{Registrar, true}), VisitScheduled, VisitOpen, VisitInterrupted, VisitWrapUp},
	} {
		for _, s := range all {
			want := same
			switch s {
			case VisitScheduled:
				want = x.scheduled
			case VisitOpen, VisitWaiting, VisitReady:
				want = x.waits
			case VisitInCall, VisitInterrupted:
				want = x.call
			case VisitWrapUp:
				want = x.wrapUp
			}
			if want == same {
				want = s
			}
			if got := VisitAfter(s, x.room); got != want {
				t.Errorf("%s, after %s: %s, not %s", name, s, got, want)
			}
		}
	}
}

func TestAScheduledVisitIsShownOpenWhileItsDoorIs(t *testing.T) {
	w := Window{Before: 10 * time.Minute, After: 5 * time.Minute}
	for name, x := range map[string]struct {
		change func(*Facts)
		at     time.Duration
		want   VisitStatus
	}{
		"one nanosecond early":       {at: -10*time.Minute - 1, want: VisitScheduled},
		"the door opens":             {at: -10 * time.Minute, want: VisitOpen},
		"one nanosecond before":      {at: 35*time.Minute - 1, want: VisitOpen},
		"the door closes":            {at: 35 * time.Minute, want: VisitScheduled},
		"cancelled":                  {change: status(Cancelled), want: VisitScheduled},
		"not booked yet":             {change: status(AwaitingPayment), want: VisitScheduled},
		"somebody waits":             {change: func(f *Facts) { f.Visit = VisitWaiting }, want: VisitWaiting},
		"somebody waited, too early": {change: func(f *Facts) { f.Visit = VisitWaiting }, at: -time.Hour, want: VisitWaiting},
		"over":                       {change: func(f *Facts) { f.Visit = VisitConcluded }, want: VisitConcluded},
	} {
		f := booked(Patient)
		if x.change != nil {
			x.change(&f)
		}
		if got := ShownVisit(f, w, nine.Add(x.at)); got != x.want {
			t.Errorf("%s: %s, not %s", name, got, x.want)
		}
	}
}

func TestTheNextThingForAPatient(t *testing.T) {
	w := Window{Overrun: 15 * time.Minute}
	early := -time.Hour
	for name, x := range map[string]struct {
		change func(*Facts)
		ready  Readiness
		at     time.Duration
		want   NextAction
	}{
		"book what is held":                       {change: status(Held), at: early, want: DoBook},
		"pay what awaits it":                      {change: status(AwaitingPayment), at: early, want: DoPay},
		"pay first":                               {change: nothingDone, at: early, want: DoPay},
		"pay, even while it is open":              {change: nothingDone, want: DoPay},
		"then sign":                               {change: unsigned, at: early, want: DoSignConsent},
		"sign, even while it is open":             {change: unsigned, want: DoSignConsent},
		"then check the device":                   {at: early, want: DoCheckDevice},
		"then wait":                               {at: -1, ready: Readiness{DeviceChecked: true}, want: DoWait},
		"then join":                               {at: 0, ready: Readiness{DeviceChecked: true}, want: DoJoin},
		"join without a check":                    {at: 0, want: DoJoin},
		"until the end":                           {at: 30*time.Minute - 1, want: DoJoin},
		"nothing after it":                        {at: 30 * time.Minute, want: DoNothing},
		"return to a running call":                {change: inCall(VisitInCall), at: time.Minute, want: DoReturn},
		"return to an interrupted one":            {change: inCall(VisitInterrupted), at: 44 * time.Minute, want: DoReturn},
		"not after the overrun":                   {change: inCall(VisitInCall), at: 45 * time.Minute, want: DoNothing},
		"join again after the call was ended":     {change: inCall(VisitWrapUp), at: time.Minute, want: DoJoin},
		"read the conclusion":                     {change: status(Fulfilled), ready: Readiness{ConclusionFinal: true}, at: time.Hour, want: DoReadConclusion},
		"a conclusion signed during the call":     {change: inCall(VisitInCall), ready: Readiness{ConclusionFinal: true}, at: time.Minute, want: DoReturn},
		"nothing when there is no conclusion yet": {change: status(Fulfilled), at: time.Hour, want: DoNothing},
		"nothing when it is cancelled":            {change: status(Cancelled), at: early, want: DoNothing},
		"nothing when it has expired":             {change: status(Expired), at: early, want: DoNothing},
		"nothing for somebody else":               {change: asRole(""), want: DoNothing},
		"nothing for the desk":                    {change: asRole(Registrar), want: DoNothing},
	} {
		f := booked(Patient)
		if x.change != nil {
			x.change(&f)
		}
		if got := Next(f, w, x.ready, nine.Add(x.at)); got != x.want {
			t.Errorf("%s: %s, not %s", name, got, x.want)
		}
	}
}

func TestTheNextThingForADoctor(t *testing.T) {
	w := Window{Overrun: 15 * time.Minute}
	final := Readiness{ConclusionFinal: true}
	for name, x := range map[string]struct {
		change func(*Facts)
		ready  Readiness
		at     time.Duration
		want   NextAction
	}{
		"wait":                                    {at: -1, want: DoWait},
		"join":                                    {at: 0, want: DoJoin},
		"join though the patient has not paid":    {change: nothingDone, at: 0, want: DoJoin},
		"nothing after the end":                   {at: 30 * time.Minute, want: DoNothing},
		"return to a running call":                {change: inCall(VisitInCall), at: 44 * time.Minute, want: DoReturn},
		"write when the call was ended":           {change: inCall(VisitWrapUp), at: time.Minute, want: DoWriteConclusion},
		"write when the overrun is over":          {change: inCall(VisitInCall), at: 45 * time.Minute, want: DoWriteConclusion},
		"write after the visit":                   {change: status(Fulfilled), at: 72 * time.Hour, want: DoWriteConclusion},
		"nothing when it is written":              {change: status(Fulfilled), ready: final, at: time.Hour, want: DoNothing},
		"nothing when it is cancelled":            {change: status(Cancelled), at: 0, want: DoNothing},
		"nothing for a time that is not paid yet": {change: status(AwaitingPayment), at: 0, want: DoNothing},
		"nothing for a time that is only held":    {change: status(Held), at: 0, want: DoNothing},
		"nothing for a patient who did not come":  {change: status(NoShow), at: time.Hour, want: DoNothing},
	} {
		f := booked(Practitioner)
		if x.change != nil {
			x.change(&f)
		}
		if got := Next(f, w, x.ready, nine.Add(x.at)); got != x.want {
			t.Errorf("%s: %s, not %s", name, got, x.want)
		}
	}
}
