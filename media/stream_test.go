package media

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// twoEnds is an accepted stream and the client's end of it.
func twoEnds(t *testing.T, route func(*stream, []byte) []byte) (*stream, net.Conn) {
	t.Helper()
	l, err := listenTCP("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.route = route
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _, _ = client.Close(), conn.Close(), l.close() })
	return conn.(*stream), client
}

// TestStreamThatTakesNothingHoldsNobodyUp sends far more than the system's
// buffers and ours hold to somebody who does not read.
func TestStreamThatTakesNothingHoldsNobodyUp(t *testing.T) {
	s, _ := twoEnds(t, nil)
	begun := time.Now()
	for range 100_000 {
		s.send(make([]byte, maxDatagram))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if took := time.Since(begun); took > streamStalled/2 {
		t.Errorf("waited %v", took)
	}
	if lost := s.owner.lost.Load(); lost == 0 || len(s.pending) > maxPending {
		t.Errorf("%d lost, %d bytes wait", lost, len(s.pending))
	}
}

// TestMediaGoesPastPion sends a medium between two other packets: the route
// gets the one, pion the others, also when it reads byte by byte.
func TestMediaGoesPastPion(t *testing.T) {
	var routed []byte
	s, client := twoEnds(t, func(_ *stream, packet []byte) []byte { routed = append(routed, packet...); return nil })
	if _, err := client.Write([]byte{0, 2, 1, 2, 0, 3, 128, 9, 9, 0, 1, 3}); err != nil {
		t.Fatal(err)
	}
	read := make([]byte, 7)
	for i := range read {
		if _, err := s.Read(read[i : i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if string(read) != "\x00\x02\x01\x02\x00\x01\x03" || string(routed) != "\x80\x09\x09" {
		t.Errorf("pion read %v, the route got %v", read, routed)
	}
}

func TestOnlyThePathSendsMediaByTCP(t *testing.T) {
	s, client := twoEnds(t, func(*stream, []byte) []byte { return nil })
	frame := []byte{0, 2, 128, 96}
	if _, err := s.Write(frame); !errors.Is(err, errMedia) {
		t.Errorf("pion sent media: %v", err)
	}
	s.letPion(true)
	if _, err := s.Write(frame); err != nil {
		t.Errorf("a peer that pion serves: %v", err)
	}
	got := make([]byte, len(frame))
	if _, err := io.ReadFull(client, got); err != nil || string(got) != string(frame) {
		t.Errorf("arrived %v, %v", got, err)
	}
}

func TestConnectionsOfOneHostAreBounded(t *testing.T) {
	s, _ := twoEnds(t, nil)
	s.owner.door.byHost[s.from.Addr()] = maxConnsPerHost
	client, err := net.Dial("tcp", s.owner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	go func() { _, _ = s.owner.Accept() }() // ends with the listener
	_ = client.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := client.Read(make([]byte, 1)); !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			t.Error("one more was let in")
		}
	}
}
