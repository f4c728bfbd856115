package graph_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"televisit/internal/rules"
	"televisit/internal/testkit"
)

// live asks one live field about a visit, in which the asking person may have a
// session, and says what came in one word.
type live func(w *world, who, appointment string, s session) string

// liveFields are all fields of the schema that act on a running visit.
var liveFields = map[string]live{
	"joinVisit": func(w *world, who, appointment string, _ session) string {
		return outcome(w.t, w.post(who, joinVisit, node{"id": appointment}))
	},
	"endCall": func(w *world, who, appointment string, _ session) string {
		return outcome(w.t, w.post(who, endCall, node{"id": appointment}))
	},
	"sendVisitSignals": func(w *world, who, _ string, s session) string {
		return outcome(w.t, w.post(who, sendSignals, node{"session": s.id, "seq": 1, "signals": []node{{"media": node{"audio": true, "video": false}}}}))
	},
	"visitSignals": func(w *world, who, _ string, s session) string {
		stream := w.connect(who).subscribe(visitSignals, node{"session": s.id, "token": s.token, "after": 0})
		e, _ := stream.next()
		switch body, _ := e.data["body"].(node); {
		case e.code != "":
			return e.code
		case body["__typename"] == "Resync":
			return "SESSION_GONE"
		case body["__typename"] == "VisitEnded":
			return body["reason"].(string)
		}
		return "ok"
	},
}

const (
	endCall = `mutation($id: ID!) { endCall(input: {appointmentId: $id}) {
		... on EndCallSuccess { visit { status } } ... on Problem { code message } } }`
	sendSignals = `mutation($session: ID!, $seq: Int!, $signals: [SignalInput!]!) {
		sendVisitSignals(input: {sessionId: $session, seq: $seq, signals: $signals}) {
			... on SignalAck { ack serverSeq } ... on Problem { code message } } }`
	visitSignals = `subscription($session: ID!, $token: String!, $after: Int!) {
		visitSignals(sessionId: $session, resumeToken: $token, afterSeq: $after) { seq body { __typename
			... on SdpOffer { negotiation sdp iceServers { urls username credential } } ... on IceCandidate { negotiation candidate sdpMid }
			... on ParticipantJoined { participant { id role guestRole name } } ... on ParticipantLeft { detail }
			... on TrackMap { tracks { mid kind } } ... on VisitStateChanged { status } ... on VisitEnded { reason } } } }`
)

// side is one of the two who take part in Vera's visit.
type side struct {
	who     string
	session session
}

// room is Vera's visit with both in it; nothing but the rules can end the sessions.
func room(w *world) (appointment string, patient, practitioner side) {
	w.t.Helper()
	a := w.visitOf(vera)
	w.Clock.Set(a.StartsAt)
	w.keepSessions()
	return a.ID, side{vera, w.join(vera, a.ID)}, side{vorontsov, w.join(vorontsov, a.ID)}
}

