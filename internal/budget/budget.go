// Package budget bounds what one asker may have: cost in a while, and things
// open at one time. Each node counts for itself.
package budget

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"televisit/internal/request"
	"televisit/internal/viewer"
)

// Asker is who a request is counted for: the account, the API client, or the
// address of those who have no session.
type Asker struct {
	Kind Kind
	ID   string
}

// Kind chooses the caps of an asker.
type Kind string

// Kinds of askers.
const (
	Account Kind = "account"
	Address Kind = "address"
	Client  Kind = "client" // an API client, by its own id
)

// Who is the asker of a request.
func Who(ctx context.Context) Asker {
	v := viewer.From(ctx)
	switch {
	case v.IsAPIClient():
		return Asker{Client, v.ClientID}
	case v.SignedIn():
		return Asker{Account, v.AccountID}
	}
	return Asker{Address, request.Address(ctx)}
}

// Caps are what askers of one kind may have.
type Caps struct {
	Burst     int // cost at once
	PerSecond int // cost that comes back
	Sockets   int // open ones
	Streams   int // open ones; signed-in viewers count as accounts only
}

// Limits are the caps of every kind.
type Limits struct {
	Of map[Kind]Caps
	// Strangers is how many streams all who are not signed in may have open.
	Strangers int
	// Subscribes is how many operations one socket may begin in a second, four
	// times as many at once.
	Subscribes int
}

// Normal is for a clinic: many people share an address, nobody needs more. An
// API client asks for all its patients: more at once and more streams, over few
// sockets.
func Normal() *Limits {
	return &Limits{
		Of: map[Kind]Caps{
			Account: {Burst: 10_000, PerSecond: 500, Sockets: 20, Streams: 200},
			Address: {Burst: 10_000, PerSecond: 500, Sockets: 500, Streams: 200},
			Client:  {Burst: 30_000, PerSecond: 1_000, Sockets: 10, Streams: 1_000},
		},
		Strangers: 2_000, Subscribes: 50,
	}
}

// Generous is ten times as much, for demos and tests that play many people on
// one machine.
func Generous() *Limits {
	l := Normal()
	for kind, c := range l.Of {
		l.Of[kind] = Caps{10 * c.Burst, 10 * c.PerSecond, 10 * c.Sockets, 10 * c.Streams}
	}
	l.Subscribes *= 10
	return l
}

// Budgets are buckets of cost that fill again, one for each asker. Those that
// nobody has used for the longest time are forgotten first: they are full.
type Budgets struct {
	Limits *Limits
	now    func() time.Time
	known  *lru.Cache[Asker, *bucket]
}

// most is how many askers are known at one time.
const most = 100_000

// New makes budgets that count by a clock.
func New(limits *Limits, now func() time.Time) *Budgets {
	known, err := lru.New[Asker, *bucket](most)
	if err != nil {
		panic(err) // a size below one
	}
	return &Budgets{limits, now, known}
}

// State is a budget after something was spent.
type State struct {
	Limit, Remaining, PerSecond int
	// Wait is how long it takes until what was refused would be let in.
	Wait time.Duration
}

// Full is how long it takes until nothing is missing.
func (s State) Full() time.Duration { return s.lasts(s.Limit - s.Remaining) }

func (s State) lasts(cost int) time.Duration {
	return time.Duration(cost) * time.Second / time.Duration(max(s.PerSecond, 1))
}

// Spend takes the cost, if it is there.
func (b *Budgets) Spend(a Asker, cost int) (State, bool) {
	caps := b.Limits.Of[a.Kind]
	fresh := &bucket{left: float64(caps.Burst), at: b.now()}
	one, known, _ := b.known.PeekOrAdd(a, fresh)
	if !known {
		one = fresh
	}
	b.known.Get(a) // it is in use
	return one.spend(caps, b.now(), cost)
}

// Return gives back what was spent and not used.
func (b *Budgets) Return(a Asker, cost int) State {
	s, _ := b.Spend(a, -cost)
	return s
}
