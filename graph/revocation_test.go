package graph_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"televisit/ent/db"
	"televisit/ent/db/visit"
	"televisit/ent/policy"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/internal/testkit"
)

// within is how long somebody may go on after losing the right to.
const within = 2 * time.Second

// audience is everybody who follows something while Vera is in a call with
// Vorontsov: sockets by who holds them, streams by "who what". Vera has two
// devices: she has joined on the first, and hears the signals on the second.
type audience struct {
	*world
	visit, other *db.Appointment // Vera's, and Maksim's with the same doctor
	call         map[string]session
	sockets      map[string]*socket
	streams      map[string]*stream
}

const (
	secondDevice = "vera's phone"
	nobodys      = "apt_none" // an appointment that is on no board
)

// gather opens a stream of every kind that each of them may have.
func gather(w *world, inCall bool) *audience {
	w.t.Helper()
	w.lookAfterSessions()
	x := &audience{world: w, visit: w.visitOf(vera), other: w.visitOf(maksim), sockets: map[string]*socket{}, streams: map[string]*stream{}, call: map[string]session{}}
	phone := w.signIn(vera, "on the phone")
	for who, connect := range map[string]func() *socket{
		vera: func() *socket { return w.connect(vera) }, secondDevice: func() *socket { return w.connectAs(phone) },
		vorontsov: func() *socket { return w.connect(vorontsov) }, melnikova: func() *socket { return w.connect(melnikova) },
		registrar: func() *socket { return w.connect(registrar) }, maksim: func() *socket { return w.connect(maksim) },
		"a visitor": func() *socket { return w.connect(nobody) },
	} {
		x.sockets[who] = connect()
	}
	room := func(a *db.Appointment) string { return a.QueryVisit().OnlyX(w.system(policy.Presence)).ID }
	times := node{"id": x.visit.PractitionerID, "from": testkit.Noon, "to": testkit.Noon.AddDate(0, 0, 7)}
	for _, who := range []string{vera, secondDevice, vorontsov} {
		x.follow(who, "visitMessages", visitMessages, node{"id": room(x.visit)})
	}
	for _, who := range []string{vera, secondDevice, vorontsov, registrar} {
		x.follow(who, "appointmentChanged", appointmentChanged, node{"id": x.visit.ID})
	}
	for _, who := range []string{vera, vorontsov, registrar, "a visitor"} {
		x.follow(who, "availabilityChanged", availabilityChanged, times)
	}
	x.follow(maksim, "appointmentChanged", appointmentChanged, node{"id": x.other.ID})
	x.follow(maksim, "visitMessages", visitMessages, node{"id": room(x.other)})
	x.follow(vorontsov, "practitionerBoard", practitionerBoard, nil)
	x.follow(melnikova, "practitionerBoard", practitionerBoard, nil)
	x.follow(registrar, "deskFloor", deskFloor, nil)
	x.follow(registrar, "consentWithdrawalChanged", withdrawalChanged, nil)
	if inCall {
		w.Clock.Set(x.visit.StartsAt)
		x.call = map[string]session{vera: w.join(vera, x.visit.ID), vorontsov: w.join(vorontsov, x.visit.ID)}
		w.session = x.call
		for on, who := range map[string]string{secondDevice: vera, vorontsov: vorontsov} {
			x.streams[on+" visitSignals"] = x.sockets[on].listen(x.call[who], 0)
			x.streams[on+" visitSignals"].next()
		}
	}
	return x
}

func (x *audience) follow(who, what, query string, variables node) {
	x.t.Helper()
	s := x.sockets[who].subscribe(query, variables)
	s.want("StreamReady")
	x.streams[who+" "+what] = s
}

// poke makes something happen in every stream, whatever the rules say.
func (x *audience) poke() {
	x.t.Helper()
	sys := x.system(policy.Seed)
	x.must(x.Store.InTx(sys, func(ctx context.Context, tx *db.Tx) error {
		from, to := testkit.Noon.Add(30*time.Hour), testkit.Noon.Add(31*time.Hour)
		_, err := outbox.Emit(ctx, tx, outbox.Availability(x.visit.PractitionerID), outbox.Event{Kind: outbox.Taken, Subject: "x", From: &from, To: &to})
		for _, a := range []*db.Appointment{x.visit, x.other} {
			err = errors.Join(err, outbox.Note(ctx, tx, a, "WAVED"), x.write(ctx, tx, a))
		}
		p := x.Practitioner(x.t, testkit.Melnikova)
		_, melnikovas := outbox.Emit(ctx, tx, outbox.Board(p.ID), outbox.Event{Kind: "WAVED", Subject: nobodys})
		return errors.Join(err, melnikovas)
	}))
	x.must(x.Store.InTx(x.system(policy.Signing), x.withdraw))
	x.calls.Broadcast(x.visit.ID, signaling.VisitStateChanged{Status: "WRAP_UP"})
}

