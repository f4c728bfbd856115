package signaling_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/media"
	"televisit/media/mediatest"
)

// patience is how long anything may take on a busy machine.
const patience = 20 * time.Second

// newService is a service on a real SFU.
func newService(t *testing.T) *signaling.Service {
	t.Helper()
	sfu, err := media.New(media.Config{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	return serviceOn(t, sfu)
}

func serviceOn(t *testing.T, sfu *media.SFU) *signaling.Service {
	t.Helper()
	s := signaling.New(signaling.Config{
		Rooms: signaling.Local(sfu), Clock: clock.System{},
		Readmit: func(_ context.Context, _, appointment string) (rules.Pass, error) { return admit(t, appointment), nil },
	})
	t.Cleanup(func() {
		s.Close()
		if err := sfu.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// visit is where everybody meets unless a test says otherwise.
const visit = "apt_1"

func admit(t *testing.T, appointment string) rules.Pass {
	t.Helper()
	now := time.Now()
	pass, err := rules.Admit(rules.Facts{
		AppointmentID: appointment, Role: rules.Practitioner, Status: rules.Booked, StartsAt: now, EndsAt: now.Add(time.Hour),
	}, rules.Window{}, now)
	if err != nil {
		t.Fatal(err)
	}
	return pass
}

// caller does as the web app does: it reads signals and answers offers.
type caller struct {
	*mediatest.Client
	t       *testing.T
	service *signaling.Service
	session *signaling.Session
	visit   string
	name    string
	hangUp  context.CancelFunc
	reading sync.WaitGroup

	mu         sync.Mutex
	seen, sent int
	bodies     []signaling.Body
	changed    chan struct{} // closed and renewed at every signal
}

func call(t *testing.T, s *signaling.Service, name string) *caller {
	t.Helper()
	return callIn(t, s, visit, name)
}

func callIn(t *testing.T, s *signaling.Service, visit, name string) *caller {
	t.Helper()
	client, err := mediatest.NewClient(mediatest.Options{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	session, err := s.Join(t.Context(), admit(t, visit), signaling.Participant{AccountID: name, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{Client: client, t: t, service: s, session: session, visit: visit, name: name, changed: make(chan struct{})}
	c.subscribe()
	t.Cleanup(func() {
		c.hangUp()
		c.reading.Wait()
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// subscribe goes on where the caller has been.
func (c *caller) subscribe() {
	c.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c.hangUp = cancel
	signals, err := c.service.Attach(ctx, admit(c.t, c.visit), c.name, c.session.ID, c.session.ResumeToken, c.seen)
	if err != nil {
		c.t.Fatal(err)
	}
	c.reading.Go(func() { c.read(signals) })
}

func (c *caller) read(signals <-chan signaling.Signal) {
	for signal := range signals {
		c.mu.Lock()
		if signal.Seq != c.seen+1 {
			c.t.Errorf("%s: signal %d after %d", c.name, signal.Seq, c.seen)
		}
		c.seen = signal.Seq
		c.bodies = append(c.bodies, signal.Body)
		close(c.changed)
		c.changed = make(chan struct{})
		c.mu.Unlock()
		if offer, ok := signal.Body.(signaling.Offer); ok {
			c.answer(offer)
		}
	}
}

func (c *caller) answer(offer signaling.Offer) {
	sdp, err := c.HandleOffer(offer.Negotiation, offer.SDP)
	if err != nil {
		c.t.Errorf("%s: %v", c.name, err)
		return
	}
	c.send(signaling.Answer{Negotiation: offer.Negotiation, SDP: sdp})
}

func (c *caller) send(signal signaling.ClientSignal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent++
	_, err := c.service.Send(context.Background(), admit(c.t, c.visit), c.name, c.session.ID, c.sent, []signaling.ClientSignal{signal})
	if err != nil {
		c.t.Errorf("%s: %v", c.name, err)
	}
}

// receives waits for more sound and picture of the other than before.
func (c *caller) receives(other string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	for _, kind := range []string{"audio", "video"} {
		before, _ := c.From(other, kind)
		more := func() bool { now, ok := c.From(other, kind); return ok && now.Frames >= before.Frames+10 }
		if err := c.Await(ctx, more); err != nil {
			c.t.Fatalf("%s of %s: %v", kind, other, err)
		}
	}
}

// told waits for a signal.
func (c *caller) told(what string, fits func(signaling.Body) bool) signaling.Body {
	c.t.Helper()
	for limit := time.After(patience); ; {
		c.mu.Lock()
		changed, i := c.changed, slices.IndexFunc(c.bodies, fits)
		bodies := c.bodies
		c.mu.Unlock()
		if i >= 0 {
			return bodies[i]
		}
		select {
		case <-changed:
		case <-limit:
			c.t.Fatalf("%s was not told %s", c.name, what)
		}
	}
}

// last is the newest signal.
func (c *caller) last() signaling.Body {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bodies[len(c.bodies)-1]
}

func TestThreeCallThroughSessions(t *testing.T) {
	s := newService(t)
	people := []*caller{call(t, s, "anna"), call(t, s, "boris"), call(t, s, "vera")}
	for _, p := range people {
		for _, other := range people {
			if p != other {
				p.receives(other.name)
			}
		}
	}
}

func TestMediaDoesNotNoticeAReconnect(t *testing.T) {
	s := newService(t)
	anna, boris := call(t, s, "anna"), call(t, s, "boris")
	boris.receives("anna")
	anna.hangUp()
	anna.reading.Wait()
	boris.receives("anna")
	anna.subscribe()
	anna.send(signaling.IceRestart{})
	anna.receives("boris")
	boris.receives("anna")
	if track, _ := boris.From("anna", "video"); track.Missing > 0 {
		t.Errorf("lost packets: %+v", track)
	}
}

func TestReloadTakesTheCallOver(t *testing.T) {
	s := newService(t)
	older, boris := call(t, s, "anna"), call(t, s, "boris")
	boris.receives("anna")
	newer := call(t, s, "anna")
	older.reading.Wait()
	if got := older.last(); got != (signaling.VisitEnded{Reason: signaling.Replaced}) {
		t.Errorf("the older session heard %+v", got)
	}
	newer.receives("boris")
	boris.receives("anna")
}

func TestRoomLimitIsAFault(t *testing.T) {
	s := newService(t)
	for i := range media.MaxPeers + 1 {
		_, err := s.Join(t.Context(), admit(t, visit), signaling.Participant{AccountID: string(rune('a' + i))})
		if full := i == media.MaxPeers; errors.Is(err, fault.RoomFull) != full {
			t.Errorf("person %d: %v", i, err)
		}
	}
}
