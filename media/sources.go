package media

import (
	"io"
	"sync/atomic"

	"github.com/pion/transport/v5/packetio"
)

// How many different SSRCs a connection may use in all, in a room and in a device
// check: somebody keeps something for each, and no browser comes near.
const maxSources, maxCheckSources = 256, 32

// sources counts them; who uses too many is sent away, once.
type sources struct {
	most  int32
	away  func()
	count atomic.Int32
}

// another is false when there are too many.
func (s *sources) another() bool {
	n := s.count.Add(1)
	if n == s.most+1 {
		go s.away() // whoever asks may hold a lock
	}
	return n <= s.most
}

func (s *sources) tooMany() bool { return s.count.Load() > s.most }

// What waits of one source where pion itself reads, in bytes.
const sourceWaits, reportsWait = 1 << 20, 100 << 10

// buffer is a BufferFactory of connections that pion serves whole: buffers as its
// own, for a few sources.
func (s *sources) buffer(kind packetio.BufferPacketType, _ uint32) io.ReadWriteCloser {
	if !s.another() {
		return nowhere{}
	}
	b := packetio.NewBuffer()
	b.SetLimitSize(sourceWaits)
	if kind == packetio.RTCPBufferPacket {
		b.SetLimitSize(reportsWait)
	}
	return whole{b}
}

type whole struct{ buffer *packetio.Buffer }

func (w whole) Read(b []byte) (n int, err error) {
	n, _, err = w.buffer.Read(b, nil)
	return n, err
}
func (w whole) Write(b []byte) (int, error) { return w.buffer.Write(b, nil) }
func (w whole) Close() error                { return w.buffer.Close() }

// nowhere keeps nothing.
type nowhere struct{}

func (nowhere) Read([]byte) (int, error)    { return 0, io.EOF }
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (nowhere) Close() error                { return nil }
