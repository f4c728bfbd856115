package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"github.com/pion/transport/v5/packetio"
	"github.com/pion/webrtc/v4"

	"televisit/media/core"
)

// aliveEvery is how often pion is given a media packet, by which ICE sees that
// the path is alive.
const aliveEvery = time.Second

// fastPath routes packets where they come from the socket, in batches: one
// goroutine decrypts, routes, encrypts and sends. PeerConnections do SDP, ICE
// and DTLS; they are handed everything that is not media. All rooms of the socket share
// the lane, whose lock is taken once a batch; it guards what is below "lane".
type fastPath struct {
	engine *engine
	conn   *net.UDPConn
	mux    io.Closer
	pion   *pionConn
	shared *lane
	log    *slog.Logger
	rounds int // belongs to run

	// lane
	batch      *batch
	byAddr     map[netip.AddrPort]*fast
	header     rtp.Header // scratch of the ciphers
	dropped    fastDrops
	complained time.Time
}

// newFastPath fails where the system has no batches, and when the keys that we
// derive are not those of DTLS.
func newFastPath(conn *net.UDPConn, e *engine, log *slog.Logger) (*fastPath, error) {
	if err := checkKeys(); err != nil {
		return nil, fmt.Errorf("fast media path: %w", err)
	}
	batch, err := newBatch(conn)
	if err != nil {
		return nil, fmt.Errorf("fast media path: %w", err)
	}
	f := &fastPath{engine: e, conn: conn, pion: newPionConn(conn), log: log, batch: batch, byAddr: map[netip.AddrPort]*fast{}}
	f.shared = newLane(batch.flush)
	if e.streams != nil {
		e.streams.goFast()
	}
	f.mux = e.open(f.pion)
	go f.run()
	return f, nil
}

func (*fastPath) name() string  { return PathFast }
func (f *fastPath) lane() *lane { return f.shared }
func (*fastPath) release(*lane) {}

func (f *fastPath) stats() core.Stats { return f.shared.stats() }

func (f *fastPath) load() (sum core.Load) {
	f.shared.do(func(r *core.Router) { sum = r.Load() })
	return sum
}

// fastDrops counts what is not forwarded before the router sees it.
type fastDrops struct{ stranger, early, unsealed uint64 }

func (f *fastPath) drops() (all map[string]uint64) {
	f.shared.do(func(*core.Router) {
		all = map[string]uint64{
			DropStranger: f.dropped.stranger, DropEarly: f.dropped.early, DropUnsealed: f.dropped.unsealed, DropSocket: f.batch.lost,
		}
	})
	all[DropQueue] = f.pion.lost.Load()
	return all
}

func (f *fastPath) close() error {
	f.shared.close()
	f.shared.do(func(*core.Router) { f.batch.close() })
	return errors.Join(f.mux.Close(), ignoreClosed(f.conn.Close()))
}

// run serves the socket until it is closed.
func (f *fastPath) run() {
	for {
		n, err := f.batch.receive()
		if err != nil {
			return
		}
		at := time.Now()
		sent := false
		f.shared.do(func(r *core.Router) {
			before := r.Sent()
			for i := range n {
				packet, from := f.batch.packet(i)
				f.take(r, packet, from, at)
			}
			sent = r.Sent() != before
		})
		if f.rounds++; sent && f.rounds%timedRounds == 0 {
			f.engine.took.observe(time.Since(at))
		}
	}
}

// take routes one datagram. What is not RTP or RTCP (RFC 7983) is for pion.
func (f *fastPath) take(r *core.Router, packet []byte, from netip.AddrPort, at time.Time) {
	defer f.survive(at)
	if isMedia(packet) {
		port := f.byAddr[from]
		if port == nil {
			f.dropped.stranger++
			return
		}
		packet = port.take(r, packet, at)
	}
	if packet != nil {
		f.pion.deliver(packet, from)
	}
}

// takeStream routes a media packet that came by TCP, on the shard of its room.
func takeStream(s *stream, packet []byte) (forPion []byte) {
	at, port := time.Now(), s.port.Load()
	if port == nil {
		s.owner.strangers.Add(1)
		return nil
	}
	port.path.shared.do(func(r *core.Router) {
		defer port.path.survive(at)
		forPion = port.take(r, packet, at)
	})
	return forPion
}