// write puts a message into a chat, past the service.
func (x *audience) write(ctx context.Context, tx *db.Tx, a *db.Appointment) error {
	v, err := tx.Visit.Query().Where(visit.AppointmentID(a.ID)).Only(ctx)
	if err != nil {
		return err
	}
	seq, err := outbox.Emit(ctx, tx, outbox.Messages(v.ID), outbox.Event{Kind: "MESSAGE"})
	if err != nil {
		return err
	}
	return tx.ChatMessage.Create().SetVisitID(v.ID).SetPatientID(v.PatientID).SetPractitionerID(v.PractitionerID).SetSeq(int(seq)).
		SetAuthorID("x").SetAuthorRole(rules.Patient).SetAuthorName("x").SetText("poke").Exec(ctx)
}

// withdraw ends a consent, past the service.
func (x *audience) withdraw(ctx context.Context, tx *db.Tx) error {
	w, err := tx.ConsentWithdrawal.Create().SetPatientID(x.other.PatientID).SetAccountID("x").SetConsentID("x").SetChannel(rules.Paper).
		SetWithdrawnAt(testkit.Noon).SetFinishBy(testkit.Noon).Save(ctx)
	if err != nil {
		return err
	}
	_, err = outbox.Emit(ctx, tx, outbox.Withdrawals, outbox.Event{Kind: outbox.Withdrawn, Subject: w.ID})
	return err
}

// isPoke recognises what poke has brought.
func (x *audience) isPoke(what string, e event) bool {
	d := e.data
	switch what {
	case "appointmentChanged":
		return d["kind"] == "WAVED"
	case "visitMessages":
		message, _ := d["message"].(node)
		return message["text"] == "poke"
	case "availabilityChanged":
		return strings.HasPrefix(orText(d["startsAt"]), "2026-03-03")
	case "consentWithdrawalChanged":
		withdrawal, _ := d["withdrawal"].(node)
		patient, _ := withdrawal["patient"].(node)
		return patient["id"] == x.other.PatientID
	case "visitSignals":
		body, _ := d["body"].(node)
		return body["status"] == "WRAP_UP"
	}
	return d["appointmentId"] == x.other.ID || d["appointmentId"] == nobodys
}

func orText(v any) string { s, _ := v.(string); return s }

// outcomeOf reads a stream until it ends or has brought the poke.
func (x *audience) outcomeOf(late context.Context, name string) string {
	space := strings.LastIndexByte(name, ' ')
	who, what := name[:space], name[space+1:]
	reason := ""
	for {
		select {
		case e, open := <-x.streams[name].channel:
			switch body, _ := e.data["body"].(node); {
			case !open && x.sockets[who].isClosed():
				return x.sockets[who].farewell()
			case !open:
				return reason
			case e.code != "":
				reason = e.code
			case body["__typename"] == "VisitEnded":
				reason = orText(body["reason"])
			case x.isPoke(what, e):
				return "lives"
			}
		case <-late.Done():
			return "hears nothing, is not ended; so far " + reason
		}
	}
}

func (s *socket) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.end != nil
}

// farewell is the code and the reason with which the server closed.
func (s *socket) farewell() string {
	var end websocket.CloseError
	if errors.As(s.end, &end) && end.Code == 4403 {
		return end.Reason
	}
	return s.end.Error()
}

