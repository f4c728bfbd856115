package core

import "time"

// holeWindow is how many numbers back a receiver's report may speak of: five
// seconds of sound, more than two of picture.
const holeWindow = 512

// settling is how long what was sent may wait in the receiver before it counts.
const settling = 100 * time.Millisecond

// holes knows which of the newest numbers of a sent stream were not sent, because
// the publisher's own link lost them. What a receiver misses of them says nothing
// of the receiver's link.
type holes struct {
	bits [holeWindow / 64]uint64
	late []late // filled, but after a report that is still on its way was written
}

type late struct {
	number int64
	at     time.Time // when it was sent after all
}

func (h *holes) set(number int64, isHole bool) {
	word, bit := &h.bits[number/64%int64(len(h.bits))], uint64(1)<<(number%64)
	if *word &^= bit; isHole {
		*word |= bit
	}
}

// pass notes that number was sent, the next was expected.
func (h *holes) pass(next, number int64, at time.Time) {
	if number < next {
		h.fill(late{number, at})
		return
	}
	for n := max(next, number-holeWindow+1); n < number; n++ {
		h.set(n, true)
	}
	h.set(number, false)
}

func (h *holes) fill(l late) {
	if len(h.late) == holeWindow {
		h.late = h.late[1:]
	}
	h.late = append(h.late, l)
}

// count tells how many numbers after one up to another the receiver could not
// have when it wrote what it says of them.
func (h *holes) count(after, last int64, written time.Time) (n int64) {
	oldest := last - holeWindow + 1
	for ; len(h.late) > 0 && !h.late[0].at.After(written); h.late = h.late[1:] {
		if l := h.late[0]; l.number >= oldest {
			h.set(l.number, false)
		}
	}
	for number := max(after+1, oldest); number <= last; number++ {
		n += int64(h.bits[number/64%int64(len(h.bits))] >> (number % 64) & 1)
	}
	return n
}