// gates are the ways in which a visit may be refused to those who take part in
// it, or not: what happens to it, and the answers for the two sides. "in" is
// admitted.
var gates = map[string]struct {
	change                func(w *world, id string)
	patient, practitioner string
}{
	"at the first instant":       {at(0), "in", "in"},
	"at the last millisecond":    {at(30*time.Minute - time.Millisecond), "in", "in"},
	"one millisecond too early":  {at(-time.Millisecond), "TOO_EARLY_TO_JOIN", "TOO_EARLY_TO_JOIN"},
	"a day too early":            {at(-24 * time.Hour), "TOO_EARLY_TO_JOIN", "TOO_EARLY_TO_JOIN"},
	"at the end":                 {at(30 * time.Minute), "VISIT_CLOSED", "VISIT_CLOSED"},
	"long after the end":         {at(24 * time.Hour), "VISIT_CLOSED", "VISIT_CLOSED"},
	"only held":                  {status("HELD"), "VISIT_CLOSED", "NOT_FOUND"},
	"the hold ran out":           {status("EXPIRED"), "VISIT_CLOSED", "NOT_FOUND"},
	"awaiting payment":           {status("AWAITING_PAYMENT"), "PAYMENT_REQUIRED", "NOT_FOUND"},
	"cancelled":                  {status("CANCELLED"), "VISIT_CLOSED", "VISIT_CLOSED"},
	"fulfilled":                  {status("FULFILLED"), "VISIT_CLOSED", "VISIT_CLOSED"},
	"nobody came":                {status("NO_SHOW"), "VISIT_CLOSED", "VISIT_CLOSED"},
	"failed technically":         {status("FAILED"), "VISIT_CLOSED", "VISIT_CLOSED"},
	"payment due":                {payment("DUE"), "PAYMENT_REQUIRED", "in"},
	"payment pending":            {payment("PENDING"), "PAYMENT_REQUIRED", "in"},
	"payment failed":             {payment("FAILED"), "PAYMENT_REQUIRED", "in"},
	"payment cancelled":          {payment("CANCELLED"), "PAYMENT_REQUIRED", "in"},
	"refund requested":           {payment("REFUND_REQUESTED"), "PAYMENT_REQUIRED", "in"},
	"refunded":                   {payment("REFUNDED"), "PAYMENT_REQUIRED", "in"},
	"paid":                       {payment("PAID"), "in", "in"},
	"settled":                    {payment("SETTLED"), "in", "in"},
	"unpaid and too early":       {both(payment("DUE"), at(-time.Hour)), "PAYMENT_REQUIRED", "TOO_EARLY_TO_JOIN"},
	"unpaid and over":            {both(payment("DUE"), at(time.Hour)), "VISIT_CLOSED", "VISIT_CLOSED"},
	"unpaid while the call runs": {both(payment("REFUNDED"), running("IN_CALL")), "PAYMENT_REQUIRED", "in"},
	"no informed consent":        {func(w *world, id string) { w.unsign(id) }, "CONSENT_REQUIRED", "in"},
	"no consent and too early":   {both(func(w *world, id string) { w.unsign(id) }, at(-time.Hour)), "CONSENT_REQUIRED", "TOO_EARLY_TO_JOIN"},

	"the call runs":                         {running("IN_CALL"), "in", "in"},
	"the call overruns":                     {both(running("IN_CALL"), at(45*time.Minute-time.Millisecond)), "in", "in"},
	"somebody dropped out of an overrun":    {both(running("INTERRUPTED"), at(45*time.Minute-time.Millisecond)), "in", "in"},
	"the overrun is over":                   {both(running("IN_CALL"), at(45*time.Minute)), "VISIT_CLOSED", "VISIT_CLOSED"},
	"the overrun of a broken call is over":  {both(running("INTERRUPTED"), at(45*time.Minute)), "VISIT_CLOSED", "VISIT_CLOSED"},
	"no call at the end":                    {both(running("WAITING"), at(30*time.Minute)), "VISIT_CLOSED", "VISIT_CLOSED"},
	"the call was ended before the overrun": {both(running("WRAP_UP"), at(30*time.Minute)), "VISIT_CLOSED", "VISIT_CLOSED"},
	"booked, though a call has run":         {both(running("IN_CALL"), status("BOOKED"), at(30*time.Minute)), "VISIT_CLOSED", "VISIT_CLOSED"},
}

func at(after time.Duration) func(*world, string) {
	return func(w *world, _ string) { w.Clock.Set(veraStarts.Add(after)) }
}

func status(s string) func(*world, string) {
	return func(w *world, id string) { w.setStatus(id, s) }
}

func payment(s string) func(*world, string) {
	return func(w *world, id string) { w.setPayment(id, s) }
}

func running(visit string) func(*world, string) {
	return both(status("IN_PROGRESS"), func(w *world, id string) { w.setVisit(id, visit) })
}

func both(changes ...func(*world, string)) func(*world, string) {
	return func(w *world, id string) {
		for _, change := range changes {
			change(w, id)
		}
	}
}

