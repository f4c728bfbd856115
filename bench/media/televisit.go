package main

import (
	"log/slog"

	"televisit/media"
)

// televisit is the media server of this repository, as the product runs it.
type televisit struct{ sfu *media.SFU }

func newTelevisit() (forwarder, error) {
	sfu, err := media.New(media.Config{Addr: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)})
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
