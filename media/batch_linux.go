//go:build linux && (amd64 || arm64)

package media

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"syscall"
	"unsafe"
)

const (
	batchIn, batchOut = 32, 64
	// sealRoom is what encryption adds at most.
	sealRoom = 64
)

// target is an address as sendmmsg wants it.
type target struct {
	at   netip.AddrPort
	raw  syscall.RawSockaddrInet6 // or an Inet4 in its place
	size uint32
}

func (t *target) isSet() bool { return t.size > 0 }

// message is struct mmsghdr.
type message struct {
	header syscall.Msghdr
	size   uint32
	_      [4]byte
}

// batch reads and writes datagrams of one socket, many with one call. receive
// and packet are for one goroutine, the rest for whoever holds the lane.
type batch struct {
	raw   syscall.RawConn
	fd    uintptr
	isIP6 bool

	in       [batchIn][maxDatagram + sealRoom]byte
	inHead   [batchIn]message
	inVector [batchIn]syscall.Iovec
	inFrom   [batchIn]syscall.RawSockaddrInet6

	out       [batchOut][]byte
	outTo     [batchOut]*target
	outHead   [batchOut]message
	outVector [batchOut]syscall.Iovec
	gathered  int
	lost      uint64 // the socket did not take them
	closed    bool
}

func newBatch(conn *net.UDPConn) (*batch, error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	b := &batch{raw: raw}
	var name syscall.Sockaddr
	controlled := raw.Control(func(fd uintptr) {
		b.fd = fd
		name, err = syscall.Getsockname(int(fd))
	})
	if controlled != nil || err != nil {
		return nil, fmt.Errorf("socket: %w", cmpErr(controlled, err))
	}
	_, b.isIP6 = name.(*syscall.SockaddrInet6)
	for i := range b.in {
		b.inVector[i].Base = &b.in[i][0]
		b.inVector[i].SetLen(maxDatagram)
		h := &b.inHead[i].header
		h.Iov, h.Iovlen, h.Name = &b.inVector[i], 1, (*byte)(unsafe.Pointer(&b.inFrom[i]))
	}
	for i := range b.out {
		b.out[i] = make([]byte, 0, maxDatagram+sealRoom)
		b.outHead[i].header.Iov, b.outHead[i].header.Iovlen = &b.outVector[i], 1
	}
	return b, nil
}

func cmpErr(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// receive waits in Go's poller for at least one datagram and takes what has come.
func (b *batch) receive() (n int, err error) {
	waited := b.raw.Read(func(fd uintptr) bool {
		for i := range b.inHead {
			b.inHead[i].header.Namelen = syscall.SizeofSockaddrInet6
		}
		got, _, failed := syscall.RawSyscall6(syscall.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&b.inHead[0])), batchIn, syscall.MSG_DONTWAIT, 0, 0)
		if failed == syscall.EAGAIN || failed == syscall.EINTR {
			return false
		}
		if n, err = int(got), nil; failed != 0 {
			n, err = 0, failed
		}
		return true
	})
	if waited != nil {
		return 0, waited
	}
	// An ICMP about something we sent is not the end of the socket.
	if err == syscall.ECONNREFUSED || err == syscall.EHOSTUNREACH || err == syscall.ENETUNREACH {
		return 0, nil
	}
	return n, err
}

// packet is the i-th datagram of the last receive; it may be changed in place.
func (b *batch) packet(i int) ([]byte, netip.AddrPort) {
	return b.in[i][:min(b.inHead[i].size, maxDatagram)], readAddr(&b.inFrom[i])
}

func readAddr(raw *syscall.RawSockaddrInet6) netip.AddrPort {
	port := swapped(raw.Port)
	if raw.Family == syscall.AF_INET {
		var ip [4]byte // sockaddr_in keeps it where sockaddr_in6 has its flow
		binary.NativeEndian.PutUint32(ip[:], raw.Flowinfo)
		return netip.AddrPortFrom(netip.AddrFrom4(ip), port)
	}
	return netip.AddrPortFrom(netip.AddrFrom16(raw.Addr).Unmap(), port)
}

// target prepares an address for sends; the socket's family decides its form.
func (b *batch) target(at netip.AddrPort) target {
	t := target{at: at}
	t.raw.Port = swapped(at.Port())
	if b.isIP6 {
		t.raw.Family, t.raw.Addr, t.size = syscall.AF_INET6, at.Addr().As16(), syscall.SizeofSockaddrInet6
		return t
	}
	if ip := at.Addr().Unmap(); ip.Is4() {
		four := ip.As4()
		t.raw.Family, t.raw.Flowinfo, t.size = syscall.AF_INET, binary.NativeEndian.Uint32(four[:]), syscall.SizeofSockaddrInet4
	}
	return t
}

// swapped changes a port between this machine's order and the network's.
func swapped(port uint16) uint16 {
	return binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, port))
}

// next is the buffer for the next datagram, add sends what was made of it with
// the next flush.
func (b *batch) next() []byte { return b.out[b.gathered][:0] }

func (b *batch) add(datagram []byte, to *target) {
	b.out[b.gathered], b.outTo[b.gathered] = datagram, to
	if b.gathered++; b.gathered == batchOut {
		b.flush()
	}
}

func (b *batch) close() { b.closed = true }

// flush sends what was gathered. A full socket buffer loses packets, as a
// network does, and never stops the lane.
func (b *batch) flush() {
	n := b.gathered
	b.gathered = 0
	if b.closed { // the descriptor may be somebody else's
		return
	}
	for i := range n {
		b.outVector[i].Base = &b.out[i][0]
		b.outVector[i].SetLen(len(b.out[i]))
		b.outHead[i].header.Name, b.outHead[i].header.Namelen = (*byte)(unsafe.Pointer(&b.outTo[i].raw)), b.outTo[i].size
	}
	for done := 0; done < n; {
		sent, _, failed := syscall.RawSyscall6(sysSendmmsg, b.fd, uintptr(unsafe.Pointer(&b.outHead[done])), uintptr(n-done), syscall.MSG_DONTWAIT, 0, 0)
		if failed != 0 || sent == 0 {
			sent = 1 // this one cannot be sent; the rest may
			b.lost++
		}
		done += int(sent)
	}
	runtime.KeepAlive(b)
}
