package core

import "time"

const (
	noLimit = 1 << 10
	// raiseAfter is how long a layer is kept before a better one is tried.
	raiseAfter = 3 * time.Second
)

// choose is the best layer that comes, is wished for and fits; the lowest that
// comes when none does, nil when nothing comes.
func (s *Sender) choose(at time.Time) *layer {
	if s.track == nil {
		return nil
	}
	var best *layer
	for i, l := range s.track.layers {
		if l.isActive(at) && (best == nil || i <= s.limit && s.fits(l)) {
			best = l
		}
	}
	return s.patiently(best, at)
}

// fits asks whether the layer's rate is within the stream's share; to go up
// there must be room to spare.
func (s *Sender) fits(l *layer) bool {
	rate := l.rate.value
	if l != s.layer {
		rate += rate / 5
	}
	return rate <= s.peer.share()
}

// patiently keeps the layer for a while before going up.
func (s *Sender) patiently(best *layer, at time.Time) *layer {
	now, next := s.track.index(s.layer), s.track.index(best)
	if now < 0 || next <= now || !s.layer.isActive(at) {
		if next >= 0 && next < now {
			s.raised = at
		}
		return best
	}
	if at.Sub(s.raised) < raiseAfter {
		return s.layer
	}
	return best
}

func (t *Track) index(l *layer) int {
	for i := range t.layers {
		if t.layers[i] == l {
			return i
		}
	}
	return -1
}

// share is the bits a second for one picture: what is sent to a peer is
// divided among its pictures.
func (p *Peer) share() int {
	pictures := 0
	for _, s := range p.senders {
		if s.sink.IsVideo && s.track != nil {
			pictures++
		}
	}
	return p.budget.value() / max(pictures, 1)
}

const (
	firstBudget, leastBudget, mostBudget = 2_500_000, 100_000, 8_000_000
	// Losses, of 256, below which there may be more room and above which there
	// is too little: 2 and 10 %.
	fewLost, manyLost = 5, 26
)

// budget estimates how much a peer can receive, in bits a second: additive
// increase and multiplicative decrease by its reports of loss, below what it
// says itself (REMB).
type budget struct {
	byLoss int
	said   int // 0: nothing
}

func newBudget() budget { return budget{byLoss: firstBudget} }

func (b *budget) value() int {
	if b.said > 0 {
		return min(b.byLoss, b.said)
	}
	return b.byLoss
}

// lost takes the fraction, of 256, of a report that comes about once a second,
// and what was sent lately: there is no room above a rate that lost much.
func (b *budget) lost(fraction uint8, rate int) {
	switch {
	case fraction > manyLost:
		if rate > 0 {
			b.byLoss = min(b.byLoss, rate)
		}
		b.byLoss -= b.byLoss * int(fraction) / 512
	case fraction < fewLost:
		b.byLoss += 100_000
	}
	b.byLoss = min(max(b.byLoss, leastBudget), mostBudget)
}
