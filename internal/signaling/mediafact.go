package signaling

import (
	"televisit/internal/rules"
	"televisit/media"
)

// MediaFact is a change of how media goes for one person in a visit. Fields that
// do not belong to its kind are zero.
type MediaFact struct {
	AppointmentID, AccountID string
	Role                     rules.Role
	Kind                     MediaKind
	// State is what the person has switched on (Switched).
	State media.State
	// Mode is what the link carries now, and Because what made it so (Sends, Receives).
	Mode    media.Mode
	Because media.Cause
	// Route is how the person's packets find us (Routed).
	Route media.Route
	// Of is whose picture the person's device shows now, or not (Viewed).
	Of      rules.Role
	IsShown bool
}

// MediaKind says what has changed.
type MediaKind string

// Kinds of media facts.
const (
	Switched MediaKind = "SWITCHED"
	Sends    MediaKind = "SENDS"
	Receives MediaKind = "RECEIVES"
	Routed   MediaKind = "ROUTED"
	Viewed   MediaKind = "VIEWED"
)

// mostMediaFacts is how many are told of one session: nobody's call has more that
// mean something, and a client that flips a switch cannot fill a timeline.
const mostMediaFacts = 200

// supersededBy says that a fact that still waits is not news any more.
func (m *MediaFact) supersededBy(newer *MediaFact) bool {
	return m.Kind == newer.Kind && m.Of == newer.Of
}

// tellLink tells of each direction that has changed.
func (s *session) tellLink(e media.EventLink) {
	s.mu.Lock()
	before := s.carries
	s.carries = e.Link
	s.mu.Unlock()
	if e.Link.Sends != before.Sends {
		s.tellOfMedia(MediaFact{Kind: Sends, Mode: e.Link.Sends, Because: e.SendsBecause})
	}
	if e.Link.Receives != before.Receives {
		s.tellOfMedia(MediaFact{Kind: Receives, Mode: e.Link.Receives, Because: e.ReceivesBecause})
	}
}

// tellOfMedia queues a fact.
func (s *session) tellOfMedia(fact MediaFact) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mediaFacts++; s.ended || s.mediaFacts > mostMediaFacts {
		return
	}
	fact.AppointmentID, fact.AccountID, fact.Role = s.appointmentID, s.accountID, s.person.Role
	s.service.presence.push(Presence{sessionID: s.id, media: &fact})
}

func (s *Service) tellMedia(fact MediaFact) {
	if s.config.OnMedia != nil {
		s.config.OnMedia(fact)
	}
}
