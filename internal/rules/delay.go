package rules

import (
	"slices"
	"time"

	"televisit/internal/fault"
)

// DelayCause says from what a delay follows.
type DelayCause string

// Causes.
const (
	// Announced is the word of the practitioner, or of the desk.
	Announced DelayCause = "ANNOUNCED"
	// PreviousVisit is a call of the practitioner that runs over its end.
	PreviousVisit DelayCause = "PREVIOUS_VISIT"
	// NotThere is a practitioner who is not in the room after the beginning.
	NotThere DelayCause = "PRACTITIONER_ABSENT"
)

// Delay is what people are told about a visit that begins late.
type Delay struct {
	ExpectedAt time.Time  `json:"expectedAt"`
	Cause      DelayCause `json:"cause"`
	// By is who has announced it; empty when it follows from facts.
	By Role `json:"by,omitempty"`
	// Since is when people were first told.
	Since time.Time `json:"since"`
	// Alarm says that the desk should act, Choice that the patient may choose.
	Alarm  bool `json:"alarm,omitempty"`
	Choice bool `json:"choice,omitempty"`
	// OverAt is when it was over: the practitioner came, or the word was taken back.
	OverAt *time.Time `json:"overAt,omitempty"`
}

// Live is the delay, unless it is over.
func (d *Delay) Live() *Delay {
	if d == nil || d.OverAt != nil {
		return nil
	}
	return d
}

// Minutes is how long after its appointed beginning the visit is expected.
func (d Delay) Minutes(startsAt time.Time) int {
	return int((d.ExpectedAt.Sub(startsAt) + time.Minute - 1) / time.Minute)
}

// Same says whether people would be told the same.
func (d *Delay) Same(other *Delay) bool {
	if d == nil || other == nil {
		return d == other
	}
	return d.ExpectedAt.Equal(other.ExpectedAt) && d.Cause == other.Cause && d.By == other.By &&
		d.Alarm == other.Alarm && d.Choice == other.Choice
}

// Turn is one visit of a practitioner, as the estimate sees it.
type Turn struct {
	StartsAt, EndsAt time.Time
	Status           AppointmentStatus
	Visit            VisitStatus
	// IsThere says that the practitioner is in its room now.
	IsThere bool
	// CameAt is when the practitioner came, or the call began; zero for never.
	CameAt time.Time
	// Known is what its people have been told.
	Known *Delay
}

// Promise is the word of somebody that the visits from From on do not begin
// before Until.
type Promise struct {
	From, Until, Since time.Time
	By                 Role
}

// estimate is when the practitioner is free, and why not before.
type estimate struct {
	at    time.Time
	cause DelayCause
	by    Role
}

// Delays says of each visit of a practitioner, in the order of their beginnings,
// whether it is late; nil for one that is not. A delay goes over to the visits
// that follow and shrinks with every gap between them.
func Delays(turns []Turn, p *Promise, s Settings, now time.Time) []*Delay {
	if p != nil && slices.ContainsFunc(turns, p.isKept) {
		p = nil
	}
	found, free := make([]*Delay, len(turns)), estimate{}
	for i, t := range turns {
		switch {
		case t.Status == InProgress && t.Visit.callRuns():
			free = later(free, s.callOver(t, now))
		case t.Status != Booked || !now.Before(t.EndsAt.Add(s.Overrun)):
		case t.IsThere:
			free = estimate{at: t.EndsAt, cause: PreviousVisit}
		default:
			if p != nil && !t.StartsAt.Before(p.From) {
				free = p.instead(free)
			}
			begin := s.begin(t, free, now)
			found[i] = s.delay(t, begin, now)
			begin.at = begin.at.Add(t.EndsAt.Sub(t.StartsAt))
			free = begin
		}
	}
	return found
}

// isKept says that the practitioner has come to a visit the promise is about.
func (p *Promise) isKept(t Turn) bool {
	return !t.StartsAt.Before(p.From) && (t.IsThere || t.CameAt.After(p.Since))
}

// instead is when the practitioner is free by the promise: later than a call that
// runs, but known better than by somebody who is not there to be asked.
func (p *Promise) instead(free estimate) estimate {
	word := estimate{p.Until, Announced, p.By}
	if free.cause == NotThere {
		return word
	}
	return later(free, word)
}

