package graph_test

import (
	"testing"
	"time"

	"github.com/coder/websocket"

	"televisit/internal/testkit"
)

// within is how long somebody may stay in a call after losing the right to.
const within = 2 * time.Second

// listen subscribes to the signals of a session.
func (s *socket) listen(one session, after int) *stream {
	s.t.Helper()
	return s.subscribe(visitSignals, node{"session": one.id, "token": one.token, "after": after})
}

// ended reads to the end of a live stream and returns the reason it gave.
func (s *stream) ended() (reason string) {
	s.socket.t.Helper()
	deadline := time.After(within)
	for {
		select {
		case e, ok := <-s.channel:
			if !ok {
				return reason
			}
			if body, _ := e.data["body"].(node); body["__typename"] == "VisitEnded" {
				reason = body["reason"].(string)
			}
		case <-deadline:
			s.socket.t.Fatalf("the stream goes on; so far it gave the reason %q", reason)
		}
	}
}

// ends are the ways in which the right to be in a call is lost, and what the
// two sides are told; empty is somebody who stays.
var ends = map[string]struct {
	lose                  func(w *world, id string)
	patient, practitioner string
}{
	"the time is over":    {at(30 * time.Minute), "TIME_OVER", "TIME_OVER"},
	"the overrun is over": {both(running("IN_CALL"), at(45*time.Minute)), "TIME_OVER", "TIME_OVER"},
	"the practitioner calls it off": {func(w *world, id string) {
		w.do(vorontsov, cancelVisit, node{"id": id, "key": newKey()})
	}, "CANCELLED", "CANCELLED"},
	"another node calls it off": {both(status("CANCELLED"), changed), "CANCELLED", "CANCELLED"},
	"another node finishes it":  {both(status("FULFILLED"), changed), "VISIT_FINISHED", "VISIT_FINISHED"},
	"the desk says no-show":     {both(status("NO_SHOW"), changed), "CANCELLED", "CANCELLED"},
	"the money goes back":       {both(payment("REFUND_REQUESTED"), changed), "PAYMENT_REQUIRED", ""},
	"the consent is withdrawn":  {both(func(w *world, id string) { w.unsign(id) }, changed), "REVOKED", ""},
	"the call is ended for all": {both(running("IN_CALL"), func(w *world, id string) {
		w.do(vorontsov, endCall, node{"id": id})
	}), "CALL_ENDED", "CALL_ENDED"},
	"the visit is finished": {both(running("IN_CALL"), func(w *world, id string) {
		w.do(vorontsov, finishVisit, node{"id": id})
	}), "VISIT_FINISHED", "VISIT_FINISHED"},
	"the patient joins from elsewhere": {func(w *world, id string) { w.join(vera, id) }, "REPLACED", ""},
	"the patient leaves": {func(w *world, _ string) {
		w.do(vera, leaveVisit, node{"session": w.session[vera].id})
	}, "LEFT", ""},
	"the server stops": {func(w *world, _ string) { w.calls.Close() }, "SERVER_STOPPING", "SERVER_STOPPING"},
}

const (
	finishVisit = `mutation($id: ID!) { finishVisit(input: {appointmentId: $id}) {
		... on FinishVisitSuccess { appointment { status visit { status } } } ... on Problem { code message } } }`
	leaveVisit = `mutation($session: ID!) { leaveVisit(input: {sessionId: $session}) {
		... on LeaveVisitSuccess { visit { status } } ... on Problem { code message } } }`
	cancelVisit = `mutation($id: ID!, $key: UUID!) { cancelAppointment(input: {appointmentId: $id, reason: TECHNICAL, idempotencyKey: $key}) {
		... on CancelAppointmentSuccess { appointment { status } } ... on Problem { code message } } }`
)

// changed is what every transition says after its commit.
func changed(w *world, id string) { w.resolver.Bus.Publish("appointment:"+id, 0) }

func TestLiveStreamsEndWithAReason(t *testing.T) {
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			a := w.visitOf(vera)
			w.Clock.Set(a.StartsAt)
			w.session = map[string]session{vera: w.join(vera, a.ID), vorontsov: w.join(vorontsov, a.ID)}
			patient := w.connect(vera).listen(w.session[vera], 0)
			practitioner := w.connect(vorontsov).listen(w.session[vorontsov], 0)
			patient.next()
			practitioner.next() // both are there

			end.lose(w, a.ID)

			for who, told := range map[*stream]string{patient: end.patient, practitioner: end.practitioner} {
				if told == "" {
					want(t, "who stays", liveFields["sendVisitSignals"](w, vorontsov, a.ID, w.session[vorontsov]), []string{"ok"})
				} else if got := who.ended(); got != told {
					t.Errorf("ended with %q, want %q", got, told)
				}
			}
		})
	}
}

// Signing out ends the sockets and the calls of this sign-in, and no others.
func TestSigningOutEndsCalls(t *testing.T) {
	w := newWorld(t)
	a := w.visitOf(vera)
	w.Clock.Set(a.StartsAt)
	call := w.join(vera, a.ID)
	phone := w.connectAs(w.signIn(vera, "on the phone"))
	here, there := w.connect(vera), phone.listen(call, 0)
	there.next()

	w.post(vera, `mutation { signOut { at } }`, nil)

	if code := here.closeCode(); code != websocket.StatusCode(4403) {
		t.Errorf("the socket closed with %d", code)
	}
	if reason := there.ended(); reason != "REVOKED" {
		t.Errorf("the call ended with %q", reason)
	}
	want(t, "the other sign-in", outcome(t, w.postAs("on-the-phone", joinVisit, node{"id": a.ID})), []string{"ok"})
	want(t, "the ended one", outcome(t, w.post(vera, joinVisit, node{"id": a.ID})), []string{"UNAUTHENTICATED"})
	if phone.subscribe(appointmentChanged, node{"id": a.ID}).want("StreamReady") == nil {
		t.Error("the other socket is gone")
	}
}

// A session that has ended cannot be used on a new socket.
func TestAnEndedSignInOpensNoSocket(t *testing.T) {
	w := newWorld(t)
	token := w.token(nina)
	w.post(nina, `mutation { signOut { at } }`, nil)
	conn := w.dial(map[string]string{"authorization": "Bearer " + token})
	_, _, err := conn.Read(t.Context())
	if code := websocket.CloseStatus(err); code != websocket.StatusCode(4403) {
		t.Errorf("closed with %d: %v", code, err)
	}
}

// Somebody who reloads the page takes over; who dropped out of an overrun may
// come back, a newcomer to a finished visit may not.
func TestComingBackIntoAnOverrun(t *testing.T) {
	testkit.Each(t, func(t *testing.T, kit *testkit.World) {
		w := serve(t, kit)
		a := w.visitOf(vera)
		w.Clock.Set(a.StartsAt)
		w.join(vera, a.ID)
		w.setStatus(a.ID, "IN_PROGRESS")
		w.setVisit(a.ID, "INTERRUPTED")
		w.Clock.Set(a.EndsAt.Add(14 * time.Minute))
		back := w.join(vera, a.ID)
		stream := w.connect(vera).listen(back, 0)
		stream.next()
		w.Clock.Set(a.EndsAt.Add(15 * time.Minute))
		if reason := stream.ended(); reason != "TIME_OVER" {
			t.Errorf("ended with %q", reason)
		}
		want(t, "later", outcome(t, w.post(vera, joinVisit, node{"id": a.ID})), []string{"VISIT_CLOSED"})
	})
}
