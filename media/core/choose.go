package core

import "time"

// raiseAfter is how long a layer is kept before a better one is tried; firstRaise
// where nothing was too much yet: there the budget, which doubles with each good
// report, says when.
const raiseAfter, firstRaise = 3 * time.Second, raiseAfter / 2

// choose is the best layer that comes, is wished for and fits; the lowest that
// comes when none does, nil when nothing comes or may be sent.
func (s *Sender) choose(at time.Time) *layer {
	if s.track == nil || s.isPaused() {
		return nil
	}
	var best *layer
	for _, l := range s.track.layers {
		if l.isActive(at) && (best == nil || s.isTooSmall(best) && s.fits(l)) {
			best = l
		}
	}
	return s.patiently(best, at)
}

// isPaused says that no picture may be sent: nobody looks, or the link is too
// poor for any.
func (s *Sender) isPaused() bool {
	return s.sink.IsVideo && (s.view == 0 || s.peer.down.mode.isVoice())
}

// isTooSmall asks whether the layer is shown larger than it is by more than a third.
func (s *Sender) isTooSmall(l *layer) bool { return isTooSmall(s.track.height(l), s.view) }

func isTooSmall(height, view int) bool { return 3*view > 4*height }

// height is the layer's; before its first key frame what the nearest layer that
// is known suggests, each twice the one below, as browsers make them; 0 when
// none is known.
func (t *Track) height(l *layer) int {
	at := t.index(l)
	for d := range len(t.layers) {
		if below := at - d; below >= 0 && t.layers[below].height > 0 {
			return t.layers[below].height << d
		}
		if above := at + d; above < len(t.layers) && t.layers[above].height > 0 {
			return t.layers[above].height >> d
		}
	}
	return 0
}

// fits asks whether the layer's rate is within the stream's share; to go up
// there must be room to spare. A rate that is not known yet may be too much.
func (s *Sender) fits(l *layer) bool {
	rate := l.rate.value
	if l != s.layer {
		rate += rate / 5
	}
	return rate > 0 && rate <= s.peer.share()
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
	if at.Sub(s.raised) < s.peer.budget.raiseAfter() {
		return s.layer
	}
	if above := s.track.layers[now+1]; above.isActive(at) { // one step is tried at a time
		return above
	}
	return best
}

func (b *budget) raiseAfter() time.Duration {
	if b.isKnown {
		return raiseAfter
	}
	return firstRaise
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
		if s.sink.IsVideo && s.track != nil && s.view > 0 {
			pictures++
		}
	}
	return p.budget.value / max(pictures, 1)
}

// pictureRate is the bits a second of the pictures that are sent to the peer.
func (p *Peer) pictureRate() (sum int) {
	for _, s := range p.senders {
		if s.sink.IsVideo && s.layer != nil {
			sum += s.layer.rate.value
		}
	}
	return sum
}
