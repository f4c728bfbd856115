package media

import (
	"fmt"

	"github.com/pion/webrtc/v4"

	"televisit/media/core"
)

// Source is what a section carries of a person.
type Source string

// Sources. The screen is a further picture beside the camera's.
const (
	Microphone Source = "MICROPHONE"
	Camera     Source = "CAMERA"
	Screen     Source = "SCREEN"
)

// ofPerson and ofScreen are the sections of a place, in the order of an offer.
var (
	ofPerson = []Source{Microphone, Camera}
	ofScreen = []Source{Screen}
)

// Kind is the kind of media of the source.
func (s Source) Kind() webrtc.RTPCodecType {
	if s == Microphone {
		return webrtc.RTPCodecTypeAudio
	}
	return webrtc.RTPCodecTypeVideo
}

// intake is a section that this person may send in. The loop owns it.
type intake struct {
	source      Source
	transceiver *webrtc.RTPTransceiver
	// answered is what the browser said it sends, core.Source{} for nothing.
	answered core.Source
}

// addIntake adds a section that the next offer asks for.
func (p *Peer) addIntake(source Source) error {
	receive := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}
	t, err := p.pc.AddTransceiverFromKind(source.Kind(), receive)
	if err != nil {
		return fmt.Errorf("receive %s: %w", source, err)
	}
	p.intakes = append(p.intakes, &intake{source: source, transceiver: t})
	return nil
}

func (p *Peer) intake(source Source) *intake {
	for _, in := range p.intakes {
		if in.source == source {
			return in
		}
	}
	return nil
}

// screenMid is the section for the person's screen; empty when there is none.
func (p *Peer) screenMid() string {
	if in := p.intake(Screen); in != nil {
		return in.transceiver.Mid()
	}
	return ""
}
