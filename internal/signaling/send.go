package signaling

import (
	"context"

	"televisit/internal/fault"
	"televisit/internal/rules"
)

// maxBatch is more than a browser has to say at once.
const maxBatch = 64

// Ack says which of the client's batches is the newest taken, and how far the
// server's signals have come.
type Ack struct{ Ack, ServerSeq int }

// Send applies a batch of the client's signals. Seq is the client's own, dense
// from 1: a repeated one is acknowledged again and not applied, a gap is refused.
func (s *Service) Send(ctx context.Context, pass rules.Pass, accountID, sessionID string, seq int, signals []ClientSignal) (Ack, error) {
	if !pass.Valid() {
		return Ack{}, fault.New(fault.Forbidden, "nobody was admitted")
	}
	if len(signals) > maxBatch {
		return Ack{}, fault.New(fault.SignalRefused, "more than %d signals at once", maxBatch)
	}
	one := s.find(sessionID)
	// Foreign, unknown and ended look the same.
	if one == nil || !one.isOf(pass, accountID) || one.over() {
		return Ack{}, fault.New(fault.SessionGone, "the session is over")
	}
	one.renew(pass)
	select {
	case one.sending <- struct{}{}:
	case <-ctx.Done():
		return Ack{}, ctx.Err()
	}
	defer func() { <-one.sending }()
	return one.receive(seq, signals)
}

// receive takes one batch; only the holder of sending calls it. A batch that is
// refused is not taken, so that its number can be used again.
func (s *session) receive(seq int, signals []ClientSignal) (Ack, error) {
	peer, ack := s.standing()
	switch {
	case seq <= ack.Ack:
		return ack, nil
	case seq > ack.Ack+1:
		return Ack{}, fault.New(fault.SignalGap, "a batch is missing").With("expected", ack.Ack+1)
	}
	for _, signal := range signals {
		if err := signal.apply(s, peer); err != nil {
			return Ack{}, refusal(err)
		}
	}
	return s.take(seq), nil
}

func (s *session) standing() (Peer, Ack) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.peer, Ack{s.received, s.log.newest}
}

func (s *session) take(seq int) Ack {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received = seq
	return Ack{seq, s.log.newest}
}
