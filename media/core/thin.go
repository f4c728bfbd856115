package core

import "time"

// temporals is more than any frame's temporal layer (RFC 7741: two bits).
const temporals = 4

// thinning leaves out frames, whole ones, where not even the lowest layer fits:
// what a queue loses of it would be a part of every frame. It spends the bits that
// the link has room for in each second. Frames that no other needs are left out
// first; once one is left out that others need, so are those, at last all until
// there is room for a key frame.
type thinning struct {
	isOn bool
	rate int // bits a second that there is room for
	most int // bits that may be saved: more at once would not find room in a queue
	bits int // to be spent; less than none when a frame was larger
	at   time.Time
	// Frames from this temporal layer on lack what they need.
	broken uint8
	// The newest frame that has begun, and that it is left out.
	picture uint16
	isOut   bool
}

// begin is a key frame.
func (t *thinning) begin() { t.broken, t.isOut = temporals, false }

// allow says how many bits a second there are, from now on.
func (t *thinning) allow(rate int, at time.Time) {
	if !t.isOn {
		t.bits = rate / 4
	} else {
		t.earn(at)
	}
	t.isOn, t.rate, t.most, t.at = true, rate, rate/2, at
}

// earn lets time pass. What was spent a second ahead of it is forgotten.
func (t *thinning) earn(at time.Time) {
	passed := min(max(at.Sub(t.at), 0), 2*time.Second)
	t.bits = min(max(t.bits, -t.rate)+int(int64(t.rate)*int64(passed)/int64(time.Second)), t.most)
	t.at = at
}

func (t *thinning) spend(bytes int) {
	if t.isOn {
		t.bits -= 8 * bytes
	}
}

// waits says that there is no room to begin with a key frame.
func (t *thinning) waits(at time.Time) bool {
	if !t.isOn {
		return false
	}
	t.earn(at)
	return t.bits < t.most/2
}

// isBroke says that there is no room for repairs either.
func (t *thinning) isBroke() bool { return t.isOn && t.bits <= 0 }

// leavesOut decides for a frame when it begins; the rest goes its way.
func (t *thinning) leavesOut(d *vp8, at time.Time) bool {
	switch {
	case !t.isOn && t.broken == temporals:
		return false
	case d.startsFrame:
		t.picture, t.isOut = d.picture, !t.shows(d, at)
		return t.isOut
	case d.picture == t.picture:
		return t.isOut
	}
	return d.temporal >= t.broken
}

// shows says whether a frame that begins can be decoded and paid.
func (t *thinning) shows(d *vp8, at time.Time) bool {
	if d.temporal >= t.broken && !d.isSync && !d.startsKey {
		return false
	}
	if t.isOn {
		t.earn(at)
		if t.bits <= t.most*min(int(d.temporal), 2)/4 {
			if d.temporal < 2 { // others need it
				t.broken = min(t.broken, d.temporal)
			}
			return false
		}
	}
	if d.startsKey || d.isSync && d.temporal == 1 {
		t.broken = temporals
	}
	return true
}

// leavesOut says whether the packet is of a frame that is not sent, and closes its
// place. Who needs a key frame to go on begins anew.
func (s *Sender) leavesOut(l *layer, k *slot, at time.Time) bool {
	if !s.sink.IsVideo || l != s.layer || !s.thin.leavesOut(&k.vp8, at) {
		return false
	}
	frames := 0
	if k.vp8.startsFrame {
		frames = 1
	}
	s.peer.router.stats.FramesLeftOut += uint64(frames)
	if s.thin.broken == 0 {
		s.stop()
		return true
	}
	return s.history.leaveOut(l, k.number, k.number+1, uint16(frames))
}

// thinOut thins the picture while it is the lowest that comes and does not fit.
func (s *Sender) thinOut(at time.Time) {
	if s.target == nil || !s.sink.IsVideo || !s.peer.budget.isKnown || s.layer != nil && s.layer != s.target ||
		s.target.rate.value <= s.peer.share() {
		s.thin.isOn = false
		return
	}
	s.thin.allow(s.peer.share(), at)
}
