// Package media is the SFU: rooms of two to six people, one PeerConnection
// per participant. The SFU always offers, the browser always answers. It knows
// rooms, peers and tracks, and nothing else of this repository.
package media

import (
	"cmp"
	"errors"
	"log/slog"
	"net"
	"slices"
	"sync"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

// Config says where media is received.
type Config struct {
	// Addr is the one UDP address, such as "203.0.113.5:5004". Loopback
	// candidates are offered only when it is a loopback address.
	Addr string
	// PublicAddr is the IP that browsers see when a 1:1 NAT stands in front.
	PublicAddr string
	// Log gets what only we can act on; never SDP or candidates.
	Log *slog.Logger
}

// SFU forwards media between the peers of each room. Its lock guards who is
// where; packets never take it.
type SFU struct {
	api  *webrtc.API
	cert webrtc.Certificate
	conn *net.UDPConn
	mux  ice.UDPMux
	log  *slog.Logger

	mu     sync.Mutex
	rooms  map[string]map[string]*Peer // by room, then by participant
	joined int                         // orders peers by arrival
	closed bool
}

// New opens the UDP port and makes the SFU.
func New(config Config) (*SFU, error) {
	conn, err := listen(config.Addr)
	if err != nil {
		return nil, err
	}
	sfu := &SFU{conn: conn, log: cmp.Or(config.Log, slog.Default()), rooms: map[string]map[string]*Peer{}}
	sfu.mux = ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: conn})
	if sfu.api, err = newAPI(sfu.mux, sfu.Addr().IP, config.PublicAddr); err == nil {
		sfu.cert, err = newCertificate()
	}
	if err != nil {
		return nil, errors.Join(err, sfu.Close())
	}
	return sfu, nil
}

// Addr is the UDP address in use; its port is known even when Config said 0.
func (s *SFU) Addr() *net.UDPAddr { return s.conn.LocalAddr().(*net.UDPAddr) }

// Join makes a leg for the participant and lets it offer at once. An older leg
// of the same participant is closed as replaced.
func (s *SFU) Join(room, participant string, options JoinOptions) (*Peer, error) {
	peer, err := newPeer(s, room, participant, options)
	if err != nil {
		return nil, err
	}
	older, err := s.enter(peer)
	if err != nil {
		return nil, errors.Join(err, peer.pc.Close())
	}
	if older != nil {
		older.Close(ReasonReplaced)
	}
	go peer.run()
	s.wake(room)
	return peer, nil
}

// enter puts the peer into its room and returns the leg whose place it took.
func (s *SFU) enter(p *Peer) (older *Peer, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	room := s.rooms[p.room]
	older = room[p.participant]
	switch {
	case s.closed:
		return nil, ErrClosed
	case older == nil && len(room) >= MaxPeers:
		return nil, ErrRoomFull
	case room == nil:
		room = map[string]*Peer{}
		s.rooms[p.room] = room
	}
	s.joined++
	p.order = s.joined
	room[p.participant] = p
	return older, nil
}

// leave takes the peer out, unless a newer leg already has its place.
func (s *SFU) leave(p *Peer) {
	s.mu.Lock()
	if room := s.rooms[p.room]; room[p.participant] == p {
		delete(room, p.participant)
		if len(room) == 0 {
			delete(s.rooms, p.room)
		}
	}
	s.mu.Unlock()
	s.wake(p.room)
}

// peers lists a room by arrival.
func (s *SFU) peers(room string) []*Peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*Peer, 0, len(s.rooms[room]))
	for _, p := range s.rooms[room] {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *Peer) int { return a.order - b.order })
	return list
}

// wake lets every peer of the room look at the room again.
func (s *SFU) wake(room string) {
	for _, p := range s.peers(room) {
		p.wake()
	}
}

// Close ends every peer and frees the port.
func (s *SFU) Close() error {
	s.mu.Lock()
	s.closed = true
	var all []*Peer
	for _, room := range s.rooms {
		for _, p := range room {
			all = append(all, p)
		}
	}
	s.mu.Unlock()
	for _, p := range all {
		p.Close(ReasonShutdown)
	}
	return errors.Join(s.mux.Close(), ignoreClosed(s.conn.Close()))
}

// ignoreClosed forgives the mux for having closed the socket before us.
func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
