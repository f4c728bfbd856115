package media

import (
	"context"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"
)

func TestPeerThatLeavesLetsGoOfTheOthersMedia(t *testing.T) {
	sfu, err := New(Config{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer sfu.Close()
	anna := mustJoin(t, sfu, "anna", JoinOptions{})
	src := newSource(webrtc.RTPCodecTypeVideo, nil)
	anna.mu.Lock()
	anna.sources[src.kind] = src
	anna.mu.Unlock()
	left := make(chan struct{})
	boris := mustJoin(t, sfu, "boris", JoinOptions{OnEvent: func(e Event) {
		if _, ok := e.(EventLeft); ok {
			close(left)
		}
	}})
	boris.linked(webrtc.PeerConnectionStateConnected)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for len(*src.sinks.Load()) == 0 { // each question lets the loop look in between
		if err := boris.ask(ctx.Err); err != nil {
			t.Fatal(err)
		}
	}
	boris.Close("HUNG_UP")
	<-left
	if n := len(*src.sinks.Load()); n != 0 {
		t.Errorf("%d sinks are left", n)
	}
}

func mustJoin(t *testing.T, sfu *SFU, name string, options JoinOptions) *Peer {
	t.Helper()
	p, err := sfu.Join("visit", name, options)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
