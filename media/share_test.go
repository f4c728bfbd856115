package media_test

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"televisit/media"
	"televisit/media/mediatest"
)

// sharing shares the person's screen.
func (p *person) sharing() {
	p.t.Helper()
	p.leg.Allow(sharer)
	if err := p.SendScreen(); err != nil {
		p.t.Fatal(err)
	}
	if err := p.leg.Share(true); err != nil {
		p.t.Fatal(err)
	}
}

// sees waits for some more frames of a picture.
func (p *person) sees(name string) {
	p.t.Helper()
	before, _ := p.From(name, "video")
	p.heard(p.name+" sees "+name, func() bool { now, ok := p.From(name, "video"); return ok && now.Frames >= before.Frames+10 })
}

func TestASharedScreenIsAFurtherPicture(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	boris.receives("anna")
	anna.sharing()
	boris.sees(mediatest.ScreenOf("anna"))
	boris.receives("anna")
	vera := join(t, sfu, "vera") // comes later
	vera.sees(mediatest.ScreenOf("anna"))
	vera.receives("anna")
	vera.told("whose screen it is", vera.mapsScreenOf("anna"))
	screen, _ := vera.From(mediatest.ScreenOf("anna"), "video")
	if !screen.StartsWithKey {
		t.Error("the screen began in the middle of a picture")
	}
}

// mapsScreenOf says whether the newest map has somebody's screen; empty: none.
func (p *person) mapsScreenOf(name string) func() bool {
	return func() bool {
		var newest media.TrackMap
		for _, s := range p.signals {
			if m, ok := s.(media.TrackMap); ok {
				newest = m
			}
		}
		i := slices.IndexFunc(newest.Tracks, func(t media.Track) bool { return t.Source == media.Screen })
		return i < 0 && name == "" || i >= 0 && newest.Tracks[i].Participant == name
	}
}

func TestASharingThatEndsFreesTheScreen(t *testing.T) {
	for name, end := range map[string]func(anna *person) error{
		"given back":  func(anna *person) error { return anna.leg.Share(false) },
		"taken away":  func(anna *person) error { anna.leg.Allow(talking); return nil },
		"left":        func(anna *person) error { anna.leg.Close("HUNG_UP"); return nil },
		"joined anew": func(anna *person) error { join(anna.t, anna.sfu, "anna"); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sfu := newSFU(t)
			anna, boris, vera := join(t, sfu, "anna"), join(t, sfu, "boris"), join(t, sfu, "vera")
			vera.receives("anna")
			anna.sharing()
			vera.sees(mediatest.ScreenOf("anna"))
			boris.leg.Allow(sharer)
			if err := boris.leg.Share(true); !errors.Is(err, media.ErrScreenTaken) {
				t.Errorf("two screens: %v", err)
			}
			if err := end(anna); err != nil {
				t.Fatal(err)
			}
			vera.told("no screen", vera.mapsScreenOf(""))
			boris.sharing()
			vera.sees(mediatest.ScreenOf("boris"))
			vera.told("the other screen", vera.mapsScreenOf("boris"))
		})
	}
}

func TestAScreenThatIsSharedAgainNeedsNoOffer(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	boris.receives("anna")
	anna.sharing()
	boris.sees(mediatest.ScreenOf("anna"))
	offers := anna.offers()
	if err := errors.Join(anna.leg.Share(false), anna.leg.Share(true)); err != nil {
		t.Fatal(err)
	}
	boris.sees(mediatest.ScreenOf("anna"))
	if anna.offers() != offers {
		t.Error("the section was negotiated again")
	}
}

// TestNobodySendsWhatTheyMayNot: clients that send a screen nobody has allowed,
// and that answer "sendrecv" to sections in which only the server sends.
func TestNobodySendsWhatTheyMayNot(t *testing.T) {
	sfu := newSFU(t)
	anna := join(t, sfu, "anna")
	thief := joinEdited(t, sfu, mediatest.Options{Name: "thief"}, func(sdp string) string {
		return strings.ReplaceAll(sdp, "a=recvonly", "a=sendrecv")
	})
	anna.receives("thief")
	if err := thief.SendScreen(); err != nil {
		t.Fatal(err)
	}
	if err := thief.leg.Share(true); !errors.Is(err, media.ErrMayNotShare) {
		t.Errorf("a screen without the right: %v", err)
	}
	if err := thief.leg.RestartICE(); err != nil { // an offer to answer with more
		t.Fatal(err)
	}
	thief.offer(2)
	anna.receives("thief")
	join(t, sfu, "vera").receives("thief")
	for _, track := range anna.Tracks() {
		if track.From == mediatest.ScreenOf("thief") {
			t.Errorf("sent without the right: %+v", track)
		}
	}
}

func TestWhoSpeaksIsTold(t *testing.T) {
	sfu := newSFU(t)
	var annaAt, borisAt atomic.Int64
	loud := func(of *atomic.Int64) func() int { return func() int { return int(of.Load()) } }
	annaAt.Store(100)
	anna := joinWith(t, sfu, mediatest.Options{Name: "anna", Loudness: loud(&annaAt)})
	boris := joinWith(t, sfu, mediatest.Options{Name: "boris", Loudness: loud(&borisAt)})
	vera := join(t, sfu, "vera")
	vera.signal(media.ActiveSpeaker{Participant: "anna"})
	annaAt.Store(20)
	borisAt.Store(90)
	for _, p := range []*person{anna, boris, vera} {
		p.signal(media.ActiveSpeaker{Participant: "boris"})
	}
	boris.leg.SetMedia(media.State{Video: true}) // mute: what still comes does not count
	annaAt.Store(80)
	late := join(t, sfu, "dora")
	late.signal(media.ActiveSpeaker{Participant: "anna"})
}
