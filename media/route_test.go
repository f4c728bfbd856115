package media_test

import (
	"testing"

	"televisit/media"
	"televisit/media/mediatest"
)

// TestRoutesAreTold names how packets come: from an address that the client has
// named, through something that changes it, by TCP, and through our own relay.
func TestRoutesAreTold(t *testing.T) {
	sfu := newRelayedSFU(t)
	nat := relay(t, sfu.Addr(), nil)
	for want, p := range map[media.Route]*person{
		{Kind: media.RouteHost, Protocol: "udp"}:      join(t, sfu, "anna"),
		{Kind: media.RouteReflexive, Protocol: "udp"}: joinWith(t, sfu, mediatest.Options{Name: "boris", Offer: nat.Offer}),
		{Kind: media.RouteHost, Protocol: "tcp"}:      joinWith(t, sfu, mediatest.Options{Name: "vera", TCP: true}),
		{Kind: media.RouteRelay, Protocol: "udp"}:     behind(t, sfu, "gleb", "tcp"),
	} {
		p.event(media.EventRoute{Route: want})
		if n := sfu.Stats().Routes[want]; n != 1 {
			t.Errorf("%v was counted %d times", want, n)
		}
	}
}

// TestAViewIsTold: a picture that is not shown any more is told once.
func TestAViewIsTold(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	anna.receives("boris")
	var mid string
	for _, s := range anna.all(func(s media.Signal) bool { _, ok := s.(media.TrackMap); return ok }) {
		for _, track := range s.(media.TrackMap).Tracks {
			if track.Source == media.Camera {
				mid = track.Mid
			}
		}
	}
	for _, height := range []int{0, 0, 200, 400} {
		if err := anna.leg.SetView(mid, height); err != nil {
			t.Fatal(err)
		}
	}
	anna.event(media.EventView{Of: "boris", IsShown: true})
	told := 0
	for _, e := range anna.heardEvents() {
		if _, ok := e.(media.EventView); ok {
			told++
		}
	}
	if told != 2 || boris.leg == nil {
		t.Errorf("told %d times", told)
	}
}
