package main

import (
	"encoding/binary"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/stdnet"
	"github.com/pion/webrtc/v4"
)

// wires are the sockets of the generator's clients. They note when media leaves
// and when the system takes it in again, so that the server's part of the way is
// known without the clients at its ends.
type wires struct {
	*stdnet.Net
	sent, came times
}

func newWires() (*wires, error) {
	standard, err := stdnet.NewNet()
	return &wires{Net: standard}, err
}

// ListenUDP implements transport.Net.
func (w *wires) ListenUDP(network string, at *net.UDPAddr) (transport.UDPConn, error) {
	conn, err := net.ListenUDP(network, at)
	if err != nil {
		return nil, err
	}
	return &wire{UDPConn: conn, wires: w, rest: make([]byte, 128)}, stampArrivals(conn)
}

// wire is one client's socket.
type wire struct {
	*net.UDPConn
	wires *wires
	rest  []byte
}

// ReadFromAddrPort is how pion reads.
func (w *wire) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	n, rest, _, from, err := w.ReadMsgUDPAddrPort(b, w.rest)
	if err == nil && isRTP(b[:n]) {
		w.wires.came.note(b[:n], arrivedAt(w.rest[:rest]))
	}
	return n, from, err
}

// WriteToAddrPort is how pion writes.
func (w *wire) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	if isRTP(b) {
		w.wires.sent.note(b, time.Now())
	}
	return w.WriteToUDPAddrPort(b, to)
}

// isRTP tells RTP from RTCP, DTLS and STUN (RFC 7983 and 5761).
func isRTP(b []byte) bool {
	return len(b) >= 12 && b[0]>>6 == 2 && (b[1] < 192 || b[1] > 223)
}

// times are those of the newest packets of each stream.
type times struct{ streams sync.Map }

const timed = 1024

// stream keeps for each of the newest numbers its time, in nanoseconds.
type stream [timed]struct{ number, at atomic.Int64 }

func (t *times) note(packet []byte, at time.Time) {
	ssrc, number := binary.BigEndian.Uint32(packet[8:]), binary.BigEndian.Uint16(packet[2:])
	found, ok := t.streams.Load(ssrc)
	if !ok {
		found, _ = t.streams.LoadOrStore(ssrc, &stream{})
	}
	place := &found.(*stream)[number%timed]
	place.at.Store(at.UnixNano())
	place.number.Store(int64(number))
}

func (t *times) of(ssrc uint32, number uint16) (nanoseconds int64) {
	found, ok := t.streams.Load(ssrc)
	if !ok {
		return 0
	}
	if place := &found.(*stream)[number%timed]; place.number.Load() == int64(number) {
		return place.at.Load()
	}
	return 0
}

// between is how long the server had a packet; 0 is not known.
func (w *wires) between(ssrc uint32, number uint16, came webrtc.SSRC, cameNumber uint16) time.Duration {
	left, there := w.sent.of(ssrc, number), w.came.of(uint32(came), cameNumber)
	if left == 0 || there == 0 {
		return 0
	}
	return time.Duration(there - left)
}
