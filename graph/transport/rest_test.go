package transport_test

import (
	"context"
	"io"
	"net"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"televisit/graph/transport"
)

// At rest a socket has one goroutine, also when its session is watched.
func TestGoroutinesAtRest(t *testing.T) {
	const sockets = 100
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{Expired: watchNothing})
	before := runtime.NumGoroutine()
	for range sockets {
		rawConnect(t, srv)
	}
	// Who writes, and net/http's, may take a moment to end.
	within(t, func() bool { return runtime.NumGoroutine()-before <= sockets+5 })
}

func watchNothing(context.Context, func(string)) func() { return func() {} }

// BenchmarkSocketAtRest reports what an acknowledged socket costs; the client's
// part of it is a bare net.Conn.
func BenchmarkSocketAtRest(b *testing.B) {
	srv := httptest.NewServer(newWorld().handler(transport.NewWebSocket(transport.WebSocketConfig{Expired: watchNothing})))
	defer srv.Close()
	before := inUse()
	for b.Loop() {
		rawConnect(b, srv)
	}
	b.ReportMetric(float64(inUse()-before)/float64(b.N), "B/socket")
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// rawConnect connects as far as the acknowledgement, without a client library
// whose buffers would count.
func rawConnect(t testing.TB, srv *httptest.Server) net.Conn {
	t.Helper()
	conn := rawDial(t, srv, "")
	readUpgrade(t, conn)
	_, _ = conn.Write(textFrame(initMessage))
	readAck(t, conn)
	return conn
}

// rawDial sends the upgrade, and early bytes with it.
func rawDial(t testing.TB, srv *httptest.Server, early string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"+early)
	return conn
}

// textFrame has a mask of zeroes.
func textFrame(s string) []byte {
	return append([]byte{0x81, 0x80 | byte(len(s)), 0, 0, 0, 0}, s...)
}

// readUntil reads byte by byte as far as end, and no further.
func readUntil(t testing.TB, conn net.Conn, end string) {
	t.Helper()
	var b []byte
	for one := make([]byte, 1); !strings.HasSuffix(string(b), end); b = append(b, one...) {
		if _, err := conn.Read(one); err != nil {
			t.Fatalf("%q %v", b, err)
		}
	}
}

func readUpgrade(t testing.TB, conn net.Conn) { t.Helper(); readUntil(t, conn, "\r\n\r\n") }
func readAck(t testing.TB, conn net.Conn) {
	t.Helper()
	readUntil(t, conn, `{"type":"connection_ack"}`)
}
