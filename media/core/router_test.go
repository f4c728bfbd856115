package core

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

func TestPacketsAreCleanedAndRenamed(t *testing.T) {
	c := newCall(t, audio, audioSink)
	c.sender.Follow(c.track, c.at)
	p := &rtp.Packet{Header: rtp.Header{Version: 2, Marker: true, PayloadType: 111, SSRC: 500, SequenceNumber: 7, Timestamp: 9,
		CSRC: []uint32{1}, Padding: true, PaddingSize: 4}, Payload: []byte("sound")}
	if err := p.SetExtension(3, []byte{1, 2}); err != nil {
		t.Fatal(err)
	}
	c.publish(t, p)
	sent := c.down.take()
	if len(sent) != 1 {
		t.Fatalf("sent %d packets", len(sent))
	}
	h := sent[0].Header
	if h.Extension || h.Padding || len(h.CSRC) > 0 || !h.Marker || h.SSRC != 600 || h.PayloadType != 112 || h.SequenceNumber != 7 ||
		h.Timestamp != 9 || string(sent[0].Payload) != "sound" {
		t.Errorf("sent %v", sent[0])
	}
}

func TestWhatIsNotKnownGoesNowhere(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	for name, change := range map[string]func(*rtp.Packet){
		"another source":       func(p *rtp.Packet) { p.SSRC = 77 },
		"another payload type": func(p *rtp.Packet) { p.PayloadType = 98 },
		"a twin": func(p *rtp.Packet) {
			c.publish(t, p)
			c.down.take()
		},
	} {
		p := frame(50, 1, true, true)
		change(p)
		c.publish(t, p)
		if sent := c.down.take(); len(sent) > 0 {
			t.Errorf("%s was sent", name)
		}
	}
	c.RTP(c.from, []byte{1, 2, 3}, c.at)
	if s := c.Stats(); s.Malformed != 1 || s.UnknownSource != 2 || s.Late != 1 {
		t.Errorf("%+v", s)
	}
}

func TestNewcomerIsGivenWhatCameSinceTheKeyFrame(t *testing.T) {
	c := newCall(t, video, videoSink)
	for i := range uint16(20) {
		c.publish(t, frame(100+i, i, true, i == 5))
	}
	c.sender.Follow(c.track, c.at)
	sent := c.down.take()
	if len(sent) != 15 || pictureOf(sent[0]) != 5 || !describe(sent[0].Payload).startsKey || pictureOf(sent[14]) != 19 {
		t.Fatalf("sent %d packets: %v", len(sent), sent)
	}
	if asked := takeRTCP[*rtcp.PictureLossIndication](c.up); len(asked) > 0 {
		t.Error("a key frame was asked for as well")
	}
}

func TestKeyFrameIsAskedForWhenTheLastOneIsOld(t *testing.T) {
	c := newCall(t, video, videoSink)
	for i := range uint16(100) {
		c.publish(t, frame(100+i, i, true, i == 5))
	}
	c.sender.Follow(c.track, c.at)
	asked := takeRTCP[*rtcp.PictureLossIndication](c.up)
	if len(c.down.take()) > 0 || len(asked) != 1 || asked[0].MediaSSRC != videoSSRC {
		t.Errorf("asked %v", asked)
	}
	c.publish(t, frame(200, 100, true, true))
	if sent := c.down.take(); len(sent) != 1 || !describe(sent[0].Payload).startsKey {
		t.Errorf("sent %v", sent)
	}
}

func TestKeyFramesAreAskedForAtMostEveryHalfSecond(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.publish(t, frame(1, 1, true, false))
	c.sender.Follow(c.track, c.at)
	asked, number := 0, uint16(1)
	for range 80 { // two seconds in which the publisher does not listen
		c.pass(TickEvery)
		number++
		c.publish(t, frame(number, number, true, false))
		c.report(t, c.to, &rtcp.PictureLossIndication{MediaSSRC: outSSRC})
		asked += len(takeRTCP[*rtcp.PictureLossIndication](c.up))
	}
	if asked < 4 || asked > 5 {
		t.Errorf("asked %d times in two seconds", asked)
	}
}

