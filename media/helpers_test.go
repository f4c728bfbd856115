package media_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"televisit/media"
	"televisit/media/mediatest"
)

// patience is how long anything may take on a busy machine.
const patience = 90 * time.Second

func newSFU(t *testing.T) *media.SFU {
	t.Helper()
	sfu, err := media.New(media.Config{Addr: "127.0.0.1:0", TCPAddr: "127.0.0.1:0", Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sfu.Close(); err != nil {
			t.Error(err)
		}
	})
	return sfu
}

// person is a client, its leg, and everything both were told.
type person struct {
	*mediatest.Client
	t    *testing.T
	name string
	leg  *media.Peer
	sfu  *media.SFU
	// edit changes each answer on its way to the SFU.
	edit func(sdp string) string

	mu      sync.Mutex
	signals []media.Signal
	events  []media.Event
	changed chan struct{}
}

// join puts somebody with a name into the room "visit".
func join(t *testing.T, sfu *media.SFU, name string) *person {
	t.Helper()
	return joinWith(t, sfu, mediatest.Options{Name: name})
}

// talking is what everybody may do unless a test says otherwise.
var talking = media.Rights{Speak: true, Show: true, Receive: true}

// sharer may share a screen as well.
var sharer = media.Rights{Speak: true, Show: true, Share: true, Receive: true}

func joinWith(t *testing.T, sfu *media.SFU, options mediatest.Options) *person {
	t.Helper()
	return joinEdited(t, sfu, options, func(sdp string) string { return sdp })
}

func joinEdited(t *testing.T, sfu *media.SFU, options mediatest.Options, edit func(string) string) *person {
	t.Helper()
	return joinAllowed(t, sfu, options, talking, edit)
}

func joinAllowed(t *testing.T, sfu *media.SFU, options mediatest.Options, rights media.Rights, edit func(string) string) *person {
	t.Helper()
	return enter(t, sfu, "visit", options, rights, edit)
}

func joinRoom(t *testing.T, sfu *media.SFU, room string, options mediatest.Options) *person {
	t.Helper()
	return enter(t, sfu, room, options, talking, func(sdp string) string { return sdp })
}

func enter(t *testing.T, sfu *media.SFU, room string, options mediatest.Options, rights media.Rights, edit func(string) string) *person {
	t.Helper()
	client, err := mediatest.NewClient(options)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{Client: client, t: t, sfu: sfu, name: options.Name, edit: edit, changed: make(chan struct{})}
	client.OnCandidate(func(negotiation int, c mediatest.Candidate) {
		if err := p.leg.AddCandidate(negotiation, media.Candidate(c)); err != nil && err != media.ErrClosed {
			t.Errorf("%s: %v", p.name, err)
		}
	})
	offers := make(chan media.Offer, 100)
	p.leg, err = sfu.Join(room, options.Name, media.JoinOptions{
		Rights: rights,
		OnSignal: func(s media.Signal) {
			p.note(func() { p.signals = append(p.signals, s) })
			if offer, ok := s.(media.Offer); ok {
				offers <- offer
			}
		},
		OnEvent: func(e media.Event) {
			p.note(func() { p.events = append(p.events, e) })
			if _, ok := e.(media.EventLeft); ok {
				close(offers)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var answering sync.WaitGroup
	answering.Go(func() { p.answer(offers) })
	t.Cleanup(func() {
		p.leg.Close("test over")
		answering.Wait()
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func (p *person) answer(offers <-chan media.Offer) {
	for offer := range offers {
		answer, err := p.HandleOffer(offer.Negotiation, offer.SDP)
		if err != nil {
			p.t.Errorf("%s: %v", p.name, err)
			return
		}
		if err := p.leg.Answer(offer.Negotiation, p.edit(answer)); err != nil && err != media.ErrClosed {
			p.t.Errorf("%s: %v", p.name, err)
		}
	}
}

func (p *person) note(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
	close(p.changed)
	p.changed = make(chan struct{})
}

// heard waits for media to satisfy ok.
func (p *person) heard(what string, ok func() bool) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	if err := p.Await(ctx, ok); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// receives waits until sound and picture of the other have come, some frames more than before.
func (p *person) receives(other string) {
	p.t.Helper()
	p.receivesKind("audio", other)
	p.receivesKind("video", other)
}

func (p *person) receivesKind(kind, other string) {
	p.t.Helper()
	before, _ := p.From(other, kind)
	p.heard(p.name+" receives "+kind+" of "+other, func() bool {
		now, ok := p.From(other, kind)
		return ok && now.Frames >= before.Frames+10
	})
}

// told waits for a signal or event that satisfies ok.
func (p *person) told(what string, ok func() bool) {
	p.t.Helper()
	limit := time.After(patience)
	for {
		p.mu.Lock()
		found, changed := ok(), p.changed
		p.mu.Unlock()
		if found {
			return
		}
		select {
		case <-changed:
		case <-limit:
			p.t.Fatalf("%s was not told: %s", p.name, what)
		}
	}
}

// signal waits for exactly this signal.
func (p *person) signal(want media.Signal) {
	p.t.Helper()
	p.told("signal", func() bool { return slices.ContainsFunc(p.signals, func(s media.Signal) bool { return same(s, want) }) })
}

func same(a, b media.Signal) bool {
	_, isMap := a.(media.TrackMap)
	_, wantMap := b.(media.TrackMap)
	return !isMap && !wantMap && a == b
}

// event waits for exactly this event.
func (p *person) event(want media.Event) {
	p.t.Helper()
	p.told("event", func() bool { return slices.Contains(p.events, want) })
}

func (p *person) heardEvents() []media.Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.events)
}

// offer waits for the numbered offer.
func (p *person) offer(number int) (sdp string) {
	p.t.Helper()
	p.told(fmt.Sprint("offer ", number), func() bool {
		return slices.ContainsFunc(p.signals, func(s media.Signal) bool {
			offer, ok := s.(media.Offer)
			sdp = offer.SDP
			return ok && offer.Negotiation == number
		})
	})
	return sdp
}

// offers counts the offers so far.
func (p *person) offers() int {
	return len(p.all(func(s media.Signal) bool { _, ok := s.(media.Offer); return ok }))
}

func (p *person) all(pick func(media.Signal) bool) []media.Signal {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.signals), func(s media.Signal) bool { return !pick(s) })
}

func relay(t *testing.T, sfu *net.UDPAddr, drop func(toSFU bool, packet []byte) bool) *mediatest.Relay {
	t.Helper()
	r, err := mediatest.NewRelay(sfu, drop)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}
