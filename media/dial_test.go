package media_test

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"televisit/media"
	"televisit/media/mediatest"
)

// trap is an address that nobody has a reason to write to.
type trap struct {
	t    *testing.T
	conn *net.UDPConn
}

func newTrap(t *testing.T) *trap {
	t.Helper()
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &trap{t, conn}
}

// line is a candidate that names the trap.
func (x *trap) line() string {
	return fmt.Sprintf("candidate:1 1 udp 2130706431 127.0.0.1 %d typ host", x.conn.LocalAddr().(*net.UDPAddr).Port)
}

// isEmpty looks whether anything has come within a time.
func (x *trap) isEmpty(within time.Duration) {
	x.t.Helper()
	if err := x.conn.SetReadDeadline(time.Now().Add(within)); err != nil {
		x.t.Fatal(err)
	}
	if n, _, err := x.conn.ReadFromUDP(make([]byte, 2000)); err == nil {
		x.t.Errorf("the SFU sent %d bytes to an address that somebody named", n)
	}
}

// TestNobodyIsDialled: a participant names somebody else's address in every way
// that an answer has, and waits to be connected with. The SFU is no scanner of
// ports: nothing goes there.
func TestNobodyIsDialled(t *testing.T) {
	for name, edit := range map[string]func(sdp, line string) string{
		"a candidate": func(sdp, line string) string { return insert(sdp, "a="+line) },
		"a candidate of TCP": func(sdp, line string) string {
			return insert(sdp, "a="+strings.Replace(line, "udp", "tcp", 1)+" tcptype passive")
		},
		"a relayed candidate": func(sdp, line string) string {
			return insert(sdp, "a="+strings.Replace(line, "host", "relay", 1)+" raddr 0.0.0.0 rport 0")
		},
		"a hidden candidate":           func(sdp, line string) string { return insert(sdp, "\ra="+line) },
		"lite":                         func(sdp, line string) string { return lite(insert(sdp, "a="+line), "a=ice-lite") },
		"lite, and a hidden candidate": func(sdp, line string) string { return lite(insert(sdp, "\ra="+line), "a=ice-lite") },
		"hidden twice":                 func(sdp, line string) string { return lite(insert(sdp, "\ra="+line), "\ra= ice-lite ") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sfu, x := newSFU(t), newTrap(t)
			leg, offer := firstOffer(t, sfu, "visit")
			client, err := mediatest.NewClient(mediatest.Options{Name: "anna", Passive: true}) // the server of DTLS: it is spoken to
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			answer, err := client.HandleOffer(1, offer.SDP)
			if err != nil {
				t.Fatal(err)
			}
			if err := client.Close(); err != nil { // who names others sends nothing
				t.Fatal(err)
			}
			if err := leg.Answer(1, edit(answer, x.line())); err != nil && !errors.Is(err, media.ErrBadAnswer) {
				t.Error(err)
			}
			if err := leg.AddCandidate(1, media.Candidate{Candidate: x.line(), Mid: "0"}); err != nil {
				t.Error(err)
			}
			x.isEmpty(time.Second)
		})
	}
}

// insert adds a line to the first section.
func insert(sdp, line string) string {
	return strings.Replace(sdp, "a=mid:0\r\n", "a=mid:0\r\n"+line+"\r\n", 1)
}

// lite adds a line to the session.
func lite(sdp, line string) string {
	return strings.Replace(sdp, "t=0 0\r\n", "t=0 0\r\n"+line+"\r\n", 1)
}

// TestWhoNamesOthersIsConnectedAllTheSame: browsers name addresses of their own
// networks, which are nobody's here.
func TestWhoNamesOthersIsConnectedAllTheSame(t *testing.T) {
	sfu, x := newSFU(t), newTrap(t)
	boris := join(t, sfu, "boris")
	anna := joinEdited(t, sfu, mediatest.Options{Name: "anna"}, func(sdp string) string { return insert(sdp, "a="+x.line()) })
	anna.receives("boris")
	boris.receives("anna")
	x.isEmpty(time.Millisecond)
}
