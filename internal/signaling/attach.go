package signaling

import (
	"context"
	"time"

	"televisit/internal/fault"
	"televisit/internal/rules"
)

// subscription is the one live reader of a session. Its pump owns out.
type subscription struct {
	out      chan Signal
	woken    chan struct{}
	replaced chan struct{} // closed when a newer one wins
}

// Attach replays the signals after afterSeq and goes live. The channel closes
// when the session ends, a newer subscription wins, or ctx ends, which it must.
// A session that is gone or signals that are forgotten give one Resync.
func (s *Service) Attach(ctx context.Context, pass rules.Pass, accountID, sessionID, resumeToken string, afterSeq int) (<-chan Signal, error) {
	if !pass.Valid() {
		return nil, fault.New(fault.Forbidden, "nobody was admitted")
	}
	one := s.find(sessionID)
	if one == nil {
		return resync(), nil
	}
	if !one.isOf(pass, accountID) || !one.hasToken(resumeToken) {
		return nil, fault.New(fault.NotFound, "no such session")
	}
	one.renew(pass)
	sub := one.attach()
	go one.pump(ctx, sub, afterSeq)
	return sub.out, nil
}

// isOf says whether the session is the account's, in the visit of the pass.
func (s *session) isOf(pass rules.Pass, accountID string) bool {
	return s.accountID == accountID && s.appointmentID == pass.AppointmentID()
}

func resync() <-chan Signal {
	out := make(chan Signal, 1)
	out <- Signal{Body: Resync{}}
	close(out)
	return out
}

func (s *session) attach() *subscription {
	sub := &subscription{out: make(chan Signal), woken: make(chan struct{}, 1), replaced: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.subscription != nil {
		close(s.subscription.replaced)
	}
	s.subscription, s.wasAttached = sub, true
	s.refresh()
	return sub
}

func (s *session) detach(sub *subscription) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.subscription != sub {
		return
	}
	s.subscription = nil
	if !s.ended {
		s.since = time.Now()
	}
	s.refresh()
}

// pump copies the log to the subscriber. There is no queue: one who is slower
// than the log gets a Resync.
func (s *session) pump(ctx context.Context, sub *subscription, after int) {
	defer close(sub.out)
	defer s.detach(sub)
	for {
		signals, known, ended := s.news(after)
		if !known {
			sub.send(ctx, Signal{Body: Resync{}})
			return
		}
		for _, signal := range signals {
			if !sub.send(ctx, signal) {
				return
			}
			after = signal.Seq
		}
		if ended || !sub.wait(ctx) {
			return
		}
	}
}

// news is what came after a seq, and whether nothing else will.
func (s *session) news(after int) (signals []Signal, known, ended bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	signals, known = s.log.after(after)
	return signals, known, s.ended
}

// send is false when the subscriber is gone.
func (s *subscription) send(ctx context.Context, signal Signal) bool {
	select {
	case s.out <- signal:
		return true
	case <-s.replaced:
	case <-ctx.Done():
	}
	return false
}

// wait is false when there is nothing more to wait for.
func (s *subscription) wait(ctx context.Context) bool {
	select {
	case <-s.woken:
		return true
	case <-s.replaced:
	case <-ctx.Done():
	}
	return false
}

// wake may be called without a subscription. It never waits.
func (s *subscription) wake() {
	if s == nil {
		return
	}
	select {
	case s.woken <- struct{}{}:
	default:
	}
}
