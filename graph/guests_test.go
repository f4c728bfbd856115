package graph_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

// guestName is how tests call the first person who was invited.
const guestName = "guest"

// invite asks somebody into a visit, by one of its two sides.
func (w *world) invite(by, name, appointment string, role rules.GuestRole) *db.Guest {
	w.t.Helper()
	ctx := w.as(by)
	id, err := w.resolver.Visiting.InviteGuest(ctx, newKey(), appointment,
		rules.Invitation{Role: role, Name: "Гость", Phone: "+79990000077", Locale: rules.RU})
	w.must(err)
	g, err := w.Store.Guest.Get(ctx, id)
	w.must(err)
	w.guests[name] = g.AccountID
	return g
}

// step takes a step of an invitation.
func (w *world) step(by, guestID string, step rules.GuestStep) {
	w.t.Helper()
	w.must(w.resolver.Visiting.StepGuest(w.as(by), guestID, step))
}

// letIn brings a guest through the lobby.
func (w *world) letIn(by, name, appointment string, role rules.GuestRole) *db.Guest {
	w.t.Helper()
	g := w.invite(by, name, appointment, role)
	w.step(name, g.ID, rules.GuestKnocks)
	w.step(vorontsov, g.ID, rules.GuestEnters)
	return g
}

// guestSteps are what may happen to the guest of Vera's visit before an operation.
func init() {
	// invite BY ROLE asks somebody into Vera's visit and calls them "guest".
	steps["invite"] = func(s *stage, args []string) {
		s.names[guestName] = s.w.invite(args[0], guestName, s.names[vera+".visit"], rules.GuestRole(args[1])).ID
	}
	// guest BY STEP takes a step, such as "guest practitioner-vorontsov ADMITTED".
	steps["guest"] = func(s *stage, args []string) { s.w.step(args[0], s.names[guestName], rules.GuestStep(args[1])) }
	// guest-link STATE [SENDS] says how the message with the guest's link went.
	steps["guest-link"] = func(s *stage, args []string) {
		update := s.w.Store.Guest.UpdateOneID(s.names[guestName]).SetLinkState(rules.DeliveryState(args[0]))
		if len(args) > 1 {
			update.SetLinkSends(int(args[1][0] - '0'))
		}
		s.w.must(update.Exec(s.w.system(policy.Presence)))
	}
	// guest-code asks for a guest's code: "challenge", "code" and "wrong-code".
	steps["guest-code"] = func(s *stage, _ []string) {
		g, err := s.w.Store.Guest.Get(s.w.as(vera), s.names[guestName])
		s.w.must(err)
		c, err := s.w.Auth.RequestGuestCode(s.w.t.Context(), g)
		s.w.must(err)
		s.nameCode(c.ID)
	}
	// remember NAME OTHER gives what a name stands for another one.
	steps["remember"] = func(s *stage, args []string) { s.names[args[1]] = s.names[args[0]] }
	// guests N invites and removes so many people.
	steps["guests"] = func(s *stage, args []string) {
		for range strings.Count(args[0], "x") {
			g := s.w.invite(vera, "gone", s.names[vera+".visit"], rules.Relative)
			s.w.step(vera, g.ID, rules.GuestGoes)
		}
	}
}

const (
	inviteGuest = `mutation($id: ID!, $role: GuestRole!, $key: UUID!) {
		inviteGuest(input: {appointmentId: $id, role: $role, name: "Пётр", phone: "8 999 000-00-77", idempotencyKey: $key}) {
			... on InviteGuestSuccess { guest { id status link } } ... on Problem { code message } } }`
	askToEnter   = `mutation($id: ID!) { askToEnter(input: {guestId: $id}) { ... on AskToEnterSuccess { guest { status } } ... on Problem { code message } } }`
	admitGuest   = `mutation($id: ID!) { admitGuest(input: {guestId: $id}) { ... on AdmitGuestSuccess { guest { status } } ... on Problem { code message } } }`
	holdGuest    = `mutation($id: ID!) { holdGuest(input: {guestId: $id}) { ... on HoldGuestSuccess { guest { status } } ... on Problem { code message } } }`
	removeGuest  = `mutation($id: ID!) { removeGuest(input: {guestId: $id}) { ... on RemoveGuestSuccess { guest { status } } ... on Problem { code message } } }`
	guestCode    = `mutation($id: ID!) { requestGuestCode(input: {guestId: $id}) { ... on GuestCodeSent { challenge { id } phoneEnding } ... on Problem { code message } } }`
	confirmGuest = `mutation($id: ID!, $code: String!) { confirmCode(input: {challengeId: $id, code: $code}) {
		... on SignInSuccess { token viewer { id role } } ... on Problem { code message } } }`
	invitationChanged = `subscription($after: Cursor) { invitationChanged(after: $after) { __typename
		... on StreamReady { cursor } ... on StreamGap { reason cursor }
		... on InvitationChanged { cursor seq invitation { guest { status } meeting { startsAt } } } } }`
)

