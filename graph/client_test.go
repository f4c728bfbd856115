package graph_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

const (
	holdFor = `mutation($doctor: ID!, $service: ID!, $patient: ID!, $at: DateTime!, $key: UUID!) {
		holdSlot(input: {practitionerId: $doctor, serviceId: $service, patientId: $patient, startsAt: $at, idempotencyKey: $key}) {
			... on HoldSlotSuccess { appointment { id status cursor } } ... on Problem { code message } } }`
	bookFor = `mutation($id: ID!, $key: UUID!) { bookAppointment(input: {appointmentId: $id, idempotencyKey: $key}) {
			... on BookAppointmentSuccess { appointment { id status } } ... on Problem { code message } } }`
	cancelFor = `mutation($id: ID!, $key: UUID!) { cancelAppointment(input: {appointmentId: $id, reason: PLANS_CHANGED, idempotencyKey: $key}) {
			... on CancelAppointmentSuccess { appointment { id status } } ... on Problem { code message } } }`
	followFor = `subscription($id: ID!, $after: Cursor) { appointmentChanged(id: $id, after: $after) { __typename
			... on AppointmentChanged { seq appointment { status startsAt } } } }`
)

// A visit by a program: held, booked, followed while it is moved by the patient,
// called off.
func TestASchedulerBooksForItsPatient(t *testing.T) {
	testkit.Each(t, func(t *testing.T, kit *testkit.World) {
		w := serve(t, kit)
		patient := w.Link(t, w.as(scheduler), testkit.Nina)
		doctor := w.Practitioner(t, testkit.Grinev)
		service := w.Service(t, 30, rules.SelfPay, rules.AtVisit)
		at, key := testkit.Noon.Add(48*time.Hour), newKey()
		hold := node{"doctor": doctor.ID, "service": service.ID, "patient": patient, "at": at, "key": key}
		held := w.do(scheduler, holdFor, hold)["appointment"].(node)
		if again := w.do(scheduler, holdFor, hold)["appointment"].(node); again["id"] != held["id"] {
			t.Errorf("a repetition holds %v", again)
		}
		stream := w.connect(scheduler).subscribe(followFor, node{"id": held["id"], "after": held["cursor"]})
		stream.want("StreamReady")
		w.do(scheduler, bookFor, node{"id": held["id"], "key": newKey()})
		if a := stream.want("AppointmentChanged")["appointment"].(node); a["status"] != "BOOKED" {
			t.Errorf("%v", a)
		}
		if err := w.resolver.Booking.Reschedule(w.as(nina), newKey(), held["id"].(string), at.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		for moved := false; !moved; {
			a := stream.want("AppointmentChanged")["appointment"].(node)
			moved = strings.HasPrefix(a["startsAt"].(string), at.Add(time.Hour).Format("2006-01-02T15:04"))
		}
		if a := w.do(scheduler, cancelFor, node{"id": held["id"], "key": newKey()})["appointment"].(node); a["status"] != "CANCELLED" {
			t.Errorf("%v", a)
		}
	})
}

// What one program has made is nothing to another, whose patient it is as well.
func TestProgramsDoNotSeeEachOther(t *testing.T) {
	w := newWorld(t)
	ctx, _ := w.APIClient(t)
	w.Link(t, ctx, testkit.Nina)
	w.Clock.Advance(time.Hour)
	w.Link(t, w.as(scheduler), testkit.Nina)
	s := newStage(w)
	s.do("hold-for " + nina + " practitioner-grinev advice 15:00")
	id := s.names["held"]
	for who, want := range map[context.Context]int{w.as(scheduler): 1, ctx: 0, w.as("admin"): 0} {
		if n := w.Store.Appointment.Query().CountX(who); n != want {
			t.Errorf("%s sees %d of %s", viewer.From(who).ClientID, n, id)
		}
	}
}

// The same key opens HTTP, events over HTTP, and sockets; and when it ends, all
// that it has opened ends within two seconds, with 4403 where there is a word.
func TestTheStreamsOfAKeyEndWithIt(t *testing.T) {
	for name, end := range map[string]func(w *world, id string){
		"revoked": func(w *world, id string) { w.must(w.Auth.RevokeClient(w.as("admin"), id)) },
		"replaced": func(w *world, id string) {
			_, err := w.Auth.RotateClientKey(w.as("admin"), id, time.Time{})
			w.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			client := viewer.From(w.as(scheduler))
			socket := w.connect(scheduler)
			free := socket.subscribe(`subscription($d: ID!, $from: DateTime!, $to: DateTime!) { availabilityChanged(practitionerId: $d, from: $from, to: $to) { __typename } }`,
				node{"d": w.Practitioner(t, testkit.Grinev).ID, "from": testkit.Noon, "to": testkit.Noon.Add(time.Hour)})
			free.want("StreamReady")
			other := w.connect(vera)

			begin := time.Now()
			end(w, client.ClientID)
			if code := socket.closeCode(); code != websocket.StatusCode(4403) || time.Since(begin) > within {
				t.Errorf("closed with %d after %s", code, time.Since(begin))
			}
			want(t, "the key", outcome(t, w.post(scheduler, `{ apiClient { id } }`, nil)), []string{"UNAUTHENTICATED"})
			if other.subscribe(appointmentChanged, node{"id": w.visitOf(vera).ID}).want("StreamReady") == nil {
				t.Error("another socket is gone")
			}
			conn := w.dial(map[string]string{"authorization": "Bearer " + w.token(scheduler)})
			_, _, err := conn.Read(t.Context())
			if code := websocket.CloseStatus(err); code != websocket.StatusCode(4403) {
				t.Errorf("a new socket: %d, %v", code, err)
			}
		})
	}
}

// A patient who has taken the word back is gone from the program's streams, too.
func TestAnEndedLinkEndsWhatAStreamShows(t *testing.T) {
	w := newWorld(t)
	s := newStage(w)
	s.do("trust " + nina)
	s.do("hold-for " + nina + " practitioner-grinev advice 15:00")
	stream := w.connect(scheduler).subscribe(followFor, node{"id": s.names["held"], "after": nil})
	stream.want("StreamReady")
	s.do("distrust " + nina)
	if e, _ := stream.next(); e.code != "NOT_FOUND" {
		t.Errorf("the stream shows %v", e)
	}
	want(t, "calling off", outcome(t, w.post(scheduler, cancelFor, node{"id": s.names["held"], "key": newKey()})), []string{"NOT_FOUND"})
}

// An API client has a budget of its own size, with the same words.
func TestAnAPIClientPaysFromItsOwnBudget(t *testing.T) {
	x := newTill(t)
	x.wantCost(x.ask("203.0.113.7", "client", "{serverTime}"), `{"actual":1,"remaining":49,"requested":1,"restoreRate":5}`)
	x.wantHeader(x.ask("203.0.113.9", "client", "{serverTime}"), "50", "48", "1", "")
	for range 60 {
		x.ask("203.0.113.8", "client", "{serverTime}")
	}
	if r := x.ask("203.0.113.7", "client", "{serverTime}"); r.Code != http.StatusTooManyRequests || r.Header().Get("Retry-After") != "1" {
		t.Errorf("%d %v", r.Code, r.Header())
	}
	if r := x.ask("203.0.113.7", testkit.Admin, "{serverTime}"); r.Code != http.StatusOK {
		t.Errorf("a person: %d", r.Code)
	}
}
