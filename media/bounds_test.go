package media

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"
	"github.com/pion/webrtc/v4"
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

func TestWhatARelayMayNotCarryIsLost(t *testing.T) {
	sender, receiver := socketOf(t), socketOf(t)
	known := receiver.LocalAddr().(*net.UDPAddr).AddrPort()
	to := &relay{target: known, known: known, ports: 1}
	r := &relayed{UDPConn: socketOf(t), relay: to, gone: func() {}, budget: 100}
	defer r.Close()
	for _, size := range []int{100, 101} { // what fits, and what does not
		if n, err := r.WriteTo(make([]byte, size), net.UDPAddrFromAddrPort(known)); n != size || err != nil {
			t.Errorf("%d: %d %v", size, n, err)
		}
	}
	if _, err := r.WriteTo([]byte("hello"), sender.LocalAddr()); !errors.Is(err, errRelayPeer) {
		t.Errorf("to another port: %v", err)
	}
	b := make([]byte, 1000)
	if n, err := receiver.Read(b); n != 100 || err != nil || to.lost.Load() != 1 {
		t.Errorf("%d bytes came, %d packets are lost: %v", n, to.lost.Load(), err)
	}
}

// TestARelayKnowsThePortsOfTheMediaServer: as clients see them outside of a NAT, and
// nobody else's packets come through.
func TestARelayKnowsThePortsOfTheMediaServer(t *testing.T) {
	ours, theirs := socketOf(t), socketOf(t)
	target := ours.LocalAddr().(*net.UDPAddr).AddrPort()
	r := &relay{target: target, known: netip.AddrPortFrom(netip.MustParseAddr("203.0.113.5"), target.Port()), ports: 2}
	for at, want := range map[string]string{
		fmt.Sprint("203.0.113.5:", target.Port()): target.String(), fmt.Sprint("203.0.113.5:", target.Port()+1): fmt.Sprint("127.0.0.1:", target.Port()+1),
		fmt.Sprint("203.0.113.5:", target.Port()+2): "", fmt.Sprint("203.0.113.5:", target.Port()-1): "", target.String(): "",
	} {
		got, ok := r.swap(netip.MustParseAddrPort(at), r.known, r.target)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%s leads to %s, %v", at, got, ok)
		}
	}
	one := &relayed{UDPConn: socketOf(t), relay: r, gone: func() {}}
	for _, from := range []*net.UDPConn{theirs, ours} {
		if _, err := from.WriteTo([]byte(from.LocalAddr().String()), one.LocalAddr()); err != nil {
			t.Fatal(err)
		}
	}
	b := make([]byte, 100)
	if n, from, err := one.ReadFrom(b); err != nil || string(b[:n]) != ours.LocalAddr().String() || from.String() != r.known.String() {
		t.Errorf("%q came from %v, %v", b[:n], from, err)
	}
}

func socketOf(t *testing.T) *net.UDPConn {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestACheckThatNobodyEndsEnds(t *testing.T) {
	sfu, err := New(Config{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer sfu.Close()
	check, err := sfu.check(sfu.shards[0], WayUDP, time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-check.Done():
	case <-time.After(time.Minute):
		t.Error("it goes on")
	}
}

// TestCommandsOfACheckAreSmallAndOnce: the check has no channel to answer on.
func TestCommandsOfACheckAreSmallAndOnce(t *testing.T) {
	c := &Check{}
	if !c.begins() || c.begins() {
		t.Error("it begins to send once")
	}
	for _, message := range []string{
		`{"type":"ping","filling":"` + strings.Repeat("x", maxCheckCommandSize) + `"}`, `{"type":"download"}`, `{"type":"dance"}`, `ping`, `[`, "",
	} {
		c.command([]byte(message))
	}
}

// heard is a candidate of which something came at a time.
type heard struct {
	ice.Candidate
	at time.Time
}

func (h *heard) Equal(other ice.Candidate) bool { return other == ice.Candidate(h) }
func (h *heard) LastReceived() time.Time        { return h.at }

// TestAMoveIsFollowedWhenTheOldAddressIsSilent: a check from elsewhere alone, while
// the selected address talks, moves nobody.
func TestAMoveIsFollowedWhenTheOldAddressIsSilent(t *testing.T) {
	nominates := stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.RawAttribute{Type: stun.AttrUseCandidate})
	asks := stun.MustBuild(stun.TransactionID, stun.BindingRequest)
	home, away, moves := &heard{at: time.Now()}, &heard{at: time.Now()}, follow()
	if moves(asks, nil, home, nil) || moves(nominates, nil, home, nil) {
		t.Error("who nominates needs no help")
	}
	if moves(asks, nil, away, nil) {
		t.Error("the selected address talks")
	}
	home.at = time.Now().Add(-movedAfter)
	if moves(asks, nil, home, nil) || !moves(asks, nil, away, nil) {
		t.Error("the old address is silent")
	}
	if moves(asks, nil, home, nil) {
		t.Error("it has moved")
	}
}

// lostPort notes that an address is given up.
type lostPort struct {
	port
	lostTimes int
}

func (p *lostPort) lost() { p.lostTimes++ }

func TestAnAddressThatICEGivesUpIsForgotten(t *testing.T) {
	out := &lostPort{}
	p := &Peer{port: out, woken: make(chan struct{}, 1)}
	for _, state := range []webrtc.PeerConnectionState{webrtc.PeerConnectionStateDisconnected, webrtc.PeerConnectionStateConnected, webrtc.PeerConnectionStateFailed} {
		p.linked(state)
	}
	if out.lostTimes != 1 {
		t.Errorf("forgotten %d times", out.lostTimes)
	}
}
