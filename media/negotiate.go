package media

import (
	"fmt"

	"github.com/pion/webrtc/v4"
)

// negotiation is the offer that is out and what waits behind it.
type negotiation struct {
	number     int
	pending    bool // the offer has no answer yet
	again      bool // something changed that it does not carry
	restart    bool // the next offer restarts ICE
	candidates int
}

// offer makes the next offer, or remembers to. Only one is out at a time, and
// before the first connection only a restart makes sense: pion mistakes any
// other offer then for one.
func (p *Peer) offer() {
	n := &p.negotiation
	if n.pending || (n.number > 0 && !p.told.live && !n.restart) {
		n.again = true
		return
	}
	sdp, err := p.describe(n.restart)
	if err != nil {
		p.fail("make an offer", err)
		return
	}
	*n = negotiation{number: n.number + 1, pending: true}
	p.signal(Offer{n.number, sdp, p.screenMid()})
	p.passed(StageOffer)
	p.tellTracks()
}

// describe sets the local description. Waiting for candidates costs nothing:
// the one known port needs no gathering.
func (p *Peer) describe(restart bool) (string, error) {
	offer, err := p.pc.CreateOffer(&webrtc.OfferOptions{ICERestart: restart})
	if err != nil {
		return "", fmt.Errorf("create: %w", err)
	}
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err := p.pc.SetLocalDescription(offer); err != nil {
		return "", fmt.Errorf("set: %w", err)
	}
	select {
	case <-gathered:
		return offerLayers(p.pc.LocalDescription().SDP), nil
	case <-p.done:
		return "", ErrClosed
	}
}

// fail ends a leg that we cannot serve, unless it has ended already.
func (p *Peer) fail(doing string, err error) {
	select {
	case <-p.done:
	default:
		p.sfu.log.Error("media peer failed", "doing", doing, "room", p.room, "participant", p.participant, "error", err)
		p.Close(ReasonFailed)
	}
}

// Answer takes the browser's answer. One to an older offer is dropped without
// an error: the browser has a newer offer to answer.
func (p *Peer) Answer(number int, sdp string) error {
	clean, candidates, err := cleanAnswer(sdp)
	if err != nil {
		return err
	}
	return p.ask(func() error { return p.answer(number, clean, candidates) })
}

func (p *Peer) answer(number int, sdp string, candidates []string) error {
	n := &p.negotiation
	if number != n.number || !n.pending {
		return nil
	}
	p.passed(StageAnswer)
	answer := webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: sdp}
	if err := p.pc.SetRemoteDescription(answer); err != nil {
		return fmt.Errorf("%w: %w", ErrBadAnswer, err)
	}
	if err := p.publish(sdp); err != nil {
		return err
	}
	n.pending = false
	n.candidates += len(candidates)
	p.nameAll(candidates)
	if n.again {
		p.offer()
	}
	return nil
}

// AddCandidate checks and counts a candidate. It is not used further: ICE-lite
// answers where checks come from and dials nobody.
func (p *Peer) AddCandidate(number int, c Candidate) error {
	candidate, err := c.read()
	if err != nil {
		return err
	}
	return p.ask(func() error {
		n := &p.negotiation
		if number != n.number {
			return nil
		}
		if n.candidates++; n.candidates > MaxCandidates {
			return ErrTooManyCandidates
		}
		if candidate != nil {
			p.name(candidate)
		}
		return nil
	})
}

// RestartICE offers anew with fresh credentials, for a browser whose network
// has changed. Media keeps its keys and goes on.
func (p *Peer) RestartICE() error {
	return p.ask(func() error {
		p.negotiation.restart = true
		p.offer()
		return nil
	})
}
