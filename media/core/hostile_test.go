package core

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// TestAJumpOfNumbersIsNotAskedForWhole: half of all numbers are left out at once.
func TestAJumpOfNumbersIsNotAskedForWhole(t *testing.T) {
	c := newCall(t, audio, audioSink)
	for _, number := range []uint16{1, 2, 32000, 64000} {
		c.publish(t, &rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111, SSRC: 500, SequenceNumber: number}, Payload: []byte{1}})
		if n := len(c.track.layers[0].missing.list); n > maxMissing {
			t.Errorf("%d numbers are missed", n)
		}
	}
	c.pass(TickEvery)
	asked := 0
	for _, nack := range takeRTCP[*rtcp.TransportLayerNack](c.up) {
		for _, pair := range nack.Nacks {
			asked += len(pair.PacketList())
		}
	}
	if asked == 0 || asked > maxMissing {
		t.Errorf("%d were asked for", asked)
	}
}

// TestARepairOfWhatWasNeverSentIsNoPacket: RTX before its stream, and of a number
// that has not come yet, brings nothing to anybody.
func TestARepairOfWhatWasNeverSentIsNoPacket(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	repair := func(number uint16) *rtp.Packet {
		p := frame(number, number, true, true)
		p.SSRC, p.PayloadType = videoRTX, rtxType
		p.Payload = append([]byte{uint8(number >> 8), uint8(number)}, p.Payload...)
		return p
	}
	c.publish(t, repair(7))
	c.publish(t, repair(40_000))
	if sent := c.down.take(); len(sent) > 0 {
		t.Errorf("before the stream: %v", sent)
	}
	c.publish(t, frame(8, 8, true, true))
	if sent := c.down.take(); len(sent) != 1 {
		t.Fatalf("the stream: %v", sent)
	}
	c.publish(t, repair(300))
	c.publish(t, &rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: rtxType, SSRC: videoRTX}, Payload: []byte{1}})
	if sent := c.down.take(); len(sent) > 0 {
		t.Errorf("of the future: %v", sent)
	}
}

// TestExtensionsThatRunOverAreNotThere: lengths that lead behind the packet.
func TestExtensionsThatRunOverAreNotThere(t *testing.T) {
	for name, p := range map[string]packet{
		"short": {extensionProfile: 0xbede, extensions: []byte{0, 0x3f, 1, 2}},
		"long":  {extensionProfile: 0x1000, extensions: []byte{0, 3, 200, 1}},
		"stump": {extensionProfile: 0x1000, extensions: []byte{0, 0, 0, 3}},
	} {
		if got := p.extension(3); got != nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestASectionThatIsSentHasOneSource: packets that name a section whose stream runs
// do not take its place, and repairs of it have one source at a time.
func TestASectionThatIsSentHasOneSource(t *testing.T) {
	unnamed := video
	unnamed.Encodings = []Encoding{{RID: "h"}}
	c := newCall(t, unnamed, videoSink)
	c.sender.Follow(c.track, c.at)
	named := func(ssrc uint32, number uint16, rid uint8) *rtp.Packet {
		p := frame(number, number, true, true)
		p.SSRC = ssrc
		_, _ = p.SetExtension(unnamed.Extensions.Mid, []byte("1")), p.SetExtension(rid, []byte("h"))
		return p
	}
	c.publish(t, named(1, 10, unnamed.Extensions.RID))
	c.publish(t, named(2, 500, unnamed.Extensions.RID))
	if sent := c.down.take(); len(sent) != 1 || c.from.sources[1] == nil || c.from.sources[2] != nil {
		t.Errorf("sent %v", sent)
	}
	for ssrc := range uint32(100) {
		c.publish(t, named(1000+ssrc, 20, unnamed.Extensions.RepairedRID))
	}
	if len(c.from.repairs) != 1 || len(c.from.sources) != 1 {
		t.Errorf("%d and %d sources of one section", len(c.from.sources), len(c.from.repairs))
	}
	c.at = c.at.Add(2 * silentAfter) // it has ended, and begins anew
	c.publish(t, named(3, 900, unnamed.Extensions.RID))
	c.pass(TickEvery)
	c.publish(t, named(3, 901, unnamed.Extensions.RID))
	if len(c.down.take()) == 0 || len(c.from.sources) != 1 {
		t.Error("a section that begins anew is not known")
	}
}

// TestASeamEachPacketIsForgottenInTime: padding alone leaves a seam each time.
func TestASeamEachPacketIsForgottenInTime(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	for number := uint16(1); number < 500; number += 2 {
		c.publish(t, frame(number, number, true, number == 1))
		c.publish(t, &rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: videoType, SSRC: videoSSRC, SequenceNumber: number + 1, Padding: true}, PaddingSize: 4})
	}
	if n := len(c.sender.history.runs); n > maxRuns {
		t.Errorf("%d seams are kept", n)
	}
}

// TestManySourcesAreReportedInPart: a packet of reports has room for 31 (RFC 3550, 6.4.2).
func TestManySourcesAreReportedInPart(t *testing.T) {
	c := newCall(t, audio, audioSink)
	for ssrc := range uint32(40) {
		source := audio
		source.Encodings = []Encoding{{SSRC: 10_000 + ssrc}}
		c.Publish(c.from, source)
		c.publish(t, &rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111, SSRC: 10_000 + ssrc, SequenceNumber: 1}, Payload: []byte{1}})
	}
	c.pass(1100 * time.Millisecond)
	reports := takeRTCP[*rtcp.ReceiverReport](c.up)
	if len(reports) == 0 || len(reports[0].Reports) != maxBlocks {
		t.Errorf("reported %d", len(reports))
	}
}

// TestARoundTripThatCannotBeIsBounded: by it repairs are asked for again.
func TestARoundTripThatCannotBeIsBounded(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	c.publish(t, frame(1, 1, true, true))
	c.report(t, c.from, &rtcp.SenderReport{SSRC: videoSSRC, NTPTime: 5 << 32})
	c.pass(1100 * time.Millisecond)
	for delay, want := range map[uint32]time.Duration{0xffffffff: 0, 0: maxRTT} {
		c.at = c.sender.reported.at.Add(time.Hour)
		c.report(t, c.to, &rtcp.ReceiverReport{Reports: []rtcp.ReceptionReport{{SSRC: outSSRC, LastSenderReport: c.sender.reported.middle, Delay: delay}}})
		if c.to.rtt != want {
			t.Errorf("delay %d: %v", delay, c.to.rtt)
		}
	}
}
