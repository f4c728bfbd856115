package media_test

import (
	"testing"

	"televisit/media"
	"televisit/media/mediatest"
)

// allowed joins somebody whose client sends sound and picture whatever the rights are.
func allowed(t *testing.T, sfu *media.SFU, name string, rights media.Rights) *person {
	t.Helper()
	return joinAllowed(t, sfu, mediatest.Options{Name: name}, rights, func(sdp string) string { return sdp })
}

// packets is everything that has come to somebody.
func (p *person) packets() int { return p.Received("audio") + p.Received("video") }

// forwards says whether anything of somebody has come.
func (p *person) forwards(name string) bool {
	for _, track := range p.Tracks() {
		if track.From == name {
			return true
		}
	}
	return false
}

func TestWhatSomebodyMayNotSendIsNotForwarded(t *testing.T) {
	for name, x := range map[string]struct {
		rights       media.Rights
		audio, video bool
	}{
		"a listener":      {media.Rights{Receive: true}, false, false},
		"a voice":         {media.Rights{Speak: true, Receive: true}, true, false},
		"a silent camera": {media.Rights{Show: true, Receive: true}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sfu := newSFU(t)
			anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
			guest := allowed(t, sfu, "guest", x.rights)
			guest.receives("anna") // so it sends as well
			guest.receives("boris")
			anna.receives("boris")
			boris.receives("anna")
			for _, kind := range []string{"audio", "video"} {
				_, came := anna.From("guest", kind)
				if may := map[string]bool{"audio": x.audio, "video": x.video}[kind]; came != may {
					t.Errorf("%s of the guest came: %v", kind, came)
				}
			}
			anna.signal(media.MediaState{Participant: "guest", State: media.State{Audio: x.audio, Video: x.video}})
		})
	}
}

// TestWhoMayNothingGetsNothing: the rights go while the call runs, and come back.
func TestWhoMayNothingGetsNothing(t *testing.T) {
	t.Parallel()
	sfu := newSFU(t)
	anna, boris, guest := join(t, sfu, "anna"), join(t, sfu, "boris"), join(t, sfu, "guest")
	guest.receives("anna")
	anna.receives("guest")
	guest.leg.Allow(media.Rights{})
	anna.receives("boris") // what was on its way has arrived
	boris.receives("anna")
	got, sent := guest.packets(), last(anna, "guest")
	anna.receives("boris")
	boris.receives("anna")
	if now := guest.packets(); now != got {
		t.Errorf("%d packets came to somebody who may get none", now-got)
	}
	if now := last(anna, "guest"); now != sent {
		t.Errorf("%d packets came from somebody who may send none", now-sent)
	}
	guest.leg.Allow(talking)
	guest.receives("anna")
	anna.receives("guest")
}

// last is how many packets have come of somebody.
func last(p *person, name string) (packets int) {
	for _, track := range p.Tracks() {
		if track.From == name {
			packets += track.Packets
		}
	}
	return packets
}

func TestWhoJoinsWithoutRightsSeesNobodyAndIsSeenByNobody(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	nobody := allowed(t, sfu, "nobody", media.Rights{})
	nobody.event(media.EventConnected{})
	anna.receives("boris")
	boris.receives("anna")
	anna.receives("boris")
	if nobody.packets() > 0 || anna.forwards("nobody") {
		t.Error("media went to or from somebody without rights")
	}
}
