package media_test

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/pion/turn/v5"
	"github.com/pion/webrtc/v4"

	"televisit/media"
	"televisit/media/mediatest"
)

func newRelayedSFU(t *testing.T) *media.SFU {
	t.Helper()
	sfu, err := media.New(media.Config{Addr: "127.0.0.1:0", TCPAddr: "127.0.0.1:0", Path: path, RelayAddr: "127.0.0.1:0", RelaySecret: []byte("secret")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sfu.Close() })
	return sfu
}

// behind is a client that has nothing but the relay, by one protocol.
func behind(t *testing.T, sfu *media.SFU, name, protocol string) *person {
	t.Helper()
	return joinWith(t, sfu, mediatest.Options{Name: name, Servers: serversBy(sfu, name, protocol)})
}

func serversBy(sfu *media.SFU, name, protocol string) (servers []webrtc.ICEServer) {
	for _, s := range sfu.ICEServers(name) {
		servers = append(servers, webrtc.ICEServer{URLs: urlsBy(s.URLs, protocol), Username: s.Username, Credential: s.Credential})
	}
	return servers
}

func urlsBy(all []string, protocol string) (some []string) {
	for _, url := range all {
		if strings.HasSuffix(url, "transport="+protocol) {
			some = append(some, url)
		}
	}
	return some
}

func TestClientBehindARelayHasACall(t *testing.T) {
	t.Parallel()
	sfu := newRelayedSFU(t)
	people := []*person{behind(t, sfu, "anna", "udp"), behind(t, sfu, "boris", "tcp"), join(t, sfu, "vera")}
	for _, p := range people {
		for _, other := range people {
			if p != other {
				p.receives(other.name)
			}
		}
	}
}

func TestWithoutARelayThereAreNoServers(t *testing.T) {
	if servers := newSFU(t).ICEServers("anna"); len(servers) > 0 {
		t.Errorf("%v", servers)
	}
	_, err := media.New(media.Config{Addr: "0.0.0.0:0", RelayAddr: "127.0.0.1:0"})
	if !errors.Is(err, media.ErrRelayAddr) {
		t.Errorf("a relay to every address: %v", err)
	}
}

// visitor speaks TURN with the relay as an attacker does who has credentials.
func visitor(t *testing.T, sfu *media.SFU, server media.ICEServer) *turn.Client {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at, _, _ := strings.Cut(strings.TrimPrefix(urlsBy(server.URLs, "udp")[0], "turn:"), "?")
	client, err := turn.NewClient(&turn.ClientConfig{TURNServerAddr: at, Conn: conn, Username: server.Username, Password: server.Credential, RTO: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); _ = conn.Close() })
	if err := client.Listen(); err != nil {
		t.Fatal(err)
	}
	return client
}

// TestRelayLeadsToTheMediaServerOnly asks for ways to everything else, next to
// a socket here that would notice.
func TestRelayLeadsToTheMediaServerOnly(t *testing.T) {
	sfu := newRelayedSFU(t)
	trap, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer trap.Close()
	conn, err := visitor(t, sfu, sfu.ICEServers("anna")[0]).Allocate()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	port := trap.LocalAddr().(*net.UDPAddr).Port
	for name, ip := range map[string]string{
		"everywhere": "0.0.0.0", "another loopback address": "127.0.0.2", "somebody inside": "10.0.0.1",
		"metadata of a cloud": "169.254.169.254", "everywhere of IPv6": "::", "loopback of IPv6": "::1",
	} {
		t.Run(name, func(t *testing.T) {
			for _, port := range []int{port, sfu.Addr().Port} {
				if _, err := conn.WriteTo([]byte("hello"), &net.UDPAddr{IP: net.ParseIP(ip), Port: port}); err == nil {
					t.Errorf("a way to %s:%d", ip, port)
				}
			}
		})
	}
	// Another port of the right host is permitted by TURN, which knows hosts only,
	// and refused behind it; also in the writing of IPv6.
	for _, ip := range []net.IP{net.IPv4(127, 0, 0, 1), net.ParseIP("::ffff:127.0.0.1")} {
		_, _ = conn.WriteTo([]byte("hello"), &net.UDPAddr{IP: ip, Port: port})
	}
	if _, err := conn.WriteTo([]byte("hello"), sfu.Addr()); err != nil {
		t.Errorf("no way to the media server: %v", err)
	}
	_ = trap.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	if n, _, err := trap.ReadFromUDP(make([]byte, 100)); err == nil {
		t.Errorf("%d bytes came to another port", n)
	}
}

func TestRelayLetsNobodyElseIn(t *testing.T) {
	sfu := newRelayedSFU(t)
	good := sfu.ICEServers("anna")[0]
	for name, bad := range map[string]media.ICEServer{
		"without a password":       {URLs: good.URLs, Username: good.Username},
		"as somebody else":         {URLs: good.URLs, Username: strings.Replace(good.Username, "anna", "boris", 1), Credential: good.Credential},
		"with a later expiry":      {URLs: good.URLs, Username: "9" + good.Username, Credential: good.Credential},
		"with no expiry":           {URLs: good.URLs, Username: "anna", Credential: good.Credential},
		"with expired credentials": sfu.ICEServersAt("anna", time.Now().Add(-time.Hour))[0],
	} {
		t.Run(name, func(t *testing.T) {
			if conn, err := visitor(t, sfu, bad).Allocate(); err == nil {
				_ = conn.Close()
				t.Error("let in")
			}
		})
	}
}

func TestOneParticipantHasAFewRelays(t *testing.T) {
	sfu := newRelayedSFU(t)
	have := 0
	for range 12 {
		if conn, err := visitor(t, sfu, sfu.ICEServers("anna")[0]).Allocate(); err == nil {
			defer conn.Close()
			have++
		}
	}
	if have != 8 {
		t.Errorf("%d relays for one", have)
	}
	if conn, err := visitor(t, sfu, sfu.ICEServers("boris")[0]).Allocate(); err != nil {
		t.Errorf("another one: %v", err)
	} else {
		_ = conn.Close()
	}
}
