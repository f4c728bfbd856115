package rules

import (
	"slices"
	"time"
)

// AskedCode is a code that somebody asked for with a phone number.
type AskedCode struct {
	At time.Time
	// From is the network, or the API client, that asked.
	From string
	// Owner says that the phone's owner asked: signed in, or from where a code of
	// this phone was entered before.
	Owner bool
	Used  bool
	// Wrong is how often a wrong code was entered.
	Wrong int
}

// ResendAfter is how long a code is waited for before the next.
const ResendAfter = time.Minute

// CodesKnownFor is how long a network is known from where a code was entered, and
// CodesKeptFor how far back codes count.
const (
	CodesKnownFor = 90 * 24 * time.Hour
	CodesKeptFor  = 24 * time.Hour
)

// codeLimit is how many codes of a phone there may be in a time.
type codeLimit struct {
	counts func(c, of AskedCode) bool
	most   int
	in     time.Duration
}

// Limits of the codes that go to one phone. Strangers, who need no more than a
// number, have a budget of their own, of which one network gets a part: they cost
// the clinic and the owner little, and leave the owner's budget alone.
var (
	byOwner    = func(c, _ AskedCode) bool { return c.Owner }
	byStranger = func(c, _ AskedCode) bool { return !c.Owner }
	byNetwork  = func(c, of AskedCode) bool { return !c.Owner && c.From == of.From }

	ownersCodes    = []codeLimit{{byOwner, 6, time.Hour}}
	strangersCodes = []codeLimit{{byNetwork, 4, time.Hour}, {byStranger, 8, time.Hour}, {byStranger, 20, CodesKeptFor}}
)

// NextCode says when a code may be asked for; the zero time is at once. asked are
// those of CodesKeptFor, in their order; next is the one to be.
func NextCode(asked []AskedCode, next AskedCode) (at time.Time) {
	limits := strangersCodes
	if next.Owner {
		limits = ownersCodes
	}
	for _, l := range limits {
		since := next.At.Add(-l.in)
		counted := slices.DeleteFunc(slices.Clone(asked), func(c AskedCode) bool { return !c.At.After(since) || !l.counts(c, next) })
		if over := len(counted) - l.most; over >= 0 {
			at = latest(at, counted[over].At.Add(l.in))
		}
	}
	for _, c := range slices.Backward(asked) {
		if c.Owner == next.Owner && (c.Owner || c.From == next.From) {
			if wait := c.At.Add(ResendAfter); !c.Used && wait.After(next.At) { // a code that was used does not make its owner wait
				at = latest(at, wait)
			}
			break
		}
	}
	return at
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Wrong codes of one phone within an hour, over all challenges: of its owner, of
// one network of strangers, of all strangers.
const (
	ownersGuesses    = 15
	networksGuesses  = 10
	strangersGuesses = 20
)

// MayGuess says whether another code of a phone may be tried, by the codes asked
// for within an hour, among them the one that is tried.
func MayGuess(asked []AskedCode, tried AskedCode) bool {
	wrong := func(counts func(c, of AskedCode) bool) (sum int) {
		for _, c := range asked {
			if !c.Used && counts(c, tried) {
				sum += c.Wrong
			}
		}
		return sum
	}
	if tried.Owner {
		return wrong(byOwner) < ownersGuesses
	}
	return wrong(byNetwork) < networksGuesses && wrong(byStranger) < strangersGuesses
}
