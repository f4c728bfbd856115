package transport

import (
	"errors"
	"io"
	"time"
)

var errPartHeaders = errors.New("the headers of a part are too large")

// meter reads a body with two bounds that mime/multipart lacks: on the headers
// of a part (it takes 10 MB) and on the wait for the next bytes. A slow upload
// may take long; one that has stopped may not.
type meter struct {
	r     io.ReadCloser
	left  int // bytes that may be read; below zero there is no bound
	idle  time.Duration
	renew func(deadline time.Time)
	err   error // the last one, for who sees it only through other readers
}

// Read implements io.Reader.
func (m *meter) Read(p []byte) (n int, err error) {
	if m.left == 0 {
		m.err = errPartHeaders
		return 0, m.err
	}
	if m.left > 0 && len(p) > m.left {
		p = p[:m.left]
	}
	m.renew(time.Now().Add(m.idle))
	n, m.err = m.r.Read(p)
	if m.left > 0 {
		m.left -= n
	}
	return n, m.err
}

// Close implements io.Closer.
func (m *meter) Close() error { return m.r.Close() }
