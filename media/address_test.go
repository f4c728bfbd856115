package media_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"televisit/media"
)

// TestItIsFoundWhereItListens: at one address of either family, or at all that the
// machine has; loopback is offered only where it was asked for.
func TestItIsFoundWhereItListens(t *testing.T) {
	for name, addr := range map[string]string{"IPv4": "127.0.0.1:0", "IPv6": "[::1]:0", "everywhere": "0.0.0.0:0"} {
		t.Run(name, func(t *testing.T) {
			probe, err := net.ListenPacket("udp", addr)
			if err != nil {
				t.Skipf("not on this machine: %v", err)
			}
			_ = probe.Close()
			config := media.Config{Addr: addr, TCPAddr: addr}
			if name == "IPv6" {
				config.TCPAddr = "" // pion takes ::1 for an address of old
			}
			sfu, err := media.New(config)
			if err != nil {
				t.Fatal(err)
			}
			defer sfu.Close()
			for _, way := range sfu.Ways() {
				check, err := sfu.Check(way)
				if err != nil {
					t.Fatal(err)
				}
				offer := check.Offer()
				check.Close()
				isLoopback := strings.Contains(offer, " 127.0.0.1 ") || strings.Contains(offer, " ::1 ")
				if name == "everywhere" && !strings.Contains(offer, "a=candidate:") {
					t.Skip("a machine without a network")
				}
				if isLoopback != (name != "everywhere") {
					t.Errorf("%s offers\n%s", way, offer)
				}
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				if err := sfu.SelfTest(ctx, way); err != nil {
					t.Errorf("%s: %v", way, err)
				}
				cancel()
			}
		})
	}
}
