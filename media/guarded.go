package media

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// doorman counts connections, in all and for each host; a whole office may come
// from one address.
type doorman struct {
	mu     sync.Mutex
	all    int
	byHost map[netip.Addr]int
}

const (
	maxConns, maxConnsPerHost = 4096, 256
	// A connection that says nothing for this long is closed: in a call there is
	// always something.
	connSilent = time.Minute
)

// admit gives a connection its place; leave gives it back.
func (d *doorman) admit(conn net.Conn) (leave func(), ok bool) {
	at, ok := conn.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return nil, false
	}
	host := unmapped(at.AddrPort()).Addr()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all >= maxConns || d.byHost[host] >= maxConnsPerHost {
		return nil, false
	}
	if d.byHost == nil {
		d.byHost = map[netip.Addr]int{}
	}
	d.all++
	d.byHost[host]++
	return sync.OnceFunc(func() { d.leave(host) }), true
}

func (d *doorman) leave(host netip.Addr) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all--
	if d.byHost[host]--; d.byHost[host] == 0 {
		delete(d.byHost, host)
	}
}

// guarded is a listener with a doorman, whose connections end when they are silent.
type guarded struct {
	net.Listener
	door doorman
}

func newGuarded(l net.Listener) *guarded { return &guarded{Listener: l} }

// Accept implements net.Listener.
func (g *guarded) Accept() (net.Conn, error) {
	for {
		conn, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if leave, ok := g.door.admit(conn); ok {
			return &guardedConn{conn, leave}, nil
		}
		_ = conn.Close()
	}
}

type guardedConn struct {
	net.Conn
	leave func()
}

// Read implements net.Conn.
func (c *guardedConn) Read(b []byte) (int, error) {
	_ = c.SetReadDeadline(time.Now().Add(connSilent))
	return c.Conn.Read(b)
}

// Write gives up a client that takes nothing.
func (c *guardedConn) Write(b []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(streamStalled))
	return c.Conn.Write(b)
}

// Close implements net.Conn.
func (c *guardedConn) Close() error {
	c.leave()
	return c.Conn.Close()
}