// survive lets a packet that breaks us cost itself only.
func (f *fastPath) survive(at time.Time) {
	if broken := recover(); broken != nil && at.Sub(f.complained) > time.Minute {
		f.complained = at
		f.log.Error("a media packet broke its routing", "error", broken, "stack", string(debug.Stack()))
	}
}

func isMedia(packet []byte) bool {
	return len(packet) > 0 && packet[0] >= 128 && packet[0] <= 191
}

// connect makes a PeerConnection whose SRTP keys and address come to the port.
// pion's own SRTP contexts know cryptex (RFC 9335), ours do not.
func (f *fastPath) connect(p *Peer) (*webrtc.PeerConnection, port, error) {
	out := &fast{path: f, peer: p, inline: newInline(p), sources: map[uint32]bool{}}
	settings := f.engine.settings
	settings.BufferFactory = out.open
	settings.SetDTLSKeyLogWriter(&out.keys)
	settings.SetDTLSServerHelloMessageHook(out.keys.serverHello)
	pc, err := f.engine.connect(settings, webrtc.Configuration{RTPHeaderEncryptionPolicy: webrtc.RTPHeaderEncryptionPolicyDisable})
	if err != nil {
		return nil, nil, err
	}
	return pc, out, nil
}

// serve lets the packets of the connection pass to pion and from it, wherever ICE
// finds the client.
func (f *fastPath) serve(pc *webrtc.PeerConnection) (release func()) {
	out := &fast{path: f, inline: newInline(nil)}
	out.isSlow.Store(true)
	pc.SCTP().Transport().ICETransport().OnSelectedCandidatePairChange(out.selected)
	return out.close
}

// fast is one peer's port: an address or a stream that ICE has selected, and two ciphers.
// Where their keys cannot be derived, as with a client that wants to be the
// server of DTLS, the peer is served inline by pion.
type fast struct {
	path   *fastPath
	peer   *Peer
	keys   keys
	inline *inline
	isSlow atomic.Bool

	// lane
	addr    target        // of datagrams, or
	stream  *stream       // where UDP does not pass
	in, out *srtp.Context // nil before DTLS and after close
	alive   time.Time
	closed  bool
	sources map[uint32]bool // that have sent; the ciphers keep something for each
	// hasSpoken is true from the first packet on.
	hasSpoken bool
}

// selected is reached by ICE's selected pair.
func (f *fast) selected(pair *webrtc.ICECandidatePair) {
	if from, isTCP, ok := remote(pair); ok {
		f.reached(from, isTCP)
	}
}

// reached takes the remote address of ICE's selected pair.
func (f *fast) reached(at netip.AddrPort, isTCP bool) {
	f.path.shared.do(func(*core.Router) {
		f.forget()
		switch {
		case f.closed:
		case isTCP:
			f.reachedStream(f.path.engine.streams.find(at))
		default:
			f.addr = f.path.batch.target(at)
			f.path.byAddr[at] = f
		}
		f.slowDown()
	})
}

// reachedStream needs the lane; the connection may be gone already.
func (f *fast) reachedStream(s *stream) {
	if f.stream = s; s != nil {
		s.port.Store(f)
	}
}

// slowDown lets pion send media to where the peer is; the lane is held.
func (f *fast) slowDown() {
	switch {
	case !f.isSlow.Load():
	case f.stream != nil:
		f.stream.letPion(true)
	case f.addr.isSet():
		f.path.pion.allowed.Store(f.addr.at, true)
	}
}

// forget needs the lane.
func (f *fast) forget() {
	if f.path.byAddr[f.addr.at] == f {
		delete(f.path.byAddr, f.addr.at)
		f.path.pion.allowed.Delete(f.addr.at)
	}
	if f.stream != nil && f.stream.port.CompareAndSwap(f, nil) {
		f.stream.letPion(false)
	}
	f.addr, f.stream = target{}, nil
}