// onBoth are gates at which a database could make a difference: instants to the
// millisecond, and rows that are joined. The rest meets SQLite only.
var onBoth = []string{"one millisecond too early", "at the last millisecond", "cancelled", "refunded", "no informed consent", "the call overruns"}

// The one test that keeps the doors: every live field meets every gate, from
// both sides.
func TestAdmission(t *testing.T) {
	for name, gate := range gates {
		meet := func(t *testing.T, kit *testkit.World) {
			w := serve(t, kit)
			id, patient, practitioner := room(w)
			w.letIn(vera, guestName, id, rules.Relative)
			guest := side{guestName, w.join(guestName, id)}
			gate.change(w, id)
			// What changes nothing comes first.
			for _, field := range []string{"sendVisitSignals", "visitSignals", "joinVisit", "endCall"} {
				want(t, field+" of the patient", ask(w, field, id, patient), forField(field, patient.who, gate.patient))
				want(t, field+" of the practitioner", ask(w, field, id, practitioner), forField(field, practitioner.who, gate.practitioner))
				want(t, field+" of a guest", ask(w, field, id, guest), forField(field, guest.who, forGuest(gate.practitioner)))
			}
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if slices.Contains(onBoth, name) {
				testkit.Each(t, meet)
			} else {
				meet(t, testkit.New(t))
			}
		})
	}
}

func ask(w *world, field, appointment string, s side) string {
	w.t.Helper()
	return liveFields[field](w, s.who, appointment, s.session)
}

// forGuest: nobody asks a guest for money or consents, and who was let in may
// know that the visit does not take place.
func forGuest(practitioner string) string {
	if practitioner == "NOT_FOUND" {
		return "VISIT_CLOSED"
	}
	return practitioner
}

// forField is what a field answers to somebody who is admitted or refused:
// patients end no calls, and there may be no call to end.
func forField(field, who, admission string) []string {
	switch {
	case field == "endCall" && who != vorontsov:
		return []string{"FORBIDDEN"}
	case field == "endCall" && admission == "in":
		return []string{"ok", "CONFLICT"}
	case admission == "in":
		return []string{"ok"}
	}
	return []string{admission}
}

func want(t *testing.T, what, got string, oneOf []string) {
	t.Helper()
	if !slices.Contains(oneOf, got) {
		t.Errorf("%s: %s, want %v", what, got, oneOf)
	}
}

// Every live field meets every state of an invitation.
func TestAdmissionOfGuests(t *testing.T) {
	for name, x := range map[string]struct {
		by   string
		step rules.GuestStep
		want string
	}{
		"let in":                 {vorontsov, rules.GuestEnters, "in"},
		"put back":               {vorontsov, rules.GuestHolds, "NOT_ADMITTED"},
		"removed":                {vorontsov, rules.GuestGoes, "NOT_ADMITTED"},
		"removed by the patient": {vera, rules.GuestGoes, "NOT_ADMITTED"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id, _, _ := room(w)
			g := w.letIn(vera, guestName, id, rules.Relative)
			guest := side{guestName, w.join(guestName, id)}
			w.step(x.by, g.ID, x.step)
			for _, field := range []string{"sendVisitSignals", "visitSignals", "joinVisit", "endCall"} {
				want(t, field, ask(w, field, id, guest), forField(field, guest.who, x.want))
			}
		})
	}
}

