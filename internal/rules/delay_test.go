package rules

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"televisit/internal/fault"
)

// clock reads nine o'clock plus minutes and seconds.
func after(minutes, seconds int) time.Time {
	return nine.Add(time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second)
}

// turn is a visit of half an hour that begins some minutes after nine.
func turn(from int, change ...func(*Turn)) Turn {
	t := Turn{StartsAt: after(from, 0), EndsAt: after(from+30, 0), Status: Booked, Visit: VisitScheduled}
	for _, c := range change {
		c(&t)
	}
	return t
}

func talking(t *Turn) {
	t.Status, t.Visit, t.CameAt = InProgress, VisitInCall, t.StartsAt
}

func writing(t *Turn) {
	t.Status, t.Visit, t.CameAt = InProgress, VisitWrapUp, t.StartsAt
}

func there(t *Turn) { t.IsThere = true }

func told(until int, cause DelayCause) func(*Turn) {
	return func(t *Turn) { t.Known = &Delay{ExpectedAt: after(until, 0), Cause: cause, Since: nine} }
}

// show writes delays as the minutes after nine at which visits begin, with the cause.
func show(delays []*Delay) (list []string) {
	for _, d := range delays {
		if d == nil {
			list = append(list, "-")
			continue
		}
		list = append(list, fmt.Sprintf("%d %s", int(d.ExpectedAt.Sub(nine).Minutes()), d.Cause))
	}
	return list
}

