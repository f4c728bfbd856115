package core

import (
	"testing"
	"time"

	"televisit/media/mediatest"
)

// BenchmarkLayer is what one packet of the best layer costs when it is sent to
// one receiver, and what one of a layer costs that nobody sees.
func BenchmarkLayer(b *testing.B) {
	for name, idle := range map[string]bool{"sent": false, "idle": true} {
		b.Run(name, func(b *testing.B) {
			r := NewRouter()
			source := video
			source.Encodings = []Encoding{{RID: "l", SSRC: 1}, {RID: "m", SSRC: 2}, {RID: "h", SSRC: 3}}
			from, to := r.Join(nowhere{}), r.Join(nowhere{})
			track, sender := r.Publish(from, source), r.Send(to, videoSink)
			sender.Follow(track, start)
			sent, other := 2, 1
			if idle {
				sent, other = 1, 2
			}
			e := &mediatest.Encoder{Layer: sent}
			packet := e.Encode(true, "", 0)[0]
			packet.PayloadType, packet.SSRC = videoType, uint32(other+1)
			if idle { // another layer is what is sent
				r.RTP(from, mustMarshal(packet), start)
			}
			packet.SSRC = uint32(sent + 1)
			raw := mustMarshal(packet)
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				raw[2], raw[3] = uint8(n>>8), uint8(n)
				r.RTP(from, raw, start.Add(time.Duration(n)*time.Microsecond))
			}
		})
	}
}

type nowhere struct{}

func (nowhere) SendRTP([]byte)  {}
func (nowhere) SendRTCP([]byte) {}
func (nowhere) Wake()           {}
