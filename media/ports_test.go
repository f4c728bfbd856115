package media_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"testing"

	"televisit/media"
	"televisit/media/mediatest"
)

func TestPortsAreReadAsTheyAreWritten(t *testing.T) {
	for addr, want := range map[string]string{
		"203.0.113.5:5004":      "203.0.113.5:5004",
		"203.0.113.5:5004-5004": "203.0.113.5:5004",
		"203.0.113.5:5004-5006": "203.0.113.5:5004 203.0.113.5:5005 203.0.113.5:5006",
		"[::1]:5004-5005":       "[::1]:5004 [::1]:5005",
		":5004-5005":            ":5004 :5005",
		"127.0.0.1:0":           "127.0.0.1:0",
	} {
		if got, err := media.Ports(addr); err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v, %v", addr, got, err)
		}
	}
	for _, addr := range []string{"1.2.3.4:5005-5004", "1.2.3.4:0-3", "1.2.3.4:5004-", "1.2.3.4:-5004", "1.2.3.4:5004-5068", "1.2.3.4:65535-65536", "1.2.3.4:a-b"} {
		if got, err := media.Ports(addr); !errors.Is(err, media.ErrPorts) {
			t.Errorf("%s: %v, %v", addr, got, err)
		}
	}
}

// newWideSFU has two UDP ports, one beside the other.
func newWideSFU(t *testing.T) *media.SFU {
	t.Helper()
	for range 50 {
		first := 20_000 + rand.IntN(20_000)
		sfu, err := media.New(media.Config{Addr: fmt.Sprintf("127.0.0.1:%d-%d", first, first+1), TCPAddr: "127.0.0.1:0", Path: path, RelayAddr: "127.0.0.1:0", RelaySecret: []byte("secret")})
		if err == nil {
			t.Cleanup(func() { _ = sfu.Close() })
			return sfu
		}
	}
	t.Fatal("no two ports are free")
	return nil
}

// portOf is the one UDP port that somebody's offer names.
func (p *person) portOf() int {
	p.t.Helper()
	var ports []int
	for line := range strings.Lines(p.offer(1)) {
		if fields := strings.Fields(line); strings.HasPrefix(line, "a=candidate:") && fields[2] == "udp" && fields[1] == "1" {
			var port int
			_, _ = fmt.Sscan(fields[5], &port)
			ports = append(ports, port)
		}
	}
	if ports = slices.Compact(ports); len(ports) != 1 {
		p.t.Fatalf("offered ports %v", ports)
	}
	return ports[0]
}

// TestRoomsAreSpreadOverThePorts: each room is on one of them, by UDP, by TCP and
// through the relay, and the two know nothing of each other.
func TestRoomsAreSpreadOverThePorts(t *testing.T) {
	t.Parallel()
	sfu := newWideSFU(t)
	used := map[int]string{} // a room of each port
	for n := 0; len(used) < 2; n++ {
		room := fmt.Sprint("room ", n)
		anna := joinRoom(t, sfu, room, mediatest.Options{Name: "anna " + room})
		port := anna.portOf()
		if used[port] != "" {
			continue
		}
		used[port] = room
		people := []*person{anna, joinRoom(t, sfu, room, mediatest.Options{Name: "boris " + room, TCP: true}), joinRoom(t, sfu, room, relayed(sfu, "vera "+room))}
		for _, p := range people {
			for _, other := range people {
				if p != other {
					p.receives(other.name)
				}
			}
		}
		for _, p := range people[1:] {
			if again := p.portOf(); again != port {
				t.Errorf("%s was offered the port %d, and %s %d", anna.name, port, p.name, again)
			}
		}
	}
	for _, at := range sfu.Addrs() {
		if used[at.Port] == "" {
			t.Errorf("no room has the port %d", at.Port)
		}
	}
	if stats := sfu.Stats(); stats.PacketsOut == 0 || stats.Dropped[media.DropMalformed] > 0 {
		t.Errorf("%+v", stats)
	}
	for _, way := range sfu.Ways() {
		if err := sfu.SelfTest(t.Context(), way); err != nil {
			t.Errorf("%s: %v", way, err)
		}
	}
}

// TestClosingGivesAllPortsBack also while people talk on each.
func TestClosingGivesAllPortsBack(t *testing.T) {
	sfu := newWideSFU(t)
	for n := range 6 {
		room := fmt.Sprint("room ", n)
		anna, boris := joinRoom(t, sfu, room, mediatest.Options{Name: "anna " + room}), joinRoom(t, sfu, room, mediatest.Options{Name: "boris " + room})
		anna.receives(boris.name)
	}
	addrs, tcp := sfu.Addrs(), sfu.TCPAddr()
	if err := sfu.Close(); err != nil {
		t.Fatal(err)
	}
	for _, at := range addrs {
		conn, err := net.ListenUDP("udp", at)
		if err != nil {
			t.Errorf("%s is still taken: %v", at, err)
			continue
		}
		_ = conn.Close()
	}
	listener, err := net.Listen("tcp", tcp.String())
	if err != nil {
		t.Fatalf("%s is still taken: %v", tcp, err)
	}
	_ = listener.Close()
}

func TestAPortThatIsTakenFreesTheOthers(t *testing.T) {
	taken, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	last := taken.LocalAddr().(*net.UDPAddr).Port
	if _, err := media.New(media.Config{Addr: fmt.Sprintf("127.0.0.1:%d-%d", last-1, last)}); err == nil {
		t.Fatal("opened")
	}
	first, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: last - 1})
	if err != nil {
		t.Skipf("somebody else has the port before: %v", err)
	}
	_ = first.Close()
}

// relayed is a client that has nothing but the relay.
func relayed(sfu *media.SFU, name string) mediatest.Options {
	return mediatest.Options{Name: name, Servers: serversBy(sfu, name, "udp")}
}
