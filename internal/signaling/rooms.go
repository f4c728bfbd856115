package signaling

import "televisit/media"

// Rooms is where peers live: the SFU of this node, or a way to the node that
// owns the room.
type Rooms interface {
	Join(room, participant string, options media.JoinOptions) (Peer, error)
	// ICEServers are relays for one participant, with fresh credentials.
	ICEServers(participant string) []ICEServer
}

// ICEServer is a relay that a client may go by.
type ICEServer = media.ICEServer

// Peer is one leg in a room; *media.Peer is the local one.
type Peer interface {
	Answer(negotiation int, sdp string) error
	AddCandidate(negotiation int, candidate media.Candidate) error
	RestartICE() error
	SetMedia(state media.State)
	Share(on bool) error
	Allow(rights media.Rights)
	SetView(mid string, height int) error
	Quality() media.Quality
	Close(reason media.Reason)
}

// Local is the rooms of this node's SFU.
func Local(sfu *media.SFU) Rooms { return local{sfu} }

type local struct{ sfu *media.SFU }

func (l local) Join(room, participant string, options media.JoinOptions) (Peer, error) {
	peer, err := l.sfu.Join(room, participant, options)
	if err != nil {
		return nil, err // a nil *media.Peer must not become a non-nil Peer
	}
	return peer, nil
}

func (l local) ICEServers(participant string) []ICEServer { return l.sfu.ICEServers(participant) }
