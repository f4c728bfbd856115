package media_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"televisit/media"
)

// silent joins without a client: nobody answers.
func silent(t *testing.T, sfu *media.SFU, name string) (*media.Peer, error) {
	t.Helper()
	return sfu.Join("visit", name, media.JoinOptions{})
}

func TestSeventhPersonIsRefused(t *testing.T) {
	sfu := newSFU(t)
	for i := range media.MaxPeers {
		if _, err := silent(t, sfu, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := silent(t, sfu, "seventh"); !errors.Is(err, media.ErrRoomFull) {
		t.Errorf("got %v", err)
	}
	if _, err := silent(t, sfu, "0"); err != nil {
		t.Errorf("a full room must let its own people rejoin: %v", err)
	}
}

func TestBadAnswersAreRefused(t *testing.T) {
	leg, err := silent(t, newSFU(t), "boris")
	if err != nil {
		t.Fatal(err)
	}
	section, candidate := "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", "a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n"
	for name, c := range map[string]struct {
		sdp  string
		want error
	}{
		"larger than 64 KB":   {strings.Repeat("x", media.MaxSDP+1), media.ErrSDPTooLarge},
		"33 sections":         {strings.Repeat(section, media.MaxSections+1), media.ErrTooManySections},
		"65 candidates":       {strings.Repeat(candidate, media.MaxCandidates+1), media.ErrTooManyCandidates},
		"hidden sections":     {strings.Repeat("\r"+section, media.MaxSections+1), media.ErrBadAnswer},
		"hidden candidates":   {strings.Repeat("\r"+candidate, media.MaxCandidates+1), media.ErrBadAnswer},
		"lite as well":        {"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na= ice-lite\r\n", media.ErrBadAnswer},
		"not an SDP":          {"hello", media.ErrBadAnswer},
		"without any section": {"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", media.ErrBadAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			if err := leg.Answer(1, c.sdp); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestBadCandidatesAreRefused(t *testing.T) {
	leg, err := silent(t, newSFU(t), "anna")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"an address":        {"candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host", nil},
		"an mDNS name":      {"candidate:1 1 udp 2130706431 0e3f.local 5000 typ host", nil},
		"end of candidates": {"", nil},
		"nonsense":          {"candidate:nonsense", media.ErrBadCandidate},
		"endless":           {"candidate:1 1 udp 1 192.0.2.1 5000 typ host " + strings.Repeat("x", 5000), media.ErrBadCandidate},
	} {
		t.Run(name, func(t *testing.T) {
			if err := leg.AddCandidate(1, media.Candidate{Candidate: c.text}); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestCandidatesAreCounted(t *testing.T) {
	leg, err := silent(t, newSFU(t), "anna")
	if err != nil {
		t.Fatal(err)
	}
	for range media.MaxCandidates {
		if err := leg.AddCandidate(1, media.Candidate{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := leg.AddCandidate(1, media.Candidate{}); !errors.Is(err, media.ErrTooManyCandidates) {
		t.Errorf("got %v", err)
	}
}

func TestStaleNumbersAreDropped(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	anna.receives("boris")
	for _, number := range []int{0, 1, 7} { // too old, answered, never offered
		if err := anna.leg.Answer(number, "nonsense"); err != nil {
			t.Errorf("answer %d: %v", number, err)
		}
	}
	for range media.MaxCandidates + 1 {
		if err := anna.leg.AddCandidate(0, media.Candidate{}); err != nil {
			t.Fatal(err)
		}
	}
	boris.receives("anna")
}

func TestClosedPeerRefusesWork(t *testing.T) {
	leg, err := silent(t, newSFU(t), "anna")
	if err != nil {
		t.Fatal(err)
	}
	leg.Close("HUNG_UP")
	for name, got := range map[string]error{
		"answer": leg.Answer(1, ""), "candidate": leg.AddCandidate(1, media.Candidate{}), "restart": leg.RestartICE(),
	} {
		if !errors.Is(got, media.ErrClosed) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestStuckListenerDelaysNobodyElse(t *testing.T) {
	sfu := newSFU(t)
	release := make(chan struct{})
	defer close(release)
	stuck, err := sfu.Join("visit", "stuck", media.JoinOptions{Rights: talking, OnSignal: func(media.Signal) { <-release }})
	if err != nil {
		t.Fatal(err)
	}
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	anna.receives("boris")
	boris.receives("anna")
	stuck.Close("HUNG_UP")
	anna.signal(media.ParticipantLeft{Participant: "stuck", Reason: "HUNG_UP"})
}

func TestGoroutinesReturnToBaseline(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("a call of three", func(t *testing.T) {
		sfu := newSFU(t)
		anna := join(t, sfu, "anna")
		join(t, sfu, "boris")
		join(t, sfu, "boris")
		anna.receives("boris")
	})
	limit, poll := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer poll.Stop()
	for runtime.NumGoroutine() > before {
		select {
		case <-poll.C:
		case <-limit:
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func TestClosedSFULetsNobodyIn(t *testing.T) {
	sfu := newSFU(t)
	if err := sfu.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := silent(t, sfu, "anna"); !errors.Is(err, media.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
