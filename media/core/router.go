// Package core routes the packets of calls: plain RTP and RTCP in, plain RTP
// and RTCP out. It repairs losses on both sides from one ring a published
// stream, makes one unbroken stream of several sources, and writes reports and
// transport feedback. It knows no sockets, keys, clocks or SDP: the caller
// brings packets and the time, and holds the Router's lock.
package core

import (
	"maps"
	"math/rand/v2"
	"slices"
	"time"
)

// TickEvery is how often the caller calls Tick.
const TickEvery = 25 * time.Millisecond

// In ticks: each peer has its own phase, so that reports spread.
const (
	feedbackTicks = 4  // transport feedback every 100 ms
	reportTicks   = 40 // sender and receiver reports every second
)

// Port carries packets to one peer. It copies what it keeps and never waits.
type Port interface {
	SendRTP(plain []byte)
	SendRTCP(plain []byte)
	// Wake says that a layer or a mode of the peer has changed.
	Wake()
}

// Router owns the peers of one room, or of several that share a lock. Nothing
// in it is safe for two goroutines: the caller holds one lock around every
// call, also around calls of what it hands out.
type Router struct {
	peers []*Peer
	tick  int
	now   time.Time // the newest that was told
	stats Stats
}

// NewRouter makes a router without peers.
func NewRouter() *Router { return &Router{} }

// Peer is one participant's transport: what it publishes and what it is sent.
type Peer struct {
	router *Router
	port   Port
	ssrc   uint32 // of the reports that we write
	phase  int
	// hasLeft: what still comes for it is ignored.
	hasLeft bool

	tracks  []*Track
	sources map[uint32]*layer // by SSRC
	repairs map[uint32]*layer // by RTX SSRC
	senders []*Sender

	hearing    hearing
	arrivals   arrivals
	heard      time.Time // the newest packet of any kind
	back       time.Time // when packets came again after a silence
	budget     budget
	up, down   ladder
	rtt        time.Duration
	voice      voice
	came, went Flow
}

// Join adds a peer.
func (r *Router) Join(port Port) *Peer {
	p := &Peer{
		router: r, port: port, ssrc: rand.Uint32(), phase: rand.IntN(reportTicks), budget: newBudget(), up: newLadder(), down: newLadder(),
		sources: map[uint32]*layer{}, repairs: map[uint32]*layer{}, rtt: firstRTT,
	}
	r.peers = append(r.peers, p)
	return p
}

// Leave forgets the peer: who followed its tracks follows nothing.
func (r *Router) Leave(p *Peer) {
	for _, t := range p.tracks {
		t.end()
	}
	for _, s := range p.senders {
		s.Follow(nil, time.Time{})
	}
	p.tracks, p.senders, p.hasLeft = nil, nil, true
	clear(p.sources)
	clear(p.repairs)
	r.peers = slices.DeleteFunc(r.peers, func(other *Peer) bool { return other == p })
}

// RTP takes one authenticated packet of the peer, with its RTP header.
func (r *Router) RTP(p *Peer, plain []byte, at time.Time) {
	r.now = at
	p.hearing.note(at)
	packet, ok := parse(plain)
	if !ok {
		r.stats.Malformed++
		return
	}
	l, isRepair := p.find(&packet, at)
	if l == nil {
		r.stats.UnknownSource++
		return
	}
	p.notice(at)
	r.stats.PacketsIn++
	r.stats.BytesIn += uint64(len(plain))
	p.came.Packets++
	p.came.Bytes += uint64(len(plain))
	p.arrived(l, &packet, at)
	p.hear(l, &packet)
	if isRepair {
		l.repaired(&packet, at)
		return
	}
	l.received(&packet, at)
}

// notice notes that the peer is there.
func (p *Peer) notice(at time.Time) {
	if at.Sub(p.heard) > silence {
		p.back = at
	}
	p.heard = at
}

// isSteady says that the peer is there and was for a while: what is lost in a
// silence or reported right after it says nothing of what the link carries.
func (p *Peer) isSteady(at time.Time) bool {
	return at.Sub(p.heard) <= silence && at.Sub(p.back) > silence
}

// arrived notes the packet for transport feedback.
func (p *Peer) arrived(l *layer, packet *packet, at time.Time) {
	if number := packet.extension(l.track.source.Extensions.TransportSequence); len(number) == 2 {
		p.arrivals.note(uint16(number[0])<<8|uint16(number[1]), at)
	}
}

// Tick does what is due without a packet: asks for what is missing, reports,
// chooses layers and repeats wishes for key frames. Every TickEvery.
func (r *Router) Tick(at time.Time) {
	r.tick++
	r.now = at
	for _, p := range r.peers {
		for _, t := range p.tracks {
			t.tick(at)
		}
		for _, s := range p.senders {
			s.tick(at)
		}
		if (r.tick+p.phase)%feedbackTicks == 0 {
			p.feedBack()
		}
		if (r.tick+p.phase)%reportTicks == 0 {
			p.report(at)
		}
	}
}

// layers lists what the peer publishes, in no order.
func (p *Peer) layers() []*layer { return slices.Collect(maps.Values(p.sources)) }
