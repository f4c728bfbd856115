package media_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"televisit/media"
	"televisit/media/mediatest"
)

// sky is a weather that a test changes.
type sky struct {
	now atomic.Pointer[mediatest.Weather]
}

// under joins somebody whose network has the weather.
func under(t *testing.T, sfu *media.SFU, s *sky, seed uint64, options mediatest.Options) *person {
	t.Helper()
	p, _ := narrowed(t, sfu, s, seed, options)
	return p
}

// narrowed also gives the network.
func narrowed(t *testing.T, sfu *media.SFU, s *sky, seed uint64, options mediatest.Options) (*person, *mediatest.Relay) {
	t.Helper()
	path, err := mediatest.NewWeatherRelay(sfu.Addr(), func() mediatest.Weather { return *s.now.Load() }, seed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = path.Close() })
	options.Offer = path.Offer
	return joinWith(t, sfu, options), path
}

// TestCallGoesOnInBadWeather loses packets of every kind on both ways, ICE and
// DTLS too, delays them until they overtake each other, and lets few through.
// Sound always goes on; so does a picture, perhaps a smaller one. Where a fifth
// is lost, four seconds by chance may be too bad for one.
func TestCallGoesOnInBadWeather(t *testing.T) {
	const ms = time.Millisecond
	for name, weather := range map[string]mediatest.Weather{
		"1 percent lost":         {Loss: 0.01, Delay: 15 * ms, Jitter: 20 * ms},
		"5 percent lost":         {Loss: 0.05, Delay: 15 * ms, Jitter: 20 * ms},
		"10 percent lost":        {Loss: 0.1, Delay: 15 * ms, Jitter: 20 * ms},
		"20 percent lost":        {Loss: 0.2, Delay: 15 * ms, Jitter: 20 * ms},
		"100 ms":                 {Delay: 50 * ms},
		"300 ms, 5 percent":      {Loss: 0.05, Delay: 150 * ms, Jitter: 20 * ms},
		"disorder":               {Delay: 10 * ms, Jitter: 80 * ms},
		"2 Mbit/s":               {Delay: 20 * ms, Rate: 2_000_000},
		"1 Mbit/s and 2 percent": {Loss: 0.02, Delay: 30 * ms, Jitter: 10 * ms, Rate: 1_000_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sfu, s := newSFU(t), &sky{}
			s.now.Store(&weather)
			anna := under(t, sfu, s, 1, mediatest.Options{Name: "anna"})
			boris := joinWith(t, sfu, mediatest.Options{Name: "boris", Layers: true})
			for _, p := range []struct {
				*person
				from string
			}{{anna, "boris"}, {boris, "anna"}} {
				p.heard(p.name+" sees "+p.from+", with less missing than was lost", func() bool {
					track, _ := p.From(p.from, "video")
					return track.Picture.Frames > 60 && float64(track.Missing) <= float64(track.Packets)*max(weather.Loss, 0.01) ||
						weather.Loss >= 0.2 && p.isToldOfSoundAlone()
				})
				p.receivesKind("audio", p.from)
				if weather.Loss < 0.2 {
					p.receivesKind("video", p.from)
				}
			}
		})
	}
}

// isToldOfSoundAlone says whether somebody's link was found too bad for pictures.
func (p *person) isToldOfSoundAlone() bool {
	return len(p.all(func(s media.Signal) bool {
		l, ok := s.(media.LinkChanged)
		return ok && (l.Link.Sends == media.ModeAudio || l.Link.Receives == media.ModeAudio)
	})) > 0
}

// TestNarrowLinkGetsTheSmallestPictureAndThenTheBest is a receiver with 300
// kbit/s: sound and the lowest layer; then its link is good again.
func TestNarrowLinkGetsTheSmallestPictureAndThenTheBest(t *testing.T) {
	t.Parallel()
	sfu, s := newSFU(t), &sky{}
	s.now.Store(&mediatest.Weather{Delay: 20 * time.Millisecond, Rate: 300_000})
	boris := joinWith(t, sfu, mediatest.Options{Name: "boris", Layers: true})
	anna := under(t, sfu, s, 2, mediatest.Options{Name: "anna", Listening: true})
	anna.seesLayer("boris", 0)
	low := media.Link{Sends: media.ModeVideo, Receives: media.ModeLowVideo}
	anna.signal(media.LinkChanged{Participant: "anna", Link: low})
	boris.signal(media.LinkChanged{Participant: "anna", Link: low})
	anna.event(media.EventLink{Link: low, ReceivesBecause: media.CauseNarrow})
	s.now.Store(&mediatest.Weather{Delay: 20 * time.Millisecond})
	anna.seesLayer("boris", 2)
	boris.told("anna sees well again", func() bool {
		last := boris.signals[len(boris.signals)-1]
		return last == media.Signal(media.LinkChanged{Participant: "anna", Link: media.Link{Sends: media.ModeVideo, Receives: media.ModeVideo}})
	})
}

