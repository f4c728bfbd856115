package media

import (
	"strings"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// sink is one sent track: pion's side is a TrackLocal, ours follows one source
// after another and hides the seam.
type sink struct {
	kind webrtc.RTPCodecType
	slot string

	mu      sync.Mutex
	writer  webrtc.TrackLocalWriter // nil until the section is answered
	ssrc    uint32
	payload uint8
	source  *source
	waiting bool // for a key frame: what comes before cannot be shown
	line    timeline
}

func newSink(kind webrtc.RTPCodecType, slot string) *sink {
	rate := uint32(48000)
	if kind == webrtc.RTPCodecTypeVideo {
		rate = 90000
	}
	return &sink{kind: kind, slot: slot, line: timeline{rate: rate}}
}

// follow switches to another source, or to none.
func (s *sink) follow(src *source) {
	s.mu.Lock()
	before := s.source
	if before == src {
		s.mu.Unlock()
		return
	}
	s.source, s.waiting = src, true
	s.line.seam()
	s.mu.Unlock()
	if before != nil {
		before.remove(s)
	}
	if src != nil {
		src.add(s)
	}
}

// forward sends one packet of the source on.
func (s *sink) forward(from *source, packet *rtp.Packet, key bool, at time.Time) {
	header := packet.Header
	// Extension numbers and padding belong to the publisher's connection.
	header.Extension, header.Extensions = false, nil
	header.Padding, header.PaddingSize = false, 0
	if writer := s.admit(from, &header, key, at); writer != nil {
		// A connection that is gone needs no error here: it is being closed.
		_, _ = writer.WriteRTP(&header, packet.Payload)
	}
}

// admit rewrites the header; nil means that the packet goes nowhere.
func (s *sink) admit(from *source, header *rtp.Header, key bool, at time.Time) webrtc.TrackLocalWriter {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writer == nil || s.source != from {
		return nil
	}
	if s.waiting && !key {
		from.wantKey()
		return nil
	}
	s.waiting = false
	if !s.line.rewrite(header, at) {
		return nil
	}
	header.SSRC, header.PayloadType = s.ssrc, s.payload
	return s.writer
}

// listen reads what the browser reports until the sender ends. Reading also
// drives pion's repair of lost packets.
func (s *sink) listen(sender *webrtc.RTPSender) {
	for {
		packets, _, err := sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, packet := range packets {
			switch packet.(type) {
			case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
				s.wantKey()
			}
		}
	}
}

func (s *sink) wantKey() {
	s.mu.Lock()
	src := s.source
	s.mu.Unlock()
	if src != nil {
		src.wantKey()
	}
}

// drain reads the publisher's reports, which drives pion's receiver reports.
func drain(receiver *webrtc.RTPReceiver) {
	buffer := make([]byte, maxPacket)
	for {
		if _, _, err := receiver.Read(buffer); err != nil {
			return
		}
	}
}

// Bind implements webrtc.TrackLocal: the section has been answered.
func (s *sink) Bind(t webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	want := webrtc.MimeTypeOpus
	if s.kind == webrtc.RTPCodecTypeVideo {
		want = webrtc.MimeTypeVP8
	}
	for _, codec := range t.CodecParameters() {
		if strings.EqualFold(codec.MimeType, want) {
			s.mu.Lock()
			s.writer, s.ssrc, s.payload = t.WriteStream(), uint32(t.SSRC()), uint8(codec.PayloadType)
			s.mu.Unlock()
			return codec, nil
		}
	}
	return webrtc.RTPCodecParameters{}, webrtc.ErrUnsupportedCodec
}

// Unbind implements webrtc.TrackLocal.
func (s *sink) Unbind(webrtc.TrackLocalContext) error {
	s.mu.Lock()
	s.writer = nil
	s.mu.Unlock()
	return nil
}

// ID implements webrtc.TrackLocal.
func (s *sink) ID() string { return s.slot + "-" + s.kind.String() }

// StreamID implements webrtc.TrackLocal: sound and picture of one slot play in step.
func (s *sink) StreamID() string { return s.slot }

// RID implements webrtc.TrackLocal.
func (s *sink) RID() string { return "" }

// Kind implements webrtc.TrackLocal.
func (s *sink) Kind() webrtc.RTPCodecType { return s.kind }
