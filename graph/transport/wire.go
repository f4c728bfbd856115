package transport

import (
	"bufio"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
)

// mostLeft bounds what a wire keeps for a peer that does not read: no more than
// a short message of ours and the pongs that it has asked for.
const mostLeft = 64 << 10

var errNotRead = errors.New("the peer asks for pongs and does not read")

// wire is the connection under a socket. Unless a flusher is at work, writing to
// it does not wait: what the kernel does not take at once is left for one.
type wire struct {
	net.Conn
	raw  syscall.RawConn // nil where the system cannot be asked: writing waits
	left func()          // called when something is left; does not block
	in   *bufio.Reader   // what was read from it and not used yet; nil is nothing

	waits   atomic.Bool // a flusher is at work
	hasLeft atomic.Bool
	writing atomic.Int32 // how many write

	mu     sync.Mutex
	rest   []byte
	try    attempt
	isOver bool // a close frame was written: nothing may follow it
}

// attempt is one write that does not wait.
type attempt struct {
	run func(fd uintptr) bool
	b   []byte
	n   int
	err error
}

func newWire(conn net.Conn) *wire {
	w := &wire{Conn: conn}
	if c, ok := conn.(syscall.Conn); ok && canTry {
		w.raw, _ = c.SyscallConn()
	}
	w.try.run = w.try.write
	return w
}

// isDrained says that all that was read from it is used.
func (w *wire) isDrained() bool { return w.in != nil && w.in.Buffered() == 0 }

// await returns when there is something to read, or the connection has ended.
func (w *wire) await() {
	if w.raw != nil {
		_ = w.raw.Read(isReadable)
	}
}

// isReady says that writing will not wait, as long as no flusher begins.
func (w *wire) isReady() bool {
	return w.raw != nil && !w.hasLeft.Load() && w.writing.Load() == 0
}

// Write implements io.Writer.
func (w *wire) Write(b []byte) (int, error) {
	w.writing.Add(1) // before it asks whether to wait
	defer w.writing.Add(-1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.raw == nil || w.waits.Load() {
		return w.write(b)
	}
	return w.writeAtOnce(b)
}

func (w *wire) write(b []byte) (int, error) {
	if err := w.finish(); err != nil {
		return 0, err
	}
	return w.Conn.Write(b)
}

func (w *wire) writeAtOnce(b []byte) (int, error) {
	if w.isOver {
		return 0, net.ErrClosed
	}
	w.isOver = b[0] == finalClose // without a flusher, each write is a frame
	taken := 0
	if len(w.rest) == 0 {
		w.try.b = b
		if err := errors.Join(w.raw.Write(w.try.run), w.try.err); err != nil {
			return w.try.n, err
		}
		taken = w.try.n
	}
	return len(b), w.keep(b[taken:])
}

func (w *wire) keep(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	if len(w.rest) > 0 && len(w.rest)+len(b) > mostLeft {
		return errNotRead
	}
	w.rest = append(w.rest, b...)
	w.hasLeft.Store(true)
	w.left()
	return nil
}

// flush waits until the kernel has taken what is left.
func (w *wire) flush() error {
	if !w.hasLeft.Load() {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.finish()
}

func (w *wire) finish() (err error) {
	if len(w.rest) > 0 {
		_, err = w.Conn.Write(w.rest)
		w.rest = nil
		w.hasLeft.Store(false)
	}
	return err
}
