package mediatest

import (
	"encoding/binary"
	"slices"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
)

// Layers are the layers of a picture in frames of this package, the lowest
// first, with the height of each and about how many bytes a frame has.
var Layers = []struct {
	RID           string
	Height, Bytes int
}{{"l", 180, 600}, {"m", 360, 1500}, {"h", 720, pictureSize}}

const (
	// frameHeader is a key frame's start (RFC 6386, 9.1), then the layer and the
	// frame's number in it. Nothing in a frame can be decoded.
	frameHeader   = 15
	largestPacket = 1100
)

// Encoder makes the packets of one layer. Its numbers begin where they are set.
type Encoder struct {
	Layer     int // index in Layers
	Sequence  uint16
	Picture   uint16
	Level     uint8
	Timestamp uint32
	frame     uint32
}

// Encode is a frame's packets, without an SSRC; text stands behind its header.
func (e *Encoder) Encode(isKey bool, text string, ticks uint32) (packets []*rtp.Packet) {
	e.Skip(ticks)
	e.Picture, e.Level = (e.Picture+1)&0x7fff, e.Level+1
	frame := frameOf(isKey, e.Layer, e.frame, text, Layers[e.Layer].Bytes)
	for i, part := range slices.Collect(slices.Chunk(frame, largestPacket)) {
		e.Sequence++
		p := &rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: e.Sequence, Timestamp: e.Timestamp}}
		// The descriptor has a wide picture id and TL0PICIDX (RFC 7741, 4.2).
		p.Payload = append([]byte{0x80, 0xc0, 0x80 | uint8(e.Picture>>8), uint8(e.Picture), e.Level}, part...)
		if i == 0 {
			p.Payload[0] |= 0x10
		}
		packets = append(packets, p)
	}
	packets[len(packets)-1].Marker = true
	return packets
}

// Skip lets the time of a frame pass without one.
func (e *Encoder) Skip(ticks uint32) {
	e.Timestamp += ticks
	e.frame++
}

// frameOf marks key frames as VP8 does: the lowest bit is zero.
func frameOf(isKey bool, layer int, number uint32, text string, size int) []byte {
	data := make([]byte, frameHeader+max(size, len(text)))
	if !isKey {
		data[0] = 1
	}
	copy(data[3:], []byte{0x9d, 0x01, 0x2a})
	height := Layers[layer].Height
	binary.LittleEndian.PutUint16(data[6:], uint16(height*16/9))
	binary.LittleEndian.PutUint16(data[8:], uint16(height))
	data[10] = uint8(layer)
	binary.BigEndian.PutUint32(data[11:], number)
	copy(data[frameHeader:], text)
	return data
}

// Decoder reads a stream of Encoder's frames as strictly as a decoder of VP8: a
// frame that is no key frame needs the one before it of its layer, whole. It
// takes packets in the order of their numbers.
type Decoder struct {
	// Frames could be shown; Frozen could not; Cut were left for another layer
	// or publisher before their end.
	Frames, Frozen, Cut, KeyFrames int
	// Switches are changes of the layer, Layer is the newest one's index.
	Switches, Layer int
	// Number and Timestamp are of the newest frame: its number in its layer.
	Number, Timestamp uint32
	// Errors are breaches of the order that a receiver relies on.
	Errors []string

	last  *rtp.Packet
	open  bool // a frame has begun and not ended
	shows bool // nothing of it is missing, nor of what it needs
}

// Take reads the next packet that came.
func (d *Decoder) Take(p *rtp.Packet) {
	var v codecs.VP8Packet
	frame, err := v.Unmarshal(p.Payload)
	if err != nil {
		return // padding
	}
	isNext := d.last != nil && p.SequenceNumber == d.last.SequenceNumber+1
	switch {
	case v.S == 1 && v.PID == 0 && len(frame) >= frameHeader:
		d.begin(p, &v, frame, isNext)
	case !isNext || !d.open:
		d.shows = false
	}
	d.last = p
	if p.Marker {
		d.end()
	}
}

func (d *Decoder) begin(p *rtp.Packet, v *codecs.VP8Packet, frame []byte, isNext bool) {
	if isNext {
		d.compare(p, v)
	}
	switch {
	case d.open && isNext:
		d.Cut++
		d.shows = false
	case !isNext:
		d.shows = false // whatever is missing
	}
	isKey, layer, number := frame[0]&1 == 0, int(frame[10]), binary.BigEndian.Uint32(frame[11:])
	if isKey {
		d.KeyFrames++
	}
	if layer != d.Layer && d.last != nil {
		d.Switches++
		if !isKey && d.Frames > 0 {
			d.fail("another layer without a key frame")
		}
	}
	d.shows = isKey || d.shows && layer == d.Layer && number == d.Number+1
	d.open, d.Layer, d.Number, d.Timestamp = true, layer, number, p.Timestamp
}

// compare looks at what goes on by one from frame to frame.
func (d *Decoder) compare(p *rtp.Packet, v *codecs.VP8Packet) {
	var before codecs.VP8Packet
	if _, err := before.Unmarshal(d.last.Payload); err != nil {
		return
	}
	if v.PictureID != (before.PictureID+1)&0x7fff {
		d.fail("the picture id jumps")
	}
	if v.TL0PICIDX != before.TL0PICIDX+1 {
		d.fail("TL0PICIDX jumps")
	}
	if int32(p.Timestamp-d.last.Timestamp) <= 0 {
		d.fail("the timestamp does not go on")
	}
}

func (d *Decoder) end() {
	d.open = false
	if d.shows {
		d.Frames++
	} else {
		d.Frozen++
	}
}

func (d *Decoder) fail(what string) { d.Errors = append(d.Errors, what) }
