package core

import "time"

const (
	// headroom is what stands before a payload: an RTP header with the time of
	// sending, and the number of the original packet when it is repeated by RTX
	// (RFC 4588).
	headroom = headerSize + sendTimeSize + numberSize
	// sendTimeSize is an extension header of one element of three bytes (RFC 8285).
	sendTimeSize, numberSize = 8, 2
	// Most of a second of picture at 1.7 Mbit/s, and more than one of sound.
	videoRing, audioRing = 160, 64
)

// slot is one kept packet. Senders write their own header and picture id into
// it right before it leaves, so that a packet is copied once for everybody.
type slot struct {
	number    int64 // unwrapped sequence number; 0: empty
	at        time.Time
	timestamp uint32
	marker    bool
	vp8       vp8
	buffer    []byte // headroom and payload
}

// ring keeps the newest packets of one stream by number.
type ring []slot

func (r ring) at(number int64) *slot {
	if len(r) == 0 || number <= 0 {
		return nil
	}
	if s := &r[number%int64(len(r))]; s.number == number {
		return s
	}
	return nil
}

// put keeps a packet; it refuses one whose place is taken by itself or a newer one.
func (r ring) put(number int64, p *packet, payload []byte, at time.Time) *slot {
	s := &r[number%int64(len(r))]
	if number <= s.number {
		return nil
	}
	var room [headroom]byte
	s.number, s.at, s.timestamp, s.marker = number, at, p.timestamp, p.marker
	s.buffer = append(append(s.buffer[:0], room[:]...), payload...)
	return s
}

func (s *slot) payload() []byte { return s.buffer[headroom:] }
