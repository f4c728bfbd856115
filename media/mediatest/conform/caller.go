package conform

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"

	"televisit/media/mediatest"
)

const (
	join = `mutation Join($appointmentId: ID!) {
  joinVisit(input: { appointmentId: $appointmentId, device: { camera: true, microphone: true } }) {
    ... on JoinVisitSuccess { session { id resumeToken iceServers { urls username credential } } }
    ... on Problem { code message }
  }
}`
	send = `mutation Send($sessionId: ID!, $seq: Int!, $signals: [SignalInput!]!) {
  sendVisitSignals(input: { sessionId: $sessionId, seq: $seq, signals: $signals }) {
    ... on SignalAck { ack serverSeq }
    ... on SignalGap { expected }
    ... on Problem { code message }
  }
}`
	leave = `mutation Leave($sessionId: ID!) {
  leaveVisit(input: { sessionId: $sessionId }) { ... on LeaveVisitSuccess { visit { status } } ... on Problem { code message } }
}`
	endCall = `mutation End($appointmentId: ID!) {
  endCall(input: { appointmentId: $appointmentId }) { ... on EndCallSuccess { visit { status } } ... on Problem { code message } }
}`
)

// Caller is one leg of somebody: it joins, listens, answers offers, and sends
// sound and picture with its name inside.
type Caller struct {
	*mediatest.Client
	account Account
	name    string
	session session
	trial   *trial

	subscription *subscription
	reading      sync.WaitGroup

	sending sync.Mutex // one call in flight
	sent    int        // the newest seq that was taken

	mu      sync.Mutex
	seen    int // the newest seq that was handled
	bodies  []Body
	changed chan struct{} // closed and renewed at every signal
}

// join lets somebody into the call. Frames carry the name.
func (t *trial) join(account Account, name string, options mediatest.Options) *Caller {
	got, err := account.ask(t.ctx, join, node{"appointmentId": t.Appointment})
	t.must(err)
	want(t, name+" joins", got.Code, "")
	options.Name, options.TCP = name, t.Way == "TCP"
	if t.Way == "RELAY" {
		options.Servers = relays(got.Session.ICEServers)
	}
	client, err := mediatest.NewClient(options)
	t.must(err)
	c := &Caller{Client: client, account: account, name: name, session: got.Session, trial: t, changed: make(chan struct{})}
	t.callers = append(t.callers, c)
	c.listen(0)
	return c
}

func relays(from []iceServer) (all []webrtc.ICEServer) {
	for _, s := range from {
		all = append(all, webrtc.ICEServer{URLs: s.URLs, Username: s.Username, Credential: s.Credential})
	}
	return all
}

// both joins the doctor and the patient, who hear and see each other.
func (t *trial) both() (doctor, patient *Caller) {
	doctor = t.join(t.Doctor, "doctor", mediatest.Options{})
	patient = t.join(t.Patient, "patient", mediatest.Options{})
	doctor.hears(patient)
	patient.hears(doctor)
	return doctor, patient
}

// listen subscribes, from behind the newest signal that was handled.
func (c *Caller) listen(after int) {
	s, err := c.account.listen(c.trial.ctx, c.session, after)
	c.trial.must(err)
	c.subscription = s
	c.reading.Go(func() { c.read(s) })
}

// read handles one signal after the other until the socket ends.
func (c *Caller) read(s *subscription) {
	defer s.kill()
	for {
		signal, err := s.next(c.trial.ctx)
		if r := refused(""); errors.As(err, &r) || errors.Is(err, errUnknown) {
			c.trial.complain(fmt.Errorf("%s: %w", c.name, err))
		}
		if err != nil {
			return
		}
		if err := c.handle(signal); err != nil {
			c.trial.complain(fmt.Errorf("%s: %w", c.name, err))
			return
		}
	}
}

