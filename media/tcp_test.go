package media_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"televisit/media"
	"televisit/media/mediatest"
)

func TestClientWithoutUDPHasACall(t *testing.T) {
	t.Parallel()
	sfu := newSFU(t)
	anna := joinWith(t, sfu, mediatest.Options{Name: "anna", TCP: true})
	boris := join(t, sfu, "boris")
	vera := joinWith(t, sfu, mediatest.Options{Name: "vera", TCP: true, Passive: true}) // served by pion
	for _, p := range []*person{anna, boris, vera} {
		for _, other := range []string{"anna", "boris", "vera"} {
			if p.name != other {
				p.receives(other)
			}
		}
	}
	if err := anna.leg.RestartICE(); err != nil {
		t.Fatal(err)
	}
	anna.offer(3) // the second one was for vera
	anna.receives("boris")
	boris.receives("anna")
}

func TestFirstOfferNamesBothPorts(t *testing.T) {
	sdp := join(t, newSFU(t), "anna").offer(1)
	for _, part := range []string{" udp ", " tcp ", "tcptype passive"} {
		if !strings.Contains(sdp, part) {
			t.Errorf("no %q among the candidates", part)
		}
	}
}

func TestWithoutTCPThereIsNoPort(t *testing.T) {
	sfu, err := media.New(media.Config{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sfu.Close() })
	if sfu.TCPAddr() != nil {
		t.Error("a port that nobody asked for")
	}
	if sdp := join(t, sfu, "anna").offer(1); strings.Contains(sdp, " tcp ") {
		t.Error("a candidate that leads nowhere")
	}
}

// TestStrangersOnTheTCPPortAreSentAway: what is no frame with a check inside ends the connection.
func TestStrangersOnTheTCPPortAreSentAway(t *testing.T) {
	sfu := newSFU(t)
	for name, sent := range map[string]string{
		"nonsense":     "GET / HTTP/1.1\r\n\r\n",
		"an empty one": "\x00\x00",
		"media":        "\x00\x0c\x80\x60aaaaaaaaaa",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", sfu.TCPAddr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := conn.Write([]byte(sent)); err != nil {
				t.Fatal(err)
			}
			_ = conn.SetReadDeadline(time.Now().Add(patience))
			if n, err := conn.Read(make([]byte, 10)); n > 0 || err == nil {
				t.Errorf("answered with %d bytes, %v", n, err)
			} else if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
				t.Error("the connection stays open")
			}
		})
	}
}
