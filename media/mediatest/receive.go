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
		copied.seen = nil // it goes on changing
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
		c.update(func() { c.count(mid, remote.Kind(), packet) })
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

func (c *Client) count(mid string, kind webrtc.RTPCodecType, packet *rtp.Packet) {
	t := c.tracks[mid]
	begins, key, frame := parse(kind, packet.Payload)
	if t == nil {
		first := int64(packet.SequenceNumber)
		t = &Track{Mid: mid, Kind: kind.String(), StartsWithKey: key, first: first, highest: first, seen: map[int64]bool{}}
		c.tracks[mid] = t
	}
	if !t.take(packet.SequenceNumber) || !begins {
		return
	}
	t.Frames++
	if key {
		t.KeyFrames++
	}
	if len(frame) > frameHeader {
		t.From = string(bytes.TrimRight(frame[frameHeader:], "\x00"))
	}
}

// take counts a packet by its unwrapped number; false for one seen before.
func (t *Track) take(sequence uint16) bool {
	number := t.highest + int64(int16(sequence-uint16(t.highest)))
	if t.seen[number] || number < t.first {
		return false
	}
	t.seen[number] = true
	t.highest = max(t.highest, number)
	t.Packets++
	t.Missing = int(t.highest-t.first) + 1 - t.Packets
	return true
}

// parse says whether a frame and a key frame begin here.
func parse(kind webrtc.RTPCodecType, payload []byte) (begins, key bool, frame []byte) {
	if kind == webrtc.RTPCodecTypeAudio {
		return true, false, payload
	}
	var vp8 codecs.VP8Packet
	frame, err := vp8.Unmarshal(payload)
	begins = err == nil && vp8.S == 1 && vp8.PID == 0 && len(frame) > 0
	return begins, begins && frame[0]&1 == 0, frame
}
