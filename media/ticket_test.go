package media_test

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/stun/v4"

	"televisit/media"
	"televisit/media/mediatest"
)

// TestAStolenAnswerOpensNothing: somebody answers with the fingerprint of another's
// certificate, as who repeats what was overheard. DTLS asks for its key.
func TestAStolenAnswerOpensNothing(t *testing.T) {
	for name, isServer := range map[string]bool{"as a browser": false, "as the server of DTLS": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sfu := newSFU(t)
			anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
			anna.receives("boris")
			other, err := mediatest.NewClient(mediatest.Options{Name: "other"})
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			stolen, err := other.HandleOffer(1, anna.offer(1))
			if err != nil {
				t.Fatal(err)
			}
			thief := joinEdited(t, sfu, mediatest.Options{Name: "thief", Passive: isServer}, func(sdp string) string {
				return strings.ReplaceAll(sdp, attribute(t, sdp, "fingerprint"), attribute(t, stolen, "fingerprint"))
			})
			thief.told("an end of its attempts", func() bool { return thief.Broken() })
			anna.receives("boris")
			boris.receives("anna")
			if thief.packets() > 0 || anna.forwards("thief") {
				t.Error("media went to or from the thief")
			}
		})
	}
}

func attribute(t *testing.T, sdp, name string) string {
	t.Helper()
	_, rest, _ := strings.Cut(sdp, "a="+name+":")
	value, _, ok := strings.Cut(rest, "\r\n")
	if !ok {
		t.Fatalf("no %s", name)
	}
	return value
}

// TestDTLSIsSpokenWhereICEHasFoundAPathOnly: a handshake from an address that has
// not shown the password of a leg is not answered, also when it asked with a wrong one.
func TestDTLSIsSpokenWhereICEHasFoundAPathOnly(t *testing.T) {
	sfu := newSFU(t)
	leg, offer := firstOffer(t, sfu, "visit")
	defer leg.Close("LEFT")
	user := ufrag(t, offer.SDP)
	for name, password := range map[string]string{"a stranger": "", "a guessed password": "guess"} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.DialUDP("udp", nil, sfu.Addr())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if password != "" {
				check := stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.NewUsername(user+":x"), stun.NewShortTermIntegrity(password), stun.Fingerprint)
				if _, err := conn.Write(check.Raw); err != nil {
					t.Fatal(err)
				}
			}
			heard := &hearing{PacketConn: conn}
			client, err := dtls.ClientWithOptions(heard, sfu.Addr(), dtls.WithInsecureSkipVerify(true), dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if err := client.HandshakeContext(ctx); err == nil {
				t.Error("a handshake")
			}
			_ = client.Close()
			if heard.records > 0 {
				t.Errorf("%d records of DTLS were sent to it", heard.records)
			}
		})
	}
}

// hearing counts records of DTLS (RFC 7983: 20 to 63).
type hearing struct {
	net.PacketConn
	records int
}

func (h *hearing) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := h.PacketConn.ReadFrom(b)
	if n > 0 && b[0] >= 20 && b[0] <= 63 {
		h.records++
	}
	return n, from, err
}

func (h *hearing) WriteTo(b []byte, _ net.Addr) (int, error) {
	return h.PacketConn.(*net.UDPConn).Write(b)
}

// TestTheAddressOfALegThatIsOverIsAStranger: a client whose leg was replaced, or has
// left, goes on sending; nobody hears it, and its old password opens nothing.
func TestTheAddressOfALegThatIsOverIsAStranger(t *testing.T) {
	for name, end := range map[string]func(*person){
		"replaced": func(p *person) { joinWith(p.t, p.sfu, mediatest.Options{Name: p.name, Listening: true}) },
		"left":     func(p *person) { p.leg.Close("HUNG_UP") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sfu := newSFU(t)
			var isDeaf atomic.Bool // to the end of DTLS
			path := relay(t, sfu.Addr(), func(toSFU bool, _ []byte) bool { return !toSFU && isDeaf.Load() })
			anna, boris, vera := joinWith(t, sfu, mediatest.Options{Name: "anna", Offer: path.Offer}), join(t, sfu, "boris"), join(t, sfu, "vera")
			vera.receives("anna")
			vera.receives("boris")
			isDeaf.Store(true)
			end(anna)
			vera.receives("boris") // what was on its way has arrived
			got := last(vera, "anna")
			dropped := sfu.Stats().Dropped[media.DropStranger]
			vera.receives("boris")
			boris.receives("vera")
			if now := last(vera, "anna"); now != got {
				t.Errorf("%d packets of a leg that is over", now-got)
			}
			if sfu.Path() == media.PathFast && sfu.Stats().Dropped[media.DropStranger] == dropped {
				t.Error("nothing was dropped: the client has not sent")
			}
		})
	}
}
