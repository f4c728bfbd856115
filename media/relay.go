package media

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/logging"
	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"
)

const (
	relayRealm = "televisit"
	// CredentialLife is how long the credentials of the relay let somebody begin.
	CredentialLife = 5 * time.Minute
	// longestRelay is how long an allocation may be kept alive after that.
	longestRelay = 12 * time.Hour
	// A browser makes one allocation for each of its networks and each protocol.
	maxRelaysEach, maxRelays = 8, 1000
)

// ErrRelayAddr says that the relay has nowhere to relay to.
var ErrRelayAddr = errors.New("media: a relay needs one address of the media server, not all of them")

// ICEServer is a W3C RTCIceServer.
type ICEServer struct {
	URLs                 []string
	Username, Credential string
}

// relay is the TURN server (RFC 8656), by UDP and TCP, for clients that reach
// neither port of the media server. It carries packets to the media server's
// UDP ports and from them, and nowhere else.
type relay struct {
	server *turn.Server
	secret []byte
	urls   []string
	// target is the media server's first port here, known the same as clients see
	// it; ports are how many there are from that one on.
	target netip.AddrPort
	known  netip.AddrPort
	ports  int
	lost   atomic.Uint64 // beyond what one address may carry

	mu    sync.Mutex
	users map[string]int
	all   int
	from  map[netip.AddrPort]bool // where relayed packets come from
}

// openRelay listens on the address, by UDP and TCP.
func openRelay(config Config, first *net.UDPAddr, ports int) (*relay, error) {
	if first.IP.IsUnspecified() {
		return nil, ErrRelayAddr
	}
	target := unmapped(first.AddrPort())
	r := &relay{secret: config.RelaySecret, target: target, known: target, ports: ports, users: map[string]int{}, from: map[netip.AddrPort]bool{}}
	if config.PublicAddr != "" {
		ip, err := netip.ParseAddr(config.PublicAddr)
		if err != nil {
			return nil, fmt.Errorf("public media address: %w", err)
		}
		r.known = netip.AddrPortFrom(ip.Unmap(), r.known.Port())
	}
	return r, r.listen(config.RelayAddr)
}

func (r *relay) listen(addr string) error {
	udp, err := net.ListenPacket("udp", addr)
	if err != nil {
		return fmt.Errorf("relay port: %w", err)
	}
	tcp, err := net.Listen("tcp", addr)
	if err != nil {
		return errors.Join(fmt.Errorf("relay port for TCP: %w", err), udp.Close())
	}
	host := r.known.Addr().String()
	for protocol, at := range map[string]net.Addr{"udp": udp.LocalAddr(), "tcp": tcp.Addr()} {
		_, port, _ := net.SplitHostPort(at.String())
		r.urls = append(r.urls, fmt.Sprintf("turn:%s?transport=%s", net.JoinHostPort(host, port), protocol))
	}
	logs := logging.NewDefaultLoggerFactory()
	logs.DefaultLogLevel = logging.LogLevelDisabled // it would log who comes from where
	r.server, err = turn.NewServer(turn.ServerConfig{
		Realm: relayRealm, LoggerFactory: logs, AuthHandler: r.authenticate, QuotaHandler: r.hasRoom,
		EventHandler: turn.EventHandler{
			OnAllocationCreated: func(_, _ net.Addr, _, user, _ string, _ net.Addr, _ int) { r.count(user, 1) },
			OnAllocationDeleted: func(_, _ net.Addr, _, user, _ string) { r.count(user, -1) },
		},
		PacketConnConfigs: []turn.PacketConnConfig{{PacketConn: udp, RelayAddressGenerator: r, PermissionHandler: r.permits}},
		ListenerConfigs:   []turn.ListenerConfig{{Listener: newGuarded(tcp), RelayAddressGenerator: r, PermissionHandler: r.permits}},
	})
	if err != nil {
		return errors.Join(fmt.Errorf("relay: %w", err), udp.Close(), tcp.Close())
	}
	return nil
}

// servers makes credentials for one participant: until when, and whose.
func (r *relay) servers(participant string, now time.Time) []ICEServer {
	if r == nil {
		return nil
	}
	user := strconv.FormatInt(now.Add(CredentialLife).Unix(), 10) + ":" + participant
	return []ICEServer{{URLs: r.urls, Username: user, Credential: r.password(user)}}
}

func (r *relay) password(user string) string {
	mac := hmac.New(sha256.New, r.secret)
	mac.Write([]byte(user))
	return base64.RawStdEncoding.EncodeToString(mac.Sum(nil))
}

// authenticate lets nobody begin with credentials that have expired; what was
// begun goes on with them, since a browser has no others until it restarts ICE.
func (r *relay) authenticate(request *turn.RequestAttributes) (user string, key []byte, ok bool) {
	until, participant, _ := strings.Cut(request.Username, ":")
	seconds, err := strconv.ParseInt(until, 10, 64)
	if err != nil || participant == "" {
		return "", nil, false
	}
	expires := time.Unix(seconds, 0)
	if request.Method != stun.MethodAllocate {
		expires = expires.Add(longestRelay)
	}
	if time.Now().After(expires) {
		return "", nil, false
	}
	return participant, turn.GenerateAuthKey(request.Username, request.Realm, r.password(request.Username)), true
}

