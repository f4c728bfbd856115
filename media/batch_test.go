//go:build linux && (amd64 || arm64)

package media

import (
	"bytes"
	"net"
	"slices"
	"syscall"
	"testing"
	"time"
)

// burst is what a key frame in a room looks like: datagrams of several sizes to
// two addresses, mixed.
func burst(b *batch, to [2]*target, sizes []int) (sent [2][][]byte) {
	for i, size := range sizes {
		way := i % 2
		datagram := append(b.next(), bytes.Repeat([]byte{byte(i)}, size)...)
		sent[way] = append(sent[way], slices.Clone(datagram))
		b.add(datagram, to[way])
	}
	return sent
}

func arrived(t *testing.T, conn *net.UDPConn, n int) (all [][]byte) {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	for range n {
		buffer := make([]byte, maxDatagram)
		size, err := conn.Read(buffer)
		if err != nil {
			t.Fatalf("%d of %d arrived: %v", len(all), n, err)
		}
		all = append(all, buffer[:size])
	}
	return all
}

// TestDatagramsOfOneAddressLeaveTogether also has a socket that refuses to cut.
func TestDatagramsOfOneAddressLeaveTogether(t *testing.T) {
	sizes := []int{200, 200, 1100, 1100, 1100, 1100, 1100, 1100, 1100, 900, 90, 100, 1200, 1200}
	for name, refuses := range map[string]bool{"cut by the system": false, "not cut": true} {
		t.Run(name, func(t *testing.T) {
			conn := socket(t)
			b, err := newBatch(conn)
			if err != nil || !b.canSegment {
				t.Fatal(err, b.canSegment)
			}
			if refuses { // segments need checksums
				if err := syscall.SetsockoptInt(int(b.fd), syscall.SOL_SOCKET, 11 /* SO_NO_CHECK */, 1); err != nil {
					t.Fatal(err)
				}
			}
			first, second := socket(t), socket(t)
			one, two := b.target(addrOf(first)), b.target(addrOf(second))
			for range 3 {
				sent := burst(b, [2]*target{&one, &two}, sizes)
				b.flush()
				for i, conn := range []*net.UDPConn{first, second} {
					if got := arrived(t, conn, len(sent[i])); !slices.EqualFunc(got, sent[i], bytes.Equal) {
						t.Errorf("address %d: other datagrams arrived, or in another order", i)
					}
				}
			}
			if b.lost > 0 {
				t.Errorf("%d lost", b.lost)
			}
		})
	}
}

func TestMessagesAreAsFewAsSizesAllow(t *testing.T) {
	b, err := newBatch(socket(t))
	if err != nil {
		t.Fatal(err)
	}
	one, two := b.target(addrOf(socket(t))), b.target(addrOf(socket(t)))
	for _, c := range []struct {
		sizes          []int
		whole, cutless int
	}{
		{nil, 0, 0},
		{[]int{100}, 1, 1},
		{[]int{100, 100, 100, 100, 90, 90}, 2, 6},
		{[]int{90, 90, 100, 100}, 4, 4},             // a longer one begins anew
		{[]int{100, 100, 90, 90, 100, 100}, 4, 6},   // so does what follows a shorter one
		{slices.Repeat([]int{1500}, 62), 2, 62},     // 46 500 bytes to each
		{slices.Repeat([]int{1500, 10}, 30), 2, 60}, // sound and a picture to one each
	} {
		for canSegment, want := range map[bool]int{true: c.whole, false: c.cutless} {
			b.canSegment = canSegment
			burst(b, [2]*target{&one, &two}, c.sizes)
			if n := b.arrange(); n != want {
				t.Errorf("%v, can cut %v: %d messages, want %d", c.sizes, canSegment, n, want)
			}
			b.gathered = 0
		}
	}
	for range 50 { // more than one IP packet holds
		b.add(append(b.next(), make([]byte, 1500)...), &one)
	}
	b.canSegment = true
	if n := b.arrange(); n != 2 {
		t.Errorf("%d messages of 75 000 bytes", n)
	}
}
