//go:build linux && (amd64 || arm64)

package media

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"github.com/pion/webrtc/v4"

	"televisit/media/core"
)

// TestDerivedKeysAreThoseOfDTLS tries both hashes, with and without the
// extended master secret (RFC 7627).
func TestDerivedKeysAreThoseOfDTLS(t *testing.T) {
	for _, master := range []dtls.ExtendedMasterSecretType{dtls.RequireExtendedMasterSecret, dtls.DisableExtendedMasterSecret} {
		for _, suite := range []dtls.CipherSuiteID{dtls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, dtls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384} {
			if err := checkSuite(suite, master); err != nil {
				t.Errorf("%v, %s: %v", master, dtls.CipherSuiteName(suite), err)
			}
		}
	}
}

func TestKeysThatAreNotThereAreAnError(t *testing.T) {
	k := &keys{}
	if _, err := k.Write([]byte("CLIENT_HANDSHAKE_TRAFFIC_SECRET 00 00\n")); !errors.Is(err, errNoKeys) {
		t.Errorf("a key log of another version: %v", err)
	}
	if _, _, err := k.contexts(); !errors.Is(err, errNoKeys) {
		t.Errorf("got %v", err)
	}
}

// twoPorts is a path without PeerConnections: two ports with addresses and keys.
type twoPorts struct {
	path                 *fastPath
	from, to             *fast
	sender, receiver     *net.UDPConn
	stranger             *net.UDPConn
	seal, sealWrong, own *srtp.Context
}

const sealProfile = srtp.ProtectionProfileAeadAes128Gcm

