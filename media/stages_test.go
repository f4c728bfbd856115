package media

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
)

// deafTo makes an SFU with one stage broken.
func deafTo(t *testing.T, config Config, change func(*SFU)) *SFU {
	t.Helper()
	config.Addr = "127.0.0.1:0"
	sfu, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sfu.Close() })
	change(sfu)
	return sfu
}

// TestSelfTestNamesTheStageThatFails breaks each stage, all at once, since each waits
// its time out; that of SRTP has a test of its own.
func TestSelfTestNamesTheStageThatFails(t *testing.T) {
	t.Parallel()
	var waiting sync.WaitGroup
	defer waiting.Wait()
	for stage, x := range map[string]struct {
		way    Way
		config Config
		change func(*SFU)
	}{
		"offer": {WayUDP, Config{}, func(s *SFU) { s.checks = maxChecks }},
		"ICE":   {WayTCP, Config{TCPAddr: "127.0.0.1:0"}, func(s *SFU) { _ = s.streams.Listener.Close() }},
		"DTLS": {WayUDP, Config{}, func(s *SFU) { // no profile in common
			s.shards[0].engine.settings.SetSRTPProtectionProfiles(dtls.SRTP_NULL_HMAC_SHA1_80)
		}},
		"data channel": {WayUDP, Config{}, func(s *SFU) { s.shards[0].engine.settings.SetSCTPMaxReceiveBufferSize(1) }},
	} {
		sfu := deafTo(t, x.config, x.change)
		waiting.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 25*time.Second)
			defer cancel()
			if err := sfu.SelfTest(ctx, x.way); err == nil || !strings.HasPrefix(err.Error(), stage) {
				t.Errorf("%s: got %v", stage, err)
			}
		})
	}
}

// TestAPublicAddressIsOffered stands behind a 1:1 NAT: clients are named its outside,
// and the self-test goes to our own side of it.
func TestAPublicAddressIsOffered(t *testing.T) {
	const public = "203.0.113.5"
	sfu := deafTo(t, Config{TCPAddr: "127.0.0.1:0", PublicAddr: public, RelayAddr: "127.0.0.1:0", RelaySecret: []byte("secret")}, func(*SFU) {})
	for _, way := range []Way{WayUDP, WayTCP} {
		check, err := sfu.Check(way)
		if err != nil {
			t.Fatal(err)
		}
		defer check.Close()
		for line := range strings.Lines(check.Offer()) {
			if strings.HasPrefix(line, "a=candidate:") && !strings.Contains(line, " "+public+" ") {
				t.Errorf("offered %s", line)
			}
		}
		if !strings.Contains(check.Offer(), " "+public+" ") {
			t.Errorf("%s is not offered by %s", public, way)
		}
		if err := sfu.SelfTest(t.Context(), way); err != nil {
			t.Error(err)
		}
	}
	for _, url := range sfu.ICEServers("anna")[0].URLs {
		if !strings.HasPrefix(url, "turn:"+public+":") {
			t.Errorf("the relay is %s", url)
		}
	}
}
