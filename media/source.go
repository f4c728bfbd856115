package media

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

const (
	// keyFrameEvery is the shortest time between two requests to one source:
	// key frames are large, and one serves everybody who waits.
	keyFrameEvery = 500 * time.Millisecond
	// maxPacket is pion's receive size and a little more.
	maxPacket = 1500
)

// source is one published track. Its run loop forwards each packet inline.
type source struct {
	kind   webrtc.RTPCodecType
	askKey func()
	wanted atomic.Bool // somebody waits for a key frame
	asked  time.Time   // owned by run

	mu    sync.Mutex // writers of sinks
	sinks atomic.Pointer[[]*sink]
}

func newSource(kind webrtc.RTPCodecType, askKey func()) *source {
	s := &source{kind: kind, askKey: askKey}
	s.sinks.Store(&[]*sink{})
	return s
}

// run forwards until the track ends, which it does with its PeerConnection.
func (s *source) run(track *webrtc.TrackRemote) {
	buffer := make([]byte, maxPacket)
	for {
		n, _, err := track.Read(buffer)
		if err != nil {
			return
		}
		var packet rtp.Packet
		if packet.Unmarshal(buffer[:n]) == nil {
			s.forward(&packet, time.Now())
		}
	}
}

func (s *source) forward(packet *rtp.Packet, at time.Time) {
	key := s.kind == webrtc.RTPCodecTypeAudio || startsKeyFrame(packet.Payload)
	if key {
		s.wanted.Store(false)
	}
	for _, out := range *s.sinks.Load() {
		out.forward(s, packet, key, at)
	}
	if s.wanted.Load() && at.Sub(s.asked) >= keyFrameEvery {
		s.asked = at
		s.wanted.Store(false)
		s.askKey()
	}
}

// wantKey asks for a key frame; the next packet carries the wish to the
// publisher, so a camera that is off is not asked in vain.
func (s *source) wantKey() {
	if s.kind == webrtc.RTPCodecTypeVideo {
		s.wanted.Store(true)
	}
}

func (s *source) add(out *sink) {
	s.change(func(list []*sink) []*sink { return append(list, out) })
}

func (s *source) remove(out *sink) {
	s.change(func(list []*sink) []*sink {
		return slices.DeleteFunc(list, func(other *sink) bool { return other == out })
	})
}

// change swaps in a new list, so that forward needs no lock.
func (s *source) change(edit func([]*sink) []*sink) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := edit(slices.Clone(*s.sinks.Load()))
	s.sinks.Store(&list)
}

// startsKeyFrame says whether a VP8 payload is the first of a key frame (RFC 7741, 4.3).
func startsKeyFrame(payload []byte) bool {
	var vp8 codecs.VP8Packet
	frame, err := vp8.Unmarshal(payload)
	return err == nil && vp8.S == 1 && vp8.PID == 0 && len(frame) > 0 && frame[0]&1 == 0
}
