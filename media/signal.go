package media

// Signal is something that a participant's browser should know: Offer,
// TrackMap, ParticipantJoined, ParticipantLeft, MediaState, ActiveSpeaker,
// LayerChanged, PictureWanted or LinkChanged.
type Signal interface{ isSignal() }

// Offer asks for an answer that carries the same negotiation number. All of
// the SFU's candidates are inside.
type Offer struct {
	Negotiation int
	SDP         string
	// ScreenMid is the section for the person's own screen, once asked for.
	ScreenMid string
}

// TrackMap says whose media comes in which section of the SDP. It replaces the
// map before; a section that is not listed is idle.
type TrackMap struct{ Tracks []Track }

// Track is one section in use. Kind is "audio" or "video".
type Track struct {
	Mid, Participant, Kind string
	Source                 Source
}

// ParticipantJoined says that somebody else is in the room.
type ParticipantJoined struct{ Participant string }

// ParticipantLeft says that somebody else has gone. A replaced leg is not a departure.
type ParticipantLeft struct {
	Participant string
	Reason      Reason
}

// MediaState says what somebody else sends now; until told otherwise, both.
type MediaState struct {
	Participant string
	State       State
}

// ActiveSpeaker says who speaks, in rooms of three and more.
type ActiveSpeaker struct{ Participant string }

// LayerChanged says which layer of a picture is sent in a section now, and how
// high it is; 0 is not known.
type LayerChanged struct {
	Mid, Layer string
	Height     int
}

// PictureWanted says how many pixels high the participant's own picture is shown
// where it is shown largest; 0 is that nobody sees it. Better layers than that
// need not be sent.
type PictureWanted struct {
	Source Source
	Height int
}

// LinkChanged says what somebody's link carries now, also the participant's own.
type LinkChanged struct {
	Participant string
	Link        Link
}

func (Offer) isSignal()             {}
func (TrackMap) isSignal()          {}
func (ParticipantJoined) isSignal() {}
func (ParticipantLeft) isSignal()   {}
func (MediaState) isSignal()        {}
func (ActiveSpeaker) isSignal()     {}
func (LayerChanged) isSignal()      {}
func (PictureWanted) isSignal()     {}
func (LinkChanged) isSignal()       {}

// State is what a person has switched on.
type State struct{ Audio, Video bool }

// Candidate is one ICE candidate of a browser.
type Candidate struct {
	Candidate    string
	Mid          string
	SectionIndex int
	Ufrag        string
}

// Reason says why a leg ended. Callers may use their own.
type Reason string

// Reasons that this package gives itself.
const (
	ReasonReplaced Reason = "REPLACED" // the same participant joined again
	ReasonFailed   Reason = "FAILED"   // our own offer could not be made
	ReasonShutdown Reason = "SHUTDOWN" // the SFU closes
	ReasonFlood    Reason = "FLOOD"    // the client sends from more sources than any browser has
)

// Event is a fact about one peer for the caller above: EventJoined,
// EventConnected, EventDisconnected, EventMedia, EventLink, EventRoute, EventView
// or EventLeft.
type Event interface{ isEvent() }

// EventJoined is the first event of a peer.
type EventJoined struct{}

// EventConnected says that media can flow, for the first time or again.
type EventConnected struct{}

// EventDisconnected says that nothing has come from the peer for some seconds.
type EventDisconnected struct{}

// EventMedia says what the person has switched on.
type EventMedia struct{ State State }

// EventLink says what the person's link carries, and why the newest step was taken
// each way; empty where there was none.
type EventLink struct {
	Link                          Link
	SendsBecause, ReceivesBecause Cause
}

// EventRoute says how the person's packets find us.
type EventRoute struct{ Route Route }

// EventView says that the person's device does not show the camera of another
// person any more, or shows it again; meanwhile no picture is sent.
type EventView struct {
	Of      string
	IsShown bool
}

// EventLeft is the last event of a peer.
type EventLeft struct{ Reason Reason }

func (EventJoined) isEvent()       {}
func (EventConnected) isEvent()    {}
func (EventDisconnected) isEvent() {}
func (EventMedia) isEvent()        {}
func (EventLink) isEvent()         {}
func (EventRoute) isEvent()        {}
func (EventView) isEvent()         {}
func (EventLeft) isEvent()         {}