func TestCameraThatIsOffIsNotAsked(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	c.pass(5 * time.Second)
	c.publish(t, frame(1, 1, true, false))
	first := len(takeRTCP[*rtcp.PictureLossIndication](c.up))
	c.publish(t, frame(2, 2, true, true)) // the receiver begins
	c.pass(2 * silentAfter)
	for range 10 {
		c.report(t, c.to, &rtcp.PictureLossIndication{MediaSSRC: outSSRC})
		c.pass(time.Second)
	}
	if later := takeRTCP[*rtcp.PictureLossIndication](c.up); first != 1 || len(later) > 0 {
		t.Errorf("asked %d times while packets came, %d times while none did", first, len(later))
	}
}

func TestPublisherThatDoesNotRepeatIsNotAskedForEver(t *testing.T) {
	c := newCall(t, audio, audioSink)
	for _, number := range []uint16{1, 3} {
		c.publish(t, &rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111, SSRC: 500, SequenceNumber: number}, Payload: []byte{1}})
	}
	c.pass(time.Minute)
	if asked := takeRTCP[*rtcp.TransportLayerNack](c.up); len(asked) != maxAsks {
		t.Errorf("asked %d times", len(asked))
	}
}

// TestEveryLossIsRepaired loses packets and repairs on both ways, in both forms.
func TestEveryLossIsRepaired(t *testing.T) {
	plain, plainSink := video, videoSink
	plain.Encodings, plainSink.RTXSSRC = []Encoding{{SSRC: videoSSRC}}, 0
	for name, c := range map[string]*call{"by RTX": newCall(t, video, videoSink), "on the stream itself": newCall(t, plain, plainSink)} {
		t.Run(name, func(t *testing.T) {
			lossy(t, c, rand.New(rand.NewPCG(7, 7)))
		})
	}
}

func lossy(t *testing.T, c *call, random *rand.Rand) {
	c.sender.Follow(c.track, c.at)
	sent, rtx, got := map[uint16]*rtp.Packet{}, uint16(0), map[uint16]bool{}
	lost := func() bool { return random.IntN(5) == 0 }
	receive := func() {
		for _, p := range c.down.take() {
			switch {
			case lost():
			case p.SSRC == outRTX:
				got[uint16(p.Payload[0])<<8|uint16(p.Payload[1])] = true
			default:
				got[p.SequenceNumber] = true
			}
		}
	}
	const last = 600
	for i := range uint16(last + 60) {
		p := frame(65200+i, i, true, i == 0)
		sent[p.SequenceNumber] = p
		if i == 0 || i >= last || !lost() { // in the end nothing is lost, so that the last gap shows
			c.publish(t, p)
		}
		receive()
		c.pass(TickEvery)
		for _, nack := range takeRTCP[*rtcp.TransportLayerNack](c.up) {
			for _, pair := range nack.Nacks {
				for _, number := range pair.PacketList() {
					if again := sent[number].Clone(); !lost() {
						if c.track.layers[0].rtxSSRC != 0 {
							again.Payload = append([]byte{uint8(number >> 8), uint8(number)}, again.Payload...)
							again.SSRC, again.PayloadType, again.SequenceNumber = videoRTX, rtxType, rtx
							rtx++
						}
						c.publish(t, again)
					}
				}
			}
		}
		var missing []uint16
		for n := uint16(65200); n != 65200+i; n++ {
			if !got[n] && 65200+i-n < 200 {
				missing = append(missing, n)
			}
		}
		if len(missing) > 0 {
			c.report(t, c.to, &rtcp.TransportLayerNack{MediaSSRC: outSSRC, Nacks: rtcp.NackPairsFromSequenceNumbers(missing)})
		}
	}
	for i := range uint16(last) {
		if !got[65200+i] {
			t.Errorf("%d never arrived", 65200+i)
		}
	}
}

// TestNarrowLinkIsNotFloodedWithRepairs asks for what was before a key frame.
func TestNarrowLinkIsNotFloodedWithRepairs(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	for i := range uint16(4) {
		c.publish(t, frame(10+i, 10+i, true, i == 0 || i == 2))
	}
	for isNarrow, want := range map[bool]int{false: 4, true: 2} {
		c.to.budget.isKnown = isNarrow
		c.down.take()
		c.report(t, c.to, &rtcp.TransportLayerNack{MediaSSRC: outSSRC, Nacks: rtcp.NackPairsFromSequenceNumbers([]uint16{10, 11, 12, 13})})
		if again := c.down.take(); len(again) != want {
			t.Errorf("narrow %v: %d repeated, want %d", isNarrow, len(again), want)
		}
	}
}