// causes are the ways in which a right is lost. What is not named in ends lives
// on and delivers; a name without a stream is everything of that socket.
var causes = map[string]struct {
	lose func(x *audience)
	ends map[string]string
	// early says that nobody is in a call yet, both that a database may matter.
	early, both bool
}{
	"a sign-out": {
		lose: func(x *audience) { x.post(vera, `mutation { signOut { at } }`, nil) },
		ends: map[string]string{vera: "SIGNED_OUT", secondDevice + " visitSignals": "REVOKED"}, both: true,
	},
	"a session that was ended elsewhere": {
		lose: (*audience).endSession,
		ends: map[string]string{vera: "SESSION_ENDED", secondDevice + " visitSignals": "REVOKED"},
	},
	"another role of the desk": {
		lose: func(x *audience) { x.become(registrar, "ADMIN") }, ends: map[string]string{registrar: "ROLE_CHANGED"}, both: true,
	},
	"another role of the practitioner": {
		lose: func(x *audience) { x.become(vorontsov, "REGISTRAR") }, ends: map[string]string{vorontsov: "ROLE_CHANGED"},
	},
	"the consent to data processing is withdrawn": {
		lose: func(x *audience) {
			c := x.do(vera, `mutation { requestWithdrawalCode { ... on ConsentCodeSent { challenge { id } } } }`, nil)
			code := x.Auth.Code(c["challenge"].(node)["id"].(string))
			x.do(vera, `mutation($code: String!) { withdrawConsent(input: {code: $code}) { ... on WithdrawConsentSuccess { withdrawal { id } } ... on Problem { code message } } }`, node{"code": code})
		},
		ends: map[string]string{vera: "CONSENT_WITHDRAWN", secondDevice: "CONSENT_WITHDRAWN"}, both: true,
	},
	"the desk records a withdrawal on another node": {
		lose: func(x *audience) {
			silent := x.Auth.Revoked
			x.Auth.Revoked = func(string, rules.SessionEnd) {} // this node hears of it by the bus only
			_, err := x.resolver.Signing.Record(x.as(registrar), newKey(), x.visit.PatientID, x.Clock.Now())
			x.must(err)
			x.Auth.Revoked = silent
			x.resolver.Bus.Publish("sessions", 0)
		},
		ends: map[string]string{vera: "CONSENT_WITHDRAWN", secondDevice: "CONSENT_WITHDRAWN"},
	},
	"the visit is called off": {
		lose: func(x *audience) { x.do(vorontsov, cancelVisit, node{"id": x.visit.ID, "key": newKey()}) },
		ends: bothSides("CANCELLED"), both: true,
	},
	"another node calls it off": {lose: forced(both(status("CANCELLED"), changed)), ends: bothSides("CANCELLED")},
	"the desk says no-show":     {lose: forced(both(status("NO_SHOW"), changed)), ends: bothSides("CANCELLED")},
	"the money goes back":       {lose: forced(both(payment("REFUND_REQUESTED"), changed)), ends: patientSide("PAYMENT_REQUIRED")},
	"the informed consent goes": {lose: forced(both(func(w *world, id string) { w.unsign(id) }, changed)), ends: patientSide("REVOKED")},
	"the time is over":          {lose: forced(at(30 * time.Minute)), ends: bothSides("TIME_OVER")},
	"the overrun is over":       {lose: forced(both(running("IN_CALL"), at(45*time.Minute))), ends: bothSides("TIME_OVER")},
	"the call is ended for all": {
		lose: forced(both(running("IN_CALL"), func(w *world, id string) { w.do(vorontsov, endCall, node{"id": id}) })), ends: bothSides("CALL_ENDED"),
	},
	"the visit is finished": {
		lose: forced(both(running("IN_CALL"), func(w *world, id string) { w.do(vorontsov, finishVisit, node{"id": id}) })), ends: bothSides("VISIT_FINISHED"),
	},
	"another node finishes it":         {lose: forced(both(status("FULFILLED"), changed)), ends: bothSides("VISIT_FINISHED")},
	"the patient joins from elsewhere": {lose: func(x *audience) { x.join(vera, x.visit.ID) }, ends: patientSide("REPLACED")},
	"the patient leaves": {
		lose: func(x *audience) { x.do(vera, leaveVisit, node{"session": x.call[vera].id}) }, ends: patientSide("LEFT"),
	},
	"the server stops": {lose: func(x *audience) { x.calls.Close() }, ends: bothSides("SERVER_STOPPING")},
	"another practitioner takes it over": {
		lose: func(x *audience) {
			other := x.Practitioner(x.t, testkit.Melnikova).ID
			x.force("UPDATE appointments SET practitioner_id = $1 WHERE id = $2", other, x.visit.ID)
			x.force("UPDATE visits SET practitioner_id = $1 WHERE appointment_id = $2", other, x.visit.ID)
			changed(x.world, x.visit.ID)
		},
		ends: map[string]string{
			vorontsov + " appointmentChanged": "NOT_FOUND", vorontsov + " visitMessages": "NOT_FOUND", vorontsov + " visitSignals": "REVOKED",
		}, both: true,
	},
	"the desk moves the visit": {
		lose: func(x *audience) {
			x.do(registrar, `mutation($id: ID!, $at: DateTime!, $key: UUID!) { rescheduleAppointment(input: {appointmentId: $id, startsAt: $at, idempotencyKey: $key}) {
				... on RescheduleAppointmentSuccess { appointment { id } } ... on Problem { code message } } }`,
				node{"id": x.visit.ID, "at": testkit.Noon.Add(52 * time.Hour), "key": newKey()})
		},
		early: true, both: true,
	},
}

