package signaling

import (
	"context"
	"maps"
	"slices"
	"time"
)

// drainTick is how often a draining service looks at its rooms.
const drainTick = 500 * time.Millisecond

// NodeStopping says that the node of this call goes down: the call may go on until
// then, and everybody who joins anew finds another node.
type NodeStopping struct{ Until time.Time }

func (NodeStopping) isBody() {}

// Drain takes in nobody who is not coming back to a call that runs here, and ends
// the sessions of those who wait alone: they join again, elsewhere. It returns
// when nobody is left; with the context, whose deadline everybody is told, all who
// are left end.
func (s *Service) Drain(ctx context.Context) {
	until, _ := ctx.Deadline()
	stopping := NodeStopping{until}
	for _, one := range s.beginDrain(stopping) {
		one.append(stopping)
	}
	ticker := time.NewTicker(drainTick)
	defer ticker.Stop()
	for s.endLonely() > 0 {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			endAll(s.where(func(*session) bool { return true }), Shutdown)
			<-ticker.C // until they have heard it
			return
		}
	}
}

// beginDrain lists whom to tell; who joins anew from now on is told by the session
// itself.
func (s *Service) beginDrain(stopping NodeStopping) []*session {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopping = &stopping
	return slices.Collect(maps.Values(s.sessions))
}

// endLonely ends the sessions of those who are alone in their room, and counts
// the others.
func (s *Service) endLonely() (left int) {
	rooms := map[string][]*session{}
	for _, one := range s.where(func(one *session) bool { return !one.over() }) {
		rooms[one.appointmentID] = append(rooms[one.appointmentID], one)
	}
	for _, inside := range rooms {
		if len(inside) == 1 {
			endAll(inside, Shutdown)
			continue
		}
		left += len(inside)
	}
	return left
}

// refuses says that somebody may not come in because the node stops: only calls
// that run go on, for those who take part in them. The lock is held.
func (s *Service) refuses(newcomer *session) bool {
	if s.closed || s.stopping == nil {
		return s.closed
	}
	for _, one := range s.sessions {
		if one.appointmentID == newcomer.appointmentID && one.accountID == newcomer.accountID && !one.over() {
			return false
		}
	}
	return true
}
