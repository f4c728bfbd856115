package core

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// layered is a picture of three layers that are learned from packets.
var layered = Source{Mid: "1", IsVideo: true, ClockRate: 90000, PayloadType: videoType,
	Encodings: []Encoding{{RID: "l"}, {RID: "m"}, {RID: "h"}}, Extensions: Extensions{Mid: 4, RID: 5, RepairedRID: 6, TransportSequence: 3, AudioLevel: 1}}

// FuzzRouter feeds what a participant with keys may send: a script of packets,
// each with two bytes of length and one that says who sends it, what it is and
// how much time passes. Whatever comes, nothing breaks, what is sent is RTP and
// RTCP, and what is kept stays bounded.
func FuzzRouter(f *testing.F) {
	for _, seed := range fuzzScripts(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		r, at := NewRouter(), start
		up, down := &wire{t: t}, &wire{t: t}
		from, to := r.Join(up), r.Join(down)
		plain, layers, sound := r.Publish(from, video), r.Publish(from, layered), r.Publish(from, audio)
		one, other, voice := r.Send(to, videoSink), r.Send(to, Sink{IsVideo: true, ClockRate: 90000, SSRC: 3000, PayloadType: 100}), r.Send(to, audioSink)
		one.Follow(plain, at)
		other.Follow(layers, at)
		voice.Follow(sound, at)
		for n := 0; len(script) >= 3 && n < 400; n++ {
			size, how := int(binary.BigEndian.Uint16(script))%1500, script[2]
			script = script[3:]
			size = min(size, len(script))
			packet := append([]byte(nil), script[:size]...)
			script = script[size:]
			at = at.Add(time.Duration(how>>3) * 5 * time.Millisecond)
			who := from
			if how&1 != 0 {
				who = to
			}
			if how&2 != 0 {
				r.RTCP(who, packet, at)
			} else {
				r.RTP(who, packet, at)
			}
			if how&4 != 0 {
				r.Tick(at)
				one.View(int(how)*8, at)
			}
			if sent := len(up.take()) + len(down.take()); sent > 2*maxReplay+videoRing+17*maxRepairs {
				t.Fatalf("%d packets for one", sent)
			}
		}
		for _, p := range []*Peer{from, to} {
			if len(p.sources) > 16 || len(p.repairs) > 16 || len(p.arrivals.list) > maxArrivals {
				t.Fatalf("%d sources, %d repairs, %d arrivals", len(p.sources), len(p.repairs), len(p.arrivals.list))
			}
			for _, l := range p.sources {
				if len(l.missing.list) > maxMissing {
					t.Fatalf("%d are missing", len(l.missing.list))
				}
			}
		}
		r.Leave(from)
		r.Leave(to)
	})
}

// fuzzScripts are calls in small: pictures with a hole, layers that are learned,
// repairs, reports and wishes.
func fuzzScripts(f *testing.F) [][]byte {
	f.Helper()
	step := func(script []byte, how byte, packet []byte) []byte {
		script = binary.BigEndian.AppendUint16(script, uint16(len(packet)))
		return append(append(script, how), packet...)
	}
	marshal := func(packets ...rtcp.Packet) []byte {
		raw, err := rtcp.Marshal(packets)
		if err != nil {
			f.Fatal(err)
		}
		return raw
	}
	var plain, layers []byte
	for n := range uint16(12) {
		if n != 5 {
			plain = step(plain, 8, mustMarshal(frame(100+n, n, true, n == 0)))
		}
		p := frame(40+n, n, n%3 == 0, n < 3)
		p.SSRC = 70 + uint32(n%3)
		p.Header.Extension = true
		p.Header.ExtensionProfile = 0xbede
		if err := p.Header.SetExtension(4, []byte("1")); err != nil {
			f.Fatal(err)
		}
		if err := p.Header.SetExtension(5, []byte([]string{"l", "m", "h"}[n%3])); err != nil {
			f.Fatal(err)
		}
		if err := p.Header.SetExtension(3, []byte{0, byte(n)}); err != nil {
			f.Fatal(err)
		}
		layers = step(layers, 12, mustMarshal(p))
	}
	repair := &rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: rtxType, SSRC: videoRTX, SequenceNumber: 9}, Payload: append([]byte{0, 105}, frame(105, 5, true, false).Payload...)}
	plain = step(plain, 12, mustMarshal(repair))
	plain = step(plain, 2, marshal(&rtcp.SenderReport{SSRC: videoSSRC, NTPTime: 9 << 32, RTPTime: 3000}))
	plain = step(plain, 3, marshal(&rtcp.ReceiverReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: outSSRC, FractionLost: 60, TotalLost: 4}}},
		&rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: 1, Bitrate: 300_000, SSRCs: []uint32{outSSRC}}))
	plain = step(plain, 7, marshal(&rtcp.PictureLossIndication{MediaSSRC: outSSRC},
		&rtcp.TransportLayerNack{MediaSSRC: outSSRC, Nacks: rtcp.NackPairsFromSequenceNumbers([]uint16{101, 102, 110})}))
	layers = step(layers, 255, marshal(&rtcp.FullIntraRequest{FIR: []rtcp.FIREntry{{SSRC: 3000}}}))
	return [][]byte{plain, layers, append(append([]byte(nil), layers...), plain...)}
}
