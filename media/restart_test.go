package media_test

import (
	"sync/atomic"
	"testing"
	"time"

	"televisit/media"
	"televisit/media/mediatest"
)

// TestClientThatMovesGoesOn: the client's address changes under the call, without
// a word to anybody.
func TestClientThatMovesGoesOn(t *testing.T) {
	t.Parallel()
	sfu := newSFU(t)
	path := relay(t, sfu.Addr(), nil)
	anna := joinWith(t, sfu, mediatest.Options{Name: "anna", Offer: path.Offer})
	boris := join(t, sfu, "boris")
	anna.receives("boris")
	for range 2 {
		if err := path.Move(); err != nil {
			t.Fatal(err)
		}
		anna.receives("boris")
		boris.receives("anna")
	}
}

// slow is what a busy machine may make of 2.5 s until somebody is away, and of one
// until media is back.
const slow = 5 * time.Second

// TestOutageEndsByItself cuts the path for ten seconds, with a restart of ICE
// asked for meanwhile, as our client does.
func TestOutageEndsByItself(t *testing.T) {
	for name, c := range map[string]struct {
		restarts bool
		most     time.Duration // until media is back
	}{
		// ICE then finds back in its own time, and the picture may wait eight
		// seconds for the link to be trusted.
		"without a restart": {false, 20 * time.Second},
		"with restarts":     {true, slow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sfu := newSFU(t)
			var cut atomic.Bool
			path := relay(t, sfu.Addr(), func(bool, []byte) bool { return cut.Load() })
			anna := joinWith(t, sfu, mediatest.Options{Name: "anna", Offer: path.Offer})
			boris := join(t, sfu, "boris")
			anna.receives("boris")
			boris.receives("anna")
			cut.Store(true)
			begun := time.Now()
			anna.event(media.EventDisconnected{})
			if took := time.Since(begun); took > slow { // ICE alone needs as long
				t.Errorf("away after %v", took)
			}
			for until := begun.Add(10 * time.Second); time.Now().Before(until); {
				if c.restarts {
					if err := anna.leg.RestartICE(); err != nil {
						t.Fatal(err)
					}
				}
				<-time.After(2500 * time.Millisecond)
			}
			cut.Store(false)
			back := time.Now()
			anna.receives("boris")
			boris.receives("anna")
			if took := time.Since(back); took > c.most {
				t.Errorf("back %v after the path", took)
			}
			anna.told("connected again", func() bool { return anna.events[len(anna.events)-1] == media.Event(media.EventConnected{}) })
			if len(anna.all(func(s media.Signal) bool { _, left := s.(media.ParticipantLeft); return left })) > 0 {
				t.Error("somebody was taken for gone")
			}
		})
	}
}