func later(a, b estimate) estimate {
	if b.at.After(a.at) {
		return b
	}
	return a
}

// callOver is when a running call may be over: at its end, and once it has
// overrun by as much as people are told, some minutes from now.
func (s Settings) callOver(t Turn, now time.Time) estimate {
	at := t.EndsAt
	if !now.Before(t.EndsAt.Add(s.Lateness().Notice)) {
		at = soon(now)
		if last := t.EndsAt.Add(s.Overrun); at.After(last) {
			at = last
		}
	}
	return estimate{at: at, cause: PreviousVisit}
}

// begin is when a visit whose practitioner is not in its room may begin.
func (s Settings) begin(t Turn, free estimate, now time.Time) estimate {
	switch {
	case free.at.After(now):
		return later(estimate{at: t.StartsAt, cause: PreviousVisit}, free)
	case now.Before(t.StartsAt.Add(s.Lateness().Notice)):
		return estimate{at: t.StartsAt, cause: PreviousVisit}
	case t.Known != nil && t.Known.Cause == NotThere && t.Known.ExpectedAt.After(now):
		return estimate{at: t.Known.ExpectedAt, cause: NotThere}
	}
	return estimate{at: soon(now), cause: NotThere}
}

func (s Settings) delay(t Turn, begin estimate, now time.Time) *Delay {
	by := begin.at.Sub(t.StartsAt)
	if by <= 0 || begin.cause != Announced && by < s.Lateness().Notice {
		return nil
	}
	d := &Delay{ExpectedAt: begin.at.UTC(), Cause: begin.cause, By: begin.by, Since: now.UTC()}
	if t.Known != nil {
		d.Since = t.Known.Since
	}
	d.Alarm = !now.Before(t.StartsAt.Add(s.Lateness().Alarm))
	d.Choice = s.MayChoose(t.StartsAt, d, false, now)
	return d
}

// step is how exact an estimate from facts is.
const step = 5 * time.Minute

// soon is the first full step that is at least one step away.
func soon(now time.Time) time.Time { return now.Add(2*step - 1).Truncate(step) }

// MayChoose decides whether the patient may wait, move the visit or call it off
// at the clinic's cost: the practitioner has not come for as long as the clinic
// allows, or has given word of not coming for longer.
func (s Settings) MayChoose(startsAt time.Time, d *Delay, came bool, now time.Time) bool {
	limit := startsAt.Add(s.Lateness().Choice)
	d = d.Live()
	if d != nil && d.Cause == Announced && d.ExpectedAt.After(limit) {
		return true
	}
	return !now.Before(limit) && (d != nil || !came)
}

// maxDelay bounds what can be announced.
const maxDelay = 3 * time.Hour

// horizon is how far ahead of its beginning a visit's delay is told.
const horizon = 12 * time.Hour

// Ahead is the time in which visits of a practitioner depend on each other.
func Ahead(now time.Time) Interval { return Interval{Start: now.Add(-maxDelay), End: now.Add(horizon)} }

// Promised decides whether a visit may be announced to begin late, and returns
// the instant. Faults: CONFLICT, INVALID_INPUT (minutes, appointmentId).
func Promised(t Turn, minutes int, now time.Time) (time.Time, error) {
	until := t.StartsAt.Add(time.Duration(minutes) * time.Minute)
	switch {
	case t.Status != Booked:
		return until, fault.New(fault.Conflict, "the visit is not to come").With("status", t.Status)
	case t.IsThere:
		return until, fault.New(fault.Conflict, "the practitioner is in the room").With("status", t.Status)
	case t.StartsAt.After(now.Add(horizon)):
		return until, fault.New(fault.InvalidInput, "the visit is not one of the next hours").With("fields", []string{"appointmentId"})
	case minutes < 1 || minutes > int(maxDelay.Minutes()):
		return until, fault.New(fault.InvalidInput, "a delay has 1 to %d minutes", int(maxDelay.Minutes())).With("fields", []string{"minutes"})
	case !until.After(now):
		return until, fault.New(fault.InvalidInput, "that time is over").With("fields", []string{"minutes"})
	}
	return until, nil
}
