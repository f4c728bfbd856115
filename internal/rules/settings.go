package rules

import (
	"cmp"
	"time"
)

// Settings are the clinic's rules that people may change; durations are in
// nanoseconds when stored.
type Settings struct {
	OpensBefore    time.Duration `json:"opensBefore"`
	ClosesAfter    time.Duration `json:"closesAfter"`
	Overrun        time.Duration `json:"overrun"`
	Hold           time.Duration `json:"hold"`
	Prepay         time.Duration `json:"prepay"`
	PrepayGrace    time.Duration `json:"prepayGrace"`
	MaxHolds       int           `json:"maxHolds"`
	MaxUnpaid      int           `json:"maxUnpaid"`
	ChatBefore     time.Duration `json:"chatBefore"`
	ChatAfter      time.Duration `json:"chatAfter"`
	ReconnectGrace time.Duration `json:"reconnectGrace"`
	MaxFileBytes   int64         `json:"maxFileBytes"`
	// CancelDeadline is how long before its beginning a patient may move a visit,
	// or call it off for the whole sum; after it LateCancelPercent goes back.
	CancelDeadline    time.Duration `json:"cancelDeadline"`
	LateCancelPercent int           `json:"lateCancelPercent"`
	// LateNotice, LateAlarm and LateChoice are how long after a beginning without
	// the practitioner people are told, the desk is called, and the patient may
	// choose; NoShowAfter is when a patient may be marked as absent. Zero is the
	// default: clinics of earlier versions have none of them stored.
	LateNotice  time.Duration `json:"lateNotice,omitempty"`
	LateAlarm   time.Duration `json:"lateAlarm,omitempty"`
	LateChoice  time.Duration `json:"lateChoice,omitempty"`
	NoShowAfter time.Duration `json:"noShowAfter,omitempty"`
}

// Lateness is when a visit that does not begin is looked at, counted from its
// beginning.
type Lateness struct{ Notice, Alarm, Choice, NoShow time.Duration }

// Lateness fills in the defaults.
func (s Settings) Lateness() Lateness {
	return Lateness{
		Notice: cmp.Or(s.LateNotice, 3*time.Minute), Alarm: cmp.Or(s.LateAlarm, 10*time.Minute),
		Choice: cmp.Or(s.LateChoice, 15*time.Minute), NoShow: cmp.Or(s.NoShowAfter, 15*time.Minute),
	}
}

// Looks are the instants at which a visit's lateness is decided anew even if
// nothing happens; the last one is about a call that overruns.
func (s Settings) Looks(v Interval) []time.Time {
	l := s.Lateness()
	return []time.Time{v.Start.Add(l.Notice), v.Start.Add(l.Alarm), v.Start.Add(l.Choice), v.End.Add(l.Notice)}
}

// DefaultSettings are those of a new clinic.
func DefaultSettings() Settings {
	return Settings{
		Overrun:        15 * time.Minute,
		Hold:           10 * time.Minute,
		Prepay:         15 * time.Minute,
		PrepayGrace:    5 * time.Minute,
		MaxHolds:       2,
		MaxUnpaid:      3,
		ChatBefore:     72 * time.Hour,
		ChatAfter:      72 * time.Hour,
		ReconnectGrace: 30 * time.Second,
		MaxFileBytes:   25 << 20,

		CancelDeadline:    4 * time.Hour,
		LateCancelPercent: 50,
	}
}

// Window is when the door of a visit is open.
func (s Settings) Window() Window {
	return Window{Before: s.OpensBefore, After: s.ClosesAfter, Overrun: s.Overrun}
}

// ConclusionContent is what a practitioner writes.
type ConclusionContent struct {
	Complaints string `json:"complaints"`
	Diagnosis  string `json:"diagnosis"`
	Assessment string `json:"assessment"`
	Plan       string `json:"plan"`
}
