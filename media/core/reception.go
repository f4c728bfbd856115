package core

import (
	"time"

	"github.com/pion/rtcp"
)

// reception counts one stream as receiver reports need it (RFC 3550, 6.4 and A.8).
type reception struct {
	started       bool
	base, highest int64 // unwrapped numbers
	received      int64

	before, heard struct{ expected, received int64 } // at the last report, at the last second
	lately        int64                              // lost between the last two reports
	// transit is the newest packet's travel time on clocks that differ.
	transit    uint32
	hasTransit bool
	jitter     float64
}

// unwrap gives a sequence number its place in the whole stream, above 0.
func (c *reception) unwrap(sequence uint16) int64 {
	return c.highest + int64(int16(sequence-uint16(c.highest)))
}

// note counts a packet.
func (c *reception) note(sequence uint16) (number int64) {
	c.received++
	if !c.started {
		c.started = true
		c.base = 1<<16 + int64(sequence)
		c.highest = c.base
		return c.base
	}
	number = c.unwrap(sequence)
	c.highest = max(c.highest, number)
	return number
}

// noteTime follows the jitter.
func (c *reception) noteTime(timestamp uint32, at time.Time, rate uint32) {
	transit := uint32(at.UnixMicro()*int64(rate)/1e6) - timestamp
	if c.hasTransit {
		moved := int32(transit - c.transit)
		c.jitter += (float64(max(moved, -moved)) - c.jitter) / 16
	}
	c.transit, c.hasTransit = transit, true
}

// report is the block about this stream since the last report.
func (c *reception) report(ssrc uint32) rtcp.ReceptionReport {
	expected := c.highest - c.base + 1
	lately, came := expected-c.before.expected, c.received-c.before.received
	c.before.expected, c.before.received, c.lately = expected, c.received, max(lately-came, 0)
	r := rtcp.ReceptionReport{SSRC: ssrc, LastSequenceNumber: uint32(c.highest - 1<<16), Jitter: uint32(c.jitter)}
	r.TotalLost = uint32(min(max(expected-c.received, 0), 0x7fffff))
	if lately > came && lately > 0 {
		r.FractionLost = uint8(min((lately-came)*256/lately, 255))
	}
	return r
}

// second is how many packets were expected since the last call, and how many of
// them have not come.
func (c *reception) second() (expected, lost int64) {
	if !c.started {
		return 0, 0
	}
	all := c.highest - c.base + 1
	expected, came := all-c.heard.expected, c.received-c.heard.received
	c.heard.expected, c.heard.received = all, c.received
	return expected, max(expected-came, 0)
}

// senderClock is a publisher's newest sender report: how its timestamps lie in
// its own time.
type senderClock struct {
	ntp       uint64
	timestamp uint32
	at        time.Time // when it came
}

func (c *senderClock) isSet() bool { return !c.at.IsZero() }

// captured is a timestamp on the publisher's clock.
func (c *senderClock) captured(timestamp, rate uint32) time.Duration {
	seconds, fraction := c.ntp>>32, c.ntp&0xffffffff
	at := time.Duration(seconds)*time.Second + time.Duration(fraction*1e9>>32)
	return at + time.Duration(int64(int32(timestamp-c.timestamp))*1e9/int64(rate))
}

// now is what a report that is written at the time would say.
func (c *senderClock) now(at time.Time, rate uint32) (ntp uint64, timestamp uint32) {
	passed := at.Sub(c.at)
	ntp = c.ntp + uint64(passed.Seconds()*(1<<32))
	return ntp, c.timestamp + uint32(int64(passed)*int64(rate)/1e9)
}

// meter measures bits a second over half seconds.
type meter struct {
	since time.Time
	bytes int
	value int
}

const meterEvery = 500 * time.Millisecond

func (m *meter) add(bytes int, at time.Time) {
	m.bytes += bytes
	if m.since.IsZero() {
		m.since = at
		return
	}
	if passed := at.Sub(m.since); passed >= meterEvery {
		value := int(float64(m.bytes*8) / passed.Seconds())
		if m.value > 0 && passed < 2*meterEvery { // a key frame is no change of the rate
			value = (m.value + value) / 2
		}
		m.value = value
		m.bytes, m.since = 0, at
	}
}
