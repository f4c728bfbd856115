package graph_test

import (
	"context"
	"sync"
	"testing"

	"televisit/media"
	"televisit/media/mediatest"
)

// caller does as the web app does, through the public API alone: it joins,
// listens to visitSignals, answers offers and sends its candidates.
type caller struct {
	*mediatest.Client
	w       *world
	who     string
	session session

	appointment string
	socket      *socket
	stream      *stream
	reading     sync.WaitGroup

	sending sync.Mutex // one batch in flight
	sent    int

	mu      sync.Mutex
	seen    int
	bodies  []node
	changed chan struct{} // closed and renewed at every signal
}

// What people wait for begins with their request, not in the room.
func TestAJoinIsTimedFromItsRequest(t *testing.T) {
	w := newWorld(t)
	room(w)
	if got := w.sfu.Stats().Stages[media.StageAdmit].Count; got != 2 {
		t.Errorf("%d requests were timed", got)
	}
}

func (w *world) call(who, appointment string) *caller {
	w.t.Helper()
	client, err := mediatest.NewClient(mediatest.Options{Name: who})
	w.must(err)
	c := &caller{Client: client, w: w, who: who, appointment: appointment, session: w.join(who, appointment), socket: w.connect(who), changed: make(chan struct{})}
	client.OnCandidate(func(negotiation int, found mediatest.Candidate) {
		c.send(node{"candidate": node{"negotiation": negotiation, "candidate": found.Candidate, "sdpMid": found.Mid, "sdpMLineIndex": found.SectionIndex}})
	})
	c.subscribe(0)
	w.t.Cleanup(func() { w.must(client.Close()) })
	return c
}

// subscribe goes on after a signal.
func (c *caller) subscribe(after int) {
	c.w.t.Helper()
	c.stream = c.socket.listen(c.session, after)
	stream := c.stream
	c.reading.Go(func() {
		for e := range stream.channel {
			c.receive(e)
		}
	})
}

func (c *caller) receive(e event) {
	body, _ := e.data["body"].(node)
	seq, _ := e.data["seq"].(float64)
	c.mu.Lock()
	if e.code != "" || int(seq) != c.seen+1 {
		c.w.t.Errorf("%s: signal %v %v after %d", c.who, e.code, seq, c.seen)
	}
	c.seen = int(seq)
	c.bodies = append(c.bodies, body)
	close(c.changed)
	c.changed = make(chan struct{})
	c.mu.Unlock()
	if body["__typename"] != "SdpOffer" {
		return
	}
	negotiation := int(body["negotiation"].(float64))
	sdp, err := c.HandleOffer(negotiation, body["sdp"].(string))
	if err != nil {
		c.w.t.Errorf("%s: %v", c.who, err)
		return
	}
	c.send(node{"answer": node{"negotiation": negotiation, "sdp": sdp}})
}

func (c *caller) send(signal node) {
	c.sending.Lock()
	defer c.sending.Unlock()
	c.sent++
	raw := c.w.post(c.who, sendSignals, node{"session": c.session.id, "seq": c.sent, "signals": []node{signal}})
	if got := outcome(c.w.t, raw); got != "ok" {
		c.w.t.Errorf("%s sends %d: %s", c.who, c.sent, raw)
	}
}

// hears waits for more sound and picture of the other.
func (c *caller) hears(other *caller) {
	c.w.t.Helper()
	ctx, cancel := context.WithTimeout(c.w.t.Context(), patience)
	defer cancel()
	for _, kind := range []string{"audio", "video"} {
		before, _ := c.From(other.who, kind)
		more := func() bool { now, ok := c.From(other.who, kind); return ok && now.Frames >= before.Frames+10 }
		if err := c.Await(ctx, more); err != nil {
			c.w.t.Fatalf("%s of %s: %v", kind, other.who, err)
		}
	}
}