func TestRepeatedPacketIsWhatWasSent(t *testing.T) {
	c := newCall(t, video, videoSink)
	other := c.Publish(c.from, Source{IsVideo: true, ClockRate: 90000, PayloadType: videoType, Encodings: []Encoding{{SSRC: 9}}})
	c.sender.Follow(c.track, c.at)
	c.publish(t, frame(10, 10, true, true))
	c.sender.Follow(other, c.at)
	p := frame(5000, 700, true, true)
	p.SSRC = 9
	c.publish(t, p)
	for _, want := range c.down.take() {
		c.report(t, c.to, &rtcp.TransportLayerNack{MediaSSRC: outSSRC, Nacks: rtcp.NackPairsFromSequenceNumbers([]uint16{want.SequenceNumber})})
		again := c.down.take()
		if len(again) != 1 || again[0].SSRC != outRTX || again[0].Timestamp != want.Timestamp || string(again[0].Payload[2:]) != string(want.Payload) {
			t.Errorf("repeated %v, want %v", again, want)
		}
	}
}

func TestWhoAsksForEverythingGetsNoFlood(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	for i := range uint16(250) {
		c.publish(t, frame(i, i, true, i == 0))
	}
	c.down.take()
	for range 10 {
		var all []uint16
		for i := range uint16(250) {
			all = append(all, i)
		}
		c.report(t, c.to, &rtcp.TransportLayerNack{MediaSSRC: outSSRC, Nacks: rtcp.NackPairsFromSequenceNumbers(all)})
	}
	if n := len(c.down.take()); n != maxRepairs {
		t.Errorf("repeated %d packets between two ticks", n)
	}
}

func TestPaddingLeavesNoHole(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	for i := range uint16(30) {
		p := frame(i, i, true, i == 0)
		if i%3 == 1 {
			p.Payload, p.Padding, p.PaddingSize = nil, true, 50
		}
		c.publish(t, p)
	}
	for i, p := range c.down.take() {
		if p.SequenceNumber != uint16(i) {
			t.Fatalf("packet %d has the number %d", i, p.SequenceNumber)
		}
	}
}

func TestReportsTellClockLossAndRoundTrip(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	for i := range uint16(100) {
		if i%4 != 3 {
			c.publish(t, frame(i, i, true, i == 0))
		}
	}
	c.report(t, c.from, &rtcp.SenderReport{SSRC: videoSSRC, NTPTime: 5 << 32, RTPTime: 4000})
	c.pass(1100 * time.Millisecond)
	blocks := takeRTCP[*rtcp.ReceiverReport](c.up)
	clocks := takeRTCP[*rtcp.SenderReport](c.down)
	if len(blocks) == 0 || len(clocks) == 0 {
		t.Fatalf("%v %v", blocks, clocks)
	}
	b, clock := blocks[0].Reports[0], clocks[0]
	if b.SSRC != videoSSRC || b.FractionLost < 60 || b.FractionLost > 66 || b.TotalLost != 24 || b.LastSenderReport != 5<<16 || b.LastSequenceNumber != 98 {
		t.Errorf("block %+v", b)
	}
	passed := float64(clock.NTPTime-5<<32) / (1 << 32)
	if clock.SSRC != outSSRC || clock.PacketCount != 75 || passed <= 0 || float64(clock.RTPTime-4000)-passed*90000 > 1 {
		t.Errorf("clock %+v after %v s", clock, passed)
	}
	newest := clocks[len(clocks)-1]
	sentAt := c.sender.reported.at
	c.at = sentAt.Add(300 * time.Millisecond)
	c.report(t, c.to, &rtcp.ReceiverReport{Reports: []rtcp.ReceptionReport{{SSRC: outSSRC, FractionLost: 64, TotalLost: 19,
		LastSenderReport: uint32(newest.NTPTime >> 16), Delay: 65536 / 10}}})
	q, up := c.Quality(c.to), c.Quality(c.from)
	if q.Down.Lost != 19 || q.Down.Packets == 0 || up.Up.Lost != 24 || up.Up.Packets == 0 || (q.RTT-200*time.Millisecond).Abs() > time.Millisecond {
		t.Errorf("quality %+v", q)
	}
}

