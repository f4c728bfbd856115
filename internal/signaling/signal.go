package signaling

import (
	"televisit/internal/rules"
	"televisit/media"
)

// Signal is one message to a client. Seq is dense in a session, from 1; a
// Resync has 0.
type Signal struct {
	Seq  int
	Body Body
}

// Body is Offer, TrackMap, ParticipantJoined, ParticipantLeft,
// ParticipantPresence, MediaState, ActiveSpeaker, LinkChanged, LayerChanged, PictureWanted, LinkMode,
// VisitStateChanged, VisitEnded, NodeStopping or Resync.
type Body interface{ isBody() }

// Person is another participant as clients see them.
type Person struct {
	ParticipantID string
	Role          rules.Role
	GuestRole     rules.GuestRole // empty for the patient and the practitioner
	Name          string
}

// Offer asks for an Answer with the same number. The SFU's candidates are in it.
// Relays come with every offer: by the time of a restart the credentials of the
// join have expired.
type Offer struct {
	Negotiation int
	SDP         string
	// ScreenMid is the section for the client's own screen, once asked for.
	ScreenMid  string
	ICEServers []ICEServer
}

// TrackMap says whose media comes in which section; it replaces the one before.
type TrackMap struct{ Tracks []media.Track }

// ParticipantJoined says that somebody else is in the room, perhaps away just now.
type ParticipantJoined struct {
	Person
	Away bool
}

// ParticipantLeft says that somebody else has left the room.
type ParticipantLeft struct {
	Person
	Reason Reason
}

// ParticipantPresence says that somebody's connection is lost, or back.
type ParticipantPresence struct {
	Person
	Away bool
}

// MediaState says what somebody else has switched on.
type MediaState struct {
	Person
	Away         bool
	Audio, Video bool
}

// ActiveSpeaker says who speaks, perhaps the client itself.
type ActiveSpeaker struct{ ParticipantID string }

// LayerChanged says which layer of a picture is sent in a section now, and how
// many pixels high it is; 0 is not known.
type LayerChanged struct {
	Mid, Layer string
	Height     int
}

// PictureWanted says how many pixels high the client's own picture is shown where
// it is shown largest; 0 is that nobody sees it.
type PictureWanted struct {
	Source media.Source
	Height int
}

// LinkMode says what somebody's link carries now, also one's own.
type LinkMode struct {
	ParticipantID   string
	Sends, Receives media.Mode
}

// VisitStateChanged carries the visit's new status.
type VisitStateChanged struct{ Status string }

// VisitEnded is the last signal of a session.
type VisitEnded struct{ Reason Reason }

// Resync says that signals are missing for good: join again.
type Resync struct{}

func (Offer) isBody()               {}
func (TrackMap) isBody()            {}
func (ParticipantJoined) isBody()   {}
func (ParticipantLeft) isBody()     {}
func (ParticipantPresence) isBody() {}
func (MediaState) isBody()          {}
func (ActiveSpeaker) isBody()       {}
func (LayerChanged) isBody()        {}
func (PictureWanted) isBody()       {}
func (LinkMode) isBody()            {}
func (VisitStateChanged) isBody()   {}
func (VisitEnded) isBody()          {}
func (Resync) isBody()              {}

// Reason says why a session ended: one of these, a fault code, or what the
// caller of EndCall and Revoke gave.
type Reason string

// Reasons that this package gives itself.
const (
	Replaced Reason = Reason(media.ReasonReplaced) // the same account joined again
	Left     Reason = "LEFT"                       // the person left the call
	Gone     Reason = "GONE"                       // nobody was there for longer than the grace
	Shutdown Reason = Reason(media.ReasonShutdown) // the node stops
)

// ClientSignal is one message of a client: Answer, Candidate, IceRestart, Media,
// Share, View or QualityReport.
type ClientSignal interface{ apply(*session, Peer) error }

// Answer answers the offer with the same number.
type Answer struct {
	Negotiation int
	SDP         string
}

// Candidate is one of the browser's ICE candidates.
type Candidate struct {
	Negotiation int
	media.Candidate
}

// IceRestart asks for an offer with fresh ICE credentials.
type IceRestart struct{}

// Media says what the person has switched on.
type Media struct{ Audio, Video bool }

// Share asks for a section for the person's screen, or gives it back.
type Share struct{ On bool }

// View says how many pixels high the picture of a section is shown; 0 is not at all.
type View struct {
	Mid    string
	Height int
}

func (a Answer) apply(_ *session, p Peer) error    { return p.Answer(a.Negotiation, a.SDP) }
func (c Candidate) apply(_ *session, p Peer) error { return p.AddCandidate(c.Negotiation, c.Candidate) }
func (IceRestart) apply(_ *session, p Peer) error  { return p.RestartICE() }
func (m Media) apply(_ *session, p Peer) error     { p.SetMedia(media.State(m)); return nil }
func (s Share) apply(_ *session, p Peer) error     { return p.Share(s.On) }
func (v View) apply(_ *session, p Peer) error      { return p.SetView(v.Mid, v.Height) }
