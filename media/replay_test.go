package media

import (
	"bytes"
	"slices"
	"testing"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// handshaken are the keys of one connection, and the client's cipher to it.
func handshaken(t *testing.T) (k *keys, client *srtp.Context) {
	t.Helper()
	make := func() *keys {
		return &keys{clientRandom: bytes.Repeat([]byte{1}, 32), serverRandom: bytes.Repeat([]byte{2}, 32), master: bytes.Repeat([]byte{3}, 48),
			suite: dtls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, profile: dtls.SRTP_AEAD_AES_128_GCM}
	}
	c := srtp.Config{Profile: srtp.ProtectionProfileAeadAes128Gcm}
	if err := c.ExtractSessionKeysFromDTLS(exporter{make()}, true); err != nil {
		t.Fatal(err)
	}
	client, err := srtp.CreateContext(c.Keys.LocalMasterKey, c.Keys.LocalMasterSalt, c.Profile)
	if err != nil {
		t.Fatal(err)
	}
	return make(), client
}

// TestAPacketIsTakenOnce: what was taken, or is too old to know, is a replay.
func TestAPacketIsTakenOnce(t *testing.T) {
	k, client := handshaken(t)
	in, _, err := k.contexts()
	if err != nil {
		t.Fatal(err)
	}
	sound, reports := [][]byte{}, [][]byte{}
	for number := range uint16(2 * rtpWindow) {
		raw, err := (&rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111, SequenceNumber: number, SSRC: 7}, Payload: []byte{1}}).Marshal()
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := client.EncryptRTP(nil, raw, nil)
		if err != nil {
			t.Fatal(err)
		}
		sound = append(sound, sealed)
		report, err := rtcp.Marshal([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: 7}})
		if err != nil {
			t.Fatal(err)
		}
		if sealed, err = client.EncryptRTCP(nil, report, nil); err != nil {
			t.Fatal(err)
		}
		reports = append(reports, sealed)
	}
	takes := func(packet []byte) bool {
		var header rtp.Header
		_, err := in.DecryptRTP(nil, slices.Clone(packet), &header)
		return err == nil
	}
	hears := func(packet []byte) bool {
		_, err := in.DecryptRTCP(nil, slices.Clone(packet), nil)
		return err == nil
	}
	newest := len(sound) - 1
	for name, x := range map[string]struct {
		takes func([]byte) bool
		all   [][]byte
		late  int
	}{"sound": {takes, sound, newest - rtpWindow/2}, "reports": {hears, reports, newest - rtcpWindow/2}} {
		if !x.takes(x.all[newest]) || !x.takes(x.all[x.late]) {
			t.Errorf("%s: what is new or late is not taken", name)
		}
		for what, number := range map[string]int{"again": newest, "late again": x.late, "too late": 1} {
			if x.takes(x.all[number]) {
				t.Errorf("%s: %s", name, what)
			}
		}
	}
}