// People who take no part in the visit, with everything a thief could know: the
// appointment, the session and its secret.
func TestAdmissionOfStrangers(t *testing.T) {
	strangers := map[string]map[string]string{ // of whom, by field
		nina:      {"joinVisit": "NOT_FOUND", "endCall": "FORBIDDEN", "sendVisitSignals": "SESSION_GONE", "visitSignals": "SESSION_GONE"},
		melnikova: {"joinVisit": "NOT_FOUND", "endCall": "NOT_FOUND", "sendVisitSignals": "SESSION_GONE", "visitSignals": "SESSION_GONE"},
		registrar: {"joinVisit": "FORBIDDEN", "endCall": "FORBIDDEN", "sendVisitSignals": "FORBIDDEN", "visitSignals": "FORBIDDEN"},
		"admin":   {"joinVisit": "FORBIDDEN", "endCall": "FORBIDDEN", "sendVisitSignals": "FORBIDDEN", "visitSignals": "FORBIDDEN"},
		scheduler: {"joinVisit": "FORBIDDEN", "endCall": "FORBIDDEN", "sendVisitSignals": "FORBIDDEN", "visitSignals": "FORBIDDEN"},
		nobody:    {"joinVisit": "UNAUTHENTICATED", "endCall": "UNAUTHENTICATED", "sendVisitSignals": "UNAUTHENTICATED", "visitSignals": "UNAUTHENTICATED"},
	}
	w := newWorld(t)
	id, patient, practitioner := room(w)
	for who, answers := range strangers {
		for field, code := range answers {
			want(t, who+": "+field, liveFields[field](w, who, id, patient.session), []string{code})
			want(t, who+": "+field, liveFields[field](w, who, id, practitioner.session), []string{code})
		}
	}
	want(t, "the patient is still inside", ask(w, "sendVisitSignals", id, patient), []string{"ok"})
}

// A session is its owner's only, also among those who take part in the visit.
func TestAdmissionOfSessions(t *testing.T) {
	w := newWorld(t)
	id, patient, practitioner := room(w)
	swapped := side{vorontsov, patient.session}
	guessed := side{vera, session{patient.session.id, practitioner.session.token}}
	unknown := side{vera, session{"ses_00000000000000000000000000000000", patient.session.token}}
	for field, wanted := range map[string][3]string{
		"sendVisitSignals": {"SESSION_GONE", "ok", "SESSION_GONE"}, // it knows its sender by the sign-in
		"visitSignals":     {"SESSION_GONE", "NOT_FOUND", "SESSION_GONE"},
	} {
		want(t, field+" with the other's session", ask(w, field, id, swapped), []string{wanted[0]})
		want(t, field+" without the secret", ask(w, field, id, guessed), []string{wanted[1]})
		want(t, field+" of no session", ask(w, field, id, unknown), []string{wanted[2]})
	}
	w.calls.Leave(w.account(vera).ID, patient.session.id)
	want(t, "signals after leaving", ask(w, "sendVisitSignals", id, patient), []string{"SESSION_GONE"})
	want(t, "the farewell", liveFields["visitSignals"](w, vera, id, session{patient.session.id, "guess"}), []string{"SESSION_GONE"})
	again := w.connect(vera).listen(patient.session, 0)
	want(t, "the farewell", again.ended(), []string{"LEFT"})
	want(t, "joining again", ask(w, "joinVisit", id, patient), []string{"ok"})
}

// The other two ways to be let in: covered by insurance, and late money.
func TestAdmissionOfMoney(t *testing.T) {
	w := newWorld(t)
	a := w.visitOf(petr)
	w.Clock.Set(a.StartsAt)
	want(t, "unpaid", outcome(t, w.post(petr, joinVisit, node{"id": a.ID})), []string{"PAYMENT_REQUIRED"})
	ref := w.checkout(petr, a.ID)
	want(t, "the return from the bank proves nothing", outcome(t, w.post(petr, joinVisit, node{"id": a.ID})), []string{"PAYMENT_REQUIRED"})
	w.settle(ref, "success")
	want(t, "the bank's word", outcome(t, w.post(petr, joinVisit, node{"id": a.ID})), []string{"ok"})

	s := newStage(w)
	s.do("hold " + nina + " " + melnikova + " covered 15:00")
	s.do("book " + nina)
	w.Clock.Set(s.instant("15:00"))
	want(t, "covered, not signed", outcome(t, w.post(nina, joinVisit, node{"id": s.names["held"]})), []string{"CONSENT_REQUIRED"})
}