// One guest from the invitation to the removal, with real media, through nothing
// but the public API.
func TestAGuestInACall(t *testing.T) {
	w := newWorld(t)
	a := w.visitOf(vera)
	w.Clock.Set(a.StartsAt)
	doctor, patient := w.call(vorontsov, a.ID), w.call(vera, a.ID)
	doctor.hears(patient)

	invited := w.do(vera, inviteGuest, node{"id": a.ID, "role": "RELATIVE", "key": newKey()})["guest"].(node)
	id := invited["id"].(string)
	sent := w.do(nobody, guestCode, node{"id": id})
	challenge := sent["challenge"].(node)["id"].(string)
	in := w.do(nobody, confirmGuest, node{"id": challenge, "code": w.Auth.Code(challenge)})
	w.tokens[guestName], w.guests[guestName] = in["token"].(string), in["viewer"].(node)["id"].(string)
	stream := w.connect(guestName).subscribe(invitationChanged, nil)
	stream.want("StreamReady")

	want(t, "from outside", outcome(t, w.post(guestName, joinVisit, node{"id": a.ID})), []string{"NOT_ADMITTED"})
	w.do(guestName, askToEnter, node{"id": id})
	want(t, "from the lobby", outcome(t, w.post(guestName, joinVisit, node{"id": a.ID})), []string{"NOT_ADMITTED"})
	w.do(vorontsov, admitGuest, node{"id": id})
	guest := w.call(guestName, a.ID)
	for _, one := range []*caller{doctor, patient} {
		one.hears(guest)
		guest.hears(one)
		who := one.waits(func(body node) bool {
			p, is := body["participant"].(node)
			return is && p["id"] == w.guests[guestName]
		})["participant"].(node)
		if who["role"] != "GUEST" || who["guestRole"] != "RELATIVE" || who["name"] != "Пётр" {
			t.Errorf("%s sees %v", one.who, who)
		}
	}

	// Back in the lobby nothing is heard or seen, also by a client that goes on.
	from := time.Now()
	w.do(vorontsov, holdGuest, node{"id": id})
	if reason := guest.lastReason(); reason != "HELD" || time.Since(from) > within {
		t.Errorf("the guest heard %s after %s", reason, time.Since(from))
	}
	doctor.hears(patient)
	got := guest.Received("audio") + guest.Received("video")
	doctor.hears(patient)
	patient.hears(doctor)
	if now := guest.Received("audio") + guest.Received("video"); now != got {
		t.Errorf("%d packets came into the lobby", now-got)
	}
	want(t, "put back", outcome(t, w.post(guestName, joinVisit, node{"id": a.ID})), []string{"NOT_ADMITTED"})

	w.do(vorontsov, admitGuest, node{"id": id})
	guest = w.call(guestName, a.ID)
	guest.hears(patient)
	doctor.hears(guest)

	// Removed is for good, and the patient can do it as well.
	from = time.Now()
	w.do(vera, removeGuest, node{"id": id})
	if reason := guest.lastReason(); reason != "REMOVED" || time.Since(from) > within {
		t.Errorf("the guest heard %s after %s", reason, time.Since(from))
	}
	if code := stream.refusal(); code != "NOT_ADMITTED" || time.Since(from) > within {
		t.Errorf("the guest's stream ended with %q after %s", code, time.Since(from))
	}
	want(t, "removed", outcome(t, w.post(guestName, joinVisit, node{"id": a.ID})), []string{"NOT_ADMITTED"})
	want(t, "the link", outcome(t, w.post(nobody, guestCode, node{"id": id})), []string{"NOT_FOUND"})
	want(t, "let in again", outcome(t, w.post(vorontsov, admitGuest, node{"id": id})), []string{"CONFLICT"})
	doctor.hears(patient)
	w.timeline(a.ID, "GUEST_INVITED", "GUEST_WAITING", "GUEST_ADMITTED", "GUEST_HELD", "GUEST_ADMITTED", "GUEST_REMOVED")
}

// refusal waits for the error that ends a stream.
func (s *stream) refusal() string {
	s.socket.t.Helper()
	for e := range s.channel {
		if e.code != "" {
			return e.code
		}
	}
	return ""
}

