package core

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
)

// twoLinks loses every so manyth packet of each link in a second of 100 packets,
// and says what the receiver would report; 0 loses none.
func twoLinks(t *testing.T, up, down int) (c *call, report rtcp.ReceptionReport) {
	c = newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	for range 3 { // the receiver is there
		c.at = c.at.Add(900 * time.Millisecond)
		c.report(t, c.to, &rtcp.ReceiverReport{})
	}
	isLost := func(every, i int) bool { return every > 0 && i%every == every-1 }
	got := 0
	for i := range 100 {
		if c.at = c.at.Add(10 * time.Millisecond); isLost(up, i) {
			continue
		}
		c.publish(t, frame(uint16(i), uint16(i), true, i == 0))
		for range c.down.take() {
			if !isLost(down, i+1) {
				got++
			}
		}
	}
	c.at = c.at.Add(200 * time.Millisecond)
	last := uint32(c.sender.history.next - 1)
	expected := int(last&0xffff) + 1
	return c, rtcp.ReceptionReport{SSRC: outSSRC, LastSequenceNumber: last & 0xffff, TotalLost: uint32(expected - got),
		FractionLost: uint8((expected - got) * 256 / expected)}
}

// TestWhatThePublishersLinkLosesSaysNothingOfTheReceivers takes the one out of a
// report of both.
func TestWhatThePublishersLinkLosesSaysNothingOfTheReceivers(t *testing.T) {
	for name, c := range map[string]struct {
		up, down    int
		least, most uint8 // of 256, on the receiver's link
	}{
		"nothing":               {0, 0, 0, 0},
		"the receiver's alone":  {0, 4, 62, 66},
		"the publisher's alone": {4, 0, 0, 0},
		"half at the publisher": {2, 0, 0, 0},
		"both":                  {10, 4, 68, 72}, // 25 of 90
	} {
		t.Run(name, func(t *testing.T) {
			call, report := twoLinks(t, c.up, c.down)
			before := call.to.budget.value
			call.report(t, call.to, &rtcp.ReceiverReport{Reports: []rtcp.ReceptionReport{report}})
			if lost := call.sender.lost; lost < c.least || lost > c.most {
				t.Errorf("%d of 256, reported were %d", lost, report.FractionLost)
			}
			if isLess := call.to.budget.value < before; isLess != (c.most > 0) {
				t.Errorf("a budget of %d after %d", call.to.budget.value, before)
			}
			if lost := call.Quality(call.to).Down.Lost; lost > uint64(report.TotalLost) || (lost > 0) != (c.most > 0) {
				t.Errorf("%d in all, reported were %d", lost, report.TotalLost)
			}
		})
	}
}

// TestALateRepairFillsItsHole: of what the publisher repairs, only a report that
// was written later can speak.
func TestALateRepairFillsItsHole(t *testing.T) {
	var h holes
	h.pass(100, 100, start)
	h.pass(101, 104, start)
	h.pass(105, 102, start.Add(time.Second))
	for _, c := range []struct {
		after, last int64
		written     time.Duration
		want        int64
	}{{99, 104, 0, 3}, {99, 104, time.Second, 2}, {101, 104, time.Second, 1}, {103, 104, time.Second, 0}, {104, 104, time.Second, 0}, {104, 99, time.Second, 0}} {
		if n := h.count(c.after, c.last, start.Add(c.written)); n != c.want {
			t.Errorf("%d holes after %d up to %d, want %d", n, c.after, c.last, c.want)
		}
	}
}

// TestHolesAreForgottenWithTheWindow: what is older says nothing of what is newer.
func TestHolesAreForgottenWithTheWindow(t *testing.T) {
	var h holes
	h.pass(1000, 1000, start)
	h.pass(1001, 1003, start)
	h.pass(1004, 1002, start)
	for n := int64(1004); n < 1000+2*holeWindow; n++ {
		h.pass(n, n, start)
	}
	h.pass(1000+2*holeWindow, 1001+2*holeWindow, start)
	if n := h.count(0, 1001+2*holeWindow, start); n != 1 {
		t.Errorf("%d holes", n)
	}
	for n := int64(1002); n < 3*holeWindow; n++ {
		h.pass(1<<20, n, start)
	}
	if len(h.late) > holeWindow {
		t.Errorf("%d late ones are kept", len(h.late))
	}
}

// TestAnOutageLeavesOneHoleOfWhatNobodyAsksFor: a thousand packets are lost; the
// receiver neither asks for each nor takes what follows for their continuation.
func TestAnOutageLeavesOneHoleOfWhatNobodyAsksFor(t *testing.T) {
	c := newCall(t, video, videoSink)
	c.sender.Follow(c.track, c.at)
	for i := range uint16(10) {
		c.publish(t, frame(i, i, true, i == 0))
	}
	c.publish(t, frame(1000, 1000, true, true))
	sent := c.down.take()
	if n := sent[10].SequenceNumber - sent[9].SequenceNumber - 1; n != maxMissing+1 {
		t.Errorf("%d holes", n)
	}
	c.publish(t, frame(999, 999, true, false)) // asked for, and repeated
	if late := c.down.take(); len(late) != 1 || late[0].SequenceNumber != sent[10].SequenceNumber-1 {
		t.Errorf("the repair is %v", late)
	}
}
