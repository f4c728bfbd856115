package media

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/rtp"
	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"
)

func TestAllRelaysTogetherAreBounded(t *testing.T) {
	r := &relay{users: map[string]int{"anna": maxRelaysEach}, all: maxRelays - 1}
	for user, want := range map[string]bool{"anna": false, "boris": true} {
		if got := r.hasRoom(user, "", nil); got != want {
			t.Errorf("%s: %v", user, got)
		}
	}
	if r.count("boris", 1); r.hasRoom("vera", "", nil) {
		t.Error("one more than all")
	}
	r.count("boris", -1)
	if _, known := r.users["boris"]; known || r.allocations() != maxRelays-1 {
		t.Errorf("who is gone is still counted: %v", r.users)
	}
}

// TestARelayIsKeptAliveForAVisitAndNoLonger: a browser repeats the credentials it has
// begun with, which let it begin nothing else.
func TestARelayIsKeptAliveForAVisitAndNoLonger(t *testing.T) {
	r := &relay{secret: []byte("secret")}
	for age, want := range map[time.Duration]map[stun.Method]bool{
		0:                            {stun.MethodAllocate: true, stun.MethodRefresh: true},
		CredentialLife + time.Minute: {stun.MethodAllocate: false, stun.MethodRefresh: true},
		CredentialLife + longestRelay + time.Minute: {stun.MethodAllocate: false, stun.MethodRefresh: false},
	} {
		user := r.servers("anna", time.Now().Add(-age))[0].Username
		for method, may := range want {
			who, _, ok := r.authenticate(&turn.RequestAttributes{Username: user, Realm: relayRealm, Method: method})
			if ok != may || ok && who != "anna" {
				t.Errorf("%v after %v: %v %q", method, age, ok, who)
			}
		}
	}
}

func TestARelayCarriesSoMuchASecond(t *testing.T) {
	r, now := &relayed{budget: relayBurst}, time.Unix(1000, 0)
	carried := func() (sum int) {
		for r.affords(1000, now) {
			sum += 1000
		}
		return sum
	}
	if got := carried(); got > relayBurst || got < relayBurst-1000 {
		t.Errorf("%d at once", got)
	}
	now = now.Add(time.Second / 2)
	if got := carried(); got > relayRate/2+1000 || got < relayRate/2-1000 {
		t.Errorf("%d in half a second", got)
	}
	now = now.Add(time.Hour)
	if got := carried(); got > relayBurst {
		t.Errorf("%d after a pause", got)
	}
}

func TestAllConnectionsTogetherAreBounded(t *testing.T) {
	d := &doorman{all: maxConns - 1}
	one, two := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 2)}
	leave, ok := d.admit(from{one})
	if !ok {
		t.Fatal("the last one")
	}
	if _, ok := d.admit(from{two}); ok {
		t.Error("one more than all")
	}
	leave()
	leave()
	if _, ok := d.admit(from{two}); !ok || d.all != maxConns {
		t.Errorf("a place is given back once: %d", d.all)
	}
}

// from is a connection that comes from an address.
type from struct{ at net.Addr }

func (from) Read([]byte) (int, error)         { return 0, net.ErrClosed }
func (from) Write([]byte) (int, error)        { return 0, net.ErrClosed }
func (from) Close() error                     { return nil }
func (from) LocalAddr() net.Addr              { return nil }
func (f from) RemoteAddr() net.Addr           { return f.at }
func (from) SetDeadline(time.Time) error      { return nil }
func (from) SetReadDeadline(time.Time) error  { return nil }
func (from) SetWriteDeadline(time.Time) error { return nil }

func TestNamesOfAddressesAreBounded(t *testing.T) {
	p := &Peer{named: map[netip.AddrPort]ice.CandidateType{}}
	var lines []string
	for port := range 2 * maxNamed {
		lines = append(lines, fmt.Sprintf("candidate:1 1 udp 1 192.0.2.1 %d typ host", port+1))
	}
	p.nameAll(lines)
	if len(p.named) != maxNamed {
		t.Errorf("%d are kept", len(p.named))
	}
}

// TestAnEchoKeepsSoMuch: who sends more than a call has loses the rest.
func TestAnEchoKeepsSoMuch(t *testing.T) {
	e, queue := newEcho(nil), make(chan late, 10_000)
	for range cap(queue) {
		e.keep(queue, &rtp.Packet{Payload: make([]byte, 1000)})
	}
	if kept := e.kept.Load(); kept > echoSize+1000 {
		t.Errorf("%d bytes are kept", kept)
	}
}
