package core

import (
	"testing"
	"time"
)

func TestOnlyWhoWasTalkingFallsSilent(t *testing.T) {
	begun := time.Unix(1000, 0)
	for name, x := range map[string]struct {
		every  time.Duration
		count  int
		pause  time.Duration
		silent bool
	}{
		"a voice that stops":              {20 * time.Millisecond, 100, 2 * time.Second, true},
		"a voice that pauses":             {20 * time.Millisecond, 100, 1900 * time.Millisecond, false},
		"reports of somebody all off":     {5 * time.Second, 100, 4 * time.Second, false},
		"a few packets at the beginning":  {20 * time.Millisecond, talking - 1, time.Minute, false},
		"nothing yet":                     {time.Second, 0, time.Minute, false},
		"a voice that has just come back": {20 * time.Millisecond, talking, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			var h hearing
			at := begun
			for range x.count {
				at = at.Add(x.every)
				h.note(at)
			}
			if got := h.isSilent(at.Add(x.pause)); got != x.silent {
				t.Errorf("silent: %v", got)
			}
		})
	}
	var h hearing
	for range 2 * talking {
		h.note(begun)
	}
	if h.note(begun.Add(time.Minute)); h.isSilent(begun.Add(2 * time.Minute)) {
		t.Error("one packet after a gap is a talk")
	}
}