func (c *Caller) handle(signal Signal) error {
	c.mu.Lock()
	before := c.seen
	c.seen = signal.Seq
	c.bodies = append(c.bodies, signal.Body)
	close(c.changed)
	c.changed = make(chan struct{})
	c.mu.Unlock()
	if signal.Seq != before+1 {
		return fmt.Errorf("signal %d (%s) came after %d", signal.Seq, signal.Body.Type, before)
	}
	if signal.Body.Type != "SdpOffer" {
		return nil
	}
	number := signal.Body.Negotiation
	sdp, err := c.HandleOffer(number, signal.Body.SDP)
	if err != nil {
		return err
	}
	got, err := c.try(node{"answer": node{"negotiation": number, "sdp": sdp}})
	if err == nil && got.Code != "" && got.Code != "SESSION_GONE" { // the leg may be over by now
		err = fmt.Errorf("the answer to offer %d is refused: %s %s", number, got.Code, got.Message)
	}
	return err
}

// try sends signals under the next number, which is used up when they are taken.
func (c *Caller) try(signals ...node) (answer, error) {
	c.sending.Lock()
	defer c.sending.Unlock()
	got, err := c.post(c.sent+1, signals...)
	if err == nil && got.Code == "" {
		c.sent++
	}
	return got, err
}

// post sends signals under any number.
func (c *Caller) post(seq int, signals ...node) (answer, error) {
	return c.account.ask(c.trial.ctx, send, node{"sessionId": c.session.ID, "seq": seq, "signals": append([]node{}, signals...)})
}

// says sends what has to be taken.
func (c *Caller) says(signals ...node) {
	got, err := c.try(signals...)
	c.trial.must(err)
	want(c.trial, c.name+" says "+fmt.Sprint(signals), got.Code, "")
}

// isRefused sends what must not be taken.
func (c *Caller) isRefused(what, code string, signals ...node) {
	got, err := c.try(signals...)
	c.trial.must(err)
	want(c.trial, what, got.Code, code)
}

// received is the newest seq that was handled.
func (c *Caller) received() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen
}

// told waits for a signal that fits, among those after the first few.
func (c *Caller) told(what string, after int, fits func(Body) bool) Body {
	for {
		c.mu.Lock()
		bodies, changed := c.bodies[min(after, len(c.bodies)):], c.changed
		i := slices.IndexFunc(bodies, fits)
		c.mu.Unlock()
		if i >= 0 {
			return bodies[i]
		}
		select {
		case <-changed:
		case <-c.trial.ctx.Done():
			c.trial.fail("%s was not told %s: %w; it got %v", c.name, what, context.Cause(c.trial.ctx), c.types())
		}
	}
}

// types names the signals that came.
func (c *Caller) types() (names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, body := range c.bodies {
		names = append(names, body.Type)
	}
	return names
}

// ends waits for the reason of the end.
func (c *Caller) ends(reason string) {
	got := c.told("why it ends", 0, func(b Body) bool { return b.Type == "VisitEnded" })
	want(c.trial, "the last signal of "+c.name, got.Reason, reason)
	c.reading.Wait()
}

// hears waits for more sound and picture of somebody.
func (c *Caller) hears(other *Caller) {
	for _, kind := range []string{"audio", "video"} {
		c.gets(kind, other.name, 10)
	}
}

// gets waits for more frames with a name inside.
func (c *Caller) gets(kind, name string, frames int) {
	before, _ := c.From(name, kind)
	c.waits(kind+" of "+name, func() bool {
		now, ok := c.From(name, kind)
		return ok && now.Frames >= before.Frames+frames
	})
}

// waits for media.
func (c *Caller) waits(what string, ok func() bool) {
	if c.Await(c.trial.ctx, ok) != nil {
		c.trial.fail("%s does not get %s: %w; it got %s", c.name, what, context.Cause(c.trial.ctx), c.tracks())
	}
}

// tracks says in short what came.
func (c *Caller) tracks() (all []string) {
	for _, t := range c.Tracks() {
		all = append(all, fmt.Sprintf("%d frames of %s of %q in section %s", t.Frames, t.Kind, t.From, t.Mid))
	}
	return all
}

// hangUp leaves, whatever the state is.
func (c *Caller) hangUp() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, _ = c.account.ask(ctx, leave, node{"sessionId": c.session.ID})
	c.subscription.kill()
	c.reading.Wait()
	_ = c.Close()
}
