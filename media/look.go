package media

import (
	"slices"

	"github.com/pion/webrtc/v4"

	"televisit/media/core"
)

// everything is what a person sends until told otherwise.
var everything = State{Audio: true, Video: true}

// told is what the caller above has heard of this peer.
type told struct {
	state     State
	connected bool
	// live stays true after the first connection: a silent path may come back.
	live    bool
	tracks  []Track
	speaker string
	link    Link
	route   Route
	layers  map[string]string // by mid
	wishes  map[Source]int
	unseen  map[string]bool // whose picture is not shown, by participant
}

// person is somebody else as this participant was told of them.
type person struct {
	peer  *Peer
	state State
	link  Link
}

// look compares the room with what this participant was told, and tells the
// difference. It is driven by wake, so a burst of changes is one look.
func (p *Peer) look() {
	p.report()
	others := p.others()
	p.greet(others)
	grown := p.seat(others)
	grown = p.seatScreen(others) || grown
	p.prepareSlots()
	for _, s := range p.places() {
		s.follow(p.tracksFor(s))
	}
	p.tellTracks()
	p.tellSpeaker()
	p.tellLayers()
	p.tellWishes()
	if grown || p.negotiation.again {
		p.offer()
	}
}

// report tells the caller about this peer itself.
func (p *Peer) report() {
	state, link := p.facts()
	if state != p.told.state {
		p.told.state = state
		p.event(EventMedia{state})
	}
	p.reportLink(link)
	p.reportMode()
	p.reportRoute()
	p.reportViews()
}

// reportLink skips what lies between: an ICE restart alone loses nobody. Who was
// sending and is silent is away before ICE notices.
func (p *Peer) reportLink(link webrtc.PeerConnectionState) {
	p.mu.Lock()
	if p.isSilent && link == webrtc.PeerConnectionStateConnected {
		link = webrtc.PeerConnectionStateDisconnected
	}
	p.mu.Unlock()
	switch link {
	case webrtc.PeerConnectionStateConnected:
		if !p.told.connected {
			p.told.connected, p.told.live = true, true
			p.event(EventConnected{})
		}
	case webrtc.PeerConnectionStateDisconnected, webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
		if p.told.connected {
			p.told.connected = false
			p.event(EventDisconnected{})
		}
	}
}

func (p *Peer) facts() (State, webrtc.PeerConnectionState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown(), p.link
}

// shown is what the person has switched on and may send. The lock is held.
func (p *Peer) shown() State {
	return State{Audio: p.state.Audio && p.rights.Speak, Video: p.state.Video && p.rights.Show}
}

// track is what this peer publishes of a source; nil is nothing.
func (p *Peer) track(source Source) *core.Track {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.published[source].track
}

// others lists the rest of the room by arrival.
func (p *Peer) others() []*Peer {
	return slices.DeleteFunc(p.sfu.peers(p.room), func(other *Peer) bool { return other.participant == p.participant })
}

// greet tells who came, who left and what they have switched on.
func (p *Peer) greet(others []*Peer) {
	for id, known := range p.people {
		if !slices.ContainsFunc(others, func(o *Peer) bool { return o.participant == id }) {
			delete(p.people, id)
			p.signal(ParticipantLeft{id, known.peer.reason})
		}
	}
	for _, other := range others {
		known := p.people[other.participant]
		if known == nil {
			known = &person{state: everything, link: goodLink}
			p.people[other.participant] = known
			p.signal(ParticipantJoined{other.participant})
		}
		known.peer = other
		if state, _ := other.facts(); state != known.state {
			known.state = state
			p.signal(MediaState{other.participant, state})
		}
		carries := other.carries()
		if link := (Link{carries.Sends, carries.Receives}); link != known.link {
			known.link = link
			p.signal(LinkChanged{other.participant, link})
		}
	}
}
