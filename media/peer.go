package media

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"

	"televisit/media/core"
)

// JoinOptions is who listens to a peer. Both functions are called one at a
// time from the peer's own loop: they return quickly and call nothing of the
// peer but Close. A slow one delays signals of its own peer, never media.
type JoinOptions struct {
	OnSignal func(Signal)
	OnEvent  func(Event)
	// Asked is when the person asked to join, if that is known.
	Asked time.Time
	// Rights are those at the beginning; Allow changes them.
	Rights Rights
}

// Peer is one leg of one participant: one PeerConnection. Its run loop owns
// the fields below "loop"; others post to it or wake it.
type Peer struct {
	sfu               *SFU
	room, participant string
	order             int
	options           JoinOptions
	pc                *webrtc.PeerConnection

	tasks   chan task
	woken   chan struct{}
	done    chan struct{}
	closing sync.Once
	reason  Reason // set before done is closed

	lane *lane // set by enter
	core *core.Peer
	port port

	mu        sync.Mutex
	state     State
	rights    Rights
	link      webrtc.PeerConnectionState
	isSilent  bool // though it has something switched on
	published map[Source]published
	chosen    chosen
	progress  progress

	// loop
	negotiation negotiation
	intakes     []*intake
	slots       []*slot
	screen      *slot // for somebody else's; nil until somebody shares
	people      map[string]*person
	named       map[netip.AddrPort]ice.CandidateType // by the browser
	told        told
}

// task is work for the run loop whose outcome somebody waits for.
type task struct {
	do     func() error
	answer chan error
}

func newPeer(s *SFU, room, participant string, options JoinOptions) (*Peer, error) {
	p := &Peer{
		sfu: s, room: room, participant: participant, options: options,
		tasks: make(chan task), woken: make(chan struct{}, 1), done: make(chan struct{}),
		state: everything, published: map[Source]published{}, rights: options.Rights,
		people: map[string]*person{}, told: told{state: everything, link: goodLink, layers: map[string]string{}, wishes: map[Source]int{}, unseen: map[string]bool{}},
		progress: progress{at: options.Asked},
		named:    map[netip.AddrPort]ice.CandidateType{},
	}
	var err error
	if p.pc, p.port, err = s.shards.of(room).connect(p); err != nil {
		return nil, err
	}
	dtls := p.pc.SCTP().Transport()
	ice := dtls.ICETransport()
	ice.OnSelectedCandidatePairChange(p.reached)
	dtls.OnStateChange(func(state webrtc.DTLSTransportState) { // pion holds the lock of dtls
		if state == webrtc.DTLSTransportStateConnected { // the certificate is verified by then
			p.port.secured(ice)
			p.passed(StageDTLS)
		}
	})
	if err := p.prepare(); err != nil {
		return nil, errors.Join(err, p.pc.Close())
	}
	return p, nil
}

// enter gives the peer its place in a room, before anything runs.
func (p *Peer) enter(l *lane) {
	p.lane = l
	l.do(func(r *core.Router) { p.core = r.Join(p.port) })
}

// prepare makes the sections of the first offer: what this person sends, and
// one place for another person, so that the second one is seen without a
// renegotiation.
func (p *Peer) prepare() error {
	for _, source := range ofPerson {
		if err := p.addIntake(source); err != nil {
			return err
		}
	}
	p.pc.OnConnectionStateChange(p.linked)
	first, err := p.addSlot(fmt.Sprintf("slot%d", len(p.slots)), ofPerson)
	p.slots = append(p.slots, first)
	return err
}

// run is the peer's loop, from the first offer to the last event.
func (p *Peer) run() {
	defer p.finish()
	p.event(EventJoined{})
	p.offer()
	for {
		select {
		case <-p.done:
			return
		case <-p.woken:
			p.look()
		case t := <-p.tasks:
			t.answer <- t.do()
		}
	}
}

// finish lets go of the others' media and says the last word.
func (p *Peer) finish() {
	for _, s := range p.places() {
		s.follow(nil)
	}
	p.event(EventLeft{p.reason})
}

// Close ends the leg; only the first reason counts. It waits for no queue and
// no callback.
func (p *Peer) Close(reason Reason) {
	p.closing.Do(func() {
		p.reason = reason
		close(p.done)
		p.sfu.leave(p)
		p.lane.do(func(r *core.Router) { r.Leave(p.core) })
		p.port.close()
		_ = p.pc.Close()
	})
}

// SetMedia says what the person has switched on; the others are told.
func (p *Peer) SetMedia(state State) {
	p.mu.Lock()
	p.state = state
	p.mu.Unlock()
	p.sfu.wake(p.room)
}

func (p *Peer) linked(state webrtc.PeerConnectionState) {
	p.mu.Lock()
	p.link = state
	p.mu.Unlock()
	if state == webrtc.PeerConnectionStateFailed {
		p.port.lost()
	}
	p.wake()
}

// watch looks whether the peer has fallen silent, or its route has settled.
func (p *Peer) watch(at time.Time) {
	var silent bool
	p.lane.do(func(r *core.Router) { silent = r.IsSilent(p.core, at) })
	p.mu.Lock()
	silent = silent && p.shown() != State{}
	changed := p.chosen.settles(at) || silent != p.isSilent
	p.isSilent = silent
	p.mu.Unlock()
	if changed {
		p.wake()
	}
}

// wake never waits: one pending look sees everything that changed before it.
func (p *Peer) wake() {
	select {
	case p.woken <- struct{}{}:
	default:
	}
}

// ask runs do on the loop and waits for it or for the end of the peer.
func (p *Peer) ask(do func() error) error {
	t := task{do, make(chan error, 1)}
	select {
	case p.tasks <- t:
	case <-p.done:
		return ErrClosed
	}
	select {
	case err := <-t.answer:
		return err
	case <-p.done:
		return ErrClosed
	}
}

func (p *Peer) signal(s Signal) {
	if p.options.OnSignal != nil {
		p.options.OnSignal(s)
	}
}

func (p *Peer) event(e Event) {
	if p.options.OnEvent != nil {
		p.options.OnEvent(e)
	}
}
