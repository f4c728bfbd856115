//go:build linux && (amd64 || arm64)

package media

import (
	"bytes"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/stun/v4"

	"televisit/media/core"
)

// FuzzPort gives datagrams to the fast path as they come from the socket: from
// one who has keys, sealed or as they are, and from a stranger. None breaks the
// path, and none of a stranger is routed.
func FuzzPort(f *testing.F) {
	raw, err := (&rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111, SequenceNumber: 7, SSRC: 1000, Padding: true}, Payload: []byte{1, 2}, PaddingSize: 4}).Marshal()
	if err != nil {
		f.Fatal(err)
	}
	report, err := rtcp.Marshal([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: 1000, Reports: []rtcp.ReceptionReport{{SSRC: 2000}}}})
	if err != nil {
		f.Fatal(err)
	}
	check := stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.NewUsername("a:b"), stun.NewShortTermIntegrity("secret"), stun.Fingerprint).Raw
	for _, packet := range [][]byte{raw, report, check, {128}, {22, 254, 253, 0}, bytes.Repeat([]byte{200}, 1400)} {
		for how := range byte(3) {
			f.Add(how, packet)
		}
	}
	w := newTwoPorts(f)
	var log bytes.Buffer
	w.path.log = slog.New(slog.NewTextHandler(&log, nil))
	stranger := netip.MustParseAddrPort("127.0.0.1:9")
	f.Fuzz(func(t *testing.T, how byte, packet []byte) {
		if len(packet) > maxDatagram {
			packet = packet[:maxDatagram]
		}
		from := addrOf(w.sender)
		room := make([]byte, len(packet), maxDatagram+2*sealRoom)
		copy(room, packet)
		switch how % 3 {
		case 1: // as somebody with keys would
			if len(packet) < 12 {
				return
			}
			if sealed, err := sealAs(w, packet); err == nil {
				room = append(room[:0], sealed...)
			}
		case 2:
			from = stranger
		}
		var before, after core.Stats
		w.path.shared.do(func(r *core.Router) {
			before = r.Stats()
			w.path.complained = time.Time{}
			clear(w.from.sources)
			w.from.inline.sources.count.Store(0)
			w.path.take(r, room, from, time.Now())
			after = r.Stats()
		})
		if log.Len() > 0 {
			t.Fatal(log.String())
		}
		if how%3 == 2 && after.PacketsIn != before.PacketsIn {
			t.Fatal("a stranger was routed")
		}
		for drained := false; !drained; {
			select {
			case d := <-w.path.pion.in:
				w.path.pion.pool.Put(d)
			default:
				drained = true
			}
		}
	})
}

// sealAs encrypts what a participant may say; its numbers are the fuzzer's.
func sealAs(w *twoPorts, packet []byte) ([]byte, error) {
	if packet[1] >= 192 && packet[1] <= 223 {
		return w.seal.EncryptRTCP(nil, packet, nil)
	}
	return w.seal.EncryptRTP(nil, packet, nil)
}
