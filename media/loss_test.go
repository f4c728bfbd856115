package media_test

import (
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtp"

	"televisit/media"
	"televisit/media/mediatest"
)

// lossy drops every tenth media packet of one direction, but no repair.
func lossy(toSFU bool, dropped *atomic.Int64) func(bool, []byte) bool {
	var n atomic.Int64
	return func(way bool, packet []byte) bool {
		var header rtp.Header
		_, err := header.Unmarshal(packet)
		isVideo := err == nil && packet[0]>>6 == 2 && header.PayloadType == 96
		if way != toSFU || !isVideo || n.Add(1)%10 != 0 {
			return false
		}
		dropped.Add(1)
		return true
	}
}

func TestLossIsRepaired(t *testing.T) {
	for name, toSFU := range map[string]bool{"on the way up": true, "on the way down": false} {
		t.Run(name, func(t *testing.T) {
			sfu := newSFU(t)
			var dropped atomic.Int64
			path := relay(t, sfu.Addr(), lossy(toSFU, &dropped))
			anna := joinWith(t, sfu, mediatest.Options{Name: "anna", Offer: path.Offer})
			boris := join(t, sfu, "boris")
			sender, receiver := boris, anna
			if toSFU {
				sender, receiver = anna, boris
			}
			receiver.heard("many packets, all repaired", func() bool {
				track, _ := receiver.From(sender.name, "video")
				return dropped.Load() > 10 && track.Packets > 150 && track.Missing == 0
			})
		})
	}
}

// TestCallGoesOnInBadWeather loses packets of every kind on both ways, ICE and
// DTLS too, and delays them until they overtake each other.
func TestCallGoesOnInBadWeather(t *testing.T) {
	for _, percent := range []int{1, 5, 10, 20} {
		t.Run(fmt.Sprint(percent, " percent"), func(t *testing.T) {
			t.Parallel()
			sfu := newSFU(t)
			weather := mediatest.Weather{Loss: float64(percent) / 100, Delay: 15 * time.Millisecond, Jitter: 20 * time.Millisecond}
			path, err := mediatest.NewWeatherRelay(sfu.Addr(), weather, uint64(percent))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = path.Close() })
			anna := joinWith(t, sfu, mediatest.Options{Name: "anna", Offer: path.Offer})
			boris := join(t, sfu, "boris")
			for _, p := range []struct {
				*person
				from string
			}{{anna, "boris"}, {boris, "anna"}} {
				p.heard(p.name+" sees "+p.from+", with less missing than was lost", func() bool {
					track, _ := p.From(p.from, "video")
					return track.Packets > 200 && track.Missing*100 < track.Packets*percent
				})
			}
			anna.receives("boris")
			boris.receives("anna")
		})
	}
}

func TestCandidatesOfAnAnswerAreNotDialled(t *testing.T) {
	trap, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer trap.Close()
	sfu := newSFU(t)
	boris := join(t, sfu, "boris")
	anna := joinTrapped(t, sfu, trap.LocalAddr().(*net.UDPAddr))
	anna.receives("boris")
	boris.receives("anna")
	if err := trap.SetReadDeadline(time.Now()); err != nil {
		t.Fatal(err)
	}
	if n, _, err := trap.ReadFromUDP(make([]byte, 2000)); err == nil {
		t.Errorf("the SFU sent %d bytes to an address that somebody named", n)
	}
}

func TestCutPathIsReportedAndComesBack(t *testing.T) {
	sfu := newSFU(t)
	var cut atomic.Bool
	path := relay(t, sfu.Addr(), func(bool, []byte) bool { return cut.Load() })
	anna := joinWith(t, sfu, mediatest.Options{Name: "anna", Offer: path.Offer})
	boris := join(t, sfu, "boris")
	anna.receives("boris")
	cut.Store(true)
	anna.event(media.EventDisconnected{})
	cut.Store(false)
	anna.told("connected again", func() bool { return anna.events[len(anna.events)-1] == media.Event(media.EventConnected{}) })
	anna.receives("boris")
	boris.receives("anna")
}
