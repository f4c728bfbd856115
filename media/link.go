package media

import (
	"fmt"

	"github.com/pion/webrtc/v4"

	"televisit/media/core"
)

// Mode is what a link carries in one direction.
type Mode = core.Mode

// Modes, best first.
const (
	ModeVideo    = core.ModeVideo
	ModeLowVideo = core.ModeLowVideo
	ModeAudio    = core.ModeAudio
	ModeText     = core.ModeText
)

// Cause says why a link carries less than before, or more.
type Cause = core.Cause

// Causes.
const (
	CauseLoss   = core.CauseLoss
	CauseDelay  = core.CauseDelay
	CauseNarrow = core.CauseNarrow
	CauseBetter = core.CauseBetter
)

// Link is what somebody's link to the server carries: what they send and what
// they receive.
type Link struct{ Sends, Receives Mode }

// goodLink is everybody's until told otherwise.
var goodLink = Link{ModeVideo, ModeVideo}

// carries reads the modes.
func (p *Peer) carries() (l core.Link) {
	p.lane.do(func(r *core.Router) { l = r.Link(p.core) })
	return l
}

// reportMode tells what the person's own link carries, to them and to the room.
func (p *Peer) reportMode() {
	carries := p.carries()
	link := Link{carries.Sends, carries.Receives}
	if link == p.told.link {
		return
	}
	p.told.link = link
	p.event(EventLink{link, carries.SendsBecause, carries.ReceivesBecause})
	p.signal(LinkChanged{p.participant, link})
	p.sfu.wake(p.room)
}

// tellLayers tells which layer of each picture is sent.
func (p *Peer) tellLayers() {
	for _, s := range p.places() {
		for _, section := range s.sections {
			mid := section.transceiver.Mid()
			name, height := section.outlet.layer()
			if name == "" || mid == "" || p.told.layers[mid] == name {
				continue
			}
			p.told.layers[mid] = name
			p.signal(LayerChanged{mid, name, height})
		}
	}
}

// tellWishes tells how large the person's own pictures are shown, each when it is
// published and when that changes.
func (p *Peer) tellWishes() {
	for _, source := range []Source{Camera, Screen} {
		track := p.track(source)
		if track == nil {
			delete(p.told.wishes, source)
			continue
		}
		height := 0
		p.lane.do(func(*core.Router) { height = min(track.Wish(), maxView) })
		if before, isTold := p.told.wishes[source]; !isTold || before != height {
			p.told.wishes[source] = height
			p.signal(PictureWanted{source, height})
		}
	}
}

// maxView is more than any screen has.
const maxView = 1 << 15

// SetView tells how many pixels high the participant shows the picture of a
// section; 0 is not at all. A section that is not there is no error: offers cross.
func (p *Peer) SetView(mid string, height int) error {
	if height < 0 || height > maxView {
		return fmt.Errorf("%w: %d", ErrBadView, height)
	}
	return p.ask(func() error {
		for _, s := range p.places() {
			for _, section := range s.sections {
				if section.outlet.Kind() == webrtc.RTPCodecTypeVideo && section.transceiver.Mid() == mid {
					section.outlet.setView(height)
					p.reportViews()
				}
			}
		}
		return nil
	})
}

// reportViews tells whose camera the person's device shows no more, or again.
func (p *Peer) reportViews() {
	for _, s := range p.slots {
		for _, section := range s.sections {
			isUnseen := section.outlet.isUnseen()
			if section.outlet.source == Camera && s.participant != "" && isUnseen != p.told.unseen[s.participant] {
				p.told.unseen[s.participant] = isUnseen
				p.event(EventView{s.participant, !isUnseen})
			}
		}
	}
}
