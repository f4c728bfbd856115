package transport

import (
	"bufio"
	"net"
	"net/http"
)

// socketBuffer is a quarter of net/http's: thousands of sockets are at rest,
// and most messages are small.
const socketBuffer = 1 << 10

// smallBuffers makes an upgraded connection cheaper by 6 KB, and keeps the wire
// that writing to it goes through.
type smallBuffers struct {
	http.ResponseWriter
	wire *wire
}

// Hijack implements http.Hijacker.
func (h *smallBuffers) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return conn, rw, err
	}
	h.wire = newWire(conn)
	small := bufio.NewReadWriter(rw.Reader, bufio.NewWriterSize(h.wire, socketBuffer))
	if rw.Reader.Buffered() == 0 { // else the client did not wait: its bytes are in there
		small.Reader = bufio.NewReaderSize(conn, socketBuffer)
	}
	h.wire.in = small.Reader
	return h.wire, small, nil
}
