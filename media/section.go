package media

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"televisit/media/core"
)

// published is what this person sends in one section.
type published struct {
	source core.Source
	track  *core.Track
}

// publish reads from an answer what the browser sends. What is unchanged goes on.
func (p *Peer) publish(answer string) error {
	var description sdp.SessionDescription
	if err := description.UnmarshalString(answer); err != nil {
		return fmt.Errorf("%w: %w", ErrBadAnswer, err)
	}
	for _, in := range p.intakes {
		for _, m := range description.MediaDescriptions {
			if mid, _ := m.Attribute(sdp.AttrKeyMID); mid != "" && mid == in.transceiver.Mid() {
				in.answered = readSection(m, in.source.Kind())
				p.publishIntake(in)
			}
		}
	}
	p.sfu.wake(p.room)
	return nil
}

// publishIntake publishes what was answered, as far as the rights go; a screen
// only while it is shared. What is not published is not forwarded.
func (p *Peer) publishIntake(in *intake) {
	switch {
	case !p.allowed().may(in.source):
		p.publishSection(in.source, core.Source{})
	case in.source != Screen || p.sfu.sharer(p.room) == p:
		p.publishSection(in.source, in.answered)
	}
}

func (p *Peer) publishSection(from Source, source core.Source) {
	p.mu.Lock()
	before := p.published[from]
	p.mu.Unlock()
	if reflect.DeepEqual(before.source, source) {
		return
	}
	next := published{source: source}
	p.lane.do(func(r *core.Router) {
		if before.track != nil {
			r.Unpublish(before.track)
		}
		if len(source.Encodings) > 0 {
			next.track = r.Publish(p.core, source)
		}
	})
	p.mu.Lock()
	p.published[from] = next
	p.mu.Unlock()
}

// readSection is what the browser sends in a section; without encodings when
// it sends nothing.
func readSection(m *sdp.MediaDescription, kind webrtc.RTPCodecType) core.Source {
	s := core.Source{IsVideo: kind == webrtc.RTPCodecTypeVideo}
	s.Mid, _ = m.Attribute(sdp.AttrKeyMID)
	if _, sends := m.Attribute(sdp.AttrKeySendOnly); !sends || m.MediaName.Port.Value == 0 {
		return s
	}
	s.PayloadType, s.ClockRate = readCodec(m, mimes[kind])
	if s.ClockRate == 0 {
		return s
	}
	s.Extensions = readExtensions(m)
	if s.Encodings = readLayers(m); len(s.Encodings) == 0 {
		s.Encodings = readEncodings(m)
	}
	return s
}

// readCodec finds the payload type of a codec.
func readCodec(m *sdp.MediaDescription, mime string) (payloadType uint8, rate uint32) {
	_, name, _ := strings.Cut(mime, "/")
	for _, a := range m.Attributes {
		number, codec, _ := strings.Cut(a.Value, " ")
		parts := strings.Split(codec, "/")
		if a.Key != "rtpmap" || len(parts) < 2 || !strings.EqualFold(parts[0], name) {
			continue
		}
		payload, err1 := strconv.ParseUint(number, 10, 7)
		clock, err2 := strconv.ParseUint(parts[1], 10, 32)
		if err1 == nil && err2 == nil {
			return uint8(payload), uint32(clock)
		}
	}
	return 0, 0
}

func readExtensions(m *sdp.MediaDescription) (e core.Extensions) {
	for _, a := range m.Attributes {
		if a.Key != sdp.AttrKeyExtMap {
			continue
		}
		number, uri, _ := strings.Cut(a.Value, " ")
		number, _, _ = strings.Cut(number, "/")
		id, err := strconv.ParseUint(number, 10, 8)
		if err != nil {
			continue
		}
		switch uri {
		case sdp.SDESMidURI:
			e.Mid = uint8(id)
		case sdp.SDESRTPStreamIDURI:
			e.RID = uint8(id)
		case sdp.SDESRepairRTPStreamIDURI:
			e.RepairedRID = uint8(id)
		case sdp.TransportCCURI:
			e.TransportSequence = uint8(id)
		case sdp.AudioLevelURI:
			e.AudioLevel = uint8(id)
		}
	}
	return e
}

// readEncodings reads SSRCs and their RTX SSRCs (RFC 5576). A browser that
// names none is recognised by the section's mid.
func readEncodings(m *sdp.MediaDescription) []core.Encoding {
	var first, rtx uint32
	for _, a := range m.Attributes {
		fields := strings.Fields(a.Value)
		switch {
		case a.Key == "ssrc-group" && len(fields) == 3 && fields[0] == "FID":
			return []core.Encoding{{SSRC: number32(fields[1]), RTXSSRC: number32(fields[2])}}
		case a.Key == "ssrc" && len(fields) > 0 && first == 0:
			first = number32(fields[0])
		}
	}
	return []core.Encoding{{SSRC: first, RTXSSRC: rtx}}
}

func number32(text string) uint32 {
	n, _ := strconv.ParseUint(text, 10, 32)
	return uint32(n)
}
