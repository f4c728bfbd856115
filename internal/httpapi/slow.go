package httpapi

import (
	"net/http"
	"time"
)

const (
	// ReadWithin is how long a client may take to read a portion of an answer, and
	// WriteTimeout of the server that Portioned stands in: from the request's header
	// until an answer begins nothing else sets a deadline.
	ReadWithin = 30 * time.Second
	portion    = 64 << 10
)

// Portioned gives up a client that asks and does not read: otherwise each such
// answer would stay in memory for as long as the client likes. Who reads slowly
// gets all of it. A handler that sets a deadline of its own keeps it.
func Portioned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&portioned{ResponseWriter: w, control: http.NewResponseController(w)}, r)
	})
}

// portioned renews the deadline for each portion of an answer.
type portioned struct {
	http.ResponseWriter
	control *http.ResponseController
	hasOwn  bool // the handler has set a deadline
}

// Unwrap lets an http.ResponseController find what w can do.
func (p *portioned) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// SetWriteDeadline is for an http.ResponseController.
func (p *portioned) SetWriteDeadline(at time.Time) error {
	p.hasOwn = !at.IsZero()
	return p.control.SetWriteDeadline(at)
}

// WriteHeader implements http.ResponseWriter.
func (p *portioned) WriteHeader(status int) {
	p.renew()
	p.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (p *portioned) Write(b []byte) (written int, err error) {
	for {
		p.renew()
		n, err := p.ResponseWriter.Write(b[:min(len(b), portion)])
		written += n
		if b = b[n:]; err != nil || len(b) == 0 {
			return written, err
		}
	}
}

func (p *portioned) renew() {
	if !p.hasOwn {
		_ = p.control.SetWriteDeadline(time.Now().Add(ReadWithin)) // not every server has them
	}
}
