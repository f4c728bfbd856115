package media

import (
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// recorder is the wire of a sink.
type recorder struct{ headers []rtp.Header }

func (r *recorder) Write(b []byte) (int, error) { return len(b), nil }
func (r *recorder) WriteRTP(h *rtp.Header, payload []byte) (int, error) {
	r.headers = append(r.headers, *h)
	return len(payload), nil
}

func TestSinkCleansHeadersAndFollowsOneSource(t *testing.T) {
	wire := &recorder{}
	out := newSink(webrtc.RTPCodecTypeAudio, "slot0")
	out.writer, out.ssrc, out.payload = wire, 7, 111
	mine, other := newSource(out.kind, nil), newSource(out.kind, nil)
	out.follow(mine)
	packet := &rtp.Packet{Header: rtp.Header{SequenceNumber: 5, SSRC: 1, PayloadType: 96, Padding: true, PaddingSize: 9}, Payload: []byte{1}}
	if err := packet.SetExtension(3, []byte{1, 2}); err != nil {
		t.Fatal(err)
	}
	mine.forward(packet, time.Now())
	out.forward(other, packet, true, time.Now())
	if len(wire.headers) != 1 {
		t.Fatalf("sent %d packets", len(wire.headers))
	}
	h := wire.headers[0]
	if h.Extension || h.Padding || h.PaddingSize != 0 || h.SSRC != 7 || h.PayloadType != 111 || h.SequenceNumber != 5 {
		t.Errorf("sent %+v", h)
	}
	if !packet.Extension || packet.SSRC != 1 {
		t.Error("the other sinks got a changed packet")
	}
}

func TestSinkThatFollowsNobodyIsForgotten(t *testing.T) {
	out := newSink(webrtc.RTPCodecTypeAudio, "slot0")
	src := newSource(out.kind, nil)
	out.follow(src)
	out.follow(src)
	if n := len(*src.sinks.Load()); n != 1 {
		t.Errorf("%d sinks", n)
	}
	out.follow(nil)
	if n := len(*src.sinks.Load()); n != 0 {
		t.Errorf("%d sinks are left", n)
	}
}