func TestEveryLiveFieldIsInTheTable(t *testing.T) {
	s, marked := schema(), []string{}
	for _, root := range []string{"Query", "Mutation", "Subscription"} {
		for _, f := range fields(s.Types[root]) {
			if f.Directives.ForName("live") != nil {
				marked = append(marked, f.Name)
			}
		}
	}
	slices.Sort(marked)
	if tested := slices.Sorted(maps.Keys(liveFields)); !slices.Equal(marked, tested) {
		t.Errorf("@live is on %v, the table has %v", marked, tested)
	}
}

// isLive sorts every mutation and subscription: true acts on a running visit
// and begins with admit. Somebody who adds an operation decides here.
var isLive = map[string]bool{
	"joinVisit": true, "endCall": true, "sendVisitSignals": true, "visitSignals": true,

	"leaveVisit": false, // everybody may go
	// what somebody may do later; the guest's own way in is joinVisit
	"inviteGuest": false, "resendInvitation": false, "answerInvitation": false, "requestGuestCode": false, "askToEnter": false, "admitGuest": false,
	"holdGuest": false, "removeGuest": false, "invitationChanged": false,
	"finishVisit": false, // also when the time is over

	"signUp": false, "requestSignInCode": false, "confirmCode": false, "signInStaff": false, "signOut": false,
	"rescheduleAppointment": false, "cancelAppointment": false,
	"holdSlot": false, "extendHold": false, "releaseHold": false,
	"publishSchedule": false, "addScheduleException": false, "withdrawScheduleException": false, "updateService": false,
	"bookAppointment": false, "startPayment": false,
	"sendMessage": false, "markMessagesRead": false, "uploadDocuments": false, // the chat is open for days
	"requestConsentCode": false, "signConsent": false, "requestWithdrawalCode": false, "withdrawConsent": false,
	"recordConsentWithdrawal": false, "finishConsentWithdrawal": false, "restoreConsent": false, "saveDeviceCheck": false, "startDeviceCheck": false, "answerDeviceCheck": false, // of the way to the server, in no room
	"saveConclusion": false, "signConclusion": false, "amendConclusion": false, "confirmPatient": false, "createPatient": false,
	"refundPayment": false, "retryRefund": false, "retryReceipt": false, "noteUnmatchedPayment": false, // of the desk's money
	"createApiClient": false, "rotateApiClientKey": false, "revokeApiClient": false, "registerPatient": false, "linkPatient": false, "endPatientLink": false, // who books
	"inviteStaff": false, "renewStaffLink": false, "acceptStaffInvitation": false, "createSpecialty": false, "createService": false, "publishConsentDocument": false, // of the clinic
	"retryJob": false, "abandonJob": false, // of the server, not of visits
	"updateNotificationSettings": false, "updateViewer": false, "retryNotification": false, "requestEmailCode": false, "confirmEmail": false,
	"subscribeToPush": false, "unsubscribeFromPush": false, "rotateCalendarFeed": false,
	"appointmentChanged": false, "availabilityChanged": false, "visitMessages": false,
	"announceDelay": false, "withdrawDelay": false, "markPatientAbsent": false, "markVisitFailed": false, // from outside the room
	"practitionerBoard": false, "deskFloor": false, "consentWithdrawalChanged": false,
}

func TestEveryOperationIsLiveOrNot(t *testing.T) {
	s := schema()
	seen := map[string]bool{}
	for _, root := range []string{"Mutation", "Subscription"} {
		for _, f := range fields(s.Types[root]) {
			seen[f.Name] = true
			live, known := isLive[f.Name]
			if marked := f.Directives.ForName("live") != nil; !known || live != marked {
				t.Errorf("%s: @live is %v, the list says %v (known: %v)", f.Name, marked, live, known)
			}
		}
	}
	for name := range isLive {
		if !seen[name] {
			t.Errorf("%s is gone from the schema", name)
		}
	}
}
