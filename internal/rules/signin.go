package rules

import "time"

// Tries are wrong sign-ins with one e-mail address that are counted together.
type Tries struct {
	Count       int
	LockedUntil *time.Time
}

// TryLimit is how many tries are free, how long the door is shut then, and how
// many tries it lets in after that.
type TryLimit struct {
	Free, Again int
	Shut        time.Duration
}

// Limits of wrong sign-ins of staff. A network that guesses locks itself out. All
// networks from which the account was never entered are counted together as well,
// so that a guesser of many addresses gets no more tries than one of few; those
// from which its owner has come are not: nobody elsewhere can shut them.
var (
	TriesOfNetwork   = TryLimit{Free: 5, Again: 5, Shut: 15 * time.Minute}
	TriesOfStrangers = TryLimit{Free: 20, Again: 1, Shut: 3 * time.Minute}
)

// How long a network is known after a sign-in, and tries are remembered.
const (
	NetworkKnownFor = 90 * 24 * time.Hour
	TriesKeptFor    = 24 * time.Hour
)

// Spend counts one more try before it is judged; false refuses it, until
// LockedUntil of what comes back.
func (l TryLimit) Spend(t Tries, now time.Time) (Tries, bool) {
	switch {
	case t.LockedUntil != nil && now.Before(*t.LockedUntil):
		return t, false
	case t.Count >= l.Free:
		until := now.Add(l.Shut)
		return Tries{l.Free - l.Again, &until}, false
	}
	return Tries{Count: t.Count + 1}, true
}
