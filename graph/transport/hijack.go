package transport

import (
	"bufio"
	"net"
	"net/http"
)

// socketBuffer is a quarter of net/http's: thousands of sockets are at rest,
// and most messages are small.
const socketBuffer = 1 << 10

// smallBuffers makes an upgraded connection cheaper by 6 KB, and keeps it for
// its deadlines: a context for every message would cost more than the message.
type smallBuffers struct {
	http.ResponseWriter
	wire net.Conn
}

// Hijack implements http.Hijacker.
func (h *smallBuffers) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	h.wire = conn
	if err != nil || rw.Reader.Buffered() > 0 { // a client that did not wait: its bytes are in there
		return conn, rw, err
	}
	small := bufio.NewReadWriter(bufio.NewReaderSize(conn, socketBuffer), bufio.NewWriterSize(conn, socketBuffer))
	return conn, small, nil
}
