package core

import (
	"testing"

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