// TestNarrowLinkIsNotFlooded is the same receiver, who says what the link carries:
// the server comes down before the queue overflows, and next to nothing is lost.
func TestNarrowLinkIsNotFlooded(t *testing.T) {
	t.Parallel()
	sfu, s := newSFU(t), &sky{}
	s.now.Store(&mediatest.Weather{Delay: 20 * time.Millisecond, Rate: 300_000})
	joinWith(t, sfu, mediatest.Options{Name: "boris", Layers: true})
	anna, path := narrowed(t, sfu, s, 2, mediatest.Options{Name: "anna", Listening: true, Estimates: true})
	anna.seesLayer("boris", 0)
	anna.heard("seven seconds", func() bool {
		sound, _ := anna.From("boris", "audio")
		return sound.Packets > 350
	})
	picture, _ := anna.From("boris", "video")
	t.Logf("of %d packets of the picture and 350 of sound, %d found no room", picture.Packets, path.Narrowed())
	if path.Narrowed() > 60 {
		t.Errorf("%d packets found no room", path.Narrowed())
	}
}

// TestLinkTooNarrowForAnyPictureLosesWholeFrames has room for sound and half of
// the lowest layer, until the ladder says sound alone: what comes of the picture can
// be shown.
func TestLinkTooNarrowForAnyPictureLosesWholeFrames(t *testing.T) {
	t.Parallel()
	sfu, s := newSFU(t), &sky{}
	s.now.Store(&mediatest.Weather{Delay: 20 * time.Millisecond})
	joinWith(t, sfu, mediatest.Options{Name: "boris", Layers: true})
	anna, path := narrowed(t, sfu, s, 2, mediatest.Options{Name: "anna", Listening: true, Estimates: true})
	anna.receives("boris")
	before, _ := anna.From("boris", "video")
	s.now.Store(&mediatest.Weather{Delay: 20 * time.Millisecond, Rate: 100_000})
	anna.told("that there is room for sound alone", func() bool {
		return slices.ContainsFunc(anna.events, func(e media.Event) bool {
			link, ok := e.(media.EventLink)
			return ok && link.Link.Receives == media.ModeAudio
		})
	})
	anna.receivesKind("audio", "boris")
	now, _ := anna.From("boris", "video")
	shown, frozen := now.Picture.Frames-before.Picture.Frames, now.Picture.Frozen-before.Picture.Frozen
	t.Logf("%d frames shown, %d not, %d packets without room", shown, frozen, path.Narrowed())
	if path.Narrowed() > 400 || frozen > shown {
		t.Errorf("%d frames shown, %d not, %d packets without room", shown, frozen, path.Narrowed())
	}
}

// TestHopelessLinkGetsSoundAlone loses so much that no picture could be seen,
// and gets it back.
func TestHopelessLinkGetsSoundAlone(t *testing.T) {
	t.Parallel()
	sfu, s := newSFU(t), &sky{}
	s.now.Store(&mediatest.Weather{Delay: 20 * time.Millisecond})
	boris := joinWith(t, sfu, mediatest.Options{Name: "boris", Layers: true})
	anna := under(t, sfu, s, 3, mediatest.Options{Name: "anna"})
	anna.receives("boris")
	s.now.Store(&mediatest.Weather{Loss: 0.4, Delay: 20 * time.Millisecond})
	anna.hearsOnly("boris")
	boris.told("that anna only hears", func() bool {
		for _, signal := range boris.signals {
			if l, ok := signal.(media.LinkChanged); ok && l.Participant == "anna" && l.Link.Receives == media.ModeAudio {
				return true
			}
		}
		return false
	})
	s.now.Store(&mediatest.Weather{Delay: 20 * time.Millisecond})
	anna.receives("boris")
}
