package media

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
)

// waiting is how many packets may wait for pion; more are lost, as in a full
// socket buffer.
const waiting = 256

// errMedia guards the ciphers: pion and the path have the same keys, and two
// users of one AES-GCM key would repeat its nonces.
var errMedia = errors.New("media: only the path sends media")

// pionConn is what pion's mux sees of the socket: everything but media.
type pionConn struct {
	*net.UDPConn
	in     chan *datagram
	closed chan struct{}
	once   sync.Once
	pool   sync.Pool
	lost   atomic.Uint64 // pion was too slow
	// allowed are the addresses to which pion itself sends media.
	allowed sync.Map // netip.AddrPort
}

type datagram struct {
	buffer [maxDatagram]byte
	size   int
	from   netip.AddrPort
}

func newPionConn(conn *net.UDPConn) *pionConn {
	return &pionConn{UDPConn: conn, in: make(chan *datagram, waiting), closed: make(chan struct{}),
		pool: sync.Pool{New: func() any { return new(datagram) }}}
}

// deliver copies the packet and never waits.
func (c *pionConn) deliver(packet []byte, from netip.AddrPort) {
	d := c.pool.Get().(*datagram)
	d.size, d.from = copy(d.buffer[:], packet), from
	select {
	case c.in <- d:
	default:
		c.lost.Add(1)
		c.pool.Put(d)
	}
}

// ReadFromAddrPort is how pion's mux reads.
func (c *pionConn) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	select {
	case d := <-c.in:
		n, from := copy(b, d.buffer[:d.size]), d.from
		c.pool.Put(d)
		return n, from, nil
	case <-c.closed:
		return 0, netip.AddrPort{}, net.ErrClosed
	}
}

// ReadFrom implements net.PacketConn.
func (c *pionConn) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := c.ReadFromAddrPort(b)
	return n, net.UDPAddrFromAddrPort(from), err
}

// WriteToAddrPort is how pion's mux writes.
func (c *pionConn) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	if isMedia(b) && !c.allows(to) {
		return 0, errMedia
	}
	return c.WriteToUDPAddrPort(b, to)
}

func (c *pionConn) allows(to netip.AddrPort) bool {
	_, ok := c.allowed.Load(unmapped(to))
	return ok
}

// WriteTo implements net.PacketConn.
func (c *pionConn) WriteTo(b []byte, to net.Addr) (int, error) {
	at, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, net.ErrClosed
	}
	return c.WriteToAddrPort(b, at.AddrPort())
}

// Close ends pion's reading; the path closes the socket.
func (c *pionConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return nil
}
