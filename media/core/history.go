package core

import (
	"math"
	"time"
)

const (
	maxRuns = 32
	open    = math.MaxInt64
)

// history is what one sent stream was made of. Sequence numbers go on by one
// and timestamps by the time that has passed, whatever is followed; only the
// seams are kept, and what was sent can be found again by either number.
type history struct {
	rate uint32 // ticks a second
	runs []run  // oldest first; only the last may be open
	next int64  // the number after the highest sent; 0: nothing was sent
	// key is where the newest key frame began.
	key int64
	// ahead is how many ticks timestamps run before the publisher's clock.
	ahead int64
	holes holes

	last struct { // the packet with the highest number
		track     *Track
		timestamp uint32
		at        time.Time
		captured  time.Duration // 0: unknown
		picture   uint16
		level     uint8
	}
}

// run is an unbroken part of one layer.
type run struct {
	layer      *layer
	first, end int64 // source numbers; end is the first that is not part of it
	out        int64 // what first became
	timestamp  uint32
	picture    uint16
	level      uint8
}

// begin opens a run with the packet. Packets of the run before that come later
// than what was sent of it are not part of it any more.
func (h *history) begin(l *layer, k *slot) {
	h.close()
	r := run{layer: l, first: k.number, end: open, out: h.next}
	if h.next == 0 {
		r.out, h.next = k.number, k.number
	} else {
		r.timestamp = h.last.timestamp + h.passed(l, k) - k.timestamp
		r.picture = h.last.picture + 1 - k.vp8.picture
		r.level = h.last.level + 1 - k.vp8.level
	}
	h.push(r)
}

func (h *history) push(r run) {
	if len(h.runs) == maxRuns {
		h.runs = append(h.runs[:0], h.runs[1:]...)
	}
	h.runs = append(h.runs, r)
}

// passed is how far the timestamp goes on: by the publisher's clock between
// its own layers, else by the time of arrival. It always goes on; what that
// costs, when a layer begins with what was captured earlier, is taken back at
// the next seam.
func (h *history) passed(l *layer, k *slot) uint32 {
	passed := k.at.Sub(h.last.at)
	if h.last.track == l.track && h.last.captured != 0 && l.clock.isSet() {
		passed = l.clock.captured(k.timestamp, h.rate) - h.last.captured
	} else {
		h.ahead = 0
	}
	ticks := int64(passed)*int64(h.rate)/int64(time.Second) - h.ahead
	step := max(ticks, 1)
	h.ahead = step - ticks
	return uint32(step)
}

// close ends the open run after what was sent of it.
func (h *history) close() {
	if n := len(h.runs); n > 0 && h.runs[n-1].end == open {
		r := &h.runs[n-1]
		r.end = max(r.first+h.next-r.out, r.first)
	}
}

// skip leaves one number of the source out, so that no hole shows; too late
// when it or a later one was sent.
func (h *history) skip(l *layer, number int64) { h.leaveOut(l, number, number+1, 0) }

// leaveOut is skip for what begins so many pictures, up to, not including, end.
func (h *history) leaveOut(l *layer, number, end int64, pictures uint16) (isOut bool) {
	n := len(h.runs)
	if n == 0 || h.runs[n-1].layer != l || h.runs[n-1].end != open {
		return false
	}
	r := h.runs[n-1]
	if number < r.first+h.next-r.out {
		return false
	}
	h.runs[n-1].end = number
	isEmpty := r.first == number
	r.out += number - r.first
	r.first = end
	r.picture -= pictures
	if isEmpty {
		h.runs[n-1] = r
	} else {
		h.push(r)
	}
	return true
}

// find is the run that a source's packet belongs to; nil: to none.
func (h *history) find(l *layer, number int64) *run {
	for i := len(h.runs) - 1; i >= 0; i-- {
		if r := &h.runs[i]; r.layer == l && r.first <= number && number < r.end {
			return r
		}
	}
	return nil
}

func (h *history) unwrap(sequence uint16) int64 {
	return h.next - 1 + int64(int16(sequence-uint16(h.next-1)))
}

// isPast says that a key frame has come since.
func (h *history) isPast(sequence uint16) bool { return h.unwrap(sequence) < h.key }

// origin is what was sent with the sequence number; nil: nothing that is known.
func (h *history) origin(sequence uint16) (r *run, number int64) {
	out := h.unwrap(sequence)
	for i := len(h.runs) - 1; i >= 0; i-- {
		if r := &h.runs[i]; r.out <= out {
			if number = r.first + out - r.out; number < r.end {
				return r, number
			}
			return nil, 0
		}
	}
	return nil, 0
}

// sent notes a packet that leaves and returns its number.
func (h *history) sent(r *run, k *slot) (out int64) {
	out = r.out + k.number - r.first
	h.holes.pass(h.next, out, k.at)
	if out < h.next {
		return out
	}
	h.next = out + 1
	if k.vp8.startsKey {
		h.key = out
	}
	h.last.track, h.last.timestamp, h.last.at = r.layer.track, k.timestamp+r.timestamp, k.at
	h.last.picture, h.last.level = k.vp8.picture+r.picture, k.vp8.level+r.level
	h.last.captured = 0
	if r.layer.clock.isSet() {
		h.last.captured = r.layer.clock.captured(k.timestamp, h.rate)
	}
	return out
}
