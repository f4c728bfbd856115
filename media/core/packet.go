package core

import (
	"encoding/binary"
	"time"
)

const headerSize = 12

// packet is a parsed RTP packet (RFC 3550, 5.1); slices point into the input.
type packet struct {
	marker           bool
	payloadType      uint8
	sequence         uint16
	timestamp, ssrc  uint32
	extensionProfile uint16
	extensions       []byte
	payload          []byte
}

// parse reads a packet without its padding; false when it is none.
func parse(b []byte) (p packet, ok bool) {
	if len(b) < headerSize || b[0]>>6 != 2 {
		return p, false
	}
	p = packet{
		marker: b[1]&0x80 != 0, payloadType: b[1] & 0x7f, sequence: binary.BigEndian.Uint16(b[2:]),
		timestamp: binary.BigEndian.Uint32(b[4:]), ssrc: binary.BigEndian.Uint32(b[8:]),
	}
	at := headerSize + 4*int(b[0]&0x0f)
	if b[0]&0x10 != 0 {
		if len(b) < at+4 {
			return p, false
		}
		p.extensionProfile = binary.BigEndian.Uint16(b[at:])
		end := at + 4 + 4*int(binary.BigEndian.Uint16(b[at+2:]))
		if len(b) < end {
			return p, false
		}
		p.extensions, at = b[at+4:end], end
	}
	if len(b) < at {
		return p, false
	}
	p.payload, ok = unpad(b[at:], b[0]&0x20 != 0)
	return p, ok
}

func unpad(payload []byte, padded bool) ([]byte, bool) {
	if !padded {
		return payload, true
	}
	if len(payload) == 0 {
		return nil, false
	}
	n := int(payload[len(payload)-1])
	if n == 0 || n > len(payload) {
		return nil, false
	}
	return payload[:len(payload)-n], true
}

// extension finds a header extension by its number (RFC 8285); nil when it is
// not there.
func (p *packet) extension(id uint8) []byte {
	if id == 0 {
		return nil
	}
	switch {
	case p.extensionProfile == 0xbede:
		return p.shortExtension(id)
	case p.extensionProfile>>4 == 0x100:
		return p.longExtension(id)
	}
	return nil
}

func (p *packet) shortExtension(id uint8) []byte {
	for b := p.extensions; len(b) > 0; {
		if b[0] == 0 { // padding
			b = b[1:]
			continue
		}
		found, end := b[0]>>4, 2+int(b[0]&0x0f)
		if found == 15 || len(b) < end {
			return nil
		}
		if found == id {
			return b[1:end]
		}
		b = b[end:]
	}
	return nil
}

func (p *packet) longExtension(id uint8) []byte {
	for b := p.extensions; len(b) > 1; {
		if b[0] == 0 {
			b = b[1:]
			continue
		}
		end := 2 + int(b[1])
		if len(b) < end {
			return nil
		}
		if b[0] == id {
			return b[2:end]
		}
		b = b[end:]
	}
	return nil
}

// putSendTime writes behind a header an extension with the time of sending, in
// seconds of which the last 64 count, as 6.18 bits (abs-send-time).
func putSendTime(b []byte, id uint8, at time.Time) {
	const round = 64 * int64(time.Second)
	stamp := uint32(at.UnixNano() % round << 18 / int64(time.Second))
	b[0] |= 0x10
	binary.BigEndian.PutUint32(b[headerSize:], 0xbede0001)
	binary.BigEndian.PutUint32(b[headerSize+4:], uint32(id<<4|2)<<24|stamp&0xffffff)
}

// putHeader writes an RTP header without extensions.
func putHeader(b []byte, marker bool, payloadType uint8, sequence uint16, timestamp, ssrc uint32) {
	b[0], b[1] = 0x80, payloadType
	if marker {
		b[1] |= 0x80
	}
	binary.BigEndian.PutUint16(b[2:], sequence)
	binary.BigEndian.PutUint32(b[4:], timestamp)
	binary.BigEndian.PutUint32(b[8:], ssrc)
}
