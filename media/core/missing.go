package core

import (
	"slices"
	"time"
)

const (
	maxMissing = 128
	// A packet that is only reordered usually comes within this time.
	askAfter = 10 * time.Millisecond
	maxAsks  = 8
)

// missing is what a publisher should send again.
type missing struct{ list []gap }

type gap struct {
	number int64
	asks   int
	due    time.Time
}

// note adds the numbers from first up to, not including, end; too many are
// given up for the oldest.
func (m *missing) note(first, end int64, at time.Time) {
	first = max(first, end-maxMissing)
	if drop := len(m.list) + int(end-first) - maxMissing; drop > 0 {
		m.list = append(m.list[:0], m.list[drop:]...)
	}
	for n := first; n < end; n++ {
		m.list = append(m.list, gap{number: n, due: at.Add(askAfter)})
	}
}

// came forgets a number.
func (m *missing) came(number int64) {
	m.list = slices.DeleteFunc(m.list, func(g gap) bool { return g.number == number })
}

func (m *missing) has(number int64) bool {
	return slices.ContainsFunc(m.list, func(g gap) bool { return g.number == number })
}

// ask lists what is due to be asked for, and gives up what is older than oldest
// or was asked for too often. again is how long an answer may take.
func (m *missing) ask(oldest int64, at time.Time, again time.Duration) (numbers []uint16) {
	kept := m.list[:0]
	for _, g := range m.list {
		if g.number < oldest || g.asks == maxAsks {
			continue
		}
		if !at.Before(g.due) {
			g.asks++
			g.due = at.Add(again)
			numbers = append(numbers, uint16(g.number))
		}
		kept = append(kept, g)
	}
	m.list = kept
	return numbers
}
