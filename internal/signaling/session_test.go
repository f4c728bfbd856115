package signaling

import (
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"televisit/internal/fault"
	"televisit/internal/rules"
)

func TestNobodyGetsInWithoutAPass(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		_, err := w.Join(t.Context(), rules.Pass{}, Participant{AccountID: "anna"})
		wantCode(t, "join", err, fault.Forbidden)
		_, err = w.Join(t.Context(), g.pass, Participant{})
		wantCode(t, "join as nobody", err, fault.Forbidden)
		_, err = w.Attach(t.Context(), rules.Pass{}, "anna", g.ID, g.ResumeToken, 0)
		wantCode(t, "attach", err, fault.Forbidden)
		_, err = w.Send(t.Context(), rules.Pass{}, "anna", g.ID, 1, nil)
		wantCode(t, "send", err, fault.Forbidden)
	})
}

func TestOfferWaitsForTheSubscription(t *testing.T) {
	inBubble(t, func(w *world) {
		l := w.join("anna").attach(0)
		first := <-l.signals
		want(t, "first signal", first, Signal{1, Offer{Negotiation: 1, SDP: "v=0", ICEServers: w.rooms.ICEServers("anna")}})
		l.hangUp()
	})
}

func TestAttachRefusesOthers(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		elsewhere := pass(t, "apt_2", w.clock.Now().Add(time.Hour))
		for name, c := range map[string]struct {
			pass           rules.Pass
			account, token string
		}{
			"a wrong token":        {g.pass, "anna", "guess"},
			"no token":             {g.pass, "anna", ""},
			"another account":      {g.pass, "boris", g.ResumeToken},
			"a pass for elsewhere": {elsewhere, "anna", g.ResumeToken},
		} {
			_, err := w.Attach(t.Context(), c.pass, c.account, g.ID, c.token, 0)
			wantCode(t, name, err, fault.NotFound)
		}
	})
}

func TestReconnectReplaysWhatWasMissed(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		l := g.attach(0)
		want(t, "offer", len(l.read()), 1)
		l.hangUp()
		w.Broadcast("apt_1", VisitStateChanged{"IN_CALL"})
		w.Broadcast("apt_2", VisitStateChanged{"ELSEWHERE"})
		l = g.attach(1)
		want(t, "missed signal", <-l.signals, Signal{2, VisitStateChanged{"IN_CALL"}})
		w.Broadcast("apt_1", VisitStateChanged{"FINISHED"})
		want(t, "live signal", <-l.signals, Signal{3, VisitStateChanged{"FINISHED"}})
		l.hangUp()
	})
}

func TestNewestSubscriptionWins(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		older := g.attach(0)
		older.read()
		newer := g.attach(0)
		want(t, "older is closed", older.isOver(), true)
		want(t, "newer reads", len(newer.read()), 1)
		want(t, "newer goes on", newer.isOver(), false)
		want(t, "nobody is away", slices.Contains(w.states("anna"), Away), false)
		newer.hangUp()
	})
}

func TestResyncWhenSignalsAreGone(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		for range kept { // the offer falls out
			w.Broadcast("apt_1", VisitStateChanged{})
		}
		for name, after := range map[string]int{"forgotten": 0, "never given": kept + 2, "negative": -1} {
			l := g.attach(after)
			want(t, name, <-l.signals, Signal{Body: Resync{}})
			want(t, name+" closes", l.isOver(), true)
		}
		want(t, "the oldest kept one is replayed", (<-g.attach(1).signals).Seq, 2)
		g.ID = "ses_unknown"
		want(t, "unknown session", <-g.attach(0).signals, Signal{Body: Resync{}})
	})
}

func TestSlowSubscriberGetsAResync(t *testing.T) {
	inBubble(t, func(w *world) {
		l := w.join("anna").attach(0)
		<-l.signals
		for range 2*kept + 1 {
			w.Broadcast("apt_1", VisitStateChanged{})
			wait(0)
		}
		bodies := l.read()
		want(t, "last", bodies[len(bodies)-1], Body(Resync{}))
	})
}

func TestRejoinReplacesTheOlderSession(t *testing.T) {
	inBubble(t, func(w *world) {
		boris, older := w.join("boris").attach(0), w.join("anna")
		l := older.attach(0)
		newer := w.join("anna")
		bodies := l.read()
		want(t, "older is told", bodies[len(bodies)-1], Body(VisitEnded{Replaced}))
		want(t, "older is closed", l.isOver(), true)
		want(t, "an older tab that reconnects", <-older.attach(len(bodies)-1).signals, Signal{len(bodies), VisitEnded{Replaced}})
		_, _, ok := w.Owner(older.ID)
		want(t, "older is over", ok, false)
		account, appointment, ok := w.Owner(newer.ID)
		want(t, "newer lives", account+appointment, "annaapt_1")
		want(t, "newer lives", ok, true)
		if got := w.states("anna"); !slices.Equal(got, []PresenceState{Joined, Joined}) {
			t.Errorf("a replaced person never left: %v", got)
		}
		boris.hangUp()
	})
}

