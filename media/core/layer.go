package core

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"
)

const (
	// keyFrameEvery is the shortest time between two requests to one layer: key
	// frames are large, and one serves everybody who waits.
	keyFrameEvery = 500 * time.Millisecond
	// A layer from which nothing came for this long is not chosen, and no key
	// frame is asked of a camera that is off.
	silentAfter = time.Second
	// maxReplay is how many packets since a key frame a newcomer is given at
	// once; beyond it a new key frame is cheaper.
	maxReplay = 40
)

// layer is the reception of one published stream.
type layer struct {
	track         *Track
	rid           string
	ssrc, rtxSSRC uint32

	ring    ring
	missing missing
	counts  reception
	clock   senderClock
	rate    meter
	newest  time.Time

	key       int64 // where the newest key frame begins; 0: none yet
	keyCame   time.Time
	height    int // of the picture; 0: not known yet
	keyWanted bool
	keyAsked  time.Time
	// isPrepared says that the newest key frame was asked for ahead of time.
	isPrepared bool
}

func newLayer(t *Track, e Encoding) *layer {
	return &layer{track: t, rid: e.RID, ssrc: e.SSRC, rtxSSRC: e.RTXSSRC}
}

// reborn is the layer with another SSRC and nothing received.
func (l *layer) reborn(ssrc uint32) *layer {
	if l.ssrc == 0 { // nothing came so far
		l.ssrc = ssrc
		return l
	}
	l.ring = nil
	return &layer{track: l.track, rid: l.rid, ssrc: ssrc}
}

// repairedBy forgets the RTX stream before.
func (l *layer) repairedBy(ssrc uint32) *layer {
	delete(l.track.peer.repairs, l.rtxSSRC)
	l.rtxSSRC = ssrc
	return l
}

func (l *layer) stats() *Stats { return &l.track.peer.router.stats }

// received takes a packet of the stream itself.
func (l *layer) received(p *packet, at time.Time) {
	if p.payloadType != l.track.source.PayloadType {
		l.stats().UnknownSource++
		return
	}
	before, first := l.counts.highest, !l.counts.started
	number := l.counts.note(p.sequence)
	l.counts.noteTime(p.timestamp, at, l.track.source.ClockRate)
	switch {
	case first || number <= before:
		l.missing.came(number)
	case number > before+1:
		l.missing.note(before+1, number, at)
		l.giveUp(before+1, number-maxMissing)
	}
	l.keep(number, p, p.payload, at)
}

// giveUp leaves out, up to, not including, end, what an outage of the publisher has
// lost and nobody asks for. One hole stays: what follows is no continuation.
func (l *layer) giveUp(first, end int64) {
	if first+1 < end {
		l.track.skip(l, first+1, end)
	}
}

// repaired takes a packet of the RTX stream: the payload begins with the
// original number (RFC 4588, 4). What is known already is a probe of the
// publisher for bandwidth.
func (l *layer) repaired(p *packet, at time.Time) {
	if len(p.payload) < 2 || !l.counts.started {
		return
	}
	l.stats().RepairsIn++
	number := l.counts.unwrap(binary.BigEndian.Uint16(p.payload))
	if number > l.counts.highest || l.ring.at(number) != nil {
		return
	}
	l.missing.came(number)
	l.keep(number, p, p.payload[2:], at)
}

// keep stores the packet and hands it to those who follow. One of padding
// alone leaves no hole for them.
func (l *layer) keep(number int64, p *packet, payload []byte, at time.Time) {
	l.newest = at
	l.rate.add(len(payload), at)
	if len(payload) == 0 && number == l.counts.highest {
		l.track.skip(l, number, number+1)
		return
	}
	if l.ring == nil {
		l.ring = make(ring, l.track.room(l))
	}
	k := l.ring.put(number, p, payload, at)
	if k == nil {
		l.stats().Late++
		return
	}
	k.vp8 = vp8{}
	if l.track.source.IsVideo {
		k.vp8 = describe(k.payload())
	}
	if k.vp8.startsKey && number > l.key {
		l.key, l.keyCame, l.keyWanted, l.height = number, at, false, int(k.vp8.height)
	}
	l.track.forward(l, k, at)
}

// isActive says whether packets come.
func (l *layer) isActive(at time.Time) bool {
	return l.counts.started && at.Sub(l.newest) < silentAfter
}

// replayFrom is where a newcomer can begin with what is kept; 0: nowhere.
func (l *layer) replayFrom() int64 {
	if l.counts.highest-l.key >= maxReplay || l.ring.at(l.key) == nil {
		return 0
	}
	return l.key
}

// isFresh says that a newcomer can begin with what is kept for a while still.
func (l *layer) isFresh() bool {
	return l.replayFrom() != 0 && l.counts.highest-l.key < maxReplay/4
}

// forgetAsked lets a key frame be asked for again that was asked for ahead of time,
// came, and has grown old meanwhile.
func (l *layer) forgetAsked(at time.Time) {
	if l.isPrepared && l.keyAsked.Before(l.keyCame) && at.Sub(l.keyAsked) >= keyFrameEvery/5 {
		l.keyAsked = time.Time{}
	}
}

// wantKey asks for a key frame, now or as soon as another request is allowed.
func (l *layer) wantKey(at time.Time) {
	l.keyWanted = true
	l.askKey(at)
}

func (l *layer) askKey(at time.Time) {
	if !l.keyWanted || !l.track.source.IsVideo || !l.isActive(at) || at.Sub(l.keyAsked) < keyFrameEvery {
		return
	}
	l.keyWanted, l.keyAsked = false, at
	l.stats().KeyRequests++
	l.track.peer.sendRTCP(&rtcp.PictureLossIndication{SenderSSRC: l.track.peer.ssrc, MediaSSRC: l.ssrc})
}

func (l *layer) askMissing(at time.Time) {
	if len(l.missing.list) == 0 {
		return
	}
	again := max(2*TickEvery, l.track.peer.rtt*5/4)
	numbers := l.missing.ask(l.counts.highest-int64(len(l.ring))+1, at, again)
	if len(numbers) == 0 {
		return
	}
	l.stats().NacksUp += uint64(len(numbers))
	p := l.track.peer
	p.sendRTCP(&rtcp.TransportLayerNack{SenderSSRC: p.ssrc, MediaSSRC: l.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(numbers)})
}
