package media_test

import (
	"sync/atomic"
	"testing"

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
			t.Parallel()
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

func TestCutPathIsReportedAndComesBack(t *testing.T) {
	t.Parallel()
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
