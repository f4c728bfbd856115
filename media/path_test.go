package media_test

import (
	"errors"
	"testing"

	"televisit/media"
	"televisit/media/mediatest"
)

// path is the path of the SFUs that tests make; empty is the usual one.
var path string

// TestInlinePathDoesTheSame runs on the inline path what else runs on the fast one.
func TestInlinePathDoesTheSame(t *testing.T) {
	path = media.PathInline
	t.Cleanup(func() { path = "" }) // after those that run side by side
	for name, test := range map[string]func(*testing.T){
		"two people":   TestTwoPeopleHearAndSeeEachOther,
		"three people": TestThirdPersonIsHeardAfterARenegotiation,
		"key frame":    TestPictureOfANewcomerBeginsWithAKeyFrame,
		"rejoin":       TestRejoinReplacesTheOlderLeg,
		"screen":       TestASharedScreenIsAFurtherPicture,
		"speaker":      TestWhoSpeaksIsTold,
		"rights":       TestNobodySendsWhatTheyMayNot,
		"leave":        TestLeavingTellsTheOthersAndFreesThePlace,
		"restart":      TestRestartKeepsMediaGoing,
		"loss":         TestLossIsRepaired,
		"stats":        TestStatsCountRoomsPeopleAndPackets,
		"cut":          TestCutPathIsReportedAndComesBack,
		"TCP":          TestClientWithoutUDPHasACall,
		"relay":        TestClientBehindARelayHasACall,
		"goroutines":   TestGoroutinesReturnToBaseline,
		"weather":      TestCallGoesOnInBadWeather,
		"narrow link":  TestNarrowLinkGetsTheSmallestPictureAndThenTheBest,
		"hopeless":     TestHopelessLinkGetsSoundAlone,
		"shown size":   TestAsMuchIsSentAsIsShown,
		"layers":       TestLowerLayerIsSeenWhenTheBestIsNotSent,
	} {
		t.Run(name, test)
	}
}

func TestClientThatIsTheServerOfDTLSIsServed(t *testing.T) {
	sfu := newSFU(t)
	anna := join(t, sfu, "anna")
	boris := joinWith(t, sfu, mediatest.Options{Name: "boris", Passive: true})
	anna.receives("boris")
	boris.receives("anna")
	if err := boris.leg.RestartICE(); err != nil {
		t.Fatal(err)
	}
	anna.receives("boris")
	boris.receives("anna")
}

func TestUnknownPathIsRefused(t *testing.T) {
	if _, err := media.New(media.Config{Addr: "127.0.0.1:0", Path: "scenic"}); !errors.Is(err, media.ErrNoSuchPath) {
		t.Errorf("got %v", err)
	}
}