func TestWhoIsToldThatADoctorRunsLate(t *testing.T) {
	word := func(from, until int) *Promise {
		return &Promise{From: after(from, 0), Until: after(until, 0), Since: after(from-10, 0), By: Practitioner}
	}
	for name, x := range map[string]struct {
		turns   []Turn
		promise *Promise
		now     time.Time
		want    []string
	}{
		"nobody before it begins": {[]Turn{turn(0), turn(30)}, nil, after(-1, 0), []string{"-", "-"}},
		"nobody in the grace":     {[]Turn{turn(0), turn(30)}, nil, after(2, 59), []string{"-", "-"}},
		"after three minutes without the doctor, also those who come next": {
			[]Turn{turn(0), turn(30)}, nil, after(3, 0), []string{"10 PRACTITIONER_ABSENT", "40 PRACTITIONER_ABSENT"}},
		"nobody while the doctor waits": {[]Turn{turn(0, there), turn(30)}, nil, after(20, 0), []string{"-", "-"}},
		"an estimate stands until it has passed": {
			[]Turn{turn(0, told(10, NotThere))}, nil, after(9, 59), []string{"10 PRACTITIONER_ABSENT"}},
		"then there is a new one": {
			[]Turn{turn(0, told(10, NotThere))}, nil, after(10, 0), []string{"15 PRACTITIONER_ABSENT"}},
		"a gap takes a part of it": {[]Turn{turn(0), turn(35), turn(70), turn(100)}, nil, after(3, 0),
			[]string{"10 PRACTITIONER_ABSENT", "40 PRACTITIONER_ABSENT", "-", "-"}},
		"a call in its time delays nobody":     {[]Turn{turn(0, talking), turn(30)}, nil, after(29, 0), []string{"-", "-"}},
		"a call that just runs over, neither":  {[]Turn{turn(0, talking), turn(30)}, nil, after(32, 59), []string{"-", "-"}},
		"a call that runs over by three":       {[]Turn{turn(0, talking), turn(30), turn(60)}, nil, after(33, 0), []string{"-", "40 PREVIOUS_VISIT", "70 PREVIOUS_VISIT"}},
		"never past the end of every overrun":  {[]Turn{turn(0, talking), turn(30)}, nil, after(42, 0), []string{"-", "45 PREVIOUS_VISIT"}},
		"a gap is left to run over into":       {[]Turn{turn(0, talking), turn(45)}, nil, after(38, 0), []string{"-", "-"}},
		"a doctor who writes is not in a call": {[]Turn{turn(0, writing), turn(30)}, nil, after(32, 0), []string{"-", "-"}},
		"and is late like anybody":             {[]Turn{turn(0, writing), turn(30)}, nil, after(33, 0), []string{"-", "40 PRACTITIONER_ABSENT"}},
		"a call that nobody can be in any more": {
			[]Turn{turn(0, talking), turn(30)}, nil, after(46, 0), []string{"-", "55 PRACTITIONER_ABSENT"}},
		"a word counts at once": {[]Turn{turn(0), turn(30), turn(70)}, word(0, 20), after(-10, 0), []string{"20 ANNOUNCED", "50 ANNOUNCED", "80 ANNOUNCED"}},
		"however short":         {[]Turn{turn(0), turn(30)}, word(0, 1), after(-10, 0), []string{"1 ANNOUNCED", "31 ANNOUNCED"}},
		"not for visits before": {[]Turn{turn(0), turn(30)}, word(30, 40), after(-10, 0), []string{"-", "40 ANNOUNCED"}},
		"it is better than a guess": {[]Turn{turn(0), turn(30), turn(60)}, word(30, 32), after(10, 0),
			[]string{"15 PRACTITIONER_ABSENT", "32 ANNOUNCED", "62 ANNOUNCED"}},
		"also while a call runs":             {[]Turn{turn(0, talking), turn(30)}, word(30, 50), after(20, 0), []string{"-", "50 ANNOUNCED"}},
		"a call may outlast it":              {[]Turn{turn(0, talking), turn(30)}, word(30, 35), after(34, 0), []string{"-", "40 PREVIOUS_VISIT"}},
		"it is kept when the doctor comes":   {[]Turn{turn(0, there), turn(30)}, word(0, 50), after(1, 0), []string{"-", "-"}},
		"and stays kept when the call began": {[]Turn{turn(0, talking), turn(30)}, word(0, 50), after(5, 0), []string{"-", "-"}},
		"a doctor who was there before has not kept it": {
			[]Turn{turn(0, func(t *Turn) { t.CameAt = after(-20, 0) })}, word(0, 20), after(1, 0), []string{"20 ANNOUNCED"}},
		"its time passes": {[]Turn{turn(0, told(10, Announced))}, word(0, 10), after(10, 0), []string{"15 PRACTITIONER_ABSENT"}},
		"visits that are over or called off have no delay": {
			[]Turn{turn(0, func(t *Turn) { t.Status = Fulfilled }), turn(30, func(t *Turn) { t.Status = Cancelled })}, nil, after(40, 0), []string{"-", "-"}},
		"nor has one that can take place no more": {[]Turn{turn(0)}, nil, after(45, 0), []string{"-"}},
	} {
		s := DefaultSettings()
		if got := show(Delays(x.turns, x.promise, s, x.now)); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, not %v", name, got, x.want)
		}
	}
}

func TestADelayIsToldSinceItWasToldFirst(t *testing.T) {
	d := Delays([]Turn{turn(0, told(10, NotThere))}, nil, DefaultSettings(), after(11, 0))[0]
	if !d.Since.Equal(nine) || d.Minutes(nine) != 20 || d.By != "" {
		t.Errorf("%+v", d)
	}
}

