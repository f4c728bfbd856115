package core

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"time"
)

// fullView is a picture that is shown as large as it is.
const fullView = 1 << 20

// maxRepairs is how many packets of one stream are repeated in a tick: no
// browser needs more, and whoever asks for more gets no flood.
const maxRepairs = 32

// Sink is how SDP names one sent stream; an RTXSSRC of 0 repeats packets on
// the stream itself, a SendTime of 0 says no times of sending (abs-send-time).
type Sink struct {
	IsVideo                     bool
	ClockRate                   uint32
	SSRC, RTXSSRC               uint32
	PayloadType, RTXPayloadType uint8
	SendTime                    uint8
}

// Sender is one sent stream. It follows one track after another and hides the
// seams.
type Sender struct {
	peer    *Peer
	sink    Sink
	track   *Track
	view    int    // how high the picture is shown
	layer   *layer // what is being sent; nil while it waits to begin
	target  *layer // what should be sent
	raised  time.Time
	history history
	thin    thinning

	repairs         int // in this tick
	rtxSequence     uint16
	packets, octets uint32
	reported        sent
	lost            uint8 // of 256, what the link lost by the newest report
	// began, sentAt and judged are when the first and the newest packet were sent
	// and when a report last spoke of them.
	began, sentAt, judged time.Time
	lostInAll             uint32
	judgedTo              int64 // the highest number that a report spoke of
}

// Send adds a stream that the peer receives. It follows nothing yet.
func (r *Router) Send(p *Peer, sink Sink) *Sender {
	s := &Sender{peer: p, sink: sink, view: fullView, history: history{rate: sink.ClockRate}, rtxSequence: uint16(rand.Uint32())}
	p.senders = append(p.senders, s)
	return s
}

// Follow switches to a track, or with nil to none. A newcomer gets what is
// kept since the last key frame, or a new one is asked for.
func (s *Sender) Follow(t *Track, at time.Time) {
	if s.peer.hasLeft {
		t = nil
	}
	if s.track == t {
		return
	}
	if s.track != nil {
		s.track.senders = slices.DeleteFunc(s.track.senders, func(other *Sender) bool { return other == s })
	}
	s.history.close()
	s.track, s.layer, s.target, s.began = t, nil, nil, time.Time{}
	if t == nil {
		return
	}
	s.peer.router.now = at
	t.senders = append(t.senders, s)
	if s.target = s.choose(at); s.target == nil || !s.sink.IsVideo {
		return
	}
	if l := s.kept(at); l != nil {
		s.start(l, l.replayFrom())
		s.target = s.choose(at)
	}
	if s.layer != s.target {
		s.target.forgetAsked(at)
		s.target.wantKey(at)
	}
	s.target.isPrepared = false
}

// kept is a layer that a newcomer can begin with at once: the one that should be
// sent, or the best below it until that one's key frame comes.
func (s *Sender) kept(at time.Time) *layer {
	for i := s.track.index(s.target); i >= 0; i-- {
		if l := s.track.layers[i]; l.isActive(at) && l.replayFrom() != 0 {
			return l
		}
	}
	return nil
}

// Prepare asks for what Follow would begin with, for somebody who cannot receive
// yet: the key frame is kept when they can.
func (s *Sender) Prepare(t *Track, at time.Time) {
	before := s.track
	s.track = t
	l := s.choose(at)
	s.track = before
	if l == nil || !s.sink.IsVideo || l.isFresh() {
		return
	}
	l.forgetAsked(at)
	l.wantKey(at)
	l.isPrepared = true
}

// View tells how many pixels high the receiver shows the picture; 0 is not at
// all. What is better than that is not sent.
func (s *Sender) View(height int, at time.Time) {
	if s.view == height {
		return
	}
	s.view, s.raised = height, time.Time{} // a wish does not wait
	s.aim(at)
}

// Layer names what is being sent and its height, 0 if unknown; empty is nothing.
func (s *Sender) Layer() (rid string, height int) {
	if s.layer == nil {
		return "", 0
	}
	return s.layer.rid, s.layer.height
}

// forward sends one packet on, if it belongs to what this stream is made of.
func (s *Sender) forward(l *layer, k *slot, at time.Time) {
	if s.target == nil {
		s.target = s.choose(at)
	}
	if s.layer != l && s.target == l && !s.thin.waits(at) {
		if !s.sink.IsVideo || k.vp8.startsKey {
			s.start(l, k.number)
			return
		}
		l.wantKey(at)
	}
	if r := s.history.find(l, k.number); r != nil && !s.leavesOut(l, k, at) {
		s.send(r, k)
	}
}

