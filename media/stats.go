package media

import (
	"televisit/media/core"
)

// Stats is what the SFU carries and has carried since it was made.
type Stats struct {
	core.Stats
	Rooms, Peers int
	// Routes counts how participants have reached us, once a leg and change.
	Routes map[Route]uint64
	// Load is what is published and sent now.
	Load core.Load
	// Streams are TCP connections, Relays allocations of the TURN server.
	Streams, Relays int
	// Dropped counts packets by reason; see the Drop constants.
	Dropped map[string]uint64
	// Stages are what people have waited for, Forward is how long packets were in
	// the process, of some of them.
	Stages  map[Stage]Histogram
	Forward Histogram
}

// Stats reads the counters; it is cheap enough for every scrape.
func (s *SFU) Stats() Stats {
	all := Stats{
		Stats: s.shards.stats(), Load: s.shards.load(), Forward: s.engine.took.read(), Routes: s.routes.copy(), Stages: s.stages.read(),
		Streams: s.streams.count(), Relays: s.relay.allocations(),
	}
	all.Dropped = s.dropped(all)
	s.mu.Lock()
	defer s.mu.Unlock()
	all.Rooms = len(s.rooms)
	for _, in := range s.rooms {
		all.Peers += len(in.peers)
	}
	return all
}

func (l *lane) stats() (stats core.Stats) {
	l.do(func(r *core.Router) { stats = r.Stats() })
	return stats
}

// Flow counts packets of one direction; see core.Flow.
type Flow = core.Flow

// Quality is how media goes between the server and the peer: counts since it
// joined, the round trip, and by which protocol ("udp", "tcp") the path goes.
type Quality struct {
	core.Quality
	Way string
}

// Quality reads it.
func (p *Peer) Quality() (q Quality) {
	p.lane.do(func(r *core.Router) { q.Quality = r.Quality(p.core) })
	q.Way = p.way()
	return q
}

// way is empty before ICE has chosen a path. It was noted then: pion's transport
// must not be asked while it begins.
func (p *Peer) way() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.chosen.protocol
}