// waits for a signal that fits, among those that came and will come.
func (c *caller) waits(fits func(body node) bool) node {
	c.w.t.Helper()
	ctx, cancel := context.WithTimeout(c.w.t.Context(), patience)
	defer cancel()
	for next := 0; ; {
		c.mu.Lock()
		bodies, changed := c.bodies[next:], c.changed
		next = len(c.bodies)
		c.mu.Unlock()
		for _, body := range bodies {
			if fits(body) {
				return body
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			c.w.t.Fatalf("%s waits for ever; it got %v", c.who, c.bodies)
		}
	}
}

// lastReason waits for the end of the session.
func (c *caller) lastReason() string {
	c.w.t.Helper()
	body := c.waits(func(body node) bool { return body["__typename"] == "VisitEnded" })
	c.reading.Wait()
	return body["reason"].(string)
}

// states asks for the state of the appointment and of its visit.
func (w *world) states(who, appointment string) (string, string) {
	w.t.Helper()
	a := w.do(who, `query($id: ID!) { appointment(id: $id) { status visit { status participants { role away } } } }`, node{"id": appointment})
	return a["status"].(string), a["visit"].(node)["status"].(string)
}

// wantStates waits, from one event of the appointment to the next, until it and
// its visit are in these states.
func (s *stream) wantStates(w *world, appointment, status, visit string) {
	w.t.Helper()
	for {
		a, v := w.states(vorontsov, appointment)
		if a == status && v == visit {
			return
		}
		select {
		case <-s.channel:
		case <-s.socket.ctx.Done():
			w.t.Fatalf("%s, %s; want %s, %s", a, v, status, visit)
		}
	}
}

// One visit from the first join to the last refusal, with real media, through
// nothing but the public API.
func TestACall(t *testing.T) {
	w := newWorld(t)
	a := w.visitOf(vera)
	w.Clock.Set(a.StartsAt)
	board := w.connect(vorontsov).subscribe(appointmentChanged, node{"id": a.ID})
	board.want("StreamReady")

	doctor, patient := w.call(vorontsov, a.ID), w.call(vera, a.ID)
	doctor.hears(patient)
	patient.hears(doctor)
	board.wantStates(w, a.ID, "IN_PROGRESS", "IN_CALL")
	patient.waits(func(body node) bool { return body["__typename"] == "VisitStateChanged" && body["status"] == "IN_CALL" })

	// The line is lost and comes back: no signal twice, media does not notice.
	patient.stream.stop()
	patient.reading.Wait()
	doctor.hears(patient)
	patient.subscribe(patient.seen)
	patient.send(node{"media": node{"audio": true, "video": false}})
	doctor.hears(patient)
	if track, _ := doctor.From(vera, "video"); track.Missing > 0 {
		t.Errorf("lost packets: %+v", track)
	}

	// The page is reloaded: the new leg replaces the old one.
	reloaded := w.call(vera, a.ID)
	if reason := patient.lastReason(); reason != "REPLACED" {
		t.Errorf("the old page heard %s", reason)
	}
	doctor.hears(reloaded)
	reloaded.hears(doctor)
	board.wantStates(w, a.ID, "IN_PROGRESS", "IN_CALL")

	// Leaving the call does not end the visit.
	w.do(vera, leaveVisit, node{"session": reloaded.session.id})
	if reason := reloaded.lastReason(); reason != "LEFT" {
		t.Errorf("who left heard %s", reason)
	}
	board.wantStates(w, a.ID, "IN_PROGRESS", "INTERRUPTED")
	again := w.call(vera, a.ID)
	again.hears(doctor)
	board.wantStates(w, a.ID, "IN_PROGRESS", "IN_CALL")

	// Ending the call for all leaves the visit open for the conclusion.
	w.do(vorontsov, endCall, node{"id": a.ID})
	for _, c := range []*caller{again, doctor} {
		if reason := c.lastReason(); reason != "CALL_ENDED" {
			t.Errorf("%s heard %s", c.who, reason)
		}
	}
	board.wantStates(w, a.ID, "IN_PROGRESS", "WRAP_UP")
	once := w.join(vera, a.ID)

	// Finishing the visit is the end.
	w.do(vorontsov, finishVisit, node{"id": a.ID})
	board.wantStates(w, a.ID, "FULFILLED", "WRAP_UP")
	if reason := w.connect(vera).listen(once, 0).ended(); reason == "" {
		t.Error("who was in the room is not told why it closed")
	}
	for _, who := range []string{vera, vorontsov} {
		want(t, who+" joins a finished visit", outcome(t, w.post(who, joinVisit, node{"id": a.ID})), []string{"VISIT_CLOSED"})
	}
}

// The practitioner who ends a call that never was ends nobody's waiting.
func TestEndingNoCallEndsNothing(t *testing.T) {
	w := newWorld(t)
	id, patient, practitioner := room(w)
	want(t, "endCall", ask(w, "endCall", id, practitioner), []string{"CONFLICT"})
	for _, s := range []side{patient, practitioner} {
		want(t, s.who+" is still inside", ask(w, "sendVisitSignals", id, s), []string{"ok"})
	}
}
