package signaling

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"sync"
	"time"

	"televisit/internal/ident"
	"televisit/internal/rules"
	"televisit/media"
)

// session is one person's stay in one room.
type session struct {
	service                                   *Service
	id, appointmentID, accountID, authSession string
	person                                    Person
	token                                     [sha256.Size]byte
	people                                    map[string]Person // belongs to the peer's loop
	sending                                   chan struct{}     // holds a value while a batch is applied
	stopping                                  *NodeStopping     // what to tell who joins while the node drains

	mu           sync.Mutex
	peer         Peer
	pass         rules.Pass
	log          signalLog
	received     int // the client's newest seq
	subscription *subscription
	since        time.Time // without a subscription; once ended, since the end
	ended        bool
	wasAttached  bool
	wasConnected bool
	connected    bool
	away         bool // as the others were told
	check        check
	carries      media.Link // as it was told
	mediaFacts   int
	quality      quality
}

// newSession returns the session and its resume token, of which only a hash is kept.
func newSession(s *Service, pass rules.Pass, who Participant) (*session, string) {
	token := newToken()
	return &session{
		service: s, id: ident.Make("ses"), appointmentID: pass.AppointmentID(),
		accountID: who.AccountID, authSession: who.AuthSession,
		person: Person{ParticipantID: who.AccountID, Role: pass.Role(), GuestRole: pass.Guest(), Name: who.Name},
		token:  sha256.Sum256([]byte(token)), people: map[string]Person{}, sending: make(chan struct{}, 1),
		pass: pass, since: time.Now(), carries: media.Link{Sends: media.ModeVideo, Receives: media.ModeVideo}, check: check{at: time.Now()},
	}, token
}

func newToken() string {
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // never fails: crypto/rand ends the process instead
	return base64.RawURLEncoding.EncodeToString(secret[:])
}

func (s *session) hasToken(token string) bool {
	hash := sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(hash[:], s.token[:]) == 1
}

// seat gives the session its peer; false when it has ended meanwhile.
func (s *session) seat(peer Peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return false
	}
	s.peer = peer
	s.tell(Joined)
	return true
}

func (s *session) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

// append adds a signal for the client, unless the session is over.
func (s *session) append(body Body) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return
	}
	s.log.append(body)
	s.subscription.wake()
}

// end says goodbye to the client and closes the peer; only the first reason counts.
func (s *session) end(reason Reason) {
	if peer, first := s.finish(reason); first && peer != nil {
		peer.Close(media.Reason(reason))
	}
}

func (s *session) finish(reason Reason) (peer Peer, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return nil, false
	}
	s.log.append(VisitEnded{reason})
	s.subscription.wake()
	s.ended, s.since = true, time.Now()
	if reason != Replaced && s.peer != nil {
		s.tell(Departed)
	}
	return s.peer, true
}

// renew takes over a pass that a fresh admission has given.
func (s *session) renew(pass rules.Pass) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if pass.Until().After(s.pass.Until()) {
		s.pass = pass
	}
}

// rights are what a pass allows in the room.
func rights(pass rules.Pass) media.Rights { return media.Rights(pass.Rights()) }

// onSignal translates what the SFU says; the peer's loop calls it.
func (s *session) onSignal(from media.Signal) {
	switch signal := from.(type) {
	case media.Offer:
		s.append(Offer{signal.Negotiation, signal.SDP, signal.ScreenMid, s.service.config.Rooms.ICEServers(s.accountID)})
		if s.stopping != nil && signal.Negotiation == 1 {
			s.append(*s.stopping)
		}
	case media.TrackMap:
		s.append(TrackMap(signal))
	case media.ActiveSpeaker:
		s.append(ActiveSpeaker{signal.Participant})
	case media.LayerChanged:
		s.append(LayerChanged(signal))
	case media.PictureWanted:
		s.append(PictureWanted(signal))
	case media.LinkChanged:
		s.append(LinkMode{signal.Participant, signal.Link.Sends, signal.Link.Receives})
	case media.MediaState:
		person, away := s.service.whois(s.appointmentID, signal.Participant)
		s.append(MediaState{person, away, signal.State.Audio, signal.State.Video})
	case media.ParticipantJoined:
		person, away := s.service.whois(s.appointmentID, signal.Participant)
		s.people[signal.Participant] = person
		s.append(ParticipantJoined{person, away})
	case media.ParticipantLeft:
		s.append(ParticipantLeft{s.people[signal.Participant], Reason(signal.Reason)})
		delete(s.people, signal.Participant)
	}
}

// onEvent hears of the peer's connection; the peer's loop calls it.
func (s *session) onEvent(event media.Event) {
	switch e := event.(type) {
	case media.EventConnected:
		s.link(true)
	case media.EventDisconnected:
		s.link(false)
	case media.EventMedia:
		s.tellOfMedia(MediaFact{Kind: Switched, State: e.State})
	case media.EventLink:
		s.tellLink(e)
	case media.EventRoute:
		s.tellOfMedia(MediaFact{Kind: Routed, Route: e.Route})
	case media.EventView:
		s.tellOfMedia(MediaFact{Kind: Viewed, Of: s.people[e.Of].Role, IsShown: e.IsShown})
	case media.EventLeft:
		s.end(Reason(e.Reason))
		if Reason(e.Reason) == Replaced {
			s.bequeath()
		}
	}
}
