package signaling_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"televisit/internal/fault"
	"televisit/internal/signaling"
	"televisit/media"
)

// ports is how many the media server of the test has.
const ports = 3

// newWideSFU has a range of UDP ports.
func newWideSFU(t *testing.T) *media.SFU {
	t.Helper()
	for range 50 {
		first := 20_000 + rand.IntN(20_000)
		sfu, err := media.New(media.Config{Addr: fmt.Sprintf("127.0.0.1:%d-%d", first, first+ports-1)})
		if err == nil {
			return sfu
		}
	}
	t.Fatal("no ports are free")
	return nil
}

// port is the one that the first offer names.
func (c *caller) port() (port int) {
	c.t.Helper()
	offer := c.told("an offer", func(b signaling.Body) bool { _, is := b.(signaling.Offer); return is }).(signaling.Offer)
	_, candidate, _ := strings.Cut(offer.SDP, "a=candidate:")
	if fields := strings.Fields(candidate); len(fields) < 6 || fields[2] != "udp" {
		c.t.Fatalf("no candidate: %q", candidate)
	} else if _, err := fmt.Sscan(fields[5], &port); err != nil {
		c.t.Fatal(err)
	}
	return port
}

func isSentAway(b signaling.Body) bool { return b == signaling.VisitEnded{Reason: signaling.Shutdown} }

// TestADrainWaitsForTheCallsOfEveryPort has a call on each port of a range, and
// people who wait alone. The calls go on, one after the other ends, and with the
// last one the drain is over and all ports are free.
func TestADrainWaitsForTheCallsOfEveryPort(t *testing.T) {
	sfu := newWideSFU(t)
	s, addrs := serviceOn(t, sfu), sfu.Addrs()
	calls := map[int][2]*caller{}
	var alone []*caller
	for n := 0; len(calls) < ports; n++ {
		visit := fmt.Sprint("apt_", n)
		anna := callIn(t, s, visit, "anna of "+visit)
		if _, isTaken := calls[anna.port()]; isTaken {
			alone = append(alone, anna)
			continue
		}
		calls[anna.port()] = [2]*caller{anna, callIn(t, s, visit, "boris of "+visit)}
	}
	talk := func() {
		t.Helper()
		for _, c := range calls {
			c[0].receives(c[1].name)
			c[1].receives(c[0].name)
		}
	}
	talk()

	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	over := make(chan struct{})
	go func() { defer close(over); s.Drain(ctx) }()
	for _, c := range calls {
		for _, one := range c {
			one.told("that the server stops", func(b signaling.Body) bool { _, is := b.(signaling.NodeStopping); return is })
		}
	}
	for _, one := range alone {
		one.told("the end", isSentAway)
	}
	if _, err := s.Join(t.Context(), admit(t, "apt_new"), signaling.Participant{AccountID: "vera"}); !errors.Is(err, fault.Unavailable) {
		t.Errorf("somebody new: %v", err)
	}
	for port, c := range calls {
		talk()
		select {
		case <-over:
			t.Fatalf("it is over with %d calls", len(calls))
		default:
		}
		s.Leave(c[0].name, c[0].session.ID)
		c[1].told("the end", isSentAway)
		delete(calls, port)
	}
	select {
	case <-over:
	case <-time.After(patience):
		t.Fatal("nobody is left, and it is not over")
	}
	s.Close()
	if err := sfu.Close(); err != nil {
		t.Error(err)
	}
	for _, at := range addrs {
		conn, err := net.ListenUDP("udp", at)
		if err != nil {
			t.Errorf("%s is still taken: %v", at, err)
			continue
		}
		_ = conn.Close()
	}
}
