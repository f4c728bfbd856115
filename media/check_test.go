package media_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"televisit/media"
	"televisit/media/mediatest"
)

func TestDeviceCheckMeasuresEachWay(t *testing.T) {
	sfu := newRelayedSFU(t)
	if ways := sfu.Ways(); len(ways) != 3 {
		t.Fatalf("%v", ways)
	}
	for _, way := range sfu.Ways() {
		t.Run(string(way), func(t *testing.T) {
			t.Parallel()
			check, err := sfu.Check(way)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(check.Close)
			for _, word := range map[media.Way][]string{media.WayUDP: {" tcp "}, media.WayTCP: {" udp "}, media.WayRelay: {" tcp "}}[way] {
				if strings.Contains(check.Offer(), word) {
					t.Errorf("the offer of %s has%s", way, word)
				}
			}
			c := checking(t, sfu, check)
			c.command(`{"type":"download"}`)
			sent := c.answer("sent")
			if sent.Packets == 0 || sent.Packets > 2800 || sent.Bytes != sent.Packets*1100 {
				t.Errorf("sent %+v", sent)
			}
			c.heard("most of the probe", func() bool { return c.Probed()*2 > sent.Packets })
			for range 300 {
				c.probe(make([]byte, 1100))
			}
			var counted answered
			for until := time.Now().Add(patience); counted.Packets < 100 && time.Now().Before(until); {
				c.command(`{"type":"count"}`)
				counted = c.answer("counted")
			}
			if counted.Packets < 100 || counted.Bytes != counted.Packets*1100 {
				t.Errorf("counted %+v", counted)
			}
			c.heard("its own voice and picture", func() bool {
				_, voice := c.From("anna", "audio")
				_, picture := c.From("anna", "video")
				return voice && picture
			})
		})
	}
}

// TestTheProbeKeepsItsPace: never more has come than eight megabits a second make
// of the time that has passed, for three seconds, and once a check.
func TestTheProbeKeepsItsPace(t *testing.T) {
	t.Parallel()
	const perSecond, most = 8_000_000.0 / 8 / 1100, 2728
	sfu := newSFU(t)
	c := checking(t, sfu, begin(t, sfu))
	c.command(`{"type":"ping"}`) // both channels are open
	c.answer("ping")
	begun := time.Now()
	c.command(`{"type":"download"}`)
	c.command(`{"type":"download"}`)
	var sent answered
	for ended := false; !ended; {
		if n, passed := c.Probed(), time.Since(begun); float64(n) > passed.Seconds()*perSecond+1 {
			t.Fatalf("%d packets came in %v", n, passed)
		}
		select {
		case text := <-c.answers:
			sent, ended = readAnswer(text, "sent")
		case <-time.After(5 * time.Millisecond):
		}
	}
	if passed := time.Since(begun); passed < 3*time.Second || sent.Packets > most || c.Probed() > most {
		t.Errorf("%d packets of %d came in %v", c.Probed(), sent.Packets, passed)
	}
	c.command(`{"type":"ping"}`)
	if second, again := readAnswer(<-c.answers, "sent"); again {
		t.Errorf("sent twice: %+v", second)
	}
}

// TestAProbeWithoutAnEndEndsTheCheck is a client that sends more than any probe.
func TestAProbeWithoutAnEndEndsTheCheck(t *testing.T) {
	t.Parallel()
	sfu := newSFU(t)
	check := begin(t, sfu)
	c := checking(t, sfu, check)
	c.command(`{"type":"ping"}`)
	c.answer("ping")
	packet, limit := make([]byte, 1100), time.After(media.CheckLife/2)
	for sent := 0; ; {
		select {
		case <-check.Done():
			if sent < 3_000_000 {
				t.Errorf("ended after %d bytes", sent)
			}
			return
		case <-limit:
			t.Fatalf("it goes on after %d bytes", sent)
		case <-time.After(time.Millisecond):
			for range 20 {
				if c.Probe(packet) == nil {
					sent += len(packet)
				}
			}
		}
	}
}

// TestTheEchoIsNotEarly says something and hears it at the earliest five seconds after
// it could be said; TestTheEchoComesFiveSecondsLater says that it is not late.
func TestTheEchoIsNotEarly(t *testing.T) {
	t.Parallel()
	sfu := newSFU(t)
	check := begin(t, sfu)
	begun := time.Now()
	c := checking(t, sfu, check)
	for _, kind := range []string{"audio", "video"} {
		c.heard("its own "+kind, func() bool { _, came := c.From("anna", kind); return came })
		if passed := time.Since(begun); passed < 5*time.Second {
			t.Errorf("%s came back after %v", kind, passed)
		}
	}
}

func begin(t *testing.T, sfu *media.SFU) *media.Check {
	t.Helper()
	check, err := sfu.Check(media.WayUDP)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(check.Close)
	return check
}

// checker is a client of one way of a check.
type checker struct {
	*mediatest.Client
	t       *testing.T
	answers chan string
}

func checking(t *testing.T, sfu *media.SFU, check *media.Check) *checker {
	t.Helper()
	options := mediatest.Options{Name: "anna", TCP: check.Way() == media.WayTCP, Channels: true}
	if check.Way() == media.WayRelay {
		for _, s := range sfu.ICEServers("anna") {
			options.Servers = append(options.Servers, webrtc.ICEServer{URLs: s.URLs, Username: s.Username, Credential: s.Credential})
		}
	}
	client, err := mediatest.NewClient(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	c := &checker{Client: client, t: t, answers: make(chan string, 100)}
	client.OnControl(func(text string) { c.answers <- text })
	answer, err := client.HandleOffer(1, check.Offer())
	if err != nil {
		t.Fatal(err)
	}
	if err := check.Answer(answer); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *checker) command(text string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	if err := c.Say(ctx, text); err != nil {
		c.t.Fatal(err)
	}
}

func (c *checker) probe(packet []byte) {
	if err := c.Probe(packet); err != nil {
		c.t.Fatal(err)
	}
}

func (c *checker) heard(what string, ok func() bool) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	if err := c.Await(ctx, ok); err != nil {
		c.t.Fatalf("%s: %v", what, err)
	}
}

type answered struct{ Packets, Bytes, Ms int }

func (c *checker) answer(kind string) answered {
	c.t.Helper()
	for {
		select {
		case text := <-c.answers:
			if body, ok := readAnswer(text, kind); ok {
				return body
			}
		case <-time.After(patience):
			c.t.Fatalf("no answer %q", kind)
		}
	}
}

func readAnswer(text, kind string) (answered, bool) {
	var m struct {
		Type string
		Body answered
	}
	err := json.Unmarshal([]byte(text), &m)
	return m.Body, err == nil && m.Type == kind
}

func TestChecksAreBounded(t *testing.T) {
	sfu := newSFU(t)
	var open []*media.Check
	for {
		check, err := sfu.Check(media.WayUDP)
		if err != nil {
			break
		}
		open = append(open, check)
		if len(open) > 100 {
			t.Fatal("there is no end")
		}
	}
	open[0].Close()
	open[0].Close()
	if again, err := sfu.Check(media.WayUDP); err != nil {
		t.Errorf("a place was not given back: %v", err)
	} else {
		again.Close()
	}
	for _, one := range open {
		one.Close()
	}
}

func TestSelfTestGoesEachWay(t *testing.T) {
	t.Parallel()
	sfu := newRelayedSFU(t)
	for _, way := range sfu.Ways() {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		if err := sfu.SelfTest(ctx, way); err != nil {
			t.Errorf("%s: %v", way, err)
		}
		cancel()
	}
}
