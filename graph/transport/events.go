package transport

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"
)

// events writes server-sent events, each at once and with a deadline.
type events struct {
	w       io.Writer
	control *http.ResponseController
	timeout time.Duration
	err     error // the first one
}

func newEvents(w http.ResponseWriter, timeout time.Duration) *events {
	h := w.Header()
	h.Set("Content-Type", typeStream+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would collect events
	h.Add("Vary", "Accept")
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // missing the server's one would end the request
	return &events{w: w, control: control, timeout: timeout}
}

// comment is for proxies, which want to see something, and for people who look;
// clients skip it.
func (e *events) comment(text string) { e.write([]byte(":" + text + "\n\n")) }

// next sends a payload on one line: in JSON a line break is only white space.
func (e *events) next(payload []byte) {
	line := bytes.ReplaceAll(bytes.ReplaceAll(payload, []byte("\n"), []byte(" ")), []byte("\r"), []byte(" "))
	e.write(append(append([]byte("event: next\ndata: "), line...), "\n\n"...))
}

// complete says that the operation has ended by itself, unless it was cut off:
// then the client should come again. The empty data line is for EventSource,
// which drops events without one.
func (e *events) complete(ctx context.Context) {
	if ctx.Err() == nil {
		e.write([]byte("event: complete\ndata:\n\n"))
	}
}

func (e *events) write(b []byte) {
	if e.err != nil {
		return
	}
	_ = e.control.SetWriteDeadline(time.Now().Add(e.timeout)) // not every server has them
	if _, e.err = e.w.Write(b); e.err == nil {
		e.err = e.control.Flush()
	}
}
