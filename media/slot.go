package media

import (
	"fmt"
	"slices"

	"github.com/pion/webrtc/v4"

	"televisit/media/core"
)

// slot is the place for one other person, or for the screen of one: a section
// a source. When the person leaves it is kept for the next one, so that offers
// never grow beyond the room.
type slot struct {
	participant string // empty when free
	sections    []section
}

type section struct {
	outlet      *outlet
	transceiver *webrtc.RTPTransceiver
}

// addSlot adds sections that the next offer will carry.
func (p *Peer) addSlot(name string, sources []Source) (*slot, error) {
	s := &slot{}
	for _, source := range sources {
		out := &outlet{peer: p, source: source, view: maxView, slot: name}
		// AddTrack would turn one of our receive sections around.
		t, err := p.pc.AddTransceiverFromTrack(out, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
		if err != nil {
			return nil, fmt.Errorf("send %s: %w", source, err)
		}
		s.sections = append(s.sections, section{out, t})
	}
	return s, nil
}

// places lists the slots, the screen's as well.
func (p *Peer) places() []*slot {
	if p.screen == nil {
		return p.slots
	}
	return append(slices.Clone(p.slots), p.screen)
}

// seatScreen gives the shared screen of somebody else its place.
func (p *Peer) seatScreen(others []*Peer) (grown bool) {
	sharer := p.sfu.sharer(p.room)
	if !slices.Contains(others, sharer) {
		sharer = nil
	}
	if sharer != nil && p.screen == nil {
		var err error
		if p.screen, err = p.addSlot("screen", ofScreen); err != nil {
			p.fail("add a slot", err)
			return false
		}
		grown = true
	}
	if p.screen != nil {
		p.screen.participant = ""
		if sharer != nil {
			p.screen.participant = sharer.participant
		}
	}
	return grown
}

// seat gives each other person a slot and says whether an offer is due.
func (p *Peer) seat(others []*Peer) (grown bool) {
	for _, s := range p.slots {
		if !slices.ContainsFunc(others, func(o *Peer) bool { return o.participant == s.participant }) {
			s.participant = ""
		}
	}
	for _, other := range others {
		if p.slotOf(other.participant) != nil {
			continue
		}
		free := p.slotOf("")
		if free == nil {
			var err error
			if free, err = p.addSlot(fmt.Sprintf("slot%d", len(p.slots)), ofPerson); err != nil {
				p.fail("add a slot", err)
				return false
			}
			p.slots = append(p.slots, free)
			grown = true
		}
		free.participant = other.participant
	}
	return grown
}

func (p *Peer) slotOf(participant string) *slot {
	i := slices.IndexFunc(p.slots, func(s *slot) bool { return s.participant == participant })
	if i < 0 {
		return nil
	}
	return p.slots[i]
}

// tracksFor is what belongs into the slot now: nothing without the right to
// receive, and nothing before this peer can hear it, since a key frame sent too
// early is lost.
func (p *Peer) tracksFor(s *slot) func(Source) *core.Track {
	known := p.people[s.participant]
	if known == nil || !p.told.live || !p.allowed().Receive {
		return nil
	}
	return known.peer.track
}

// prepareSlots asks for key frames as soon as there is an answer, and again while
// DTLS is under way if ICE took so long that they have grown old.
func (p *Peer) prepareSlots() {
	if n := p.negotiation; p.told.live || n.number == 0 || n.pending {
		return
	}
	for _, s := range p.places() {
		if known := p.people[s.participant]; known != nil {
			for _, section := range s.sections {
				section.outlet.prepare(known.peer.track(section.outlet.source))
			}
		}
	}
}

// follow points the slot's sections at the tracks; nil points them at nothing.
func (s *slot) follow(tracks func(Source) *core.Track) {
	for _, section := range s.sections {
		var track *core.Track
		if tracks != nil {
			track = tracks(section.outlet.source)
		}
		section.outlet.follow(track)
	}
}

// tellTracks tells the map when it has changed. Sections get their mid from
// the offer that first carries them.
func (p *Peer) tellTracks() {
	var tracks []Track
	for _, s := range p.places() {
		for _, section := range s.sections {
			if mid := section.transceiver.Mid(); s.participant != "" && mid != "" {
				source := section.outlet.source
				tracks = append(tracks, Track{mid, s.participant, source.Kind().String(), source})
			}
		}
	}
	if slices.Equal(tracks, p.told.tracks) {
		return
	}
	p.told.tracks = tracks
	p.signal(TrackMap{slices.Clone(tracks)})
}
