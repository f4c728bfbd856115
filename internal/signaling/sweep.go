package signaling

import (
	"context"
	"errors"
	"sync"
	"time"

	"televisit/internal/fault"
	"televisit/internal/rules"
)

const (
	// tick bounds how late an end can be; the clock may jump, so no timer
	// waits for an instant.
	tick = time.Second
	// atOnce is how many sessions are readmitted at the same time.
	atOnce = 8
	// readmitWithin leaves room for a second try.
	readmitWithin = 5 * time.Second
	// doubt is how long after the newest decision a call may outlive its pass
	// while nobody can decide: a database that restarts ends no visit.
	doubt = 30 * time.Second
)

// check is the state of one session's readmission; its lock guards it.
type check struct {
	at      time.Time // the newest decision
	forced  bool      // somebody asked
	running bool
}

// Recheck readmits everybody in the visit now; who is refused is out within
// two seconds. Call it after a cancel, a refund, a sign-out or a change of rights.
func (s *Service) Recheck(appointmentID string) {
	for _, one := range s.inRoom(appointmentID) {
		one.mu.Lock()
		one.check.forced = true
		one.mu.Unlock()
	}
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

// sweep looks at every session each tick, and when woken.
func (s *Service) sweep(ctx context.Context) {
	var readmissions sync.WaitGroup
	defer readmissions.Wait()
	places := make(chan struct{}, atOnce)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-s.woken:
		case <-ctx.Done():
			return
		}
		for _, one := range s.where(func(*session) bool { return true }) {
			s.expire(one)
			if one.due(s.config.Clock.Now(), s.config.Sweep) {
				readmissions.Go(func() { s.readmit(ctx, places, one) })
			}
		}
	}
}

// expire ends a session that nobody came back to, and forgets an ended one
// when every client had time to read why.
func (s *Service) expire(one *session) {
	one.mu.Lock()
	ended, alone := one.ended, one.subscription == nil
	idle := time.Since(one.since) >= s.config.Grace
	one.mu.Unlock()
	switch {
	case ended && idle:
		s.remove(one.id)
	case !ended && alone && idle:
		one.end(Gone)
	}
}

// due says whether the session must be readmitted, and reserves that.
func (s *session) due(now time.Time, every time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	expired := !now.Before(s.pass.Until())
	due := s.check.forced || expired || time.Since(s.check.at) >= every
	if s.ended || s.peer == nil || s.check.running || !due {
		return false
	}
	s.check.running, s.check.forced = true, false
	return true
}

func (s *Service) readmit(ctx context.Context, places chan struct{}, one *session) {
	select {
	case places <- struct{}{}:
		defer func() { <-places }()
	case <-ctx.Done():
		return
	}
	limited, cancel := context.WithTimeout(ctx, readmitWithin)
	defer cancel()
	pass, err := s.config.Readmit(limited, one.accountID, one.appointmentID)
	if err == nil && pass.AppointmentID() != one.appointmentID {
		err = fault.New(fault.Forbidden, "nobody was admitted")
	}
	if reason := one.decide(pass, err, s.config.Clock.Now()); reason != "" {
		one.end(reason)
		return
	}
	if peer, _ := one.standing(); err == nil {
		peer.Allow(rights(pass))
	}
}

// decide takes the outcome; a reason means that the session ends.
func (s *session) decide(pass rules.Pass, err error, now time.Time) Reason {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.check.running = false
	if err == nil {
		s.pass, s.check.at = pass, time.Now()
		return ""
	}
	if refused, ok := fault.As(err); ok && !errors.Is(err, fault.Unavailable) && !errors.Is(err, fault.Internal) {
		return Reason(refused.Code)
	}
	if expired := !now.Before(s.pass.Until()); expired && time.Since(s.check.at) >= doubt {
		return Reason(fault.Unavailable)
	}
	s.check.forced = true // the next tick asks again
	return ""
}
