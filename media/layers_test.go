package media_test

import (
	"errors"
	"strings"
	"testing"

	"televisit/media"
	"televisit/media/mediatest"
)

func TestEveryOfferAsksForLayersOnce(t *testing.T) {
	sfu := newSFU(t)
	for name, layers := range map[string]bool{"one that sends layers": true, "one that does not": false} {
		t.Run(name, func(t *testing.T) {
			anna := joinWith(t, sfu, mediatest.Options{Name: name, Layers: layers})
			anna.event(media.EventConnected{})
			if err := anna.leg.RestartICE(); err != nil {
				t.Fatal(err)
			}
			for number := range 2 {
				sdp := anna.offer(number + 1)
				if n := strings.Count(sdp, "a=simulcast:recv l;m;h\r\n"); n != 1 || strings.Count(sdp, "a=rid:") != 3 {
					t.Errorf("offer %d asks %d times:\n%s", number+1, n, sdp)
				}
			}
		})
	}
}

func TestBestLayerOfThreeIsSeen(t *testing.T) {
	sfu := newSFU(t)
	anna := joinWith(t, sfu, mediatest.Options{Name: "anna", Layers: true})
	boris := join(t, sfu, "boris")
	anna.receives("boris")
	boris.receives("anna")
	boris.seesLayer("anna", 2)
}

// TestLowerLayerIsSeenWhenTheBestIsNotSent is a publisher whose bandwidth drops.
func TestLowerLayerIsSeenWhenTheBestIsNotSent(t *testing.T) {
	t.Parallel()
	sfu := newSFU(t)
	anna := joinWith(t, sfu, mediatest.Options{Name: "anna", Layers: true})
	boris := join(t, sfu, "boris")
	boris.seesLayer("anna", 2)
	anna.SwitchLayer(2, false)
	boris.seesLayer("anna", 1)
	anna.SwitchLayer(1, false)
	boris.seesLayer("anna", 0)
	anna.SwitchLayer(1, true)
	anna.SwitchLayer(2, true)
	boris.seesLayer("anna", 2)
	track, _ := boris.From("anna", "video")
	if p := track.Picture; p.Frozen > 0 || len(p.Errors) > 0 || p.Switches < 3 {
		t.Errorf("the seams show: %+v", p)
	}
}

// seesLayer waits until frames of the layer come, and go on coming.
func (p *person) seesLayer(other string, layer int) {
	p.t.Helper()
	var since int
	p.heard(p.name+" sees layer "+mediatest.Layers[layer].RID, func() bool {
		track, _ := p.From(other, "video")
		if track.Picture.Layer != layer || track.Picture.Frames == 0 {
			since = track.Picture.Frames
			return false
		}
		return track.Picture.Frames > since+5
	})
}

func TestAsMuchIsSentAsIsShown(t *testing.T) {
	t.Parallel()
	sfu := newSFU(t)
	joinWith(t, sfu, mediatest.Options{Name: "anna", Layers: true})
	boris := join(t, sfu, "boris")
	boris.seesLayer("anna", 2)
	track, _ := boris.From("anna", "video")
	for _, view := range []struct{ height, layer int }{{140, 0}, {300, 1}, {1080, 2}} {
		if err := boris.leg.SetView(track.Mid, view.height); err != nil {
			t.Fatal(err)
		}
		boris.seesLayer("anna", view.layer)
	}
	if err := boris.leg.SetView(track.Mid, 0); err != nil {
		t.Fatal(err)
	}
	boris.hearsOnly("anna")
	if err := boris.leg.SetView(track.Mid, 720); err != nil {
		t.Fatal(err)
	}
	boris.seesLayer("anna", 2)
	boris.signal(media.LayerChanged{Mid: track.Mid, Layer: "l", Height: 180})
	if track, _ = boris.From("anna", "video"); track.Picture.Frozen > 0 || len(track.Picture.Errors) > 0 {
		t.Errorf("the seams show: %+v", track.Picture)
	}
}

func TestAPublisherIsToldHowLargeItIsSeen(t *testing.T) {
	sfu := newSFU(t)
	anna := joinWith(t, sfu, mediatest.Options{Name: "anna", Layers: true})
	anna.signal(media.PictureWanted{Source: media.Camera})
	boris := join(t, sfu, "boris")
	anna.signal(media.PictureWanted{Source: media.Camera, Height: 1 << 15})
	boris.receives("anna")
	track, _ := boris.From("anna", "video")
	if err := boris.leg.SetView(track.Mid, 360); err != nil {
		t.Fatal(err)
	}
	anna.signal(media.PictureWanted{Source: media.Camera, Height: 360})
	boris.leg.Close("LEFT")
	anna.signal(media.PictureWanted{Source: media.Camera})
}

func TestHeightOfAPictureIsChecked(t *testing.T) {
	anna := join(t, newSFU(t), "anna")
	for _, height := range []int{-1, 1 << 20} {
		if err := anna.leg.SetView("3", height); !errors.Is(err, media.ErrBadView) {
			t.Errorf("%d: %v", height, err)
		}
	}
	if err := anna.leg.SetView("77", 100); err != nil {
		t.Errorf("a section that is not there: %v", err)
	}
}

// hearsOnly waits until sound comes and no picture.
func (p *person) hearsOnly(other string) {
	p.t.Helper()
	var sound, picture int
	p.heard(p.name+" hears "+other+" without a picture", func() bool {
		heard, _ := p.From(other, "audio")
		seen, _ := p.From(other, "video")
		if seen.Packets != picture {
			sound, picture = heard.Packets, seen.Packets
		}
		return heard.Packets > sound+25
	})
}
