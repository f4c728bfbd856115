package main

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"

	"televisit/media"
)

// televisit is the media server of this repository, as the product runs it.
type televisit struct{ sfu *media.SFU }

func newTelevisit(ports int) (forwarder, error) {
	sfu, err := media.New(media.Config{Addr: freePorts(ports), Log: slog.New(slog.DiscardHandler)})
	return televisit{sfu}, err
}

func (t televisit) join(room, name string, send func(description)) (participant, error) {
	everything := media.Rights{Speak: true, Show: true, Share: true, Receive: true}
	peer, err := t.sfu.Join(room, name, media.JoinOptions{Rights: everything, OnSignal: func(s media.Signal) {
		if offer, ok := s.(media.Offer); ok {
			send(description{offer.Negotiation, offer.SDP})
		}
	}})
	return leg{peer}, err
}

type leg struct{ *media.Peer }

func (l leg) answer(d description) error { return l.Answer(d.Negotiation, d.SDP) }
func (l leg) leave()                     { l.Close("LEFT") }

// freePorts is an address with so many ports in a row that nobody has now.
func freePorts(n int) string {
	if n < 2 {
		return "127.0.0.1:0"
	}
	for {
		first := 20_000 + rand.IntN(20_000)
		if isFree(first, n) {
			return fmt.Sprintf("127.0.0.1:%d-%d", first, first+n-1)
		}
	}
}

func isFree(first, n int) bool {
	for port := first; port < first+n; port++ {
		conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
		if err != nil {
			return false
		}
		_ = conn.Close()
	}
	return true
}
