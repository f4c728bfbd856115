package core

import (
	"encoding/binary"
	"slices"
	"time"
)

const (
	maxArrivals = 1024
	// maxSpan bounds one feedback: beyond it the numbers in between were never sent.
	maxSpan = 4096
	// Feedback counts time in these units (draft-holmer-rmcat-transport-wide-cc-extensions-01).
	referenceUnit, deltaUnit = 64 * time.Millisecond, 250 * time.Microsecond
)

// arrivals are the packets of one transport since the last feedback.
type arrivals struct {
	list    []arrival
	highest int64 // unwrapped
	next    int64 // what the next feedback begins with; 0: anything
	count   uint8
}

type arrival struct {
	number int64
	at     time.Time
}

func (a *arrivals) note(sequence uint16, at time.Time) {
	if a.highest == 0 {
		a.highest = 1<<16 + int64(sequence)
	}
	number := a.highest + int64(int16(sequence-uint16(a.highest)))
	a.highest = max(a.highest, number)
	if len(a.list) < maxArrivals {
		a.list = append(a.list, arrival{number, at})
	}
}

// feedBack tells the publisher when its packets came, so that it finds its bitrate.
func (p *Peer) feedBack() {
	media := uint32(0)
	for ssrc := range p.sources {
		media = ssrc
		break
	}
	for _, packet := range p.arrivals.take(p.ssrc, media) {
		p.port.SendRTCP(packet)
	}
}

// take writes feedback about all arrivals, usually one packet.
func (a *arrivals) take(sender, media uint32) (packets [][]byte) {
	if len(a.list) == 0 {
		return nil
	}
	slices.SortStableFunc(a.list, func(x, y arrival) int { return int(x.number - y.number) })
	list := slices.CompactFunc(a.list, func(x, y arrival) bool { return x.number == y.number })
	for len(list) > 0 {
		f := a.begin(list[0])
		n := f.fill(list)
		a.next = max(a.next, list[n-1].number+1)
		packets = append(packets, f.marshal(sender, media))
		list = list[n:]
	}
	a.list = a.list[:0]
	return packets
}

// begin makes the feedback that has the arrival as its first; what is missing
// since the feedback before is part of it.
func (a *arrivals) begin(first arrival) *feedback {
	base := first.number
	if a.next != 0 && a.next < base && base-a.next < maxSpan {
		base = a.next
	}
	f := &feedback{base: base, count: a.count, reference: first.at.UnixNano() / int64(referenceUnit)}
	f.now = f.reference * int64(referenceUnit/deltaUnit)
	a.count++
	return f
}

// feedback is one packet in the making.
type feedback struct {
	base      int64
	count     uint8
	reference int64
	now       int64   // of the newest arrival, in delta units
	symbols   []uint8 // 0 lost, 1 a small delta, 2 a large one
	deltas    []byte
}

// fill takes arrivals from the list while they fit, at least one.
func (f *feedback) fill(list []arrival) (n int) {
	for _, came := range list {
		at := came.at.UnixNano() / int64(deltaUnit)
		delta := at - f.now
		if n > 0 && (delta != int64(int16(delta)) || came.number-f.base >= maxSpan) {
			return n
		}
		for f.base+int64(len(f.symbols)) < came.number {
			f.symbols = append(f.symbols, 0)
		}
		f.add(delta)
		f.now = at
		n++
	}
	return n
}

func (f *feedback) add(delta int64) {
	if delta >= 0 && delta <= 255 {
		f.symbols = append(f.symbols, 1)
		f.deltas = append(f.deltas, uint8(delta))
		return
	}
	f.symbols = append(f.symbols, 2)
	f.deltas = binary.BigEndian.AppendUint16(f.deltas, uint16(delta))
}

// chunks packs symbols: equal ones as a run, others seven at a time.
func (f *feedback) chunks(b []byte) []byte {
	for rest := f.symbols; len(rest) > 0; {
		same := 1
		for same < len(rest) && rest[same] == rest[0] {
			same++
		}
		if same >= 7 || same == len(rest) {
			b = binary.BigEndian.AppendUint16(b, uint16(rest[0])<<13|uint16(same))
			rest = rest[same:]
			continue
		}
		vector, n := uint16(0b11<<14), min(7, len(rest))
		for i, symbol := range rest[:n] {
			vector |= uint16(symbol) << (12 - 2*i)
		}
		b = binary.BigEndian.AppendUint16(b, vector)
		rest = rest[n:]
	}
	return b
}

func (f *feedback) marshal(sender, media uint32) []byte {
	b := []byte{0x80 | 15, 205, 0, 0}
	b = binary.BigEndian.AppendUint32(b, sender)
	b = binary.BigEndian.AppendUint32(b, media)
	b = binary.BigEndian.AppendUint16(b, uint16(f.base))
	b = binary.BigEndian.AppendUint16(b, uint16(len(f.symbols)))
	b = binary.BigEndian.AppendUint32(b, uint32(f.reference)<<8|uint32(f.count))
	b = append(f.chunks(b), f.deltas...)
	if pad := -len(b) & 3; pad > 0 {
		b[0] |= 0x20
		b = append(b, make([]byte, pad)...)
		b[len(b)-1] = uint8(pad)
	}
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)/4-1))
	return b
}
