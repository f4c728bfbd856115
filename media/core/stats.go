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
	// FramesLeftOut were more than a receiver's link has room for.
	FramesLeftOut uint64
	// Malformed, UnknownSource and Late packets were dropped.
	Malformed, UnknownSource, Late uint64
}

// Load is what a Router carries now.
type Load struct {
	// Published are layers that come, Sent streams that leave.
	Published, Sent int
}

// Add sums two routers' loads.
func (l Load) Add(other Load) Load {
	return Load{l.Published + other.Published, l.Sent + other.Sent}
}

// Load counts what is published and sent.
func (r *Router) Load() (l Load) {
	for _, p := range r.peers {
		l.Published += len(p.sources)
		for _, s := range p.senders {
			if s.layer != nil {
				l.Sent++
			}
		}
	}
	return l
}

// Sent is how many packets have left.
func (r *Router) Sent() uint64 { return r.stats.PacketsOut }

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
	s.FramesLeftOut += other.FramesLeftOut
	s.Malformed += other.Malformed
	s.UnknownSource += other.UnknownSource
	s.Late += other.Late
	return s
}

// Quality is how media goes between us and one peer.
type Quality struct {
	// Up is what the peer has sent, Down what it was sent, since it joined.
	Up, Down Flow
	RTT      time.Duration
}

// Flow counts packets of one direction. Lost ones were lost before repair; of
// what we send, by the receiver's reports.
type Flow struct{ Packets, Lost, Bytes uint64 }

// Quality tells how media goes.
func (r *Router) Quality(p *Peer) Quality { return Quality{Up: p.came, Down: p.went, RTT: p.rtt} }
