package signaling

import (
	"context"
	"time"

	"televisit/internal/rules"
	"televisit/media"
)

const (
	// sampleEvery is how often the connection of everybody is judged.
	sampleEvery = 5 * time.Second
	// keepEvery is how many samples make one that is kept.
	keepEvery = 6
	// reportEvery is the shortest time between two reports of a client that count.
	reportEvery = 3 * time.Second
	// mostFreezes bounds what a client may claim in one report.
	mostFreezes = 1000
)

// Quality is how media went for one person for a while.
type Quality struct {
	AppointmentID, AccountID string
	Role                     rules.Role
	Link                     rules.LinkQuality
	rules.LinkSample
}

// LinkChanged says how good somebody's connection is, perhaps the client's own.
type LinkChanged struct {
	Person
	Link rules.LinkQuality
}

func (LinkChanged) isBody() {}

// QualityReport is what a client's own device has seen since its last one.
type QualityReport struct {
	Freezes int
	Frozen  time.Duration
}

// apply takes a report that is not too soon, as much of it as can be true.
func (r QualityReport) apply(s *session, _ Peer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	passed := time.Since(s.quality.reported)
	if passed < reportEvery {
		return nil
	}
	s.quality.reported = time.Now()
	s.quality.freezes += min(max(r.Freezes, 0), mostFreezes)
	s.quality.frozen += min(max(r.Frozen, 0), min(passed, 2*sampleEvery))
	return nil
}

// quality is what a session knows of its connection; its lock guards it.
type quality struct {
	before media.Quality // at the last sample
	at     time.Time
	light  rules.Light

	reported time.Time
	freezes  int
	frozen   time.Duration

	kept  Quality // the sum of samples since one was kept
	count int
}

// judge samples the connections of everybody until the service stops. What is
// to be kept goes out in one piece.
func (s *Service) judge(ctx context.Context) {
	ticker := time.NewTicker(sampleEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			s.judgeAll()
		case <-ctx.Done():
			return
		}
	}
}

func (s *Service) judgeAll() {
	var kept []Quality
	for _, one := range s.where(func(*session) bool { return true }) {
		changed, keep := one.sample()
		if changed != nil {
			s.Broadcast(one.appointmentID, *changed)
		}
		if keep != nil {
			kept = append(kept, *keep)
		}
	}
	if len(kept) > 0 && s.config.OnQuality != nil {
		s.config.OnQuality(kept)
	}
}

// sample judges one connection: news for the room, and what is to be kept; nil
// for none.
func (s *session) sample() (changed *LinkChanged, keep *Quality) {
	peer, _ := s.standing()
	if peer == nil {
		return nil, nil
	}
	now := peer.Quality()
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &s.quality
	first := q.at.IsZero()
	taken := q.take(now)
	if s.ended || !s.connected || first {
		return nil, nil
	}
	shown := q.light.Shown
	q.light = q.light.After(taken.Quality())
	if q.light.Shown != shown {
		changed = &LinkChanged{s.person, q.light.Shown}
	}
	return changed, q.gather(Quality{s.appointmentID, s.accountID, s.person.Role, taken.Quality(), taken})
}

// take is the sample since the last one.
func (q *quality) take(now media.Quality) rules.LinkSample {
	over := time.Since(q.at)
	up, down := since(q.before.Up, now.Up), since(q.before.Down, now.Down)
	taken := rules.LinkSample{
		Over: over, LossUp: up.loss(), LossDown: down.loss(), RTT: now.RTT,
		UpKbps: up.kbps(over), DownKbps: down.kbps(over), Freezes: q.freezes, Frozen: q.frozen, Way: now.Way,
	}
	q.before, q.at, q.freezes, q.frozen = now, time.Now(), 0, 0
	return taken
}

// gather adds a sample to those that are kept as one: the worst of losses, the
// newest of the rest.
func (q *quality) gather(one Quality) (keep *Quality) {
	sum := one
	if q.count > 0 {
		sum.LossUp, sum.LossDown = max(q.kept.LossUp, one.LossUp), max(q.kept.LossDown, one.LossDown)
		sum.RTT, sum.Freezes = max(q.kept.RTT, one.RTT), q.kept.Freezes+one.Freezes
		sum.Frozen, sum.Over = q.kept.Frozen+one.Frozen, q.kept.Over+one.Over
		sum.Link = rules.WorseLink(q.kept.Link, one.Link)
	}
	q.kept = sum
	if q.count++; q.count < keepEvery {
		return nil
	}
	q.count = 0
	return &sum
}

// flow is what went in one direction between two samples.
type flow struct{ packets, lost, bytes uint64 }

func since(before, now media.Flow) flow {
	return flow{now.Packets - before.Packets, now.Lost - before.Lost, now.Bytes - before.Bytes}
}

func (f flow) loss() float64 {
	if f.packets+f.lost == 0 {
		return 0
	}
	return float64(f.lost) / float64(f.packets+f.lost)
}

func (f flow) kbps(over time.Duration) int {
	if over <= 0 {
		return 0
	}
	return int(float64(f.bytes) * 8 / 1000 / over.Seconds())
}