func TestSourceWithoutSSRCIsKnownByItsSection(t *testing.T) {
	unnamed := video
	unnamed.Encodings = []Encoding{{}}
	c := newCall(t, unnamed, videoSink)
	c.sender.Follow(c.track, c.at)
	for mid, want := range map[string]int{"7": 0, "1": 1} {
		p := frame(10, 10, true, true)
		p.SSRC = 4242
		if err := p.SetExtension(4, []byte(mid)); err != nil {
			t.Fatal(err)
		}
		c.publish(t, p)
		if got := len(c.down.take()); got != want {
			t.Errorf("section %s: sent %d packets", mid, got)
		}
	}
	p := frame(11, 11, true, false)
	p.SSRC = 4242
	c.publish(t, p) // browsers leave the name out after a while
	if len(c.down.take()) != 1 {
		t.Error("the SSRC was forgotten")
	}
}

func TestWhoLeavesIsForgotten(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	c.publish(t, frame(1, 1, true, true))
	c.down.take()
	c.Leave(c.to)
	c.sender.Follow(nil, c.at)
	c.sender.Follow(c.track, c.at)
	c.publish(t, frame(2, 2, true, true))
	if len(c.down.take()) > 0 || len(c.track.senders) > 0 {
		t.Error("a receiver that left is still sent something")
	}
	again := c.Send(c.Join(c.down), videoSink)
	again.Follow(c.track, c.at)
	c.Leave(c.from)
	if again.track != nil || c.track.layers[0].ring != nil || len(c.peers) != 1 {
		t.Error("a publisher that left is still followed or kept")
	}
	c.publish(t, frame(3, 3, true, true))
	c.pass(time.Second)
}

func FuzzNothingFromAPeerBreaksTheRouter(f *testing.F) {
	raw, _ := frame(1, 1, true, true).Marshal()
	nack, _ := (&rtcp.TransportLayerNack{MediaSSRC: outSSRC, Nacks: []rtcp.NackPair{{PacketID: 1, LostPackets: 0xffff}}}).Marshal()
	f.Add(raw, nack)
	f.Fuzz(func(t *testing.T, media, control []byte) {
		c := newCall(t, video, videoSink)
		c.sender.Follow(c.track, c.at)
		c.publish(t, frame(65535, 1, true, true))
		for i := range 4 {
			if i == 2 && len(media) > 11 { // as if it were its own
				media = append([]byte{}, media...)
				copy(media[8:], []byte{0, 0, 3, 0xe8})
			}
			c.RTP(c.from, media, c.at)
			c.RTCP(c.from, control, c.at)
			c.RTCP(c.to, control, c.at)
			c.pass(time.Second)
		}
	})
}

// TestAKeyFrameIsAskedForBeforeItCanBeReceived: who connects finds it, and no
// second one is asked for.
func TestAKeyFrameIsAskedForBeforeItCanBeReceived(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.publish(t, frame(1, 1, true, true))
	for n := range uint16(maxReplay) {
		c.publish(t, frame(2+n, 2+n, true, false))
	}
	asked := func() int { return len(takeRTCP[*rtcp.PictureLossIndication](c.up)) }
	c.sender.Prepare(c.track, c.at)
	if n := asked(); n != 1 {
		t.Fatalf("asked %d times", n)
	}
	c.publish(t, frame(100, 100, true, true))
	c.publish(t, frame(101, 101, true, false))
	c.sender.Prepare(c.track, c.at.Add(keyFrameEvery))
	c.sender.Prepare(c.track, c.at.Add(keyFrameEvery))
	c.sender.Follow(c.track, c.at)
	if sent := c.down.take(); asked() != 0 || len(sent) != 2 || pictureOf(sent[0]) != 100 {
		t.Errorf("%d packets at once", len(sent))
	}
}

// TestAPreparedKeyFrameThatGrewOldIsAskedForAgain does not make a newcomer wait
// for the frame that was asked for too early.
func TestAPreparedKeyFrameThatGrewOldIsAskedForAgain(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.publish(t, frame(1, 1, true, false))
	c.sender.Prepare(c.track, c.at)
	c.at = c.at.Add(keyFrameEvery / 10)
	c.publish(t, frame(2, 2, true, true))
	for n := range uint16(maxReplay) {
		c.publish(t, frame(3+n, 3+n, true, false))
	}
	c.at = c.at.Add(keyFrameEvery / 10)
	c.sender.Follow(c.track, c.at)
	if asked := takeRTCP[*rtcp.PictureLossIndication](c.up); len(asked) != 2 {
		t.Errorf("asked %d times", len(asked))
	}
}
