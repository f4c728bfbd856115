package core

import "encoding/binary"

// vp8 is what of a VP8 payload descriptor (RFC 7741, 4.2) is rewritten or
// decides; the zero value is a payload without one.
type vp8 struct {
	startsFrame bool
	startsKey   bool
	pictureAt   uint8 // where the picture id stands; 0: nowhere
	isWide      bool  // 15 bits instead of 7
	picture     uint16
	levelAt     uint8 // where TL0PICIDX stands; 0: nowhere
	level       uint8
	temporal    uint8  // TID: frames of a higher one may be left out
	isSync      bool   // Y: needs nothing but the lowest
	height      uint16 // of the picture, told by key frames
}

// describe reads the descriptor.
func describe(payload []byte) (d vp8) {
	if len(payload) == 0 {
		return d
	}
	at := 1
	if payload[0]&0x80 != 0 {
		if at = d.describeExtensions(payload); at == 0 {
			return vp8{}
		}
	}
	d.startsFrame = payload[0]&0x17 == 0x10 // S and partition 0
	d.startsKey = d.startsFrame && at < len(payload) && payload[at]&1 == 0
	if d.startsKey && len(payload) >= at+10 { // RFC 6386, 9.1
		d.height = binary.LittleEndian.Uint16(payload[at+8:]) & 0x3fff
	}
	return d
}

// describeExtensions returns the length of the descriptor; 0 when it is cut off.
func (d *vp8) describeExtensions(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	has, at := b[1], 2
	if has&0x80 != 0 {
		if at = d.describePicture(b); at == 0 {
			return 0
		}
	}
	if has&0x40 != 0 {
		if len(b) <= at {
			return 0
		}
		d.levelAt, d.level = uint8(at), b[at]
		at++
	}
	if has&0x30 == 0 {
		return at
	}
	if len(b) <= at {
		return 0
	}
	if has&0x20 != 0 {
		d.temporal, d.isSync = b[at]>>6, b[at]&0x20 != 0
	}
	return at + 1
}

func (d *vp8) describePicture(b []byte) int {
	if len(b) < 3 {
		return 0
	}
	d.pictureAt, d.isWide, d.picture = 2, b[2]&0x80 != 0, uint16(b[2]&0x7f)
	if !d.isWide {
		return 3
	}
	if len(b) < 4 {
		return 0
	}
	d.picture = binary.BigEndian.Uint16(b[2:]) & 0x7fff
	return 4
}

// rewrite puts other numbers into a payload that d describes.
func (d *vp8) rewrite(payload []byte, picture uint16, level uint8) {
	switch {
	case d.pictureAt == 0:
	case d.isWide:
		binary.BigEndian.PutUint16(payload[d.pictureAt:], picture|0x8000)
	default:
		payload[d.pictureAt] = uint8(picture & 0x7f)
	}
	if d.levelAt != 0 {
		payload[d.levelAt] = level
	}
}
