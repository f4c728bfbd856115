package transport

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// wired are both ends of a connection of TCP.
func wired(t *testing.T) (w *wire, peer net.Conn, left *atomic.Int32) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if peer, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = peer.Close(); _ = conn.Close() })
	left = new(atomic.Int32)
	w = newWire(conn)
	w.left = func() { left.Add(1) }
	return w, peer, left
}

// fill writes numbered lines until the kernel takes no more.
func fill(t *testing.T, w *wire) (all []byte) {
	t.Helper()
	for i := 0; w.isReady(); i++ {
		line := []byte("line " + strconv.Itoa(i) + "\n")
		if n, err := w.Write(line); err != nil || n != len(line) {
			t.Fatal(n, err)
		}
		all = append(all, line...)
	}
	return all
}

// A peer that reads late gets every byte in order, whoever has written it.
func TestWireKeepsWhatTheKernelDoesNotTake(t *testing.T) {
	w, peer, left := wired(t)
	all := fill(t, w) // would hang here if it waited
	if left.Load() != 1 {
		t.Errorf("told %d times that something is left", left.Load())
	}
	pong := []byte("a pong of the reader\n")
	if _, err := w.Write(pong); err != nil {
		t.Fatal(err)
	}
	all = append(all, pong...)
	got := make(chan []byte)
	go func() {
		b := make([]byte, len(all)+len("the end"))
		_, _ = io.ReadFull(peer, b)
		got <- b
	}()
	w.waits.Store(true)
	if err := w.flush(); err != nil {
		t.Fatal(err)
	}
	w.waits.Store(false)
	if !w.isReady() {
		t.Error("not ready after all is gone")
	}
	if _, err := w.Write([]byte("the end")); err != nil {
		t.Fatal(err)
	}
	if b := <-got; !bytes.Equal(b, append(all, "the end"...)) {
		t.Error("the peer has read something else")
	}
}

// What waits comes after what is left.
func TestWireWritesWhatIsLeftFirst(t *testing.T) {
	w, peer, _ := wired(t)
	all := append(fill(t, w), "the end"...)
	got := make(chan []byte)
	go func() {
		b := make([]byte, len(all))
		_, _ = io.ReadFull(peer, b)
		got <- b
	}()
	w.waits.Store(true)
	if _, err := w.Write([]byte("the end")); err != nil {
		t.Fatal(err)
	}
	if b := <-got; !bytes.Equal(b, all) {
		t.Error("the peer has read something else")
	}
}

func TestWireOfAPeerThatOnlyAsks(t *testing.T) {
	w, _, _ := wired(t)
	fill(t, w)
	pong := make([]byte, 127)
	for range mostLeft/len(pong) + 1 {
		if _, err := w.Write(pong); errors.Is(err, errNotRead) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
	t.Errorf("%d bytes are kept", len(w.rest))
}

// A write that waits for the peer is not waited for by one that must not.
func TestWireIsNotReadyWhileSomebodyWaits(t *testing.T) {
	w, peer, _ := wired(t)
	fill(t, w)
	w.waits.Store(true)
	done := make(chan error)
	go func() {
		_, err := w.Write([]byte("pong"))
		done <- err
	}()
	for end := time.Now().Add(10 * time.Second); w.writing.Load() == 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	w.waits.Store(false) // the flusher has gone
	w.hasLeft.Store(false)
	if w.isReady() {
		t.Error("ready while a pong waits for the peer")
	}
	go func() { _, _ = io.Copy(io.Discard, peer) }()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A wire that waits wakes by bytes, the end of the peer and the end of its own.
func TestWireAwaitsWhatCanBeRead(t *testing.T) {
	for name, happen := range map[string]func(w *wire, peer net.Conn){
		"bytes":           func(_ *wire, peer net.Conn) { _, _ = peer.Write([]byte("a")) },
		"the peer's end":  func(_ *wire, peer net.Conn) { _ = peer.Close() },
		"its own end":     func(w *wire, _ net.Conn) { _ = w.Close() },
		"a read deadline": func(w *wire, _ net.Conn) { _ = w.SetReadDeadline(time.Unix(1, 0)) },
	} {
		t.Run(name, func(t *testing.T) {
			w, peer, _ := wired(t)
			over := make(chan struct{})
			go func() { defer close(over); w.await() }()
			select {
			case <-over:
				t.Fatal("it did not wait")
			case <-time.After(20 * time.Millisecond):
			}
			happen(w, peer)
			<-over
		})
	}
	w, _, _ := wired(t)
	w.in = bufio.NewReader(strings.NewReader("left over"))
	if !w.isDrained() {
		t.Error("nothing was read")
	}
	if _, _ = w.in.Peek(1); w.isDrained() {
		t.Error("nine bytes are left")
	}
}

// A text is one frame as RFC 6455 has it, of each length that is written so.
func TestWireWritesFrames(t *testing.T) {
	w, peer, _ := wired(t)
	for size := range writtenAtOnce {
		text := strings.Repeat("a", size)
		if err := w.writeText([]byte(text[:size/2]), []byte(text[size/2:])); err != nil {
			t.Fatal(err)
		}
		head := []byte{0x81, byte(size)}
		if size > 125 {
			head = []byte{0x81, 126, byte(size >> 8), byte(size)}
		}
		got := make([]byte, len(head)+size)
		if _, err := io.ReadFull(peer, got); err != nil || string(got) != string(head)+text {
			t.Fatalf("%d bytes: %q, %v", size, got, err)
		}
	}
}

// Who has been told that the socket ends is told nothing more.
func TestWireWritesNothingAfterAClose(t *testing.T) {
	w, _, _ := wired(t)
	if _, err := w.Write([]byte{0x88, 2, 0x03, 0xe8}); err != nil {
		t.Fatal(err)
	}
	if err := w.writeText([]byte("late")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a text after a close frame: %v", err)
	}
}
