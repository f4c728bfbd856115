package core

import "time"

const (
	// hushAfter is how long somebody who was talking may be silent before the
	// others should know. ICE alone would take five seconds.
	hushAfter = 2 * time.Second
	// talking is how many packets without such a gap make it a talk: who has
	// everything switched off still reports now and then.
	talking = 20
)

// hearing tells who has fallen silent from who has nothing to say.
type hearing struct {
	last time.Time
	run  int // packets since the last gap
}

func (h *hearing) note(at time.Time) {
	if at.Sub(h.last) >= hushAfter {
		h.run = 0
	}
	h.last = at
	h.run++
}

func (h *hearing) isSilent(at time.Time) bool {
	return h.run >= talking && at.Sub(h.last) >= hushAfter
}

// IsSilent says whether the peer, who was sending, sends nothing any more.
func (r *Router) IsSilent(p *Peer, at time.Time) bool { return p.hearing.isSilent(at) }
