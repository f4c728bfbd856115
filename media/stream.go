package media

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/ice/v4"
)

const (
	// maxPending is how much may wait for a slow connection, about half a second
	// of a picture. What comes then is lost, as on a full network.
	maxPending = 128 << 10
	// A connection that takes nothing for this long is closed.
	streamStalled = 10 * time.Second
	// A connection that says nothing, or names nobody, goes after this.
	streamSilent = 10 * time.Second
	frameHeader  = 2
)

// errFrame says that a client sends what is no packet of a call.
var errFrame = errors.New("media: a frame of a wrong size")

// streams accepts the TCP connections of clients whose network lets no UDP
// through (ICE-TCP, RFC 6544; we are passive), and hands them to pion's mux.
type streams struct {
	net.Listener
	// route takes a media packet; what it returns is for pion. Without it pion
	// gets everything and sends media itself.
	route func(s *stream, packet []byte) (forPion []byte)

	muxed  ice.TCPMux
	door   doorman
	mu     sync.Mutex
	byAddr map[netip.AddrPort]*stream
	lost   atomic.Uint64 // packets for clients that were too slow
	// strangers are media packets of connections that are nobody's.
	strangers atomic.Uint64
}

// count is how many connections there are.
func (l *streams) count() int {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.byAddr)
}

func (l *streams) lostInAll() uint64 {
	if l == nil {
		return 0
	}
	return l.lost.Load()
}

func (l *streams) strangersInAll() uint64 {
	if l == nil {
		return 0
	}
	return l.strangers.Load()
}

func listenTCP(addr string) (*streams, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("media port for TCP: %w", err)
	}
	return &streams{Listener: listener, byAddr: map[netip.AddrPort]*stream{}}, nil
}

func (l *streams) close() error {
	if l == nil {
		return nil
	}
	if l.muxed != nil {
		return ignoreClosed(l.muxed.Close())
	}
	return ignoreClosed(l.Listener.Close())
}

// goFast lets media go past pion; before mux.
func (l *streams) goFast() {
	if l.muxed == nil {
		l.route = takeStream
	}
}

// mux is pion's side, one for the connections of all shards.
func (l *streams) mux() ice.TCPMux {
	if l.muxed == nil {
		l.muxed = ice.NewTCPMuxDefault(ice.TCPMuxParams{Listener: l, ReadBufferSize: waiting,
			FirstStunBindTimeout: streamSilent, AliveDurationForConnFromStun: streamSilent})
	}
	return l.muxed
}

// Accept implements net.Listener.
func (l *streams) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if s := l.admit(conn); s != nil {
			go s.write()
			return s, nil
		}
		_ = conn.Close()
	}
}

// admit gives the connection its place; nil when there is none.
func (l *streams) admit(conn net.Conn) *stream {
	leave, ok := l.door.admit(conn)
	if !ok {
		return nil
	}
	s := &stream{
		Conn: conn, owner: l, leave: leave, from: unmapped(conn.RemoteAddr().(*net.TCPAddr).AddrPort()),
		reader: bufio.NewReader(conn), woken: make(chan struct{}, 1), done: make(chan struct{}), mayPion: l.route == nil,
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.byAddr[s.from] = s
	return s
}

func unmapped(at netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}

// find is the connection from an address; nil when it is gone.
func (l *streams) find(from netip.AddrPort) *stream {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.byAddr[from]
}

func (l *streams) forget(s *stream) {
	s.leave()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.byAddr, s.from)
}

// stream is one TCP connection: packets with their length before them (RFC
// 4571). pion reads and writes it as such; media goes past pion where a route
// is set. Nobody who writes waits.
type stream struct {
	net.Conn
	owner  *streams
	leave  func()
	from   netip.AddrPort
	reader *bufio.Reader
	frame  [frameHeader + maxDatagram]byte
	rest   []byte // of a frame that pion has begun to read
	woken  chan struct{}
	done   chan struct{}
	once   sync.Once

	port atomic.Pointer[fast] // nil while it is nobody's

	mu      sync.Mutex
	mayPion bool // pion itself sends media
	pending []byte
}

// Read is how pion's mux reads.
func (s *stream) Read(b []byte) (int, error) {
	for len(s.rest) == 0 {
		if err := s.next(); err != nil {
			return 0, err
		}
	}
	n := copy(b, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// next reads one frame and lets it go where it belongs.
func (s *stream) next() error {
	if _, err := io.ReadFull(s.reader, s.frame[:frameHeader]); err != nil {
		return err
	}
	size := int(binary.BigEndian.Uint16(s.frame[:]))
	if size == 0 || size > maxDatagram {
		return errFrame
	}
	packet := s.frame[frameHeader : frameHeader+size]
	if _, err := io.ReadFull(s.reader, packet); err != nil {
		return err
	}
	if s.owner.route != nil && isMedia(packet) {
		if packet = s.owner.route(s, packet); packet == nil {
			return nil
		}
		copy(s.frame[frameHeader:], packet)
	}
	s.rest = s.frame[:frameHeader+size]
	return nil
}

// Write is how pion's mux writes: one frame with its header.
func (s *stream) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(b) > frameHeader && isMedia(b[frameHeader:]) && !s.mayPion {
		return 0, errMedia
	}
	s.queue(b)
	return len(b), nil
}

// letPion says whether pion itself sends media to this client.
func (s *stream) letPion(may bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mayPion = may
}

// send is how the path writes.
func (s *stream) send(packet []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	header := binary.BigEndian.AppendUint16(make([]byte, 0, frameHeader), uint16(len(packet)))
	s.queue(header, packet)
}

// queue needs the lock and never waits.
func (s *stream) queue(parts ...[]byte) {
	size := len(s.pending)
	for _, part := range parts {
		size += len(part)
	}
	if size > maxPending {
		s.owner.lost.Add(1)
		return
	}
	for _, part := range parts {
		s.pending = append(s.pending, part...)
	}
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

// write sends what waits, all of it at once, until the connection is closed.
func (s *stream) write() {
	var out []byte
	for {
		select {
		case <-s.woken:
		case <-s.done:
			return
		}
		s.mu.Lock()
		out, s.pending = s.pending, out[:0]
		s.mu.Unlock()
		_ = s.Conn.SetWriteDeadline(time.Now().Add(streamStalled))
		if _, err := s.Conn.Write(out); err != nil {
			_ = s.Close()
			return
		}
	}
}

// Close implements net.Conn.
func (s *stream) Close() error {
	var err error
	s.once.Do(func() {
		close(s.done)
		s.owner.forget(s)
		err = s.Conn.Close()
	})
	return err
}
