package core

import (
	"slices"
	"time"
)

const (
	// A call begins in the middle and doubles until something is lost, so that a
	// poor link is not flooded first.
	firstBudget, leastBudget, mostBudget = 1_000_000, 50_000, 8_000_000
	budgetStep                           = 100_000
	// Losses, of 256, below which there may be more room and above which there
	// is too little: 2 and 10 %.
	fewLost, manyLost = 5, 26
	// What every one of so many reports says is lost whatever we send: a radio,
	// not a queue that we fill.
	innateReports = 8
	mostInnate    = 64
	// How long a rate that was too much is not tried again; twice as long each
	// time that it is too much again.
	firstPatience, mostPatience = 8 * time.Second, 2 * time.Minute
	// followsFor is how long an estimate follows a better layer, by 8 % a second.
	// One that has not risen for so long is stuck: a queue has grown.
	followsFor, stuckAfter = 10 * time.Second, 600 * time.Millisecond
)

// budget estimates how many bits a second of pictures a peer can receive:
// additive increase and multiplicative decrease by its reports of loss (RFC
// 8698 calls them that), and what it says itself (REMB) once that is less than
// we send. More is not believed: nobody can tell what was never sent.
type budget struct {
	value    int
	isKnown  bool // something was too much once
	lossy    []uint8
	ceiling  int // the rate that was too much
	until    time.Time
	patience time.Duration
	// The receiver's newest estimate, and what it was a little ago if it has been
	// less than we send since then.
	reported, below int
	belowAt         time.Time
	raised          time.Time // when a better layer began
}

func newBudget() budget { return budget{value: firstBudget, patience: firstPatience} }

// lost takes the fraction, of 256, of a report that comes about once a second,
// and what was sent lately.
func (b *budget) lost(fraction uint8, rate int, at time.Time) {
	excess := fraction - min(b.innate(), fraction)
	if b.lossy = append(b.lossy, fraction); len(b.lossy) > innateReports {
		b.lossy = b.lossy[1:]
	}
	switch {
	case excess > manyLost:
		if rate > 0 {
			b.value = min(b.value, rate)
		}
		b.tooMuch(b.value-b.value*int(excess)/512, at)
	case excess < fewLost:
		b.grow(at)
	}
}

// innate is what was lost in every one of the newest reports.
func (b *budget) innate() uint8 {
	if len(b.lossy) < innateReports {
		return 0
	}
	return min(slices.Min(b.lossy), mostInnate)
}

// said takes the receiver's own estimate. After a layer was raised one that is less
// than we send is too little only when it falls, or is stuck: it follows slowly what
// is sent.
func (b *budget) said(bitrate, rate int, at time.Time) {
	before := b.reported
	b.reported = bitrate
	if rate == 0 || bitrate >= rate-rate/10 {
		b.below = 0
		return
	}
	isStuck := false
	if b.below == 0 || at.Sub(b.belowAt) >= stuckAfter {
		isStuck = b.below != 0 && bitrate < b.below+b.below/100
		b.below, b.belowAt = bitrate, at
	}
	if isStuck || at.Sub(b.raised) >= followsFor || bitrate < before-before/20 {
		b.value = min(b.value, rate)
		b.tooMuch(bitrate, at)
	}
}

// tooMuch comes down and remembers from where.
func (b *budget) tooMuch(value int, at time.Time) {
	if at.After(b.until) { // not the same trouble still
		if b.isKnown && at.Sub(b.until) < b.patience {
			b.patience = min(2*b.patience, mostPatience)
		} else {
			b.patience = firstPatience
		}
		b.ceiling = max(b.value, value)
	}
	b.until = at.Add(b.patience)
	b.isKnown = true
	b.value = min(max(value, leastBudget), mostBudget)
}

// beginAnew tries the smallest picture again after none could be sent: how long to
// wait for that was decided, so what was too much then binds no more.
func (b *budget) beginAnew() { b.value, b.until = leastBudget, time.Time{} }

func (b *budget) grow(at time.Time) {
	next := b.value + budgetStep
	if !b.isKnown {
		next = 2 * b.value
	}
	if at.Before(b.until) {
		next = max(min(next, b.ceiling-b.ceiling/5), b.value)
	}
	b.value = min(next, mostBudget)
}
