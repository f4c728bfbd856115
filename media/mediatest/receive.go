package mediatest

import (
	"bytes"
	"slices"
	"strings"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

// Track is what came in one section of the SDP.
type Track struct {
	Mid  string
	Kind string // "audio" or "video"
	// From is the name inside the newest frame.
	From string
	// Packets are counted without repeated ones; Frames are frames begun.
	Packets, Frames, KeyFrames int
	// StartsWithKey says whether the first packet began a key frame.
	StartsWithKey bool
	// Missing packets were neither received nor repaired so far.
	Missing int
	// Picture reads the packets in the order of their numbers; it stops at what
	// is missing until much has come after it.
	Picture Decoder

	waiting        map[int64]*rtp.Packet
	next           int64
	first, highest int64
	seen           map[int64]bool
}

// Tracks lists the tracks on which something came, by section.
func (c *Client) Tracks() []Track {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []Track
	for _, t := range c.tracks {
		copied := *t
		copied.seen, copied.waiting = nil, nil // they go on changing
		list = append(list, copied)
	}
	slices.SortFunc(list, func(a, b Track) int { return strings.Compare(a.Mid, b.Mid) })
	return list
}

// Received counts the packets of one kind, of everybody.
func (c *Client) Received(kind string) int {
	sum := 0
	for _, t := range c.Tracks() {
		if t.Kind == kind {
			sum += t.Packets
		}
	}
	return sum
}

// From finds what came from the person with the name.
func (c *Client) From(name, kind string) (Track, bool) {
	list := c.Tracks()
	i := slices.IndexFunc(list, func(t Track) bool { return t.From == name && t.Kind == kind })
	if i < 0 {
		return Track{}, false
	}
	return list[i], true
}

// AskKeyFrame asks for a key frame in every picture that comes.
func (c *Client) AskKeyFrame() error {
	for _, t := range c.pc.GetTransceivers() {
		if track := t.Receiver().Track(); track != nil && t.Kind() == webrtc.RTPCodecTypeVideo {
			err := c.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(track.SSRC())}})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Client) receive(remote *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	go drain(receiver)
	mid := c.midOf(receiver)
	for {
		packet, _, err := remote.ReadRTP()
		if err != nil {
			return
		}
		frozen := false
		c.update(func() { frozen = c.count(mid, remote.Kind(), packet) })
		if frozen { // as a browser does whose decoder cannot go on
			_ = c.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(remote.SSRC())}})
		}
	}
}

func (c *Client) midOf(receiver *webrtc.RTPReceiver) string {
	for _, t := range c.pc.GetTransceivers() {
		if t.Receiver() == receiver {
			return t.Mid()
		}
	}
	return ""
}

// drain reads reports, which drives pion's receiver reports.
func drain(receiver *webrtc.RTPReceiver) {
	for {
		if _, _, err := receiver.ReadRTCP(); err != nil {
			return
		}
	}
}

// count reads a packet and says whether a key frame should be asked for.
func (c *Client) count(mid string, kind webrtc.RTPCodecType, packet *rtp.Packet) (frozen bool) {
	t := c.tracks[mid]
	begins, key, frame := parse(kind, packet.Payload)
	if t == nil {
		first := int64(packet.SequenceNumber)
		t = &Track{Mid: mid, Kind: kind.String(), StartsWithKey: key, first: first, highest: first, next: first,
			seen: map[int64]bool{}, waiting: map[int64]*rtp.Packet{}}
		c.tracks[mid] = t
	}
	if !t.take(packet.SequenceNumber) {
		return false
	}
	if kind == webrtc.RTPCodecTypeVideo {
		before := t.Picture.Frozen
		t.read(packet)
		frozen = t.Picture.Frozen > before
	}
	if !begins {
		return frozen
	}
	t.Frames++
	if key {
		t.KeyFrames++
	}
	if len(frame) > 0 {
		t.From = string(bytes.TrimRight(frame, "\x00"))
	}
	return frozen
}

// patient is for how many packets the reader waits for one that is missing.
const patient = 100

// read hands packets on in order.
func (t *Track) read(packet *rtp.Packet) {
	number := t.unwrap(packet.SequenceNumber)
	if number < t.next {
		return // given up
	}
	t.waiting[number] = packet
	for len(t.waiting) > 0 {
		p := t.waiting[t.next]
		if p == nil && len(t.waiting) < patient {
			return
		}
		if p != nil {
			t.Picture.Take(p)
			delete(t.waiting, t.next)
		}
		t.next++
	}
}

func (t *Track) unwrap(sequence uint16) int64 {
	return t.highest + int64(int16(sequence-uint16(t.highest)))
}

// take counts a packet by its unwrapped number; false for one seen before.
func (t *Track) take(sequence uint16) bool {
	number := t.unwrap(sequence)
	if t.seen[number] || number < t.first {
		return false
	}
	t.seen[number] = true
	t.highest = max(t.highest, number)
	t.Packets++
	t.Missing = int(t.highest-t.first) + 1 - t.Packets
	return true
}

// parse says whether a frame and a key frame begin here, and whose it is.
func parse(kind webrtc.RTPCodecType, payload []byte) (begins, key bool, name []byte) {
	if kind == webrtc.RTPCodecTypeAudio {
		return true, false, payload
	}
	var vp8 codecs.VP8Packet
	frame, err := vp8.Unmarshal(payload)
	if err != nil || vp8.S != 1 || vp8.PID != 0 || len(frame) < frameHeader {
		return false, false, nil
	}
	return true, frame[0]&1 == 0, frame[frameHeader:]
}