func TestWhenTheDeskIsCalledAndThePatientMayChoose(t *testing.T) {
	for _, x := range []struct {
		now           time.Time
		alarm, choice bool
	}{{after(9, 59), false, false}, {after(10, 0), true, false}, {after(14, 59), true, false}, {after(15, 0), true, true}} {
		d := Delays([]Turn{turn(0)}, nil, Settings{Overrun: 15 * time.Minute}, x.now)[0] // of a clinic that has stored none of it
		if d.Alarm != x.alarm || d.Choice != x.choice {
			t.Errorf("at %s: %+v", x.now, d)
		}
	}
	s := DefaultSettings()
	for name, x := range map[string]struct {
		delay *Delay
		came  bool
		now   time.Time
		want  bool
	}{
		"a word of fifteen minutes":             {&Delay{ExpectedAt: after(15, 0), Cause: Announced}, false, after(-60, 0), false},
		"a word of more":                        {&Delay{ExpectedAt: after(15, 1), Cause: Announced}, false, after(-60, 0), true},
		"an estimate of more":                   {&Delay{ExpectedAt: after(20, 0), Cause: NotThere}, false, after(14, 59), false},
		"no delay is known, nobody has come":    {nil, false, after(15, 0), true},
		"just before":                           {nil, false, after(14, 59), false},
		"the doctor is there":                   {nil, true, after(20, 0), false},
		"the doctor came, and is away again":    {&Delay{ExpectedAt: after(25, 0)}, true, after(20, 0), true},
		"the delay is over, the doctor came":    {&Delay{ExpectedAt: after(40, 0), Cause: Announced, OverAt: &nine}, true, after(20, 0), false},
		"the word was taken back in good time":  {&Delay{ExpectedAt: after(40, 0), Cause: Announced, OverAt: &nine}, false, after(-5, 0), false},
		"the word was taken back, nobody comes": {&Delay{ExpectedAt: after(40, 0), Cause: Announced, OverAt: &nine}, false, after(15, 0), true},
	} {
		if got := s.MayChoose(nine, x.delay, x.came, x.now); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestALateDoctorCostsThePatientNothing(t *testing.T) {
	s := DefaultSettings()
	f := CancelFacts{By: Patient, Status: Booked, StartsAt: nine, Paid: Money{2400, RUB}}
	if _, err := Cancel(f, s, after(14, 59)); refusal(err) != fault.Conflict {
		t.Errorf("before the choice: %v", err)
	}
	if refusal(Reschedule(f, s, after(14, 59))) != fault.TooLateToMove {
		t.Error("moved before the choice")
	}
	terms, err := Cancel(f, s, after(15, 0))
	if err != nil || terms.Refund.AmountMinor != 2400 || !terms.Late {
		t.Errorf("%+v, %v", terms, err)
	}
	for _, by := range []Role{Patient, Registrar, Practitioner} {
		f.By = by
		if err := Reschedule(f, s, after(15, 0)); err != nil {
			t.Errorf("%s: %v", by, err)
		}
	}
	f.By, f.Delay = Patient, &Delay{ExpectedAt: after(40, 0), Cause: Announced}
	if terms, err := Cancel(f, s, after(-30, 0)); err != nil || terms.Refund.AmountMinor != 2400 {
		t.Errorf("half an hour before a visit that begins forty minutes late: %+v, %v", terms, err)
	}
	f.Status = InProgress
	if refusal(Reschedule(f, s, after(20, 0))) != fault.Conflict {
		t.Error("a running visit is moved")
	}
}

func TestALateVisitKeepsItsDoorOpenForAsLongAsItMayRunOver(t *testing.T) {
	w := Window{Overrun: 15 * time.Minute}
	ten, hour := after(10, 0), after(60, 0)
	for name, x := range map[string]struct {
		delay *Delay
		want  int
	}{
		"in time":                        {nil, 30},
		"ten minutes":                    {&Delay{ExpectedAt: ten, Cause: Announced}, 40},
		"an hour":                        {&Delay{ExpectedAt: hour, Cause: Announced}, 45},
		"the call before runs over":      {&Delay{ExpectedAt: ten, Cause: PreviousVisit}, 40},
		"nobody knows how long":          {&Delay{ExpectedAt: ten, Cause: NotThere}, 30},
		"the doctor came after ten":      {&Delay{ExpectedAt: hour, Cause: NotThere, OverAt: &ten}, 40},
		"it was taken back in good time": {&Delay{ExpectedAt: hour, Cause: Announced, OverAt: &nine}, 30},
	} {
		f := Facts{Status: Booked, StartsAt: nine, EndsAt: after(30, 0), Delay: x.delay}
		if got := w.Closes(f); !got.Equal(after(x.want, 0)) {
			t.Errorf("%s: %s", name, got)
		}
		f.Status, f.Visit = InProgress, VisitInCall
		if got := w.Closes(f); !got.Equal(after(45, 0)) {
			t.Errorf("%s: a call may run until %s", name, got)
		}
	}
}

func TestWhatCanBeAnnounced(t *testing.T) {
	for name, x := range map[string]struct {
		turn    Turn
		minutes int
		now     time.Time
		want    fault.Code
	}{
		"ten minutes":               {turn(0), 10, nine, ""},
		"three hours":               {turn(0), 180, nine, ""},
		"more":                      {turn(0), 181, nine, fault.InvalidInput},
		"nothing":                   {turn(0), 0, nine, fault.InvalidInput},
		"so much that it overflows": {turn(0), 1 << 40, nine, fault.InvalidInput},
		"a time that is over":       {turn(0), 10, after(10, 0), fault.InvalidInput},
		"for tomorrow":              {turn(24 * 60), 10, nine, fault.InvalidInput},
		"for a running visit":       {turn(0, talking), 10, nine, fault.Conflict},
		"by somebody who is there":  {turn(0, there), 10, nine, fault.Conflict},
	} {
		until, err := Promised(x.turn, x.minutes, x.now)
		if refusal(err) != x.want || err == nil && !until.Equal(after(x.minutes, 0)) {
			t.Errorf("%s: %s, %v", name, until, err)
		}
	}
}

func TestWhatPeopleMaySayOfAVisitWithoutACall(t *testing.T) {
	s := DefaultSettings()
	doctor, both := Came{Practitioner: true}, Came{Patient: true, Practitioner: true}
	for name, x := range map[string]struct {
		facts           MarkFacts
		now             time.Time
		absent, failure fault.Code
	}{
		"after fifteen minutes":   {MarkFacts{Booked, nine, doctor}, after(15, 0), "", ""},
		"before":                  {MarkFacts{Booked, nine, doctor}, after(14, 59), fault.TooEarlyToMark, ""},
		"before it began":         {MarkFacts{Booked, nine, doctor}, after(-1, 0), fault.TooEarlyToMark, fault.TooEarlyToMark},
		"the patient was there":   {MarkFacts{Booked, nine, both}, after(15, 0), fault.PresenceDisagrees, ""},
		"only the patient":        {MarkFacts{Booked, nine, Came{Patient: true}}, after(15, 0), fault.PresenceDisagrees, ""},
		"nobody was there":        {MarkFacts{Booked, nine, Came{}}, after(15, 0), fault.PresenceDisagrees, ""},
		"a call has run":          {MarkFacts{InProgress, nine, both}, after(15, 0), fault.Conflict, ""},
		"it is over":              {MarkFacts{Fulfilled, nine, both}, after(15, 0), fault.Conflict, fault.Conflict},
		"it was called off":       {MarkFacts{Cancelled, nine, doctor}, after(15, 0), fault.Conflict, fault.Conflict},
		"it was never quite made": {MarkFacts{AwaitingPayment, nine, doctor}, after(15, 0), fault.Conflict, fault.Conflict},
	} {
		absent, err := MarkAbsent(x.facts, s, x.now)
		if refusal(err) != x.absent || err == nil && absent != (Ending{Status: NoShow, Absent: PatientAbsent}) {
			t.Errorf("%s: absent: %+v, %v", name, absent, err)
		}
		failed, err := MarkFailed(x.facts, x.now)
		if refusal(err) != x.failure || err == nil && failed != (Ending{Status: Failed, RefundPercent: 100}) {
			t.Errorf("%s: failed: %+v, %v", name, failed, err)
		}
	}
}