// timeline wants these steps of guests, in this order.
func (w *world) timeline(appointment string, kinds ...string) {
	w.t.Helper()
	a := w.do(vorontsov, `query($id: ID!) { appointment(id: $id) { visit { timeline { kind role guestRole } } } }`, node{"id": appointment})
	var got []string
	for _, line := range a["visit"].(node)["timeline"].([]any) {
		if kind := line.(node)["kind"].(string); strings.HasPrefix(kind, "GUEST_") {
			got = append(got, kind)
			if line.(node)["guestRole"] != "RELATIVE" {
				w.t.Errorf("%v", line)
			}
		}
	}
	if !slices.Equal(got, kinds) {
		w.t.Errorf("the timeline has %v, not %v", got, kinds)
	}
}

// An observer's client may send what it likes: nobody gets it.
func TestAnObserverIsNotHeard(t *testing.T) {
	w := newWorld(t)
	a := w.visitOf(vera)
	w.Clock.Set(a.StartsAt)
	doctor, patient := w.call(vorontsov, a.ID), w.call(vera, a.ID)
	w.letIn(vera, guestName, a.ID, rules.Observer)
	observer := w.call(guestName, a.ID)
	observer.hears(doctor)
	observer.hears(patient)
	doctor.hears(patient)
	for _, track := range doctor.Tracks() {
		if track.From == guestName {
			t.Errorf("the doctor gets %+v", track)
		}
	}
	raw := w.post(guestName, sendSignals, node{"session": observer.session.id, "seq": observer.sent + 1, "signals": []node{{"share": true}}})
	want(t, "a screen", outcome(t, raw), []string{"SIGNAL_REFUSED"})
}

// Each part of a guest has its rights in the room, whatever the client asks for.
func TestWhoOfTheGuestsMayShareAScreen(t *testing.T) {
	for role, may := range map[rules.GuestRole]string{
		rules.Relative: "SIGNAL_REFUSED", rules.Interpreter: "SIGNAL_REFUSED", rules.Observer: "SIGNAL_REFUSED",
		rules.Consultant: "ok", rules.Representative: "ok",
	} {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			a := w.visitOf(vera)
			w.Clock.Set(a.StartsAt)
			w.letIn(vera, guestName, a.ID, role)
			in := w.join(guestName, a.ID)
			raw := w.post(guestName, sendSignals, node{"session": in.id, "seq": 1, "signals": []node{{"share": true}}})
			want(t, "a screen", outcome(t, raw), []string{may})
		})
	}
}

// A room holds six, and parallel invitations do not make it seven.
func TestSixPeopleAndNoMore(t *testing.T) {
	testkit.Each(t, func(t *testing.T, kit *testkit.World) {
		w := serve(t, kit)
		a := w.visitOf(vera)
		w.token(vera)
		answers := make(chan string)
		for range 8 {
			go func() {
				answers <- outcome(t, w.post(vera, inviteGuest, node{"id": a.ID, "role": "RELATIVE", "key": newKey()}))
			}()
		}
		count := map[string]int{}
		for range 8 {
			count[<-answers]++
		}
		if count["ok"] != rules.MaxGuests || count["ROOM_FULL"] != 8-rules.MaxGuests {
			t.Errorf("%v", count)
		}
	})
}

// A guest sees a time, a doctor and who is in the room: nothing else, by any door.
func TestAGuestSeesNothingOfThePatient(t *testing.T) {
	w := newWorld(t)
	s := newStage(w)
	s.do("message " + vera + " " + vera + ".visit-room")
	s.do("draft " + vera)
	a := w.visitOf(vera)
	w.letIn(vera, guestName, a.ID, rules.Representative)
	for _, id := range []string{a.ID, a.PatientID, s.names[vera+".payment"]} {
		if found := w.post(guestName, `query($id: ID!) { node(id: $id) { id } }`, node{"id": id}); strings.Contains(string(found), id) {
			t.Errorf("a guest sees %s", found)
		}
	}
	want(t, "the appointment", outcome(t, w.post(guestName, `query($id: ID!) { appointment(id: $id) { id } }`, node{"id": a.ID})), []string{"NOT_FOUND", "ok"})
	room := string(w.post(guestName, `query($id: ID!) { node(id: $id) { ... on Visit {
		status unreadCount messages(first: 10) { nodes { id } } conclusions { id } linkHistory { at } guests { name } } } }`, node{"id": s.names[vera+".visit-room"]}))
	for _, secret := range []string{"msg_", "cnc_", `"at"`} {
		if strings.Contains(room, secret) {
			t.Errorf("a guest sees %s", room)
		}
	}
	want(t, "the evidence", outcome(t, w.post(guestName, `query($id: ID!) { node(id: $id) { ... on Visit { timeline { kind } } } }`, node{"id": s.names[vera+".visit-room"]})), []string{"FORBIDDEN"})
}
