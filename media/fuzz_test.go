package media_test

import (
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/media"
	"televisit/media/mediatest"
)

// quietSFU is one for many inputs: what they break is no news.
func quietSFU(f *testing.F) *media.SFU {
	f.Helper()
	sfu, err := media.New(media.Config{Addr: "127.0.0.1:0", TCPAddr: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = sfu.Close() })
	return sfu
}

// firstOffer joins and waits for the offer.
func firstOffer(t testing.TB, sfu *media.SFU, room string) (*media.Peer, media.Offer) {
	t.Helper()
	offers := make(chan media.Offer, 16)
	leg, err := sfu.Join(room, "anna", media.JoinOptions{Rights: sharer, OnSignal: func(s media.Signal) {
		if offer, ok := s.(media.Offer); ok {
			select {
			case offers <- offer:
			default:
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case offer := <-offers:
		return leg, offer
	case <-time.After(patience):
		t.Fatal("no offer")
		return nil, media.Offer{}
	}
}

// answerTo is what a client of the options answers; its offer came from another leg.
func answerTo(f *testing.F, sfu *media.SFU, options mediatest.Options) string {
	f.Helper()
	leg, offer := firstOffer(f, sfu, "seed")
	defer leg.Close("SEED")
	client, err := mediatest.NewClient(options)
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	answer, err := client.HandleOffer(offer.Negotiation, offer.SDP)
	if err != nil {
		f.Fatal(err)
	}
	return answer
}

// refusals are the named errors of an answer.
var refusals = []error{media.ErrBadAnswer, media.ErrSDPTooLarge, media.ErrTooManySections, media.ErrTooManyCandidates, media.ErrClosed}

// isNamed wants no error, or a named one.
func isNamed(t *testing.T, err error) {
	t.Helper()
	if err != nil && !slices.ContainsFunc(refusals, func(known error) bool { return errors.Is(err, known) }) {
		t.Errorf("refused by no known error: %v", err)
	}
}

// FuzzAnswer gives answers to a real leg: each is taken or refused by a named
// error, and the leg can be closed.
func FuzzAnswer(f *testing.F) {
	sfu := quietSFU(f)
	for _, options := range []mediatest.Options{{Name: "a"}, {Name: "b", Layers: true}, {Name: "c", Passive: true}, {Name: "d", Listening: true}} {
		answer := answerTo(f, sfu, options)
		f.Add(answer)
		f.Add(strings.ReplaceAll(answer, "a=mid:", "a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host\r\na=mid:"))
		f.Add(strings.ReplaceAll(answer, "VP8/90000", "VP8/0"))
	}
	f.Fuzz(func(t *testing.T, sdp string) {
		leg, offer := firstOffer(t, sfu, "fuzz")
		defer leg.Close("FUZZ")
		isNamed(t, leg.Answer(offer.Negotiation, sdp))
	})
}

// FuzzCheckAnswer gives answers to a device check, which pion serves whole.
func FuzzCheckAnswer(f *testing.F) {
	sfu := quietSFU(f)
	seed, err := sfu.Check(media.WayUDP)
	if err != nil {
		f.Fatal(err)
	}
	client, err := mediatest.NewClient(mediatest.Options{Name: "anna", Channels: true})
	if err != nil {
		f.Fatal(err)
	}
	answer, err := client.HandleOffer(1, seed.Offer())
	if err != nil {
		f.Fatal(err)
	}
	seed.Close()
	_ = client.Close()
	f.Add(answer)
	f.Add(strings.ReplaceAll(answer, "webrtc-datachannel", "webrtc-datachannel 99999999999"))
	f.Fuzz(func(t *testing.T, sdp string) {
		check, err := sfu.Check(media.WayUDP)
		if err != nil {
			t.Fatal(err)
		}
		defer check.Close()
		isNamed(t, check.Answer(sdp))
	})
}

// FuzzCandidate gives candidates to a real leg.
func FuzzCandidate(f *testing.F) {
	sfu := quietSFU(f)
	leg, offer := firstOffer(f, sfu, "fuzz")
	for _, line := range []string{
		"", "candidate:1 1 udp 2130706431 192.0.2.1 5004 typ host", "candidate:2 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active",
		"candidate:3 1 udp 1 0f1e2d3c.local 5004 typ host", "candidate:4 1 udp 1 203.0.113.1 1 typ srflx raddr 10.0.0.1 rport 2 generation 0 ufrag x network-cost 50",
		"candidate:5 1 udp 1 ::ffff:127.0.0.1 1 typ relay raddr ::1 rport 2",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		err := leg.AddCandidate(offer.Negotiation, media.Candidate{Candidate: line, Mid: "0"})
		if err != nil && !errors.Is(err, media.ErrBadCandidate) && !errors.Is(err, media.ErrTooManyCandidates) {
			t.Errorf("refused by no known error: %v", err)
		}
	})
}