func TestEndsAreToldWithTheirReason(t *testing.T) {
	for name, c := range map[string]struct {
		end     func(w *world, g *guest)
		anna    Reason
		isOther bool // the other one stays
	}{
		"leave":                      {func(w *world, g *guest) { w.Leave("anna", g.ID) }, Left, true},
		"end for all":                {func(w *world, _ *guest) { w.EndCall("apt_1", "CALL_ENDED") }, "CALL_ENDED", false},
		"the account is revoked":     {func(w *world, _ *guest) { w.Revoke("anna", "SIGNED_OUT") }, "SIGNED_OUT", true},
		"the sign-in is revoked":     {func(w *world, _ *guest) { w.Revoke("aus_anna", "SIGNED_OUT") }, "SIGNED_OUT", true},
		"somebody else cannot leave": {func(w *world, g *guest) { w.Leave("boris", g.ID) }, "", true},
		"another visit ends":         {func(w *world, _ *guest) { w.EndCall("apt_2", "CALL_ENDED") }, "", true},
		"the node stops":             {func(w *world, _ *guest) { w.Close() }, Shutdown, false},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(w *world) {
				g := w.join("anna")
				leg := w.rooms.last()
				l, other := g.attach(0), w.join("boris").attach(0)
				defer other.hangUp()
				defer l.hangUp()
				c.end(w, g)
				bodies := l.read()
				if end, _ := bodies[len(bodies)-1].(VisitEnded); end.Reason != c.anna {
					t.Errorf("told %+v", bodies)
				}
				want(t, "leg", Reason(leg.reason()), c.anna)
				want(t, "other is over", other.isOver(), !c.isOther)
			})
		})
	}
}

func TestJoinOnAStoppedNodeIsRefused(t *testing.T) {
	inBubble(t, func(w *world) {
		w.Close()
		_, err := w.Join(t.Context(), pass(t, "apt_1", w.clock.Now().Add(time.Hour)), Participant{AccountID: "anna"})
		wantCode(t, "join", err, fault.Unavailable)
	})
}

func TestPresenceIsToldInOrder(t *testing.T) {
	inBubble(t, func(w *world) {
		other := w.join("boris").attach(0)
		defer other.hangUp()
		g := w.join("anna")
		leg := w.rooms.last()
		l := g.attach(0)
		leg.connect()
		l.hangUp()
		wait(0)
		l = g.attach(0)
		wait(0)
		leg.disconnect()
		wait(0)
		leg.connect()
		wait(0)
		w.Leave("anna", g.ID)
		if got, want := w.states("anna"), []PresenceState{Joined, Connected, Away, Back, Away, Back, Departed}; !slices.Equal(got, want) {
			t.Errorf("told %v, want %v", got, want)
		}
		anna := Person{"anna", rules.Practitioner, "", "Dr anna"}
		gone, back := ParticipantPresence{anna, true}, ParticipantPresence{anna, false}
		if got, want := other.read()[1:], []Body{ParticipantJoined{anna, false}, gone, back, gone, back}; !reflect.DeepEqual(got, want) {
			t.Errorf("the other heard %+v, want %+v", got, want)
		}
		l.hangUp()
	})
}

func TestRejoinOfSomebodyAwayIsABack(t *testing.T) {
	inBubble(t, func(w *world) {
		w.join("anna").attach(0).hangUp()
		wait(time.Second)
		late := w.join("boris").attach(0)
		defer late.hangUp()
		anna := Person{"anna", rules.Practitioner, "", "Dr anna"}
		if got := late.read()[0]; got != Body(ParticipantJoined{anna, true}) {
			t.Errorf("a newcomer heard %+v", got)
		}
		again := w.join("anna").attach(0)
		defer again.hangUp()
		if got := late.read(); !slices.Contains(got, Body(ParticipantPresence{anna, false})) {
			t.Errorf("nobody said that she is back: %+v", got)
		}
		if got, want := w.states("anna"), []PresenceState{Joined, Away, Joined, Back}; !slices.Equal(got, want) {
			t.Errorf("told %v, want %v", got, want)
		}
	})
}

