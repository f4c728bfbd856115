// Package signaling carries signals between a subscription and a peer. A
// session is one person's stay in one visit's room; it outlives its
// subscription by a grace, so that media does not notice a reconnect.
package signaling

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/media"
)

// Config is what the service needs and whom it tells.
type Config struct {
	Rooms Rooms
	Clock clock.Clock
	// Readmit admits an account to an appointment anew, from fresh facts.
	Readmit func(ctx context.Context, accountID, appointmentID string) (rules.Pass, error)
	// OnPresence is called one at a time, in order, outside of locks.
	OnPresence func(Presence)
	// OnMedia is called in one order with OnPresence.
	OnMedia func(MediaFact)
	// OnQuality is called one at a time with how media went for everybody, every
	// half minute.
	OnQuality func([]Quality)
	// Grace is how long a session lives without a subscription; 30 s by default.
	Grace time.Duration
	// Sweep is how often a session is readmitted although nobody asked, in
	// case an event got lost; 10 s by default.
	Sweep time.Duration
	Log   *slog.Logger
}

// Service holds the sessions of this node. Its lock is taken before a
// session's, never after, and neither is held across a callback, a send or a peer.
type Service struct {
	config   Config
	presence *presenceQueue
	woken    chan struct{} // the sweeper looks now
	stop     context.CancelFunc
	running  sync.WaitGroup

	mu       sync.Mutex
	sessions map[string]*session
	stopping *NodeStopping // while it drains; nobody new comes in
	closed   bool
}

// New starts the service; Close ends it.
func New(config Config) *Service {
	if config.Grace == 0 {
		config.Grace = 30 * time.Second
	}
	if config.Sweep == 0 {
		config.Sweep = 10 * time.Second
	}
	if config.Log == nil {
		config.Log = slog.Default()
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Service{
		config: config, presence: newPresenceQueue(), stop: stop,
		woken: make(chan struct{}, 1), sessions: map[string]*session{},
	}
	s.running.Go(func() { s.tellPresence(ctx) })
	s.running.Go(func() { s.sweep(ctx) })
	s.running.Go(func() { s.judge(ctx) })
	return s
}

// Participant is who joins.
type Participant struct {
	AccountID string
	// AuthSession is the sign-in behind the request, so that its end can be
	// told from the end of the account's other ones.
	AuthSession string
	Name        string
	// Asked is when the request came; zero when nobody knows.
	Asked time.Time
}

// Session is what a client needs to attach.
type Session struct {
	ID          string
	ResumeToken string
	ExpiresAt   time.Time
	ICEServers  []ICEServer
}

// Join makes a session. Its first signal is the SFU's offer. An older session
// of the same account in the same visit ends as replaced.
func (s *Service) Join(ctx context.Context, pass rules.Pass, who Participant) (*Session, error) {
	if !pass.Valid() || who.AccountID == "" {
		return nil, fault.New(fault.Forbidden, "nobody was admitted")
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	made, token := newSession(s, pass, who)
	if err := s.add(made); err != nil {
		return nil, err
	}
	// The session is known first: the others' signals name who comes.
	peer, err := s.config.Rooms.Join(pass.AppointmentID(), who.AccountID, media.JoinOptions{
		OnSignal: made.onSignal, OnEvent: made.onEvent, Rights: rights(pass), Asked: who.Asked,
	})
	if err != nil {
		s.remove(made.id)
		if errors.Is(err, media.ErrClosed) {
			return nil, fault.New(fault.Unavailable, "this node stops")
		}
		return nil, refusal(err)
	}
	if !made.seat(peer) {
		peer.Close(media.Reason(Gone))
		return nil, fault.New(fault.VisitClosed, "the visit ended meanwhile")
	}
	return &Session{ID: made.id, ResumeToken: token, ExpiresAt: pass.Until(), ICEServers: s.config.Rooms.ICEServers(who.AccountID)}, nil
}

func (s *Service) add(made *session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuses(made) {
		return fault.New(fault.Unavailable, "this node stops")
	}
	made.stopping = s.stopping
	s.sessions[made.id] = made
	return nil
}

func (s *Service) remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, id)
}

func (s *Service) find(id string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions[id]
}

// where lists the sessions that match, ended ones included.
func (s *Service) where(match func(*session) bool) []*session {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []*session
	for _, one := range s.sessions {
		if match(one) {
			found = append(found, one)
		}
	}
	return found
}

// Close ends all sessions and waits for the service's own goroutines.
func (s *Service) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	endAll(s.where(func(*session) bool { return true }), Shutdown)
	s.stop()
	s.running.Wait()
}
