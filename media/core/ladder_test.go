package core

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestLadder plays seconds of a link and reads the modes.
func TestLadder(t *testing.T) {
	good := second{rtt: 50 * time.Millisecond}
	loss := func(part float64) second { return second{loss: part, rtt: 50 * time.Millisecond} }
	type part struct {
		seconds int
		second
	}
	for name, c := range map[string]struct {
		parts []part
		want  string // each mode and how long it held
	}{
		"a good link":               {[]part{{60, good}}, "VIDEO 60"},
		"losses that are repaired":  {[]part{{60, loss(0.2)}}, "VIDEO 60"},
		"a moment":                  {[]part{{10, good}, {3, loss(0.9)}, {10, good}}, "VIDEO 23"},
		"room for the smallest":     {[]part{{10, second{isLow: true}}, {10, good}}, "VIDEO 1, LOW_VIDEO 10, VIDEO 9"},
		"a flickering layer":        {[]part{{1, second{isLow: true}}, {1, good}, {1, second{isLow: true}}, {1, good}}, "VIDEO 4"},
		"no room for any":           {[]part{{5, second{isStarved: true}}, {30, good}}, "VIDEO 3, AUDIO 8, LOW_VIDEO 2, VIDEO 22"},
		"a third is lost":           {[]part{{20, loss(0.33)}}, "VIDEO 3, AUDIO 17"},
		"a long way":                {[]part{{20, second{rtt: 2 * time.Second}}}, "VIDEO 3, AUDIO 17"},
		"almost all is lost":        {[]part{{20, loss(0.7)}}, "VIDEO 3, AUDIO 6, TEXT 11"},
		"sound comes back first":    {[]part{{20, loss(0.7)}, {40, good}}, "VIDEO 3, AUDIO 6, TEXT 15, AUDIO 8, LOW_VIDEO 2, VIDEO 26"},
		"sound that is not perfect": {[]part{{20, loss(0.7)}, {20, loss(0.2)}}, "VIDEO 3, AUDIO 6, TEXT 15, AUDIO 16"},
	} {
		t.Run(name, func(t *testing.T) {
			l, seconds := newLadder(), 0
			var modes []string
			for _, p := range c.parts {
				for range p.seconds {
					before := l.mode
					if l = l.next(p.second); l.mode != before {
						modes = append(modes, fmt.Sprintf("%s %d", before, seconds))
						seconds = 0
					}
					seconds++
				}
			}
			modes = append(modes, fmt.Sprintf("%s %d", l.mode, seconds))
			if got := strings.Join(modes, ", "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestAPictureInVainIsTriedMoreAndMoreSeldom(t *testing.T) {
	l, pause := newLadder(), 0
	var pauses []int
	for range 600 {
		before := l.mode
		l = l.next(second{isStarved: !l.mode.isVoice()}) // sound goes, no picture does
		if pause++; l.mode != before {
			if before == ModeAudio {
				pauses = append(pauses, pause)
			}
			pause = 0
		}
	}
	if got := fmt.Sprint(pauses); !strings.HasPrefix(got, "[8 16 32 64 64 ") {
		t.Errorf("pauses %s", got)
	}
}

// TestPoorLinkLosesThePictureAndNeverTheSound is a receiver whose reports say
// that a third is lost while a picture is sent.
func TestPoorLinkLosesThePictureAndNeverTheSound(t *testing.T) {
	s := newSimulcast(t, 1)
	voice := s.Publish(s.from, audio)
	heard := s.Send(s.to, audioSink)
	heard.Follow(voice, s.at)
	s.sender.Follow(s.track, s.at)
	poor, number, pictures, sounds, lately := true, 0, 0, 0, 0
	live := func(seconds int, want Mode) {
		t.Helper()
		pictures, sounds = 0, 0
		for end := number + 30*seconds; number < end; number++ {
			s.capture(number, 0)
			s.speak(t, number)
			if number%30 == 0 {
				fraction := uint8(0)
				if poor && lately > 0 {
					fraction = 90
				}
				s.judge(t, fraction)
				lately = 0
			}
			s.Tick(s.at)
			s.answer()
			for _, p := range s.down.take() {
				if p.SSRC == outSSRC {
					pictures++
					lately++
				} else if p.SSRC == audioSink.SSRC {
					sounds++
				}
			}
		}
		if mode := s.Link(s.to).Receives; mode != want || sounds != 30*seconds {
			t.Fatalf("%s, %d pictures, %d sounds", mode, pictures, sounds)
		}
	}
	live(12, ModeAudio) // whatever the phase of the reports is
	before := s.down.wakes
	if live(1, ModeAudio); pictures > 0 {
		t.Errorf("%d packets of a picture", pictures)
	}
	poor = false
	if live(30, ModeVideo); pictures == 0 || s.down.wakes == before {
		t.Errorf("%d packets of a picture, %d changes told", pictures, s.down.wakes-before)
	}
}
