package media

import (
	"time"

	"televisit/media/core"
)

// Stats is what the SFU carries and has carried since it was made.
type Stats struct {
	core.Stats
	Rooms, Peers int
}

// Stats reads the counters; it is cheap enough for every scrape.
func (s *SFU) Stats() Stats {
	all := Stats{Stats: s.path.stats()}
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

// Quality is how media goes between the server and the peer now: parts of one
// that were lost each way, before repair, and the round trip.
type Quality struct {
	LossUp, LossDown float64
	RTT              time.Duration
}

// Quality reads it.
func (p *Peer) Quality() (q Quality) {
	p.lane.do(func(r *core.Router) { q = Quality(r.Quality(p.core)) })
	return q
}
