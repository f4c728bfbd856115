package core

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"

	"televisit/media/mediatest"
)

const frameTime = 50 * time.Millisecond

// narrow is a receiver that can take so little of what it is sent.
func (c *call) narrow(t *testing.T, bitrate float32) {
	t.Helper()
	for _, b := range []float32{1_000_000, bitrate} {
		c.report(t, c.to, &rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: b, SSRCs: []uint32{outSSRC}})
	}
}

// wantsKey says whether the publisher was asked for a key frame.
func (c *call) wantsKey() bool { return len(takeRTCP[*rtcp.PictureLossIndication](c.up)) > 0 }

// TestWhatDoesNotFitIsLeftOutInWholeFrames sends 300 kbit/s to somebody who can
// take 120: every frame that comes can be shown, and no number is missing.
func TestWhatDoesNotFitIsLeftOutInWholeFrames(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	e := &mediatest.Encoder{Layer: 1, Sequence: 65000, Picture: 0x7ff0, Level: 250}
	d := &mediatest.Decoder{}
	bytes, isKey := 0, true
	for i := range 500 {
		c.pass(frameTime)
		for _, p := range e.Encode(isKey, "", 4500) {
			p.PayloadType, p.SSRC = videoType, videoSSRC
			c.publish(t, p)
		}
		if isKey = c.wantsKey(); i == 50 {
			c.narrow(t, 120_000)
			bytes = 0
		}
		for _, p := range c.down.take() {
			d.Take(p)
			bytes += len(p.Payload) + headerSize
		}
	}
	rate := float64(bytes*8) / (449 * frameTime.Seconds())
	if d.Frozen > 0 || d.Cut > 0 || len(d.Errors) > 0 {
		t.Errorf("what was left out shows: %+v", d)
	}
	if d.Frames < 100 || rate > 140_000 || c.Stats().FramesLeftOut == 0 {
		t.Errorf("%d frames, %.0f bits a second, %+v", d.Frames, rate, c.Stats())
	}
	c.to.budget.value = mostBudget // there is room again
	before := d.Frames
	for range 100 {
		c.pass(frameTime)
		for _, p := range e.Encode(isKey, "", 4500) {
			p.PayloadType, p.SSRC = videoType, videoSSRC
			c.publish(t, p)
		}
		isKey = c.wantsKey()
		for _, p := range c.down.take() {
			d.Take(p)
		}
	}
	if d.Frames-before < 85 || d.Frozen > 0 {
		t.Errorf("%d of 100 frames with room for all: %+v", d.Frames-before, d)
	}
}

// tiered is the i-th frame of three temporal layers (0 2 1 2), 600 bytes each. In
// every second round the second and third layer begin anew from the first.
func tiered(i int) *rtp.Packet {
	p := frame(uint16(i), uint16(i)&0x7fff, true, i == 0)
	temporal := []uint8{0, 2, 1, 2}[i%4]
	sync := uint8(0)
	if i%8 == 1 || i%8 == 2 {
		sync = 0x20
	}
	p.Marker = true
	p.Payload = append([]byte{0x90, 0xe0, p.Payload[2], p.Payload[3], uint8(i / 4), temporal<<6 | sync, p.Payload[5]}, make([]byte, 600)...)
	return p
}

// TestFramesThatNobodyNeedsAreLeftOutFirst has three temporal layers of 25, 25 and
// 50 kbit/s.
func TestFramesThatNobodyNeedsAreLeftOutFirst(t *testing.T) {
	for _, test := range []struct {
		room  int
		least [3]int // frames of each temporal layer, of 100, 100 and 200
		most  [3]int
	}{
		{85_000, [3]int{100, 100, 110}, [3]int{100, 100, 165}},
		{65_000, [3]int{100, 90, 20}, [3]int{100, 100, 95}},
		{40_000, [3]int{100, 30, 0}, [3]int{100, 75, 20}},
	} {
		c := newCall(t, video, videoSink)
		c.sender.Follow(c.track, c.at)
		var last *rtp.Packet
		var came [3]int
		for i := range 500 {
			if c.pass(frameTime); i == 60 {
				c.narrow(t, 50_000)
				c.to.budget.value = test.room
			}
			c.publish(t, tiered(i))
			for _, p := range c.down.take() {
				var now, before codecs.VP8Packet
				if _, err := now.Unmarshal(p.Payload); err != nil {
					t.Fatal(err)
				}
				if last != nil {
					if _, err := before.Unmarshal(last.Payload); err != nil {
						t.Fatal(err)
					}
					if p.SequenceNumber != last.SequenceNumber+1 || now.PictureID != (before.PictureID+1)&0x7fff ||
						now.TL0PICIDX != before.TL0PICIDX && (now.TID > 0 || now.TL0PICIDX != before.TL0PICIDX+1) {
						t.Fatalf("frame %d: number %d after %d, picture %d after %d, level %d after %d", i,
							p.SequenceNumber, last.SequenceNumber, now.PictureID, before.PictureID, now.TL0PICIDX, before.TL0PICIDX)
					}
				}
				if last = p; i >= 100 {
					came[now.TID]++
				}
			}
		}
		for layer, n := range came {
			if n < test.least[layer] || n > test.most[layer] {
				t.Errorf("room for %d: %v frames of the layers", test.room, came)
				break
			}
		}
	}
}

func TestTimeOfSendingIsWritten(t *testing.T) {
	sink := videoSink
	sink.SendTime = 4
	c := newCall(t, video, sink)
	c.sender.Follow(c.track, c.at)
	c.publish(t, frame(1, 1, true, true))
	c.at = c.at.Add(1234 * time.Millisecond)
	c.publish(t, frame(2, 2, true, false))
	c.at = c.at.Add(time.Second) // the repeated one leaves later
	c.report(t, c.to, &rtcp.TransportLayerNack{MediaSSRC: outSSRC, Nacks: []rtcp.NackPair{{PacketID: 2}}})
	sent := c.down.take()
	if len(sent) != 3 {
		t.Fatalf("%d packets", len(sent))
	}
	for i, want := range []time.Time{start, start.Add(1234 * time.Millisecond), start.Add(2234 * time.Millisecond)} {
		var said rtp.AbsSendTimeExtension
		if err := said.Unmarshal(sent[i].GetExtension(4)); err != nil {
			t.Fatal(err)
		}
		if off := want.Sub(said.Estimate(want.Add(time.Second))); off < 0 || off > 10*time.Microsecond {
			t.Errorf("packet %d was sent %s before what it says", i, -off)
		}
	}
	if p := sent[2]; p.SSRC != outRTX || p.Payload[0] != 0 || p.Payload[1] != 2 || pictureOf(&rtp.Packet{Payload: p.Payload[2:]}) != 2 {
		t.Errorf("repeated: %v", p)
	}
}
