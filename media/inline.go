package media

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/transport/v5/packetio"
	"github.com/pion/webrtc/v4"

	"televisit/media/core"
)

// inlinePath routes packets in the goroutine of pion that has decrypted them;
// they leave through pion. Each room has a lane of its own.
type inlinePath struct {
	conn   *net.UDPConn
	mux    io.Closer
	engine *engine

	mu    sync.Mutex
	lanes map[*lane]bool
	past  core.Stats // of released lanes
}

func newInlinePath(conn *net.UDPConn, e *engine) *inlinePath {
	return &inlinePath{conn: conn, mux: e.open(conn), engine: e, lanes: map[*lane]bool{}}
}

func (*inlinePath) name() string { return PathInline }

func (i *inlinePath) lane() *lane {
	l := newLane(nil)
	i.mu.Lock()
	i.lanes[l] = true
	i.mu.Unlock()
	return l
}

func (i *inlinePath) release(l *lane) {
	l.close()
	i.mu.Lock()
	delete(i.lanes, l)
	i.past = i.past.Add(l.stats())
	i.mu.Unlock()
}

func (i *inlinePath) stats() core.Stats {
	i.mu.Lock()
	defer i.mu.Unlock()
	sum := i.past
	for l := range i.lanes {
		sum = sum.Add(l.stats())
	}
	return sum
}

func (i *inlinePath) load() (sum core.Load) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for l := range i.lanes {
		l.do(func(r *core.Router) { sum = sum.Add(r.Load()) })
	}
	return sum
}

// drops knows nothing: pion drops what it cannot decrypt without a word.
func (*inlinePath) drops() map[string]uint64 { return nil }

func (i *inlinePath) connect(p *Peer) (*webrtc.PeerConnection, port, error) {
	out := newInline(p)
	settings := i.engine.settings
	settings.BufferFactory = out.open
	pc, err := i.engine.connect(settings, webrtc.Configuration{})
	return pc, out, err
}

func (*inlinePath) serve(*webrtc.PeerConnection) (release func()) { return func() {} }

func (i *inlinePath) close() error {
	return errors.Join(i.mux.Close(), ignoreClosed(i.conn.Close()))
}

// ignoreClosed forgives the mux for having closed the socket before us.
func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// inline is one peer's port. The lane's lock guards the fields below "lane".
type inline struct {
	peer    *Peer
	sources sources

	// lane
	writer webrtc.TrackLocalWriter // nil until a section is answered
	header rtp.Header
	came   int // packets
}

func newInline(p *Peer) *inline {
	return &inline{peer: p, sources: sources{most: maxSources, away: func() { p.Close(ReasonFlood) }}}
}

// SendRTP implements core.Port. A connection that is gone needs no error: it
// is being closed.
func (i *inline) SendRTP(plain []byte) {
	if i.writer == nil {
		return
	}
	if n, err := i.header.Unmarshal(plain); err == nil {
		_, _ = i.writer.WriteRTP(&i.header, plain[n:])
	}
}

// SendRTCP implements core.Port.
func (i *inline) SendRTCP(plain []byte) {
	raw := rtcp.RawPacket(plain)
	_ = i.peer.pc.WriteRTCP([]rtcp.Packet{&raw})
}

// Wake implements core.Port.
func (i *inline) Wake() { i.peer.wake() }

func (i *inline) bound(w webrtc.TrackLocalWriter) { i.writer = w }
func (*inline) reached(netip.AddrPort, bool)      {}
func (*inline) secured(*webrtc.ICETransport)      {}
func (*inline) lost()                             {}
func (*inline) close()                            {}

// open is pion's BufferFactory: what it decrypts comes to Write, and nobody
// reads. pion also calls it while it writes, so it takes no lock.
func (i *inline) open(kind packetio.BufferPacketType, ssrc uint32) io.ReadWriteCloser {
	i.sources.another()
	if kind == packetio.RTCPBufferPacket {
		return &controlInlet{peer: i.peer, ssrc: ssrc}
	}
	return inlet{i}
}

// inlet takes the RTP of one SSRC.
type inlet struct{ *inline }

func (i inlet) Write(plain []byte) (int, error) {
	if i.sources.tooMany() {
		return len(plain), nil
	}
	at, count := time.Now(), 0
	i.peer.lane.do(func(r *core.Router) {
		r.RTP(i.peer.core, plain, at)
		i.came++
		count = i.came
	})
	if count == 1 {
		i.peer.passed(StageMedia)
	}
	if count%timedPackets == 0 {
		i.peer.sfu.engine.took.observe(time.Since(at))
	}
	return len(plain), nil
}

func (inlet) Read([]byte) (int, error) { return 0, io.EOF }
func (inlet) Close() error             { return nil }

// controlInlet takes the RTCP about one SSRC. pion hands a packet to every
// SSRC that it speaks of; the lowest one takes it.
type controlInlet struct {
	peer  *Peer
	ssrc  uint32
	about []uint32
}

func (i *controlInlet) Write(plain []byte) (int, error) {
	i.about, _ = rtcp.RawPacket(plain).ParseDestinationSSRC(i.about[:0])
	if len(i.about) > 0 && slices.Min(i.about) == i.ssrc {
		at := time.Now()
		i.peer.lane.do(func(r *core.Router) { r.RTCP(i.peer.core, plain, at) })
	}
	return len(plain), nil
}

func (*controlInlet) Read([]byte) (int, error) { return 0, io.EOF }
func (*controlInlet) Close() error             { return nil }
