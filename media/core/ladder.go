package core

import "time"

// Mode is what a link carries in one direction, from all to almost nothing.
type Mode string

// Modes, best first.
const (
	ModeVideo    Mode = "VIDEO"
	ModeLowVideo Mode = "LOW_VIDEO" // the smallest picture
	ModeAudio    Mode = "AUDIO"     // no picture
	ModeText     Mode = "TEXT"      // nor sound that could be understood
)

// Cause says what made a link carry less, or more.
type Cause string

// Causes of a step.
const (
	CauseLoss   Cause = "LOSS"   // packets get lost
	CauseDelay  Cause = "DELAY"  // they come too late
	CauseNarrow Cause = "NARROW" // there is no room for more
	CauseBetter Cause = "BETTER" // it was well for long enough
)

func (m Mode) isVoice() bool { return m == ModeAudio || m == ModeText }

// A step of the ladder is taken after so many seconds in a row.
const (
	lowAfter, voiceAfter, textAfter, soundAfter = 2, 4, 6, 5
	// A picture is tried again after so many good seconds, after twice as many
	// each time that it was in vain within as many seconds.
	firstWait, mostWait, soon = 8, 64, 30
)

// Loss is a part of one. Pictures bear what repair can fill; what sound bears
// is what Opus conceals.
const (
	pictureLoss, soundLoss  = 0.25, 0.5
	calmLoss, speakableLoss = 0.08, 0.3
	pictureRTT, soundRTT    = 1500 * time.Millisecond, 3 * time.Second
	calmRTT, speakableRTT   = 800 * time.Millisecond, 2 * time.Second
	// Browsers report on sound every five seconds. What no report was about for
	// this long is lost.
	reportAge = 10 * time.Second
	// A peer of which nothing was heard for this long is away: that says nothing
	// of its link.
	silence = 2 * time.Second
)

// second is what one second of one direction was.
type second struct {
	loss float64
	rtt  time.Duration
	// isLow says that the link leaves room for the smallest picture only,
	// isStarved not even for that.
	isLow, isStarved bool
}

// cause is what is wrong with a second that is bad.
func (s second) cause(mostLoss float64) Cause {
	switch {
	case s.loss >= mostLoss:
		return CauseLoss
	case s.isStarved:
		return CauseNarrow
	}
	return CauseDelay
}

// ladder decides the mode from second to second. Going down is quick, going up
// is slow, and slower the more often it was in vain.
type ladder struct {
	mode      Mode
	cause     Cause // of the newest step
	low       int   // seconds in a row that speak for the other of the two videos
	bad, good int   // seconds in a row
	wait      int   // good seconds before a picture is tried again
	since     int   // seconds since one was tried
}

func newLadder() ladder { return ladder{mode: ModeVideo, wait: firstWait, since: soon} }

// next is the ladder a second later.
func (l ladder) next(s second) ladder {
	l.since++
	switch l.mode {
	case ModeAudio:
		return l.fromAudio(s)
	case ModeText:
		l.good = inARow(l.good, s.loss < speakableLoss && s.rtt < speakableRTT)
		if l.good >= soundAfter {
			return l.step(ModeAudio, CauseBetter)
		}
		return l
	}
	l.bad = inARow(l.bad, s.loss >= pictureLoss || s.rtt >= pictureRTT || s.isStarved)
	if l.bad >= voiceAfter {
		if l.since < soon {
			l.wait = min(2*l.wait, mostWait)
		} else {
			l.wait = firstWait
		}
		return l.step(ModeAudio, s.cause(pictureLoss))
	}
	l.low = inARow(l.low, s.isLow == (l.mode == ModeVideo))
	if l.low < lowAfter {
		return l
	}
	if l.mode == ModeVideo {
		return l.step(ModeLowVideo, CauseNarrow)
	}
	return l.step(ModeVideo, CauseBetter)
}

