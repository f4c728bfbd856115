package media

import (
	"maps"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

// Route is how the packets of a participant find the server.
type Route struct {
	Kind     RouteKind
	Protocol string // "udp" or "tcp"; between a relay and the server it is "udp"
}

// RouteKind is what the participant's end of the route is (RFC 8445, 4).
type RouteKind string

// Kinds of routes. Whose address is in none of the candidates that the browser
// has named is seen through a NAT, or hides its own address (mDNS).
const (
	RouteHost      RouteKind = "HOST"
	RouteReflexive RouteKind = "REFLEXIVE"
	RouteRelay     RouteKind = "RELAY"
)

// settledAfter is how long ICE has kept a pair when it is told of: it may choose
// again at first, and candidates may still be under way.
const settledAfter = 2 * time.Second

// discard is the port that an active TCP candidate names.
const discard = 9

// maxNamed bounds what is kept of a browser's candidates.
const maxNamed = 4 * MaxCandidates

// chosen is the pair that ICE has selected; the peer's lock guards it.
type chosen struct {
	from     netip.AddrPort
	protocol string
	at       time.Time
	settled  bool
}

// reached hears which pair ICE has selected.
func (p *Peer) reached(pair *webrtc.ICECandidatePair) {
	from, isTCP, ok := remote(pair)
	if !ok {
		return
	}
	p.port.reached(from, isTCP)
	p.passed(StageICE)
	defer p.wake()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.chosen.from != from {
		p.chosen = chosen{from: from, protocol: pair.Remote.Protocol.String(), at: time.Now()}
	}
}

// remote is the participant's end of a pair.
func remote(pair *webrtc.ICECandidatePair) (from netip.AddrPort, isTCP, ok bool) {
	if pair == nil || pair.Remote == nil {
		return from, false, false
	}
	ip, err := netip.ParseAddr(pair.Remote.Address)
	return netip.AddrPortFrom(ip.Unmap(), pair.Remote.Port), pair.Local.Protocol == webrtc.ICEProtocolTCP, err == nil
}

// settles is true once for each pair that was kept for a while; the lock is held.
func (c *chosen) settles(at time.Time) bool {
	if !c.from.IsValid() || c.settled || at.Sub(c.at) < settledAfter {
		return false
	}
	c.settled = true
	return true
}

// reportRoute tells of a settled route that is another one.
func (p *Peer) reportRoute() {
	p.mu.Lock()
	now := p.chosen
	p.mu.Unlock()
	if !now.settled {
		return
	}
	route := Route{p.routeKind(now.from), now.protocol}
	if route == p.told.route {
		return
	}
	p.told.route = route
	p.sfu.routes.count(route)
	p.event(EventRoute{route})
}

func (p *Peer) routeKind(from netip.AddrPort) RouteKind {
	named, ok := p.named[from]
	if !ok { // who dials by TCP names no port of its own (RFC 6544, 4.5)
		named = p.named[netip.AddrPortFrom(from.Addr(), discard)]
	}
	switch {
	case p.sfu.relay.relays(from), named == ice.CandidateTypeRelay:
		return RouteRelay
	case named == ice.CandidateTypeHost:
		return RouteHost
	}
	return RouteReflexive
}

// name keeps which address a candidate of the browser names. Nothing is sent
// there: it says what we see when packets come from it.
func (p *Peer) name(candidate ice.Candidate) {
	if ip, err := netip.ParseAddr(candidate.Address()); err == nil && len(p.named) < maxNamed {
		p.named[netip.AddrPortFrom(ip.Unmap(), uint16(candidate.Port()))] = candidate.Type()
	}
}

// nameAll keeps the candidates that an answer carries; what is none is no harm.
func (p *Peer) nameAll(lines []string) {
	for _, line := range lines {
		if candidate, err := (Candidate{Candidate: line}).read(); err == nil && candidate != nil {
			p.name(candidate)
		}
	}
}

// routes counts how participants have reached us.
type routes struct {
	mu  sync.Mutex
	all map[Route]uint64
}

func (r *routes) count(route Route) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil {
		r.all = map[Route]uint64{}
	}
	r.all[route]++
}

// copy is what was counted so far.
func (r *routes) copy() map[Route]uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.all)
}
