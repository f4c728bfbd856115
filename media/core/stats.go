package core

import "time"

// Stats counts packets since the Router was made.
type Stats struct {
	PacketsIn, BytesIn, PacketsOut, BytesOut uint64
	// NacksUp are packets we asked for, NacksDown packets we were asked for.
	NacksUp, NacksDown uint64
	// RepairsIn came by RTX, RepairsOut were repeated; Unrepaired could not be.
	RepairsIn, RepairsOut, Unrepaired uint64
	// KeyWishes came from receivers, KeyRequests went to publishers.
	KeyWishes, KeyRequests uint64
	// Malformed, UnknownSource and Late packets were dropped.
	Malformed, UnknownSource, Late uint64
}

// Stats returns the counters.
func (r *Router) Stats() Stats { return r.stats }

// Add sums two routers' counters.
func (s Stats) Add(other Stats) Stats {
	s.PacketsIn += other.PacketsIn
	s.BytesIn += other.BytesIn
	s.PacketsOut += other.PacketsOut
	s.BytesOut += other.BytesOut
	s.NacksUp += other.NacksUp
	s.NacksDown += other.NacksDown
	s.RepairsIn += other.RepairsIn
	s.RepairsOut += other.RepairsOut
	s.Unrepaired += other.Unrepaired
	s.KeyWishes += other.KeyWishes
	s.KeyRequests += other.KeyRequests
	s.Malformed += other.Malformed
	s.UnknownSource += other.UnknownSource
	s.Late += other.Late
	return s
}

// Quality is how media goes between us and one peer.
type Quality struct {
	// LossUp and LossDown are parts of one: of what the peer sends, and of what
	// it receives by its newest reports.
	LossUp, LossDown float64
	RTT              time.Duration
}

// Quality tells how media goes now.
func (r *Router) Quality(p *Peer) Quality {
	q := Quality{RTT: p.rtt}
	expected, received := int64(0), int64(0)
	for _, l := range p.sources {
		if l.counts.started {
			expected += l.counts.highest - l.counts.base + 1
			received += l.counts.received
		}
	}
	if expected > received {
		q.LossUp = float64(expected-received) / float64(expected)
	}
	for _, s := range p.senders {
		q.LossDown = max(q.LossDown, float64(s.lost)/256)
	}
	return q
}
