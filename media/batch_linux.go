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
	// Datagrams of one size to one address leave as segments of one message (udp(7),
	// UDP_SEGMENT); together they are no longer than an IP packet may be.
	udpSegment  = 103
	mostSegment = 1<<16 - 1 - 48
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

// segmented is the control message that tells the size of segments.
type segmented struct {
	header syscall.Cmsghdr
	size   uint16
	_      [6]byte
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
	outSize   [batchOut]segmented
	gathered  int
	lost      uint64 // the socket did not take them
	closed    bool
	// canSegment says that the system cuts messages.
	canSegment bool
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
		_, failed := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_UDP, udpSegment)
		b.canSegment = failed == nil
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
		b.outSize[i].header = syscall.Cmsghdr{Len: syscall.SizeofCmsghdr + 2, Level: syscall.IPPROTO_UDP, Type: udpSegment}
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
	if b.closed { // the descriptor may be somebody else's
		b.gathered = 0
	}
	if b.gathered == 0 {
		return
	}
	n := b.arrange()
	b.gathered = 0
	for done := 0; done < n; {
		sent, failed := b.send(b.outHead[done:n])
		switch {
		case sent > 0:
			done += sent
		case b.outHead[done].header.Iovlen > 1 && failed != syscall.EAGAIN:
			// The device cannot cut, or the way is narrower than a segment.
			b.canSegment = b.canSegment && failed != syscall.EIO
			b.sendSingly(&b.outHead[done].header)
			done++
		default: // this one cannot be sent; the rest may
			b.lost += b.outHead[done].header.Iovlen
			done++
		}
	}
	runtime.KeepAlive(b)
}

func (b *batch) send(messages []message) (sent int, failed syscall.Errno) {
	n, _, failed := syscall.RawSyscall6(sysSendmmsg, b.fd, uintptr(unsafe.Pointer(&messages[0])), uintptr(len(messages)), syscall.MSG_DONTWAIT, 0, 0)
	if failed != 0 {
		return 0, failed
	}
	return int(n), 0
}

// sendSingly sends the segments of a message as datagrams of their own.
func (b *batch) sendSingly(h *syscall.Msghdr) {
	for i := range unsafe.Slice(h.Iov, h.Iovlen) {
		one := [1]message{{header: *h}}
		one[0].header.Iov, one[0].header.Iovlen = &unsafe.Slice(h.Iov, h.Iovlen)[i], 1
		one[0].header.Control, one[0].header.Controllen = nil, 0
		if sent, _ := b.send(one[:]); sent == 0 {
			b.lost++
		}
	}
}

// arrange makes messages of what was gathered and says how many. To one address
// everything leaves in its order.
func (b *batch) arrange() (messages int) {
	var isTaken [batchOut]bool
	vectors := 0
	for i := range b.gathered {
		if isTaken[i] {
			continue
		}
		first := vectors
		size, total := len(b.out[i]), 0
		for j := i; j < b.gathered; j++ {
			if isTaken[j] || b.outTo[j] != b.outTo[i] {
				continue
			}
			if n := len(b.out[j]); n > size || total+n > mostSegment || j > i && !b.canSegment {
				break
			}
			isTaken[j] = true
			total += len(b.out[j])
			b.outVector[vectors].Base = &b.out[j][0]
			b.outVector[vectors].SetLen(len(b.out[j]))
			if vectors++; len(b.out[j]) < size { // only the last may be shorter
				break
			}
		}
		b.address(messages, b.outTo[i], b.outVector[first:vectors])
		messages++
	}
	return messages
}

// address makes one message.
func (b *batch) address(number int, to *target, parts []syscall.Iovec) {
	h := &b.outHead[number].header
	h.Name, h.Namelen = (*byte)(unsafe.Pointer(&to.raw)), to.size
	h.Iov, h.Iovlen = &parts[0], uint64(len(parts))
	if h.Control, h.Controllen = nil, 0; len(parts) > 1 {
		control := &b.outSize[number]
		control.size = uint16(parts[0].Len)
		h.Control, h.Controllen = (*byte)(unsafe.Pointer(control)), uint64(unsafe.Sizeof(*control))
	}
}