// Whoever asks after a join or a leave sees it, before anybody was told of it.
func TestWhoIsInsideIsKnownAtOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		inside := func(what string, people ...string) {
			t.Helper()
			var got []string
			for _, a := range w.Inside("apt_1") {
				got = append(got, a.AccountID+map[bool]string{true: " away"}[a.Away])
			}
			if !slices.Equal(got, people) {
				t.Errorf("%s: %v, want %v", what, got, people)
			}
		}
		inside("an empty room")
		anna := w.join("anna")
		inside("one has joined", "anna")
		w.join("vera")
		inside("another has", "anna", "vera")
		anna.attach(0).hangUp()
		synctest.Wait()
		inside("one hangs up", "anna away", "vera")
		newer := w.join("anna")
		want(t, "people while the older session ends", len(w.Inside("apt_1")), 2)
		defer newer.attach(0).hangUp()
		synctest.Wait()
		inside("and has come anew", "vera", "anna")
		w.Leave("anna", anna.ID)
		inside("a session that was replaced is left", "vera", "anna")
		w.EndCall("apt_1", "CALL_ENDED")
		inside("the call is over")
		if len(w.Inside("apt_2")) != 0 {
			t.Error("somebody is in a room where nobody is")
		}
	})
}

func TestFlickerDoesNotPileUp(t *testing.T) {
	q := newPresenceQueue()
	q.push(Presence{sessionID: "a", State: Joined})
	for range 100 {
		q.push(Presence{sessionID: "a", State: Away})
		q.push(Presence{sessionID: "b", State: Away})
		q.push(Presence{sessionID: "a", State: Back})
		q.push(Presence{sessionID: "b", State: Back})
	}
	want(t, "facts", len(q.take()), 5)
}

func TestPresenceListenerMayCallBack(t *testing.T) {
	inBubble(t, func(w *world) {
		w.Service.Close()
		var s *Service
		s = New(Config{Rooms: w.rooms, Clock: w.clock, Readmit: w.readmit, OnPresence: func(p Presence) {
			if p.State == Joined {
				s.Broadcast(p.AppointmentID, VisitStateChanged{"WAITING"})
			}
		}})
		w.Service = s
		l := w.join("anna").attach(0)
		defer l.hangUp()
		want(t, "signals", len(l.read()), 2)
	})
}

func TestVisitThatEndsDuringAJoinLetsNobodyIn(t *testing.T) {
	inBubble(t, func(w *world) {
		w.rooms.joining = func() { w.EndCall("apt_1", "CALL_ENDED") }
		_, err := w.Join(t.Context(), pass(t, "apt_1", w.clock.Now().Add(time.Hour)), Participant{AccountID: "anna"})
		wantCode(t, "join", err, fault.VisitClosed)
		want(t, "leg is closed", w.rooms.last().reason() != "", true)
		want(t, "told", len(w.states("anna")), 0)
	})
}

func TestEndedSessionSaysNothingMore(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		w.Leave("anna", g.ID)
		w.Broadcast("apt_1", VisitStateChanged{"FINISHED"})
		bodies := g.attach(0).read()
		want(t, "last", bodies[len(bodies)-1], Body(VisitEnded{Left}))
	})
}

func TestRevokingNobodyEndsNoSession(t *testing.T) {
	inBubble(t, func(w *world) {
		p := pass(t, "apt_1", w.clock.Now().Add(time.Hour))
		s, err := w.Join(t.Context(), p, Participant{AccountID: "robot"}) // came without a sign-in
		if err != nil {
			t.Fatal(err)
		}
		w.Revoke("", "SIGNED_OUT")
		_, _, ok := w.Owner(s.ID)
		want(t, "lives", ok, true)
	})
}

// Who comes back too late is told why it ended, and nobody else is.
func TestAFarewellIsForItsOwner(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		_, known := w.Farewell("anna", g.ID, g.ResumeToken)
		want(t, "while it lives", known, false)
		w.Leave("anna", g.ID)
		for name, x := range map[string]struct {
			account, token string
			known          bool
		}{
			"the owner":        {"anna", g.ResumeToken, true},
			"with a guess":     {"anna", "guess", false},
			"another, with it": {"boris", g.ResumeToken, false},
		} {
			last, known := w.Farewell(x.account, g.ID, x.token)
			want(t, name, known, x.known)
			want(t, name+" is told", last.Body == Body(VisitEnded{Left}), x.known)
		}
		wait(31 * time.Second)
		_, known = w.Farewell("anna", g.ID, g.ResumeToken)
		want(t, "half a minute later", known, false)
	})
}