// secured takes the keys of the handshake.
func (f *fast) secured(transport *webrtc.ICETransport) {
	if pair, err := transport.GetSelectedCandidatePair(); err == nil {
		f.selected(pair)
	}
	in, out, err := f.keys.contexts()
	f.path.shared.do(func(*core.Router) {
		if f.closed {
			return
		}
		f.in, f.out = in, out
		f.isSlow.Store(err != nil)
		f.slowDown()
	})
}

// take decrypts one packet in place and routes it. What it returns, still
// sealed, is for pion.
func (f *fast) take(r *core.Router, packet []byte, at time.Time) (forPion []byte) {
	dropped := &f.path.dropped
	switch {
	case len(packet) < 12:
		dropped.unsealed++
		return nil
	case f.isSlow.Load():
		return packet
	case f.in == nil:
		dropped.early++
		return nil
	case packet[1] >= 192 && packet[1] <= 223:
		plain, err := f.in.DecryptRTCP(packet, packet, nil)
		if err != nil || !f.isOneOfFew(binary.BigEndian.Uint32(plain[4:])) {
			dropped.unsealed++
			return nil
		}
		r.RTCP(f.peer.core, plain, at)
		return nil
	}
	if at.Sub(f.alive) >= aliveEvery {
		forPion = bytes.Clone(packet)
	}
	plain, err := f.in.DecryptRTP(packet, packet, &f.path.header)
	if err != nil || !f.isOneOfFew(f.path.header.SSRC) {
		dropped.unsealed++
		return nil
	}
	if !f.hasSpoken {
		f.hasSpoken = true
		f.peer.passed(StageMedia)
	}
	if forPion != nil {
		f.alive = at
	}
	r.RTP(f.peer.core, plain, at)
	return forPion
}

// isOneOfFew notes where an authentic packet comes from.
func (f *fast) isOneOfFew(ssrc uint32) bool {
	if f.sources[ssrc] {
		return true
	}
	if !f.inline.sources.another() {
		return false
	}
	f.sources[ssrc] = true
	return true
}

// SendRTP implements core.Port.
func (f *fast) SendRTP(plain []byte) {
	if f.isSlow.Load() {
		f.inline.SendRTP(plain)
		return
	}
	if !f.canSend() {
		return
	}
	if sealed, err := f.out.EncryptRTP(f.path.batch.next(), plain, &f.path.header); err == nil {
		f.send(sealed)
	}
}

// SendRTCP implements core.Port.
func (f *fast) SendRTCP(plain []byte) {
	if f.isSlow.Load() {
		f.inline.SendRTCP(plain)
		return
	}
	if !f.canSend() {
		return
	}
	if sealed, err := f.out.EncryptRTCP(f.path.batch.next(), plain, nil); err == nil {
		f.send(sealed)
	}
}

func (f *fast) canSend() bool { return f.out != nil && (f.stream != nil || f.addr.isSet()) }

// send takes what was sealed in the batch's buffer; a stream keeps a copy.
func (f *fast) send(sealed []byte) {
	if f.stream != nil {
		f.stream.send(sealed)
		return
	}
	f.path.batch.add(sealed, &f.addr)
}

// Wake implements core.Port.
func (f *fast) Wake() { f.peer.wake() }

// lost forgets the address: ICE has given it up, and it may become somebody else's.
func (f *fast) lost() { f.path.shared.do(func(*core.Router) { f.forget() }) }

func (f *fast) bound(w webrtc.TrackLocalWriter) { f.inline.bound(w) }

func (f *fast) close() {
	f.path.shared.do(func(*core.Router) {
		f.forget()
		f.in, f.out, f.closed = nil, nil, true
	})
}

// open is pion's BufferFactory: pion's packets count only where they are not
// what it is given to see that the path is alive.
func (f *fast) open(kind packetio.BufferPacketType, ssrc uint32) io.ReadWriteCloser {
	return gate{f.inline.open(kind, ssrc), &f.isSlow}
}

type gate struct {
	io.ReadWriteCloser
	isOpen *atomic.Bool
}

func (g gate) Write(b []byte) (int, error) {
	if !g.isOpen.Load() {
		return len(b), nil
	}
	return g.ReadWriteCloser.Write(b)
}
