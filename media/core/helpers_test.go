package core

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// wire is a peer's port that keeps everything.
type wire struct {
	t    *testing.T
	rtp  []*rtp.Packet
	rtcp []rtcp.Packet
	// wakes counts changes that were told.
	wakes int
}

func (w *wire) SendRTP(plain []byte) {
	packet := &rtp.Packet{}
	if err := packet.Unmarshal(append([]byte(nil), plain...)); err != nil {
		w.t.Errorf("sent no packet: %v", err)
	}
	w.rtp = append(w.rtp, packet)
}

func (w *wire) SendRTCP(plain []byte) {
	packets, err := rtcp.Unmarshal(append([]byte(nil), plain...))
	if err != nil {
		w.t.Errorf("sent no report: %v", err)
	}
	w.rtcp = append(w.rtcp, packets...)
}

func (w *wire) Wake() { w.wakes++ }

// take returns what was sent since the last time.
func (w *wire) take() []*rtp.Packet {
	sent := w.rtp
	w.rtp = nil
	return sent
}

// takeRTCP returns the reports of one type since the last time.
func takeRTCP[T rtcp.Packet](w *wire) (found []T) {
	for _, packet := range w.rtcp {
		if one, ok := packet.(T); ok {
			found = append(found, one)
		}
	}
	w.rtcp = nil
	return found
}

const (
	videoSSRC, videoRTX, outSSRC, outRTX = 1000, 1001, 2000, 2001
	videoType, rtxType                   = 96, 97
)

var (
	video = Source{Mid: "1", IsVideo: true, ClockRate: 90000, PayloadType: videoType,
		Encodings: []Encoding{{SSRC: videoSSRC, RTXSSRC: videoRTX}}, Extensions: Extensions{Mid: 4, RID: 5, RepairedRID: 6, TransportSequence: 3}}
	videoSink = Sink{IsVideo: true, ClockRate: 90000, SSRC: outSSRC, RTXSSRC: outRTX, PayloadType: 100, RTXPayloadType: 101}
	audio     = Source{Mid: "0", ClockRate: 48000, PayloadType: 111, Encodings: []Encoding{{SSRC: 500}}}
	audioSink = Sink{ClockRate: 48000, SSRC: 600, PayloadType: 112}
)

// call is one publisher and one receiver of its picture.
type call struct {
	*Router
	at       time.Time
	up, down *wire
	from, to *Peer
	track    *Track
	sender   *Sender
}

func newCall(t *testing.T, source Source, sink Sink) *call {
	t.Helper()
	c := &call{Router: NewRouter(), at: start, up: &wire{t: t}, down: &wire{t: t}}
	c.from, c.to = c.Join(c.up), c.Join(c.down)
	c.track, c.sender = c.Publish(c.from, source), c.Send(c.to, sink)
	return c
}

// pass moves the time and ticks.
func (c *call) pass(d time.Duration) {
	for end := c.at.Add(d); c.at.Before(end); {
		c.at = c.at.Add(TickEvery)
		c.Tick(c.at)
	}
}

// frame is a VP8 packet with a wide picture id and a TL0PICIDX.
func frame(sequence uint16, picture uint16, begins, isKey bool) *rtp.Packet {
	p := &rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: videoType, SSRC: videoSSRC, SequenceNumber: sequence,
		Timestamp: uint32(picture) * 3000}}
	p.Payload = []byte{0x80, 0xc0, 0x80 | uint8(picture>>8), uint8(picture), uint8(picture), 1}
	if begins {
		p.Payload[0] |= 0x10
	}
	if isKey {
		p.Payload[5] = 0
	}
	return p
}

func (c *call) publish(t *testing.T, p *rtp.Packet) {
	t.Helper()
	raw, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	c.RTP(c.from, raw, c.at)
}

func (c *call) report(t *testing.T, from *Peer, packets ...rtcp.Packet) {
	t.Helper()
	raw, err := rtcp.Marshal(packets)
	if err != nil {
		t.Fatal(err)
	}
	c.RTCP(from, raw, c.at)
}

func pictureOf(p *rtp.Packet) uint16 { return describe(p.Payload).picture }

func mustMarshal(p *rtp.Packet) []byte {
	raw, err := p.Marshal()
	if err != nil {
		panic(err)
	}
	return raw
}
