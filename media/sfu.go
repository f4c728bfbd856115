// Package media is the SFU: rooms of two to six people, one PeerConnection
// per participant. The SFU always offers, the browser always answers. It knows
// rooms, peers and tracks, and nothing else of this repository.
package media

import (
	"cmp"
	"errors"
	"log/slog"
	"maps"
	"net"
	"slices"
	"sync"
	"time"
)

// Config says where media is received.
type Config struct {
	// Addr is the UDP address, such as "203.0.113.5:5004", or with a range of ports,
	// "203.0.113.5:5004-5007": one socket each, and a room lives on one of them.
	// Loopback candidates are offered only when it is a loopback address.
	Addr string
	// TCPAddr is the one TCP address, for clients whose network lets no UDP
	// through; empty for none.
	TCPAddr string
	// RelayAddr is where the TURN server listens, by UDP and TCP; empty for none.
	// Its credentials are made with RelaySecret.
	RelayAddr   string
	RelaySecret []byte
	// PublicAddr is the IP that browsers see when a 1:1 NAT stands in front.
	PublicAddr string
	// Path is how packets go through the process: PathFast, PathInline, or empty
	// for the fast one where it works.
	Path string
	// Log gets what only we can act on; never SDP or candidates.
	Log *slog.Logger
}

// SFU forwards media between the peers of each room. Its lock guards who is
// where; packets never take it.
type SFU struct {
	shards  shards
	streams *streams // nil without TCP
	relay   *relay   // nil without TURN
	routes  routes
	stages  stageTimes
	engine  *engine
	public  string
	log     *slog.Logger
	done    chan struct{}

	mu     sync.Mutex
	rooms  map[string]*room
	checks int // that run
	joined int // orders peers by arrival
	closed bool
}

// room is who is in one room, by participant, and the lane of their packets.
type room struct {
	lane   *lane
	peers  map[string]*Peer
	screen *Peer // who shares; nil for nobody
	// speaker is who has spoken last.
	speaker string
}

// New opens the ports and makes the SFU.
func New(config Config) (*SFU, error) {
	conns, err := listenAll(config.Addr)
	if err != nil {
		return nil, err
	}
	var tcp *streams
	if config.TCPAddr != "" {
		if tcp, err = listenTCP(config.TCPAddr); err != nil {
			return nil, errors.Join(err, closeAll(conns))
		}
	}
	s, err := serve(config, conns, tcp)
	if err != nil {
		return nil, errors.Join(err, closeAll(conns), tcp.close())
	}
	return s, nil
}

// serve makes the SFU of open ports.
func serve(config Config, conns []*net.UDPConn, tcp *streams) (*SFU, error) {
	first := conns[0].LocalAddr().(*net.UDPAddr)
	engine, err := newEngine(first.IP, config.PublicAddr, tcp)
	if err != nil {
		return nil, err
	}
	s := &SFU{engine: engine, public: config.PublicAddr, streams: tcp, log: cmp.Or(config.Log, slog.Default()), stages: newStageTimes(), rooms: map[string]*room{}, done: make(chan struct{})}
	if config.RelayAddr != "" {
		if s.relay, err = openRelay(config, first, len(conns)); err != nil {
			return nil, err
		}
	}
	if s.shards, err = openShards(config.Path, conns, engine, s.log); err != nil {
		return nil, errors.Join(err, s.relay.close())
	}
	go s.listen()
	go s.watch()
	return s, nil
}

// Addr is the first UDP address in use; its port is known even when Config said 0.
func (s *SFU) Addr() *net.UDPAddr { return s.shards[0].addr }

// Addrs are all of them.
func (s *SFU) Addrs() (all []*net.UDPAddr) {
	for _, one := range s.shards {
		all = append(all, one.addr)
	}
	return all
}

// TCPAddr is the TCP address in use; nil without.
func (s *SFU) TCPAddr() net.Addr {
	if s.streams == nil {
		return nil
	}
	return s.streams.Addr()
}

// ICEServers are the relays for one participant, with credentials that let it
// begin within CredentialLife; none without TURN.
func (s *SFU) ICEServers(participant string) []ICEServer {
	return s.relay.servers(participant, time.Now())
}

// Path names the path that packets take: PathFast or PathInline.
func (s *SFU) Path() string { return s.shards[0].name() }

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
	peer.passed(StageAdmit)
	go peer.run()
	s.wake(room)
	return peer, nil
}

// enter puts the peer into its room and returns the leg whose place it took.
func (s *SFU) enter(p *Peer) (older *Peer, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrClosed
	}
	in := s.rooms[p.room]
	if in == nil {
		in = &room{lane: s.shards.of(p.room).lane(), peers: map[string]*Peer{}}
		s.rooms[p.room] = in
	}
	if older = in.peers[p.participant]; older == nil && len(in.peers) >= MaxPeers {
		return nil, ErrRoomFull
	}
	s.joined++
	p.order = s.joined
	p.enter(in.lane)
	in.peers[p.participant] = p
	in.forgetScreen(older)
	return older, nil
}

// forgetScreen ends the sharing of a leg that is gone.
func (r *room) forgetScreen(gone *Peer) {
	if gone != nil && r.screen == gone {
		r.screen = nil
	}
}

// leave takes the peer out, unless a newer leg already has its place.
func (s *SFU) leave(p *Peer) {
	s.mu.Lock()
	if in := s.rooms[p.room]; in != nil && in.peers[p.participant] == p {
		delete(in.peers, p.participant)
		in.forgetScreen(p)
		if len(in.peers) == 0 {
			delete(s.rooms, p.room)
			s.shards.of(p.room).release(in.lane)
		}
	}
	s.mu.Unlock()
	s.wake(p.room)
}

// peers lists a room by arrival.
func (s *SFU) peers(room string) []*Peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.rooms[room]
	if in == nil {
		return nil
	}
	list := slices.Collect(maps.Values(in.peers))
	slices.SortFunc(list, func(a, b *Peer) int { return a.order - b.order })
	return list
}

// wake lets every peer of the room look at the room again.
func (s *SFU) wake(room string) {
	for _, p := range s.peers(room) {
		p.wake()
	}
}

// everybody lists the peers of all rooms.
func (s *SFU) everybody() (all []*Peer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, in := range s.rooms {
		all = slices.AppendSeq(all, maps.Values(in.peers))
	}
	return all
}

// watch looks twice a second whether somebody has fallen silent.
func (s *SFU) watch() {
	ticker := time.NewTicker(500 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case at := <-ticker.C:
			for _, p := range s.everybody() {
				p.watch(at)
			}
		case <-s.done:
			return
		}
	}
}

// Close ends every peer and frees the ports.
func (s *SFU) Close() error {
	s.mu.Lock()
	again := s.closed
	s.closed = true
	s.mu.Unlock()
	for _, p := range s.everybody() {
		p.Close(ReasonShutdown)
	}
	if again {
		return nil
	}
	close(s.done)
	return errors.Join(s.relay.close(), s.shards.close(), s.streams.close())
}
