package media

import (
	"maps"
	"slices"
	"time"
)

// Stage is a part of what lies between a wish to join and the first packet.
type Stage string

// Stages in their order.
const (
	StageAdmit  Stage = "admit"  // from the request, if it is known, to the room
	StageOffer  Stage = "offer"  // to the first offer
	StageAnswer Stage = "answer" // to its answer
	StageICE    Stage = "ice"    // to a path
	StageDTLS   Stage = "dtls"   // to keys
	StageMedia  Stage = "media"  // to the first packet of the person
)

var stages = []Stage{StageAdmit, StageOffer, StageAnswer, StageICE, StageDTLS, StageMedia}

// stageTimes are the histograms of all legs; nothing of it changes but counts.
type stageTimes map[Stage]*histogram

func newStageTimes() stageTimes {
	all := stageTimes{}
	for _, s := range stages {
		all[s] = newHistogram(stageBounds)
	}
	return all
}

func (t stageTimes) read() map[Stage]Histogram {
	all := map[Stage]Histogram{}
	for s, h := range maps.All(t) {
		all[s] = h.read()
	}
	return all
}

// progress is how far one leg is; the peer's lock guards it.
type progress struct {
	next int // in stages
	at   time.Time
}

// passed notes the end of a stage, once: what comes again, as with a restart, is
// no join.
func (p *Peer) passed(s Stage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(stages, s)
	if i < p.progress.next {
		return
	}
	now := time.Now()
	if !p.progress.at.IsZero() {
		p.sfu.stages[s].observe(now.Sub(p.progress.at))
	}
	p.progress = progress{i + 1, now}
}
