package media_test

import (
	"slices"
	"strings"
	"testing"

	"televisit/media"
)

func TestTwoPeopleHearAndSeeEachOther(t *testing.T) {
	sfu := newSFU(t)
	anna := join(t, sfu, "anna")
	anna.event(media.EventConnected{})
	boris := join(t, sfu, "boris")
	anna.receives("boris")
	boris.receives("anna")
	anna.signal(media.ParticipantJoined{Participant: "boris"})
	if n := anna.offers(); n != 1 {
		t.Errorf("the second person cost %d offers, want the first alone", n)
	}
}

func TestFirstOfferCarriesCandidatesAndAPlaceForOneOther(t *testing.T) {
	anna := join(t, newSFU(t), "anna")
	sdp := anna.offer(1)
	for part, want := range map[string]int{"a=ice-lite": 1, "m=audio": 2, "m=video": 2, "a=recvonly": 2, "a=sendonly": 2} {
		if got := strings.Count(sdp, part); got != want {
			t.Errorf("%s stands %d times, want %d", part, got, want)
		}
	}
	if !strings.Contains(sdp, "a=candidate:") {
		t.Error("no candidate")
	}
}

func TestThirdPersonIsHeardAfterARenegotiation(t *testing.T) {
	sfu := newSFU(t)
	people := []*person{join(t, sfu, "anna"), join(t, sfu, "boris"), join(t, sfu, "vera")}
	for _, p := range people {
		for _, other := range people {
			if p != other {
				p.receives(other.name)
			}
		}
	}
	for _, p := range people {
		p.mapped()
	}
}

// mapped checks that the newest track map names whom each section carries.
func (p *person) mapped() {
	p.t.Helper()
	maps := p.all(func(s media.Signal) bool { _, ok := s.(media.TrackMap); return ok })
	newest := maps[len(maps)-1].(media.TrackMap)
	for _, track := range p.Tracks() {
		want := media.Track{Mid: track.Mid, Participant: track.From, Kind: track.Kind, Source: media.Camera}
		if track.Kind == "audio" {
			want.Source = media.Microphone
		}
		if !slices.Contains(newest.Tracks, want) {
			p.t.Errorf("%s: %+v is not in %+v", p.name, want, newest.Tracks)
		}
	}
}

func TestPictureOfANewcomerBeginsWithAKeyFrame(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	boris.receives("anna")
	vera := join(t, sfu, "vera")
	vera.receives("anna")
	for _, p := range []*person{boris, vera} {
		if track, _ := p.From(anna.name, "video"); !track.StartsWithKey {
			t.Errorf("%s began in the middle of the picture: %+v", p.name, track)
		}
	}
}

func TestRejoinReplacesTheOlderLeg(t *testing.T) {
	sfu := newSFU(t)
	anna, older := join(t, sfu, "anna"), join(t, sfu, "boris")
	anna.receives("boris")
	newer := join(t, sfu, "boris")
	older.event(media.EventLeft{Reason: media.ReasonReplaced})
	newer.receives("anna")
	anna.receives("boris")
	if track, _ := anna.From("boris", "video"); track.Missing > 0 || track.KeyFrames < 2 {
		t.Errorf("the seam shows: %+v", track)
	}
	left := anna.all(func(s media.Signal) bool { _, ok := s.(media.ParticipantLeft); return ok })
	if len(left) > 0 || len(anna.Tracks()) != 2 {
		t.Errorf("a ghost: %v, %+v", left, anna.Tracks())
	}
}

func TestLeavingTellsTheOthersAndFreesThePlace(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	anna.receives("boris")
	boris.leg.Close("HUNG_UP")
	boris.event(media.EventLeft{Reason: "HUNG_UP"})
	anna.signal(media.ParticipantLeft{Participant: "boris", Reason: "HUNG_UP"})
	vera := join(t, sfu, "vera")
	anna.receives("vera")
	vera.receives("anna")
	if n := anna.offers(); n != 1 {
		t.Errorf("a free place was not used again: %d offers", n)
	}
}

func TestRestartKeepsMediaGoing(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	anna.receives("boris")
	if err := boris.leg.RestartICE(); err != nil {
		t.Fatal(err)
	}
	if before, after := userFragment(boris.offer(1)), userFragment(boris.offer(2)); before == after {
		t.Errorf("no restart: the user fragment is still %q", after)
	}
	anna.receives("boris")
	boris.receives("anna")
	if track, _ := anna.From("boris", "video"); track.Missing > 0 {
		t.Errorf("packets were lost: %+v", track)
	}
	if slices.Contains(boris.heardEvents(), media.Event(media.EventDisconnected{})) {
		t.Error("a restart alone counts as a lost connection")
	}
}

func TestWishesDuringANegotiationAreNotLost(t *testing.T) {
	sfu := newSFU(t)
	anna := join(t, sfu, "anna")
	anna.event(media.EventConnected{})
	for range 2 { // the second one finds the first one's offer out
		if err := anna.leg.RestartICE(); err != nil {
			t.Fatal(err)
		}
	}
	anna.offer(3)
	join(t, sfu, "boris").receives("anna")
}

func userFragment(sdp string) string {
	_, rest, _ := strings.Cut(sdp, "a=ice-ufrag:")
	line, _, _ := strings.Cut(rest, "\r\n")
	return line
}

func TestSwitchedOffCameraIsTold(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	anna.signal(media.ParticipantJoined{Participant: "boris"})
	off := media.State{Audio: true}
	boris.leg.SetMedia(off)
	boris.event(media.EventMedia{State: off})
	anna.signal(media.MediaState{Participant: "boris", State: off})
	join(t, sfu, "vera").signal(media.MediaState{Participant: "boris", State: off})
}

func TestStatsCountRoomsPeopleAndPackets(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	anna.receives("boris")
	boris.receives("anna")
	before := sfu.Stats()
	if before.Rooms != 1 || before.Peers != 2 || before.PacketsIn == 0 || before.PacketsOut == 0 {
		t.Errorf("%+v", before)
	}
	anna.leg.Close("HUNG_UP")
	boris.leg.Close("HUNG_UP")
	if after := sfu.Stats(); after.Rooms != 0 || after.Peers != 0 || after.PacketsIn < before.PacketsIn {
		t.Errorf("after the call %+v", after)
	}
}
