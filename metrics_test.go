package main

import (
	"context"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"televisit/media"
	"televisit/media/mediatest"
)

// TestACallIsCounted has a call of two over UDP and scrapes as Prometheus does.
func TestACallIsCounted(t *testing.T) {
	sfu, err := media.New(media.Config{Addr: "127.0.0.1:0", TCPAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer sfu.Close()
	s := &server{sfu: sfu}
	if n := scrape(t, s)[`televisit_media_rooms`]; n != 0 {
		t.Errorf("%v rooms before anybody came", n)
	}
	anna, boris := callIn(t, sfu, "anna"), callIn(t, sfu, "boris")
	for who, other := range map[*mediatest.Client]string{anna: "boris", boris: "anna"} {
		hears(t, who, other)
	}
	want := map[string]func(float64) bool{
		`televisit_media_rooms`:                                           is(1),
		`televisit_media_peers`:                                           is(2),
		`televisit_media_published_streams`:                               is(4),
		`televisit_media_sent_streams`:                                    is(4),
		`televisit_media_packets_received_total`:                          some,
		`televisit_media_packets_sent_total`:                              some,
		`televisit_media_key_frame_requests_total`:                        some,
		`televisit_media_dropped_total{reason="malformed"}`:               is(0),
		`televisit_media_dropped_total{reason="stranger"}`:                is(0),
		`televisit_media_forward_seconds_count`:                           some,
		`televisit_media_routes_total{kind="HOST",protocol="udp"}`:        is(2),
		`televisit_media_join_stage_seconds_count{stage="admit"}`:         is(2),
		`televisit_media_join_stage_seconds_count{stage="offer"}`:         is(2),
		`televisit_media_join_stage_seconds_count{stage="answer"}`:        is(2),
		`televisit_media_join_stage_seconds_count{stage="ice"}`:           is(2),
		`televisit_media_join_stage_seconds_count{stage="dtls"}`:          is(2),
		`televisit_media_join_stage_seconds_count{stage="media"}`:         is(2),
		`televisit_media_join_stage_seconds_bucket{stage="dtls",le="30"}`: is(2),
	}
	limit := time.After(time.Minute)
	for {
		got := scrape(t, s)
		missing := ""
		for name, ok := range want {
			if value, there := got[name]; !there || !ok(value) {
				missing = name
			}
		}
		if missing == "" {
			break
		}
		select {
		case <-limit:
			t.Fatalf("%s is %v", missing, got[missing])
		case <-time.After(100 * time.Millisecond):
		}
	}
	for name := range scrape(t, s) {
		if strings.Contains(name, "anna") || strings.Contains(name, "visit-1") {
			t.Errorf("%s says who somebody is", name)
		}
	}
}

func is(want float64) func(float64) bool { return func(got float64) bool { return got == want } }

func some(got float64) bool { return got > 0 }

// callIn lets a client into the room visit-1.
func callIn(t *testing.T, sfu *media.SFU, name string) *mediatest.Client {
	t.Helper()
	client, err := mediatest.NewClient(mediatest.Options{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	offers := make(chan media.Offer, 16)
	leg, err := sfu.Join("visit-1", name, media.JoinOptions{Rights: media.Rights{Speak: true, Show: true, Receive: true}, Asked: time.Now(), OnSignal: func(signal media.Signal) {
		if offer, ok := signal.(media.Offer); ok {
			offers <- offer
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	client.OnCandidate(func(negotiation int, c mediatest.Candidate) { _ = leg.AddCandidate(negotiation, media.Candidate(c)) })
	ctx, stop := context.WithCancel(context.Background())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for {
			select {
			case offer := <-offers:
				if answer, err := client.HandleOffer(offer.Negotiation, offer.SDP); err == nil {
					_ = leg.Answer(offer.Negotiation, answer)
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	t.Cleanup(func() {
		stop()
		<-gone
		leg.Close("LEFT")
		_ = client.Close()
	})
	return client
}

// hears waits for sound and picture of the other.
func hears(t *testing.T, who *mediatest.Client, other string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := who.Await(ctx, func() bool {
		for _, kind := range []string{"audio", "video"} {
			if from, ok := who.From(other, kind); !ok || from.Frames < 50 {
				return false
			}
		}
		return true
	}); err != nil {
		t.Fatal(err)
	}
}

// scrape reads all values as Prometheus names them.
func scrape(t *testing.T, s *server) map[string]float64 {
	t.Helper()
	answer := httptest.NewRecorder()
	s.metrics().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	all := map[string]float64{}
	for line := range strings.Lines(answer.Body.String()) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if number, err := strconv.ParseFloat(value, 64); err == nil {
			all[name] = number
		}
	}
	return all
}
