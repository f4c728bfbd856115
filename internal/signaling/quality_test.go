package signaling

import (
	"slices"
	"testing"
	"time"

	"televisit/internal/rules"
)

// flows lets packets flow for some samples, of which so many parts of a hundred are lost.
func (w *world) flows(p *fakePeer, samples, lost int) {
	for range samples {
		p.mu.Lock()
		p.quality.Up.Packets += 100
		p.quality.Up.Bytes += 100_000
		p.quality.Up.Lost += uint64(lost)
		p.quality.RTT, p.quality.Way = 40*time.Millisecond, "udp"
		p.mu.Unlock()
		wait(sampleEvery)
	}
}

func links(bodies []Body) (seen []rules.LinkQuality) {
	for _, b := range bodies {
		if l, ok := b.(LinkChanged); ok {
			seen = append(seen, l.Link)
		}
	}
	return seen
}

func TestBothSidesSeeTheLightOfOne(t *testing.T) {
	inBubble(t, func(w *world) {
		anna := w.join("anna")
		leg := w.rooms.last()
		own := anna.attach(0)
		defer own.hangUp()
		other := w.join("boris").attach(0)
		defer other.hangUp()
		leg.connect()
		w.flows(leg, 2, 0)
		w.flows(leg, 3, 50)
		for _, l := range []*line{own, other} {
			if got := links(l.read()); !slices.Equal(got, []rules.LinkQuality{rules.LinkGood, rules.LinkWeak}) {
				t.Errorf("told %v", got)
			}
		}
	})
}

func TestNobodyIsJudgedWithoutAConnection(t *testing.T) {
	inBubble(t, func(w *world) {
		l := w.join("anna").attach(0)
		defer l.hangUp()
		w.flows(w.rooms.last(), 4, 50)
		want(t, "lights", len(links(l.read())), 0)
		want(t, "kept", len(w.qualities()), 0)
	})
}

func TestOneSampleIsKeptForHalfAMinute(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		defer g.attach(0).hangUp()
		leg := w.rooms.last()
		leg.connect()
		w.flows(leg, keepEvery, 0)
		w.flows(leg, 1, 25)
		kept := w.qualities()
		want(t, "kept", len(kept), 1)
		q := kept[0]
		want(t, "worst loss", q.LossUp, 0.2)
		want(t, "link", q.Link, rules.LinkWeak)
		want(t, "role", q.Role, rules.Practitioner)
		want(t, "rate", q.UpKbps, 160)
		want(t, "way", q.Way, "udp")
	})
}

func TestAClientsReportsAreBoundedAndNotTooMany(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		defer g.attach(0).hangUp()
		leg := w.rooms.last()
		leg.connect()
		w.flows(leg, 1, 0)
		for seq := range 10 { // all at once
			if _, err := g.send(seq+1, QualityReport{Freezes: 1 << 40, Frozen: time.Hour}); err != nil {
				t.Fatal(err)
			}
		}
		w.flows(leg, keepEvery+1, 0)
		kept := w.qualities()
		want(t, "freezes", kept[0].Freezes, mostFreezes)
		want(t, "frozen", kept[0].Frozen, 2*sampleEvery)
		if _, err := g.send(11, QualityReport{Freezes: -5, Frozen: -time.Second}); err != nil {
			t.Fatal(err)
		}
		w.flows(leg, keepEvery, 0)
		want(t, "negative ones", w.qualities()[1].Freezes, 0)
	})
}

func (w *world) qualities() []Quality {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.kept)
}

func (w *world) keep(q []Quality) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept = append(w.kept, q...)
}
