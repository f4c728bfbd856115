package graph_test

import (
	"testing"
	"time"

	"github.com/coder/websocket"

	"televisit/internal/testkit"
)

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

const (
	finishVisit = `mutation($id: ID!) { finishVisit(input: {appointmentId: $id}) {
		... on FinishVisitSuccess { appointment { status visit { status } } } ... on Problem { code message } } }`
	leaveVisit = `mutation($session: ID!) { leaveVisit(input: {sessionId: $session}) {
		... on LeaveVisitSuccess { visit { status } } ... on Problem { code message } } }`
	cancelVisit = `mutation($id: ID!, $key: UUID!) { cancelAppointment(input: {appointmentId: $id, reason: TECHNICAL, idempotencyKey: $key}) {
		... on CancelAppointmentSuccess { appointment { status } } ... on Problem { code message } } }`
)

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
