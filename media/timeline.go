package media

import (
	"time"

	"github.com/pion/rtp"
)

// timeline makes one unbroken stream of several sources: sequence numbers go
// on by one and timestamps by the time that has passed.
type timeline struct {
	rate   uint32 // ticks a second
	fresh  bool   // a source begins with the next packet
	offset struct {
		sequence  uint16
		timestamp uint32
	}
	highest uint16 // of the source
	length  int    // how far the source has come since it began here

	sent bool // the rest is the newest packet that was sent
	last struct {
		sequence  uint16
		timestamp uint32
		at        time.Time
	}
}

// seam makes the next packet the first of another source.
func (t *timeline) seam() { t.fresh = true }

// rewrite changes the header in place. It refuses packets from before the
// source began here: their numbers belong to the source before.
func (t *timeline) rewrite(h *rtp.Header, at time.Time) bool {
	if t.fresh {
		t.begin(h, at)
	}
	ahead := int(int16(h.SequenceNumber - t.highest))
	if -ahead > t.length {
		return false
	}
	newest := ahead >= 0
	if newest {
		t.highest = h.SequenceNumber
		t.length += ahead
	}
	h.SequenceNumber += t.offset.sequence
	h.Timestamp += t.offset.timestamp
	if newest {
		t.sent = true
		t.last.sequence, t.last.timestamp, t.last.at = h.SequenceNumber, h.Timestamp, at
	}
	return true
}

func (t *timeline) begin(h *rtp.Header, at time.Time) {
	t.fresh, t.highest, t.length = false, h.SequenceNumber, 0
	if !t.sent {
		return
	}
	passed := uint32(at.Sub(t.last.at).Seconds()*float64(t.rate)) + 1
	t.offset.sequence = t.last.sequence + 1 - h.SequenceNumber
	t.offset.timestamp = t.last.timestamp + passed - h.Timestamp
}
