// Package clock is the one source of now, so that tests and the demo can move
// time. Durations that only protect the process (dials, writes) use package
// time as it is.
package clock

import (
	"sync/atomic"
	"time"
)

// Clock tells the time in UTC.
type Clock interface{ Now() time.Time }

// System is the machine's clock.
type System struct{}

// Now implements Clock.
func (System) Now() time.Time { return time.Now().UTC() }

// Shifted is the machine's clock moved by an offset that may change while it runs.
type Shifted struct{ offset atomic.Int64 }

// Now implements Clock.
func (s *Shifted) Now() time.Time {
	return time.Now().UTC().Add(time.Duration(s.offset.Load()))
}

// Set makes the clock read at from this moment on.
func (s *Shifted) Set(at time.Time) { s.offset.Store(int64(time.Until(at))) }

// Fixed always reads the same instant.
type Fixed time.Time

// Now implements Clock.
func (f Fixed) Now() time.Time { return time.Time(f).UTC() }
