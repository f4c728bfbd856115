package signaling

import (
	"slices"
	"strings"

	"televisit/internal/rules"
)

func (s *Service) inRoom(appointmentID string) []*session {
	return s.where(func(one *session) bool { return one.appointmentID == appointmentID })
}

// Owner tells whose session it is, while it lives.
func (s *Service) Owner(sessionID string) (accountID, appointmentID string, ok bool) {
	one := s.find(sessionID)
	if one == nil || one.over() {
		return "", "", false
	}
	return one.accountID, one.appointmentID, true
}

// Farewell is the last signal of an account's own session that has ended not
// long ago, for a client that comes back too late to be told.
func (s *Service) Farewell(accountID, sessionID, resumeToken string) (Signal, bool) {
	one := s.find(sessionID)
	if one == nil || one.accountID != accountID || !one.hasToken(resumeToken) {
		return Signal{}, false
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	if !one.ended || len(one.log.signals) == 0 {
		return Signal{}, false
	}
	return one.log.signals[len(one.log.signals)-1], true
}

// Leave ends the account's own session; it is no error when it is over already.
func (s *Service) Leave(accountID, sessionID string) {
	if one := s.find(sessionID); one != nil && one.accountID == accountID {
		one.end(Left)
	}
}

// EndCall ends all sessions of a visit.
func (s *Service) EndCall(appointmentID string, reason Reason) {
	endAll(s.inRoom(appointmentID), reason)
}

// Revoke ends all sessions of an account, or of one sign-in of it.
func (s *Service) Revoke(accountOrAuthSession string, reason Reason) {
	endAll(s.where(func(one *session) bool {
		return accountOrAuthSession != "" && (one.accountID == accountOrAuthSession || one.authSession == accountOrAuthSession)
	}), reason)
}

// Broadcast puts a signal into every session of a visit.
func (s *Service) Broadcast(appointmentID string, body Body) {
	for _, one := range s.inRoom(appointmentID) {
		one.append(body)
	}
}

func endAll(sessions []*session, reason Reason) {
	for _, one := range sessions {
		one.end(reason)
	}
}

// Attendee is one person in the room of a visit.
type Attendee struct {
	AccountID string
	Role      rules.Role
	GuestRole rules.GuestRole // empty for the patient and the practitioner
	// Away says that media or signals flowed and do not now.
	Away bool
}

// Inside lists who is in the room of an appointment, in the order of their joins: also
// those of whom OnPresence has not been told yet.
func (s *Service) Inside(appointmentID string) (room []Attendee) {
	sessions := s.inRoom(appointmentID)
	slices.SortFunc(sessions, func(a, b *session) int { return strings.Compare(a.id, b.id) })
	for _, one := range sessions {
		a, ok := one.attendee()
		if !ok {
			continue
		}
		// A session that was replaced may live for a moment still.
		room = slices.DeleteFunc(room, func(older Attendee) bool { return older.AccountID == a.AccountID })
		room = append(room, a)
	}
	return room
}

// attendee describes who sits in the room; false before and after that.
func (s *session) attendee() (Attendee, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Attendee{s.accountID, s.person.Role, s.person.GuestRole, s.away}, s.peer != nil && !s.ended
}

// living finds the account's session in a visit that is not over.
func (s *Service) living(appointmentID, accountID string) *session {
	for _, one := range s.inRoom(appointmentID) {
		if one.accountID == accountID && !one.over() {
			return one
		}
	}
	return nil
}

// whois describes somebody in the room to the others.
func (s *Service) whois(appointmentID, accountID string) (Person, bool) {
	one := s.living(appointmentID, accountID)
	if one == nil {
		return Person{ParticipantID: accountID}, false
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	return one.person, one.away
}