func patientSide(reason string) map[string]string {
	return map[string]string{secondDevice + " visitSignals": reason}
}

func bothSides(reason string) map[string]string {
	return map[string]string{secondDevice + " visitSignals": reason, vorontsov + " visitSignals": reason}
}

func forced(change func(*world, string)) func(*audience) {
	return func(x *audience) { change(x.world, x.visit.ID) }
}

// endSession ends the sign-in on Vera's first device, as another node does.
func (x *audience) endSession() {
	sum := sha256.Sum256([]byte(x.token(vera)))
	x.force("UPDATE sessions SET revoked_at = $1 WHERE token_hash = $2", x.Clock.Now(), hex.EncodeToString(sum[:]))
	x.resolver.Bus.Publish("sessions", 0)
}

// become gives somebody another role, as another node does.
func (x *audience) become(who, role string) {
	x.force("UPDATE accounts SET role = $1 WHERE id = $2", role, x.account(who).ID)
	x.resolver.Bus.Publish("sessions", 0)
}

// changed is what every transition says after its commit.
func changed(w *world, id string) { w.resolver.Bus.Publish("appointment:"+id, 0) }

// The one table of rights that end: who hears what, which of it ends, how fast
// and with which word, and that everything else goes on.
func TestWhatEndsWhenARightIsLost(t *testing.T) {
	for name, cause := range causes {
		check := func(t *testing.T, kit *testkit.World) {
			x := gather(serve(t, kit), !cause.early)
			cause.lose(x)
			x.wantEnds(cause.ends, time.Now())
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if cause.both {
				testkit.Each(t, check)
			} else {
				check(t, testkit.New(t))
			}
		})
	}
}

func (x *audience) wantEnds(ends map[string]string, begun time.Time) {
	x.t.Helper()
	late, cancel := context.WithDeadline(x.t.Context(), begun.Add(within))
	defer cancel()
	for _, name := range slices.Sorted(maps.Keys(ends)) { // what ends, ends by itself
		if x.endsAtDelivery(name, ends) {
			continue
		}
		for _, stream := range x.of(name) {
			if got := x.outcomeOf(late, stream); got != ends[name] {
				x.t.Errorf("%s ended with %q, want %q", stream, got, ends[name])
			}
		}
	}
	x.poke()
	late, cancel = context.WithTimeout(x.t.Context(), patience)
	defer cancel()
	for stream := range x.streams {
		if want := expected(stream, ends); want == "" || x.endsAtDelivery(stream, ends) {
			if got := x.outcomeOf(late, stream); want == "" && got != "lives" || want != "" && got != want {
				x.t.Errorf("%s: %q, want %q", stream, got, want)
			}
		}
	}
}

// endsAtDelivery: a stream of rows is not told that a row has become somebody
// else's; the next event ends it, before anything of it is delivered.
func (x *audience) endsAtDelivery(name string, ends map[string]string) bool {
	return expected(name, ends) == "NOT_FOUND"
}

// of are the streams of a name: one, or all of a socket.
func (x *audience) of(name string) (list []string) {
	for stream := range x.streams {
		if stream == name || x.sockets[name] != nil && strings.HasPrefix(stream, name+" ") {
			list = append(list, stream)
		}
	}
	return list
}

func expected(stream string, ends map[string]string) string {
	for name, reason := range ends {
		if stream == name || strings.HasPrefix(stream, name+" ") {
			return reason
		}
	}
	return ""
}

func TestEveryStreamIsInTheTableOfEnds(t *testing.T) {
	x := gather(newWorld(t), true)
	x.streams[guestName+" invitationChanged"] = nil // how it ends: TestAGuestInACall
	for _, f := range fields(schema().Subscription) {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(x.streams)), func(name string) bool { return strings.HasSuffix(name, " "+f.Name) }) {
			t.Errorf("nobody follows %s", f.Name)
		}
	}
}