// start begins with a packet and sends everything that came after it. What
// never comes leaves no hole.
func (s *Sender) start(l *layer, number int64) {
	first := l.ring.at(number)
	if s.layer != nil {
		s.raised = first.at
	}
	if s.track.index(l) > s.track.index(s.layer) {
		s.peer.budget.raised = first.at
	}
	s.layer = l
	s.thin.begin()
	s.peer.port.Wake()
	s.history.begin(l, first)
	for ; number <= l.counts.highest; number++ {
		if k := l.ring.at(number); k != nil {
			s.send(&s.history.runs[len(s.history.runs)-1], k)
		} else if !l.missing.has(number) {
			s.history.skip(l, number)
		}
	}
}

func (s *Sender) send(r *run, k *slot) {
	out := s.history.sent(r, k)
	if s.sentAt = k.at; s.began.IsZero() {
		s.began = k.at
	}
	if s.packets == 0 {
		s.judgedTo = out - 1
	}
	k.vp8.rewrite(k.payload(), k.vp8.picture+r.picture, k.vp8.level+r.level)
	b := s.room(k, 0)
	putHeader(b, k.marker, s.sink.PayloadType, uint16(out), k.timestamp+r.timestamp, s.sink.SSRC)
	s.packets++
	s.octets += uint32(len(k.payload()))
	s.leave(b)
}

// room is where a packet begins that has so many bytes between its header and the payload.
func (s *Sender) room(k *slot, between int) []byte {
	if s.sink.SendTime != 0 {
		between += sendTimeSize
	}
	return k.buffer[headroom-headerSize-between:]
}

// leave sends what has its header.
func (s *Sender) leave(b []byte) {
	if s.sink.SendTime != 0 {
		putSendTime(b, s.sink.SendTime, s.peer.router.now)
	}
	s.thin.spend(len(b))
	s.count(b)
	s.peer.port.SendRTP(b)
}

// repeat answers a request for a sent number. On a narrow link what a key frame has
// made needless is not repeated: it would keep full the queue that lost it.
func (s *Sender) repeat(sequence uint16) {
	stats := &s.peer.router.stats
	r, number := s.history.origin(sequence)
	if r == nil || s.repairs == maxRepairs || s.thin.isBroke() || s.peer.budget.isKnown && s.history.isPast(sequence) {
		stats.Unrepaired++
		return
	}
	k := r.layer.ring.at(number)
	if k == nil {
		stats.Unrepaired++
		return
	}
	s.repairs++
	stats.RepairsOut++
	if s.sink.RTXSSRC == 0 {
		s.send(r, k)
		return
	}
	k.vp8.rewrite(k.payload(), k.vp8.picture+r.picture, k.vp8.level+r.level)
	b := s.room(k, numberSize)
	putHeader(b, k.marker, s.sink.RTXPayloadType, s.rtxSequence, k.timestamp+r.timestamp, s.sink.RTXSSRC)
	binary.BigEndian.PutUint16(k.buffer[headroom-numberSize:], sequence)
	s.rtxSequence++
	s.leave(b)
}

func (s *Sender) count(b []byte) {
	s.peer.router.stats.PacketsOut++
	s.peer.router.stats.BytesOut += uint64(len(b))
	s.peer.went.Packets++
	s.peer.went.Bytes += uint64(len(b))
}

// wantKey passes the receiver's wish on.
func (s *Sender) wantKey(at time.Time) {
	if s.layer != nil {
		s.layer.wantKey(at)
	}
}

// tick chooses the layer again.
func (s *Sender) tick(at time.Time) {
	s.repairs = 0
	if s.track != nil {
		s.aim(at)
	}
}

// aim chooses what should be sent. What should not be sent any more ends at
// once, another layer begins with its next key frame.
func (s *Sender) aim(at time.Time) {
	s.target = s.choose(at)
	s.thinOut(at)
	switch {
	case s.isPaused() && s.layer != nil:
		s.stop()
	case s.target != nil && s.target != s.layer && !s.thin.waits(at):
		s.target.wantKey(at)
	}
}

// stop sends no more until a key frame comes.
func (s *Sender) stop() {
	s.history.close()
	s.layer = nil
	s.peer.port.Wake()
}
