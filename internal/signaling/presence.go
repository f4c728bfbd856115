package signaling

import (
	"context"

	"televisit/internal/rules"
)

// PresenceState is where somebody is.
type PresenceState string

// States of presence. A rejoin that replaces a session is Joined again, with
// no Departed before it.
const (
	Joined    PresenceState = "JOINED"
	Connected PresenceState = "CONNECTED" // media can flow, for the first time
	Away      PresenceState = "AWAY"      // the subscription or the media path is gone
	Back      PresenceState = "BACK"
	Departed  PresenceState = "LEFT"
)

// Presence is a fact about one person in one visit.
type Presence struct {
	AppointmentID, AccountID string
	Role                     rules.Role
	GuestRole                rules.GuestRole // empty for the patient and the practitioner
	State                    PresenceState
	sessionID                string
	person                   Person
	// media, if set, is what the fact is about instead of a presence.
	media *MediaFact
	// told, if set, is closed in the fact's turn; such a fact is about nobody.
	told chan struct{}
}

// link hears whether media can flow.
func (s *session) link(connected bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.connected = connected
	if connected && !s.wasConnected && !s.ended {
		s.wasConnected = true
		s.tell(Connected)
	}
	s.refresh()
}

// refresh tells when somebody has gone away or come back. The lock is held.
func (s *session) refresh() {
	away := s.wasAttached && s.subscription == nil || s.wasConnected && !s.connected
	if s.ended || away == s.away {
		return
	}
	s.away = away
	if away {
		s.tell(Away)
	} else {
		s.tell(Back)
	}
}

// tell queues a fact. The lock is held, so that facts stay in order.
func (s *session) tell(state PresenceState) {
	s.service.presence.push(Presence{s.appointmentID, s.accountID, s.person.Role, s.person.GuestRole, state, s.id, s.person, nil, nil})
}

// bequeath makes the session that replaced this one responsible for saying
// that the person is back.
func (s *session) bequeath() {
	s.mu.Lock()
	away := s.away
	s.mu.Unlock()
	heir := s.service.living(s.appointmentID, s.accountID)
	if away && heir != nil {
		heir.inherit()
	}
}

func (s *session) inherit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away, s.wasAttached = true, true
	s.refresh()
}

// Told waits until everybody who is concerned has heard of all that happened
// before: the state of a visit then is the one that people have made.
func (s *Service) Told(ctx context.Context) {
	fact := Presence{told: make(chan struct{})}
	s.presence.push(fact)
	select {
	case <-fact.told:
	case <-ctx.Done():
	}
}

// tellPresence tells the others in the room, then the caller.
func (s *Service) tellPresence(ctx context.Context) {
	for {
		select {
		case <-s.presence.woken:
			s.tellFacts()
		case <-ctx.Done():
			s.tellFacts() // Close has just ended the last sessions
			return
		}
	}
}

func (s *Service) tellFacts() {
	for _, fact := range s.presence.take() {
		if fact.told != nil {
			close(fact.told)
			continue
		}
		if fact.media != nil {
			s.tellMedia(*fact.media)
			continue
		}
		s.announce(fact)
		if s.config.OnPresence != nil {
			s.config.OnPresence(fact)
		}
	}
}

func (s *Service) announce(fact Presence) {
	if fact.State != Away && fact.State != Back {
		return
	}
	for _, one := range s.inRoom(fact.AppointmentID) {
		if one.accountID != fact.AccountID {
			one.append(ParticipantPresence{fact.person, fact.State == Away})
		}
	}
}
