package core

import (
	"slices"
	"time"
)

// Source is one published section as SDP describes it.
type Source struct {
	Mid         string
	IsVideo     bool
	ClockRate   uint32
	PayloadType uint8
	// Encodings are its layers, the lowest first: one, or several of a simulcast.
	Encodings  []Encoding
	Extensions Extensions
}

// Encoding is one layer. An SSRC of 0 is learned from the packets that carry
// the section's mid and the layer's RID (RFC 8852).
type Encoding struct {
	RID           string
	SSRC, RTXSSRC uint32
}

// Extensions are the numbers of header extensions; 0 is not negotiated.
type Extensions struct{ Mid, RID, RepairedRID, TransportSequence, AudioLevel uint8 }

// Track is one published section: one layer, or several of the same picture.
type Track struct {
	peer    *Peer
	source  Source
	layers  []*layer
	senders []*Sender
	wish    wish
}

// Publish adds a section that the peer sends.
func (r *Router) Publish(p *Peer, source Source) *Track {
	t := &Track{peer: p, source: source}
	for _, e := range source.Encodings {
		l := newLayer(t, e)
		t.layers = append(t.layers, l)
		p.declare(l)
	}
	p.tracks = append(p.tracks, t)
	return t
}

// room is how many packets of a layer are kept: a lower layer has half as many
// in a second as the one above.
func (t *Track) room(l *layer) int {
	if !t.source.IsVideo {
		return audioRing
	}
	return max(videoRing>>(len(t.layers)-1-t.index(l)), audioRing)
}

// Unpublish takes the section away; who followed it follows nothing.
func (r *Router) Unpublish(t *Track) {
	t.end()
	t.peer.tracks = slices.DeleteFunc(t.peer.tracks, func(other *Track) bool { return other == t })
	for _, l := range t.layers {
		t.peer.forget(l)
	}
}

// end lets go of those who follow and of the kept packets.
func (t *Track) end() {
	for len(t.senders) > 0 {
		t.senders[0].Follow(nil, time.Time{})
	}
	for _, l := range t.layers {
		l.ring = nil
	}
}

func (t *Track) forward(l *layer, k *slot, at time.Time) {
	for _, s := range t.senders {
		s.forward(l, k, at)
	}
}

// skip leaves numbers out for all, up to, not including, end.
func (t *Track) skip(l *layer, number, end int64) {
	for _, s := range t.senders {
		s.history.leaveOut(l, number, end, 0)
	}
}

func (t *Track) tick(at time.Time) {
	for _, l := range t.layers {
		l.askMissing(at)
		l.askKey(at)
	}
	if t.wish.follow(t.shown(), at) {
		t.peer.port.Wake()
	}
}

// find names the layer that a packet belongs to, and whether it repairs it.
func (p *Peer) find(packet *packet, at time.Time) (l *layer, isRepair bool) {
	if l = p.sources[packet.ssrc]; l != nil {
		return l, false
	}
	if l = p.repairs[packet.ssrc]; l != nil {
		return l, true
	}
	for _, t := range p.tracks {
		if l, isRepair = t.learn(packet, at); l != nil {
			return l, isRepair
		}
	}
	return nil, false
}

// learn takes the SSRC of a packet that names the section and one of its
// layers. A layer that has fallen silent may begin anew with another SSRC.
func (t *Track) learn(packet *packet, at time.Time) (l *layer, isRepair bool) {
	if e := t.source.Extensions; string(packet.extension(e.Mid)) != t.source.Mid || e.Mid == 0 {
		return nil, false
	}
	rid := string(packet.extension(t.source.Extensions.RID))
	repaired := string(packet.extension(t.source.Extensions.RepairedRID))
	for i, l := range t.layers {
		switch {
		case l.rid != "" && l.rid == repaired:
			t.peer.repairs[packet.ssrc] = l.repairedBy(packet.ssrc)
			return l, true
		case l.rid == rid && repaired == "" && packet.payloadType == t.source.PayloadType && !l.isActive(at):
			t.peer.forget(l)
			t.layers[i] = l.reborn(packet.ssrc)
			t.peer.declare(t.layers[i])
			return t.layers[i], false
		}
	}
	return nil, false
}

// declare makes the layer known by its SSRCs.
func (p *Peer) declare(l *layer) {
	if l.ssrc != 0 {
		p.sources[l.ssrc] = l
	}
	if l.rtxSSRC != 0 {
		p.repairs[l.rtxSSRC] = l
	}
}

func (p *Peer) forget(l *layer) {
	if p.sources[l.ssrc] == l {
		delete(p.sources, l.ssrc)
	}
	if p.repairs[l.rtxSSRC] == l {
		delete(p.repairs, l.rtxSSRC)
	}
}