// hasRoom bounds what one participant, and all of them, may have at a time.
func (r *relay) hasRoom(user, _ string, _ net.Addr) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all < maxRelays && r.users[user] < maxRelaysEach
}

func (r *relay) count(user string, change int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all += change
	if r.users[user] += change; r.users[user] <= 0 {
		delete(r.users, user)
	}
}

// allocations is how many there are.
func (r *relay) allocations() int {
	if r == nil {
		return 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all
}

func (r *relay) lostInAll() uint64 {
	if r == nil {
		return 0
	}
	return r.lost.Load()
}

// note keeps from where relayed packets come.
func (r *relay) note(from netip.AddrPort, isOpen bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if isOpen {
		r.from[from] = true
	} else {
		delete(r.from, from)
	}
}

// relays says whether packets from the address come through this relay.
func (r *relay) relays(from netip.AddrPort) bool {
	if r == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.from[from]
}

// permits the media server's address as clients know it, written as it is.
func (r *relay) permits(_ net.Addr, peer net.IP) bool {
	at, ok := netip.AddrFromSlice(peer)
	return ok && at.Unmap() == r.known.Addr()
}

// Validate implements turn.RelayAddressGenerator.
func (r *relay) Validate() error { return nil }

// AllocatePacketConn makes a relayed address: a socket that speaks with the media
// server's ports.
func (r *relay) AllocatePacketConn(wish turn.AllocateListenerConfig) (net.PacketConn, net.Addr, error) {
	if (wish.Network == "udp4") != r.known.Addr().Is4() {
		return nil, nil, errRelayFamily
	}
	conn, err := net.ListenUDP(wish.Network, net.UDPAddrFromAddrPort(netip.AddrPortFrom(r.target.Addr(), 0)))
	if err != nil {
		return nil, nil, fmt.Errorf("relay: %w", err)
	}
	from := unmapped(conn.LocalAddr().(*net.UDPAddr).AddrPort())
	r.note(from, true)
	made := &relayed{UDPConn: conn, relay: r, budget: relayBurst, gone: func() { r.note(from, false) }}
	return made, net.UDPAddrFromAddrPort(netip.AddrPortFrom(r.known.Addr(), from.Port())), nil
}

var (
	errRelayFamily = errors.New("media: the relay has no address of this family")
	errRelayTCP    = errors.New("media: the relay carries UDP only")
	errRelayPeer   = errors.New("media: the relay leads to the media server only")
)

// AllocateListener implements turn.RelayAddressGenerator.
func (*relay) AllocateListener(turn.AllocateListenerConfig) (net.Listener, net.Addr, error) {
	return nil, nil, errRelayTCP
}

// AllocateConn implements turn.RelayAddressGenerator.
func (*relay) AllocateConn(turn.AllocateConnConfig) (net.Conn, error) { return nil, errRelayTCP }

func (r *relay) close() error {
	if r == nil {
		return nil
	}
	return r.server.Close()
}

// What one relayed address may carry: the device check's eight megabits with
// room to spare. The rest is lost.
const relayRate, relayBurst = 1500 << 10, 1500 << 10 // bytes a second, bytes

// relayed is one relayed address.
type relayed struct {
	*net.UDPConn
	relay *relay
	gone  func()

	mu     sync.Mutex
	budget float64 // bytes
	at     time.Time
}

// ReadFrom names the sender as the client knows it. What others send is not there.
func (r *relayed) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, from, err := r.ReadFromUDPAddrPort(b)
		if err != nil {
			return 0, nil, err
		}
		if at, ok := r.relay.swap(unmapped(from), r.relay.target, r.relay.known); ok {
			return n, net.UDPAddrFromAddrPort(at), nil
		}
	}
}

// swap writes one of the media server's ports with another of its addresses.
func (r *relay) swap(at, from, to netip.AddrPort) (netip.AddrPort, bool) {
	isOurs := at.Addr() == from.Addr() && at.Port() >= from.Port() && int(at.Port()-from.Port()) < r.ports
	return netip.AddrPortFrom(to.Addr(), at.Port()), isOurs
}

// Close implements net.PacketConn.
func (r *relayed) Close() error {
	r.gone()
	return r.UDPConn.Close()
}

// WriteTo refuses every other address and port.
func (r *relayed) WriteTo(b []byte, to net.Addr) (int, error) {
	at, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, errRelayPeer
	}
	target, ok := r.relay.swap(unmapped(at.AddrPort()), r.relay.known, r.relay.target)
	if !ok {
		return 0, errRelayPeer
	}
	if !r.affords(len(b), time.Now()) {
		r.relay.lost.Add(1)
		return len(b), nil
	}
	return r.WriteToUDPAddrPort(b, target)
}

func (r *relayed) affords(size int, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.at.IsZero() {
		r.budget = min(relayBurst, r.budget+now.Sub(r.at).Seconds()*relayRate)
	}
	r.at = now
	if r.budget < float64(size) {
		return false
	}
	r.budget -= float64(size)
	return true
}
