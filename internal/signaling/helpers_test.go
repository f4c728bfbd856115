package signaling

import (
	"context"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/media"
)

// fakeRooms does as the SFU does, without a network, so that time can be faked.
type fakeRooms struct {
	joining func() // runs during each Join
	mu      sync.Mutex
	peers   []*fakePeer
}

type fakePeer struct {
	room, participant string
	options           media.JoinOptions
	answering         chan struct{} // Answer waits for it, when set

	mu      sync.Mutex
	answers []int
	state   media.State
	shares  []bool
	rights  media.Rights
	quality media.Quality
	closed  media.Reason
}

func (r *fakeRooms) ICEServers(participant string) []ICEServer {
	return []ICEServer{{URLs: []string{"turn:relay.example"}, Username: participant}}
}

func (r *fakeRooms) Join(room, participant string, options media.JoinOptions) (Peer, error) {
	p := &fakePeer{room: room, participant: participant, options: options}
	if r.joining != nil {
		r.joining()
	}
	for _, other := range r.join(p) {
		if other.participant == participant {
			other.Close(media.ReasonReplaced)
			continue
		}
		other.options.OnSignal(media.ParticipantJoined{Participant: participant})
		options.OnSignal(media.ParticipantJoined{Participant: other.participant})
	}
	options.OnSignal(media.Offer{Negotiation: 1, SDP: "v=0"})
	return p, nil
}

// join returns who is in the room already.
func (r *fakeRooms) join(p *fakePeer) (others []*fakePeer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, other := range r.peers {
		if other.room == p.room && other.reason() == "" {
			others = append(others, other)
		}
	}
	r.peers = append(r.peers, p)
	return others
}

// last is the newest leg.
func (r *fakeRooms) last() *fakePeer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.peers[len(r.peers)-1]
}

func (p *fakePeer) Answer(negotiation int, sdp string) error {
	if p.answering != nil {
		<-p.answering
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers = append(p.answers, negotiation)
	if sdp == "bad" {
		return media.ErrBadAnswer
	}
	return nil
}
func (p *fakePeer) AddCandidate(int, media.Candidate) error { return media.ErrBadCandidate }
func (p *fakePeer) RestartICE() error                       { return media.ErrClosed }
func (p *fakePeer) Share(on bool) error {
	p.mu.Lock()
	p.shares = append(p.shares, on)
	p.mu.Unlock()
	return nil
}
func (p *fakePeer) Allow(r media.Rights)       { p.mu.Lock(); p.rights = r; p.mu.Unlock() }
func (p *fakePeer) Quality() media.Quality     { p.mu.Lock(); defer p.mu.Unlock(); return p.quality }
func (p *fakePeer) SetMedia(state media.State) { p.mu.Lock(); p.state = state; p.mu.Unlock() }
func (p *fakePeer) SetView(string, int) error  { return media.ErrBadView }

func (p *fakePeer) Close(reason media.Reason) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed == "" {
		p.closed = reason
		go p.options.OnEvent(media.EventLeft{Reason: reason})
	}
}

func (p *fakePeer) reason() media.Reason {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

// world is a service with everything around it.
type world struct {
	*Service
	t     *testing.T
	rooms *fakeRooms
	clock *clock.Shifted
	slow  time.Duration // how long a readmission takes

	mu       sync.Mutex
	presence []Presence
	kept     []Quality
	media    []MediaFact
	refuse   error
	asked    int
}

// inBubble runs the test with faked time; at its end no goroutine may be left.
func inBubble(t *testing.T, test func(w *world)) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, rooms: &fakeRooms{}, clock: &clock.Shifted{}}
		w.Service = New(Config{Rooms: w.rooms, Clock: w.clock, Readmit: w.readmit, OnPresence: w.heard, OnQuality: w.keep, OnMedia: w.heardMedia})
		defer func() { w.Close() }() // whichever service w has by then
		test(w)
	})
}

func (w *world) heard(p Presence) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.presence = append(w.presence, p)
}

func (w *world) heardMedia(f MediaFact) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.media = append(w.media, f)
}

// facts takes what was heard of media.
func (w *world) facts() []MediaFact {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	heard := w.media
	w.media = nil
	return heard
}

// states lists what was heard of an account.
func (w *world) states(accountID string) (states []PresenceState) {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.presence {
		if p.AccountID == accountID {
			states = append(states, p.State)
		}
	}
	return states
}

func (w *world) readmit(context.Context, string, string) (rules.Pass, error) {
	w.mu.Lock()
	w.asked++
	w.mu.Unlock()
	time.Sleep(w.slow)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuse != nil {
		return rules.Pass{}, w.refuse
	}
	return pass(w.t, "apt_1", w.clock.Now().Add(time.Hour)), nil
}

func (w *world) refuseWith(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refuse = err
}

// pass is what rules give somebody whose door closes at until.
func pass(t testing.TB, appointmentID string, until time.Time) rules.Pass {
	t.Helper()
	facts := rules.Facts{
		AppointmentID: appointmentID, Role: rules.Practitioner, Status: rules.Booked,
		StartsAt: until.Add(-2 * time.Hour), EndsAt: until,
	}
	p, err := rules.Admit(facts, rules.Window{}, until.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// guest is somebody with a session.
type guest struct {
	*Session
	w         *world
	pass      rules.Pass
	accountID string
}

// join lets the account into "apt_1" for an hour.
func (w *world) join(accountID string) *guest {
	w.t.Helper()
	p := pass(w.t, "apt_1", w.clock.Now().Add(time.Hour))
	s, err := w.Join(w.t.Context(), p, Participant{AccountID: accountID, AuthSession: "aus_" + accountID, Name: "Dr " + accountID})
	if err != nil {
		w.t.Fatal(err)
	}
	return &guest{s, w, p, accountID}
}

// line is a subscription.
type line struct {
	signals <-chan Signal
	hangUp  context.CancelFunc
}

func (g *guest) attach(after int) *line {
	g.w.t.Helper()
	ctx, cancel := context.WithCancel(g.w.t.Context())
	signals, err := g.w.Attach(ctx, g.pass, g.accountID, g.ID, g.ResumeToken, after)
	if err != nil {
		g.w.t.Fatal(err)
	}
	return &line{signals, cancel}
}

func (g *guest) send(seq int, signals ...ClientSignal) (Ack, error) {
	return g.w.Send(g.w.t.Context(), g.pass, g.accountID, g.ID, seq, signals)
}

// read takes what is there now.
func (l *line) read() (bodies []Body) {
	for {
		synctest.Wait()
		select {
		case s, ok := <-l.signals:
			if !ok {
				return bodies
			}
			bodies = append(bodies, s.Body)
		default:
			return bodies
		}
	}
}

// isOver says whether the channel is closed, after all that was in it.
func (l *line) isOver() bool {
	l.read()
	select {
	case _, ok := <-l.signals:
		return !ok
	default:
		return false
	}
}

// wait lets faked time pass.
func wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func want[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func wantCode(t *testing.T, what string, err error, code fault.Code) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Code != code {
		t.Errorf("%s: got %v, want %s", what, err, code)
	}
}

func (p *fakePeer) connect()    { p.options.OnEvent(media.EventConnected{}) }
func (p *fakePeer) disconnect() { p.options.OnEvent(media.EventDisconnected{}) }

// times is how often somebody was asked to readmit.
func (w *world) times() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked
}
