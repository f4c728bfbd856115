package media

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

const (
	// echoDelay is long enough to say a sentence and then hear it.
	echoDelay = 5 * time.Second
	// echoSize bounds what one check keeps, far above five seconds of a call.
	echoSize = 8 << 20
)

// echo says back to one client, some seconds later, what it sends.
type echo struct {
	done    <-chan struct{}
	back    map[webrtc.RTPCodecType]*webrtc.TrackLocalStaticRTP
	picture atomic.Uint32 // SSRC
	kept    atomic.Int64
}

func newEcho(done <-chan struct{}) *echo {
	return &echo{done: done, back: map[webrtc.RTPCodecType]*webrtc.TrackLocalStaticRTP{}}
}

// add makes the sections of one kind: to send, and to hear it again.
func (e *echo) add(pc *webrtc.PeerConnection, kind webrtc.RTPCodecType) error {
	back, err := webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: mimes[kind]}, "echo-"+kind.String(), "echo")
	if err != nil {
		return fmt.Errorf("echo: %w", err)
	}
	if _, err = pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
		return fmt.Errorf("echo: %w", err)
	}
	out, err := pc.AddTransceiverFromTrack(back, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return fmt.Errorf("echo: %w", err)
	}
	e.back[kind] = back
	go e.passWishes(pc, out.Sender())
	return nil
}

// take is for OnTrack.
func (e *echo) take(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
	if track.Kind() == webrtc.RTPCodecTypeVideo {
		e.picture.Store(uint32(track.SSRC()))
	}
	e.repeat(track, e.back[track.Kind()])
}

type late struct {
	packet *rtp.Packet
	at     time.Time
}

// mouth is where a client's own packets come from, ear where they go back.
type (
	mouth interface {
		ReadRTP() (*rtp.Packet, interceptor.Attributes, error)
	}
	ear interface{ WriteRTP(*rtp.Packet) error }
)

// repeat keeps packets for a while; what would be too much is lost.
func (e *echo) repeat(from mouth, to ear) {
	queue := make(chan late, 10_000)
	go e.play(queue, to)
	defer close(queue)
	for {
		packet, _, err := from.ReadRTP()
		if err != nil {
			return
		}
		e.keep(queue, packet)
	}
}

func (e *echo) keep(queue chan<- late, packet *rtp.Packet) {
	if e.kept.Load() > echoSize {
		return
	}
	select {
	case queue <- late{packet, time.Now().Add(echoDelay)}:
		e.kept.Add(int64(len(packet.Payload)))
	default:
	}
}

func (e *echo) play(queue <-chan late, to ear) {
	for one := range queue {
		select {
		case <-time.After(time.Until(one.at)):
		case <-e.done:
			continue // to the end of the queue
		}
		e.kept.Add(-int64(len(one.packet.Payload)))
		_ = to.WriteRTP(one.packet)
	}
}

// passWishes asks the client's own camera for the key frames that its screen wants.
func (e *echo) passWishes(pc *webrtc.PeerConnection, from *webrtc.RTPSender) {
	for {
		packets, _, err := from.ReadRTCP()
		if err != nil {
			return
		}
		for _, packet := range packets {
			if _, wish := packet.(*rtcp.PictureLossIndication); wish {
				_ = pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: e.picture.Load()}})
			}
		}
	}
}
