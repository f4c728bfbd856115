package core

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
)

// TestWhatALateKeyFrameCostsIsTakenBack begins a layer with a frame that was
// captured before the newest that was sent, and then goes back.
func TestWhatALateKeyFrameCostsIsTakenBack(t *testing.T) {
	track := &Track{}
	clock := senderClock{ntp: 9 << 32, at: start}
	low, high := &layer{track: track, clock: clock}, &layer{track: track, clock: clock}
	h := history{rate: 90000}
	number := int64(1 << 16)
	send := func(l *layer, timestamp uint32, begins bool) {
		number++
		k := &slot{number: number, timestamp: timestamp, at: start}
		if begins {
			h.begin(l, k)
		}
		h.sent(&h.runs[len(h.runs)-1], k)
	}
	send(low, 0, true)
	send(low, 30_000, false)
	send(high, 15_000, true) // it came late
	if h.last.timestamp != 30_001 {
		t.Errorf("the late frame has the time %d", h.last.timestamp)
	}
	send(high, 45_000, false)
	send(low, 90_000, true)
	if h.last.timestamp != 90_000 {
		t.Errorf("then the time is %d", h.last.timestamp)
	}
}

// TestWhatIsLostInASilenceCostsNoPicture is a network that was away for a while.
func TestWhatIsLostInASilenceCostsNoPicture(t *testing.T) {
	s := newSimulcast(t, 1)
	s.sender.Follow(s.track, s.at)
	for number := range 300 {
		s.capture(number, 0)
		if number%30 == 0 {
			s.judge(t, 0)
		}
		s.Tick(s.at)
		s.answer()
	}
	before := s.to.budget.value
	s.at = s.at.Add(7 * time.Second)
	s.report(t, s.to, &rtcp.ReceiverReport{Reports: []rtcp.ReceptionReport{{SSRC: outSSRC, FractionLost: 250}}})
	if s.to.budget.value != before {
		t.Errorf("the budget fell from %d to %d", before, s.to.budget.value)
	}
}