func cipher(t testing.TB, key byte) *srtp.Context {
	t.Helper()
	c, err := srtp.CreateContext(bytes.Repeat([]byte{key}, 16), bytes.Repeat([]byte{key}, 12), sealProfile, srtp.SRTPReplayProtection(rtpWindow))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func socket(t testing.TB) *net.UDPConn {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func addrOf(conn *net.UDPConn) netip.AddrPort { return conn.LocalAddr().(*net.UDPAddr).AddrPort() }

func newTwoPorts(t testing.TB) *twoPorts {
	t.Helper()
	conn := socket(t)
	e, err := newEngine(net.IPv4(127, 0, 0, 1), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	path, err := newFastPath(conn, e, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = path.close() })
	w := &twoPorts{path: path, sender: socket(t), receiver: socket(t), stranger: socket(t),
		seal: cipher(t, 2), sealWrong: cipher(t, 99), own: cipher(t, 11)}
	w.from = w.port(t, w.sender, 2, 1)
	w.to = w.port(t, w.receiver, 12, 11)
	path.shared.do(func(r *core.Router) {
		track := r.Publish(w.from.peer.core, core.Source{ClockRate: 48000, PayloadType: 111, Encodings: []core.Encoding{{SSRC: 1000}}})
		r.Send(w.to.peer.core, core.Sink{ClockRate: 48000, SSRC: 2000, PayloadType: 100}).Follow(track, time.Now())
	})
	return w
}

func (w *twoPorts) port(t testing.TB, at *net.UDPConn, in, out byte) *fast {
	t.Helper()
	p := &Peer{lane: w.path.shared}
	f := &fast{path: w.path, peer: p, inline: newInline(p), sources: map[uint32]bool{}, in: cipher(t, in), out: cipher(t, out)}
	f.inline.sources.away = func() {}
	w.path.shared.do(func(r *core.Router) {
		f.peer.core = r.Join(f)
		f.addr = w.path.batch.target(addrOf(at))
		w.path.byAddr[f.addr.at] = f
	})
	return f
}

func (w *twoPorts) packet(t *testing.T, by *srtp.Context, ssrc uint32, sequence uint16) []byte {
	t.Helper()
	raw, err := (&rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111, SequenceNumber: sequence, SSRC: ssrc}, Payload: []byte{uint8(sequence)}}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := by.EncryptRTP(nil, raw, nil)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func (w *twoPorts) send(t *testing.T, from *net.UDPConn, packet []byte) {
	t.Helper()
	if _, err := from.WriteToUDPAddrPort(packet, addrOf(w.path.conn)); err != nil {
		t.Fatal(err)
	}
}

// receive is the number of the next packet that reaches the receiver.
func (w *twoPorts) receive(t *testing.T) uint16 {
	t.Helper()
	b := make([]byte, maxDatagram)
	if err := w.receiver.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	n, err := w.receiver.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	var h rtp.Header
	plain, err := w.own.DecryptRTP(nil, b[:n], &h)
	if err != nil || h.SSRC != 2000 || h.PayloadType != 100 || plain[len(plain)-1] != uint8(h.SequenceNumber) {
		t.Fatalf("received %+v, %v", h, err)
	}
	return h.SequenceNumber
}

// TestFastPathForwardsOnlyWhatIsTrue sends what must not pass between packets
// that do: the next thing that arrives is always the next true one.
func TestFastPathForwardsOnlyWhatIsTrue(t *testing.T) {
	w := newTwoPorts(t)
	first := w.packet(t, w.seal, 1000, 1)
	w.send(t, w.sender, first)
	if got := w.receive(t); got != 1 {
		t.Fatalf("received %d", got)
	}
	for i, bad := range []struct {
		name   string
		from   *net.UDPConn
		packet []byte
	}{
		{"a replay", w.sender, first},
		{"an address that ICE did not select", w.stranger, w.packet(t, w.seal, 1000, 50)},
		{"another key", w.sender, w.packet(t, w.sealWrong, 1000, 51)},
		{"a source that was not negotiated", w.sender, w.packet(t, w.seal, 3000, 52)},
		{"somebody else's source", w.receiver, w.packet(t, w.seal, 1000, 53)},
		{"a stump", w.sender, []byte{0x80, 111, 0}},
		{"nonsense", w.sender, bytes.Repeat([]byte{0x90}, 1400)},
		{"a broken report", w.sender, append([]byte{0x80, 200}, bytes.Repeat([]byte{1}, 60)...)},
	} {
		t.Run(bad.name, func(t *testing.T) {
			want := uint16(2 + i)
			w.send(t, bad.from, bad.packet)
			w.send(t, w.sender, w.packet(t, w.seal, 1000, want))
			if got := w.receive(t); got != want {
				t.Errorf("received %d, want %d", got, want)
			}
		})
	}
}

func TestOnlyThePathSendsMedia(t *testing.T) {
	w := newTwoPorts(t)
	media := w.packet(t, w.seal, 1000, 1)
	if _, err := w.path.pion.WriteToAddrPort(media, addrOf(w.receiver)); !errors.Is(err, errMedia) {
		t.Errorf("pion sent media: %v", err)
	}
	w.to.isSlow.Store(true)
	w.path.shared.do(func(*core.Router) { w.to.slowDown() })
	if _, err := w.path.pion.WriteToAddrPort(media, addrOf(w.receiver)); err != nil {
		t.Errorf("a peer that pion serves: %v", err)
	}
	w.to.close()
	if _, err := w.path.pion.WriteToAddrPort(media, addrOf(w.receiver)); !errors.Is(err, errMedia) {
		t.Errorf("after its end: %v", err)
	}
}

func TestWhatIsNotMediaIsForPion(t *testing.T) {
	w := newTwoPorts(t)
	hello := []byte{22, 254, 253}
	w.path.pion.deliver(hello, addrOf(w.stranger)) // one that waits is not lost
	flooded := newPionConn(w.stranger)
	for range 3 * waiting { // that nobody reads: who delivers does not wait
		flooded.deliver(hello, addrOf(w.stranger))
	}
	if lost := flooded.lost.Load(); lost != 2*waiting {
		t.Errorf("%d were lost", lost)
	}
	w.send(t, w.sender, w.packet(t, w.seal, 1000, 7))
	if got := w.receive(t); got != 7 {
		t.Errorf("received %d", got)
	}
}

// TestMediaBeforeTheKeysIsLost and breaks nothing.
func TestMediaBeforeTheKeysIsLost(t *testing.T) {
	w := newTwoPorts(t)
	var log bytes.Buffer
	w.path.shared.do(func(r *core.Router) {
		w.path.log = slog.New(slog.NewTextHandler(&log, nil))
		w.from.in = nil
		for _, packet := range [][]byte{w.packet(t, w.seal, 1000, 1), append([]byte{0x80, 200}, make([]byte, 60)...)} {
			w.path.take(r, packet, addrOf(w.sender), time.Now())
		}
		if w.path.dropped.early != 2 || log.Len() > 0 {
			t.Errorf("dropped %+v; %s", w.path.dropped, &log)
		}
	})
}

func TestAPortThatIsLostIsAStranger(t *testing.T) {
	w := newTwoPorts(t)
	w.from.lost()
	w.path.shared.do(func(r *core.Router) {
		w.path.take(r, w.packet(t, w.seal, 1000, 1), addrOf(w.sender), time.Now())
		if w.path.dropped.stranger != 1 {
			t.Errorf("dropped %+v", w.path.dropped)
		}
	})
}

func TestPortThatIsClosedIsForgotten(t *testing.T) {
	w := newTwoPorts(t)
	w.from.close()
	w.from.reached(netip.MustParseAddrPort("127.0.0.1:9"), false)
	w.path.shared.do(func(*core.Router) {
		if len(w.path.byAddr) != 1 || w.from.in != nil || w.from.addr.isSet() {
			t.Error("a closed port is still there")
		}
	})
}

// deafPath has PeerConnections whose media nobody understands.
type deafPath struct{ *fastPath }

type deafPort struct {
	*fast
	wrong *srtp.Context
}

func (d deafPath) connect(p *Peer) (*webrtc.PeerConnection, port, error) {
	pc, out, err := d.fastPath.connect(p)
	if err != nil {
		return nil, nil, err
	}
	wrong, err := srtp.CreateContext(make([]byte, 16), make([]byte, 12), sealProfile)
	return pc, deafPort{out.(*fast), wrong}, err
}

func (d deafPort) secured(*webrtc.ICETransport) {
	d.path.shared.do(func(*core.Router) { d.in, d.out = d.wrong, d.wrong })
}

func TestSelfTestNamesTheStageOfSRTP(t *testing.T) {
	sfu, err := New(Config{Addr: "127.0.0.1:0", Path: PathFast})
	if err != nil {
		t.Fatal(err)
	}
	defer sfu.Close()
	sfu.shards[0].path = deafPath{sfu.shards[0].path.(*fastPath)}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { // gives up once media has come and was not understood
		for sfu.Stats().Dropped[DropUnsealed] < 3 && ctx.Err() == nil {
			<-time.After(10 * time.Millisecond)
		}
		cancel()
	}()
	if err := sfu.SelfTest(ctx, WayUDP); err == nil || !strings.Contains(err.Error(), "SRTP") {
		t.Errorf("got %v", err)
	}
}

// TestABrokenPacketCostsItselfOnly: somebody's packet makes the routing panic, and
// the next one of somebody else arrives. It is said once a minute, not each time.
func TestABrokenPacketCostsItselfOnly(t *testing.T) {
	w := newTwoPorts(t)
	var log bytes.Buffer
	w.path.shared.do(func(*core.Router) {
		w.path.log = slog.New(slog.NewTextHandler(&log, nil))
		broken := &fast{path: w.path, inline: newInline(nil), sources: map[uint32]bool{}, in: cipher(t, 2), hasSpoken: true} // of no peer
		w.path.byAddr[addrOf(w.stranger)] = broken
	})
	for number := range uint16(3) {
		w.send(t, w.stranger, w.packet(t, cipher(t, 2), 1000, number))
	}
	w.send(t, w.sender, w.packet(t, w.seal, 1000, 9))
	if got := w.receive(t); got != 9 {
		t.Errorf("received %d", got)
	}
	w.path.shared.do(func(*core.Router) {
		if n := strings.Count(log.String(), "broke its routing"); n != 1 {
			t.Errorf("said %d times:\n%s", n, &log)
		}
	})
}

func TestTheFastPathIsTheUsualOne(t *testing.T) {
	sfu, err := New(Config{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer sfu.Close()
	if sfu.Path() != PathFast {
		t.Errorf("the path is %s", sfu.Path())
	}
}

// TestWithoutItsKeysTheFastPathIsNotTaken: the handshake with itself finds other keys
// than pion has, as with a release of pion that logs something else.
func TestWithoutItsKeysTheFastPathIsNotTaken(t *testing.T) {
	before := checkKeys
	checkKeys = func() error { return errOtherKeys }
	t.Cleanup(func() { checkKeys = before })
	if _, err := New(Config{Addr: "127.0.0.1:0", Path: PathFast}); !errors.Is(err, errOtherKeys) {
		t.Errorf("asked for by name: %v", err)
	}
	var log bytes.Buffer
	sfu, err := New(Config{Addr: "127.0.0.1:0", Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer sfu.Close()
	if sfu.Path() != PathInline || !strings.Contains(log.String(), "slower path") {
		t.Errorf("the path is %s; %s", sfu.Path(), &log)
	}
	if err := sfu.SelfTest(t.Context(), WayUDP); err != nil {
		t.Errorf("and it works: %v", err)
	}
}