func (l ladder) fromAudio(s second) ladder {
	l.bad = inARow(l.bad, s.loss >= soundLoss || s.rtt >= soundRTT)
	l.good = inARow(l.good, s.loss < calmLoss && s.rtt < calmRTT)
	switch {
	case l.bad >= textAfter:
		return l.step(ModeText, s.cause(soundLoss))
	case l.good >= l.wait:
		l.since = 0
		return l.step(ModeLowVideo, CauseBetter)
	}
	return l
}

// step begins to count anew.
func (l ladder) step(m Mode, why Cause) ladder {
	return ladder{mode: m, cause: why, wait: l.wait, since: l.since}
}

func inARow(n int, again bool) int {
	if !again {
		return 0
	}
	return n + 1
}

// Link is what somebody's link to the server carries, and why.
type Link struct {
	Sends, Receives Mode
	// Causes are of the newest step each way; empty before the first.
	SendsBecause, ReceivesBecause Cause
}

// Link tells what the peer's link carries: what it sends and what it receives.
func (r *Router) Link(p *Peer) Link { return Link{p.up.mode, p.down.mode, p.up.cause, p.down.cause} }

// climb takes both ladders a second further.
func (p *Peer) climb(at time.Time) {
	sends, receives := p.up.mode, p.down.mode
	if s, isKnown := p.secondUp(at); isKnown && p.isSteady(at) {
		p.up = p.up.next(s)
	}
	if s, isKnown := p.secondDown(at); isKnown && p.isSteady(at) {
		p.down = p.down.next(s)
	}
	if receives.isVoice() && !p.down.mode.isVoice() {
		p.budget.beginAnew()
	}
	if sends != p.up.mode || receives != p.down.mode {
		p.port.Wake()
	}
}

// secondUp is how what the peer sends came; not known when it sends nothing.
func (p *Peer) secondUp(at time.Time) (s second, isKnown bool) {
	expected, lost := int64(0), int64(0)
	for _, t := range p.tracks {
		s.isLow = s.isLow || t.hasOnlyLowest(at)
		for _, l := range t.layers {
			e, n := l.counts.second()
			expected, lost = expected+e, lost+n
		}
	}
	if expected == 0 {
		return s, false
	}
	s.loss, s.rtt = float64(lost)/float64(expected), p.rtt
	return s, true
}

// hasOnlyLowest says that better layers came once and come no more, although
// somebody wishes for them.
func (t *Track) hasOnlyLowest(at time.Time) bool {
	began, comes := 0, 0
	for i, l := range t.layers {
		if l.counts.started {
			began = i
		}
		if l.isActive(at) {
			comes = i
		}
	}
	return began > 0 && comes == 0 && t.layers[0].isActive(at) && t.wantsMore(at)
}

// secondDown is how what the peer is sent arrived, by its reports; not known
// when it is sent nothing.
func (p *Peer) secondDown(at time.Time) (s second, isKnown bool) {
	s.rtt = p.rtt
	for _, one := range p.senders {
		if one.judged.IsZero() || at.Sub(one.sentAt) > time.Second && !one.thin.isOn {
			continue
		}
		isKnown = true
		loss := float64(one.lost) / 256
		if one.judged.Before(one.began) {
			loss = 0
		} else if at.Sub(one.judged) > reportAge {
			loss = 1
		}
		s.loss = max(s.loss, loss)
		low, starved := one.squeeze(at)
		s.isLow, s.isStarved = s.isLow || low, s.isStarved || starved
	}
	return s, isKnown
}

// squeeze says whether the link keeps a picture at its lowest layer, and
// whether even that is much more than there is room for.
func (s *Sender) squeeze(at time.Time) (isLow, isStarved bool) {
	now := s.layer
	if now == nil { // it waits for room
		now = s.target
	}
	if now == nil || !s.sink.IsVideo {
		return false, false
	}
	lowest := s.track.index(now)
	for i, l := range s.track.layers {
		if l.isActive(at) && i > lowest && s.isTooSmall(now) {
			isLow = true
		}
		if l.isActive(at) && i < lowest {
			return false, false
		}
	}
	return isLow, s.peer.budget.isKnown && 10*s.peer.share() < 7*now.rate.value
}
