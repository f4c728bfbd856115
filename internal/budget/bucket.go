package budget

import (
	"sync"
	"time"
)

// bucket is one asker's budget. A rate.Limiter of golang.org/x/time would do,
// but it takes nothing back.
type bucket struct {
	mu   sync.Mutex
	left float64
	at   time.Time
}

func (b *bucket) spend(c Caps, now time.Time, cost int) (State, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	passed := max(now.Sub(b.at), 0)
	b.left = min(b.left+passed.Seconds()*float64(c.PerSecond), float64(c.Burst))
	b.at = now
	isThere := float64(cost) <= b.left
	if isThere {
		b.left = min(b.left-float64(cost), float64(c.Burst))
	}
	s := State{Limit: c.Burst, Remaining: int(b.left), PerSecond: c.PerSecond}
	if !isThere {
		s.Wait = s.lasts(cost - s.Remaining)
	}
	return s, isThere
}
