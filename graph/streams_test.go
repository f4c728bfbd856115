package graph_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"televisit/internal/testkit"
)

const (
	appointmentChanged = `subscription($id: ID!, $after: Cursor) { appointmentChanged(id: $id, after: $after) { __typename
		... on StreamReady { cursor } ... on StreamGap { reason cursor }
		... on AppointmentChanged { cursor seq kind appointment { status visit { status } payment { status } } } } }`
	availabilityChanged = `subscription($id: ID!, $from: DateTime!, $to: DateTime!, $after: Cursor) {
		availabilityChanged(practitionerId: $id, from: $from, to: $to, after: $after) { __typename
			... on StreamReady { cursor } ... on StreamGap { reason cursor }
			... on AvailabilityChanged { cursor seq startsAt endsAt free } } }`
	visitMessages = `subscription($id: ID!, $after: Cursor) { visitMessages(visitId: $id, after: $after) { __typename
		... on StreamReady { cursor } ... on StreamGap { reason cursor }
		... on MessageAdded { cursor seq message { seq text mine } } } }`
	practitionerBoard = `subscription($date: Date = "2026-03-02", $after: Cursor) { practitionerBoard(date: $date, after: $after) { __typename
		... on StreamReady { cursor } ... on StreamGap { reason cursor }
		... on BoardChanged { cursor seq appointmentId row { status } } } }`
	deskFloor = `subscription($date: Date, $after: Cursor) { deskFloor(date: $date, after: $after) { __typename
		... on StreamReady { cursor } ... on StreamGap { reason cursor }
		... on BoardChanged { cursor seq appointmentId row { status reason } } } }`
	withdrawalChanged = `subscription($after: Cursor) { consentWithdrawalChanged(after: $after) { __typename
		... on StreamReady { cursor } ... on StreamGap { reason cursor }
		... on ConsentWithdrawalChanged { cursor seq withdrawal { id finishBy finishedAt outcome patient { id } } } } }`
)

// streamed is one kind of stream: who follows it, what makes an event in it, who
// may not follow it, and a stream whose cursors are not its own.
type streamed struct {
	who, query, typename string
	variables            func(s *stage) node
	happen               func(s *stage, n int)
	strangers            map[string]string // code by who
	foreign              string            // variables.id, or the viewer, of a stream of the same kind
}

var streams = map[string]streamed{
	"appointmentChanged": {
		who: vera, query: appointmentChanged, typename: "AppointmentChanged",
		variables: func(s *stage) node { return node{"id": s.names[vera+".visit"]} },
		happen:    func(s *stage, _ int) { s.do("message " + vera + " " + vera + ".visit-room") },
		strangers: map[string]string{nina: "NOT_FOUND", melnikova: "NOT_FOUND", "admin": "FORBIDDEN", nobody: "UNAUTHENTICATED"},
		foreign:   "appointment:other",
	},
	"visitMessages": {
		who: vera, query: visitMessages, typename: "MessageAdded",
		variables: func(s *stage) node { return node{"id": s.names[vera+".visit-room"]} },
		happen:    func(s *stage, _ int) { s.do("message " + vorontsov + " " + vera + ".visit-room") },
		strangers: map[string]string{nina: "NOT_FOUND", melnikova: "NOT_FOUND", registrar: "FORBIDDEN", nobody: "UNAUTHENTICATED"},
		foreign:   "messages:other",
	},
	"practitionerBoard": {
		who: vorontsov, query: practitionerBoard, typename: "BoardChanged",
		variables: func(*stage) node { return node{} },
		happen:    func(s *stage, _ int) { s.do("message " + vera + " " + vera + ".visit-room") },
		strangers: map[string]string{vera: "FORBIDDEN", registrar: "FORBIDDEN", nobody: "UNAUTHENTICATED"},
		foreign:   "board:other",
	},
	"deskFloor": {
		who: registrar, query: deskFloor, typename: "BoardChanged",
		variables: func(*stage) node { return node{} },
		happen:    func(s *stage, _ int) { s.do("wave " + vera) },
		strangers: map[string]string{vera: "FORBIDDEN", vorontsov: "FORBIDDEN", nobody: "UNAUTHENTICATED"},
		foreign:   "board:other",
	},
	"consentWithdrawalChanged": {
		who: registrar, query: withdrawalChanged, typename: "ConsentWithdrawalChanged",
		variables: func(*stage) node { return node{} },
		happen: func(s *stage, n int) {
			if n%2 == 0 {
				s.do("withdraw " + nina)
			} else {
				s.do("give-again " + nina)
			}
		},
		strangers: map[string]string{vera: "FORBIDDEN", vorontsov: "FORBIDDEN", "admin": "FORBIDDEN", nobody: "UNAUTHENTICATED"},
		foreign:   "floor",
	},
	"invitationChanged": {
		who: guestName, query: invitationChanged, typename: "InvitationChanged",
		variables: func(s *stage) node {
			if s.names[guestName] == "" {
				s.do("invite " + vera + " RELATIVE")
			}
			return node{}
		},
		happen:    func(s *stage, _ int) { s.do("message " + vera + " " + vera + ".visit-room") },
		strangers: map[string]string{vera: "FORBIDDEN", vorontsov: "FORBIDDEN", nobody: "UNAUTHENTICATED"},
		foreign:   "appointment:other",
	},
	"availabilityChanged": {
		who: nobody, query: availabilityChanged, typename: "AvailabilityChanged",
		variables: func(s *stage) node {
			return node{"id": s.names["practitioner-grinev"], "from": "2026-03-02T15:00:00Z", "to": "2026-03-02T18:00:00Z"}
		},
		happen: func(s *stage, n int) {
			if n%2 == 0 {
				s.do("hold " + nina + " practitioner-grinev advice 15:00")
			} else {
				s.do("release " + nina)
			}
		},
		foreign: "availability:other",
	},
}

// A client that reconnects at any point misses nothing and gets nothing twice.
func TestStreamsResume(t *testing.T) {
	for name, kind := range streams {
		t.Run(name, func(t *testing.T) {
			testkit.Each(t, func(t *testing.T, kit *testkit.World) {
				t.Parallel()
				w := serve(t, kit)
				s := newStage(w)
				variables := kind.variables(s)
				first := w.connect(kind.who).subscribe(kind.query, variables)
				cursor := first.want("StreamReady")["cursor"]
				seen := seqs{t: t}
				for n := range 4 {
					kind.happen(s, n)
					cursor = seen.add(first.want(kind.typename))
				}
				first.stop()

				kind.happen(s, 4) // while nobody listens
				kind.happen(s, 5)
				variables["after"] = cursor
				second := w.connect(kind.who).subscribe(kind.query, variables)
				if ready := second.want("StreamReady"); ready["cursor"] != cursor {
					t.Errorf("ready at %v, want %v", ready["cursor"], cursor)
				}
				seen.add(second.want(kind.typename))
				cursor = seen.add(second.want(kind.typename))
				kind.happen(s, 6)
				seen.add(second.want(kind.typename))

				variables["after"] = cursor // an older place: the same event again, in a new stream
				third := w.connect(kind.who).subscribe(kind.query, variables)
				third.want("StreamReady")
				if again := third.want(kind.typename); again["seq"] != seen.last {
					t.Errorf("after %v came %v, want %v", cursor, again["seq"], seen.last)
				}
			})
		})
	}
}

// seqs checks that a stream is dense.
type seqs struct {
	t    *testing.T
	last any
}

func (s *seqs) add(e node) (cursor any) {
	s.t.Helper()
	if s.last != nil && e["seq"] != s.last.(float64)+1 {
		s.t.Errorf("%v after %v", e["seq"], s.last)
	}
	s.last = e["seq"]
	return e["cursor"]
}

func TestStreamsRefuse(t *testing.T) {
	for name, kind := range streams {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			s := newStage(w)
			for who, code := range kind.strangers {
				stream := w.connect(who).subscribe(kind.query, kind.variables(s))
				stream.wantRefusal(code)
			}
			if variables := kind.variables(s); variables["id"] != nil {
				prefix, _, _ := strings.Cut(variables["id"].(string), "_")
				variables["id"] = prefix + "_" + strings.Repeat("0", 32)
				w.connect(kind.who).subscribe(kind.query, variables).wantRefusal("NOT_FOUND")
			}
			here := w.connect(kind.who)
			for _, after := range []string{place(kind.foreign, 0), place("row", 1), "nonsense", "", place(kind.foreign, -1)} {
				variables := kind.variables(s)
				variables["after"] = after
				here.subscribe(kind.query, variables).wantRefusal("BAD_REQUEST")
			}
		})
	}
}

// A cursor that is newer than the stream, as after a backup was restored, says
// that there is a gap, and the stream goes on from its newest place.
func TestStreamsSayThatThereIsAGap(t *testing.T) {
	for name, kind := range streams {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			s := newStage(w)
			variables := kind.variables(s)
			kind.happen(s, 0)
			here := w.connect(kind.who)
			now := here.subscribe(kind.query, variables).want("StreamReady")["cursor"].(string)
			variables["after"] = later(t, now)
			stream := here.subscribe(kind.query, variables)
			if gap := stream.want("StreamGap"); gap["cursor"] != now {
				t.Errorf("the gap ends at %v, want %v", gap["cursor"], now)
			}
			kind.happen(s, 1)
			stream.want(kind.typename)
		})
	}
}

func TestEveryResumableStreamIsTested(t *testing.T) {
	for _, f := range fields(schema().Subscription) {
		if _, tested := streams[f.Name]; !tested && f.Name != "visitSignals" {
			t.Errorf("%s is in no test of streams", f.Name)
		}
	}
}

// place is a cursor as the server writes it.
func place(stream string, seq int) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s\x00%d", stream, seq))
}

func later(t *testing.T, cursor string) string {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	stream, text, _ := strings.Cut(string(b), "\x00")
	seq, bad := strconv.Atoi(text)
	if err != nil || bad != nil {
		t.Fatal(cursor, err, bad)
	}
	return place(stream, seq+1000)
}

// The board and the floor follow one day only, and never show what is only held.
func TestBoardsFollowTheirDay(t *testing.T) {
	w := newWorld(t)
	s := newStage(w)
	today := w.connect(vorontsov).subscribe(practitionerBoard, nil)
	tomorrow := w.connect(vorontsov).subscribe(practitionerBoard, node{"date": "2026-03-03"})
	floor := w.connect(registrar).subscribe(deskFloor, nil)
	today.want("StreamReady")
	tomorrow.want("StreamReady")
	floor.want("StreamReady")

	s.do("hold " + nina + " " + vorontsov + " advice 2026-03-03T10:00:00Z")
	if row := tomorrow.want("BoardChanged")["row"]; row != nil {
		t.Errorf("the board shows what is only held: %v", row)
	}
	s.do("book " + nina)
	if row, _ := tomorrow.want("BoardChanged")["row"].(node); row["status"] != "BOOKED" {
		t.Errorf("tomorrow's row is %v", row)
	}
	s.do("hold " + nina + " practitioner-grinev advice 15:00")
	if row := floor.want("BoardChanged")["row"]; row != nil {
		t.Errorf("the floor shows what is only held: %v", row)
	}
	s.do("message " + vera + " " + vera + ".visit-room")
	if e := today.want("BoardChanged"); e["appointmentId"] != s.names[vera+".visit"] {
		t.Errorf("today's board shows %v", e)
	}
	s.do("wave " + vera)
	if e := floor.want("BoardChanged"); e["row"].(node)["reason"] != nil {
		t.Errorf("the desk reads why a patient comes: %v", e)
	}
}

// What is at hand around midnight, which is 21:00 of UTC, stands on the boards of
// both dates, in the answer and in the stream; what moves to another day leaves.
func TestBoardsReachBeyondMidnight(t *testing.T) {
	testkit.Each(t, func(t *testing.T, kit *testkit.World) {
		w := serve(t, kit)
		s := newStage(w)
		s.do("hold " + nina + " " + vorontsov + " advice 21:00")
		s.do("book " + nina)
		id, date := s.names["held"], node{"date": "2026-03-02"}
		stands := func(who, field, date string) bool {
			answer := w.do(who, `query($date: Date!) { `+field+`(date: $date) { rows { id } } }`, node{"date": date})
			return slices.ContainsFunc(answer["rows"].([]any), func(row any) bool { return row.(node)["id"] == id })
		}
		for who, field := range map[string]string{vorontsov: "practitionerBoard", registrar: "deskFloor"} {
			for date, want := range map[string]bool{"2026-03-01": false, "2026-03-02": true, "2026-03-03": true, "2026-03-04": false} {
				if stands(who, field, date) != want {
					t.Errorf("at midnight, %s of %s: it stands there: %v", field, date, !want)
				}
			}
		}
		var streams []*stream
		for who, query := range map[string]string{vorontsov: practitionerBoard, registrar: deskFloor} {
			stream := w.connect(who).subscribe(query, date)
			stream.want("StreamReady")
			streams = append(streams, stream)
		}
		w.must(w.resolver.Booking.Reschedule(w.as(nina), newKey(), id, s.instant("21:50")))
		for _, stream := range streams {
			for range 2 { // away from one time, to another
				if e := stream.want("BoardChanged"); e["appointmentId"] != id || e["row"] == nil {
					t.Errorf("within the hour after midnight: %v", e)
				}
			}
		}
		w.must(w.resolver.Booking.Reschedule(w.as(nina), newKey(), id, s.instant("2026-03-03T10:00:00Z")))
		for _, stream := range streams {
			if e := stream.want("BoardChanged"); e["appointmentId"] != id || e["row"] != nil {
				t.Errorf("moved away: %v", e)
			}
		}
		if stands(vorontsov, "practitionerBoard", "2026-03-02") {
			t.Error("what has moved away stands on the board")
		}
	})
}

// The events carry the state: booked, paid, in a call.
func TestAnAppointmentIsFollowedThroughItsLife(t *testing.T) {
	w := newWorld(t)
	a := w.visitOf(petr)
	stream := w.connect(petr).subscribe(appointmentChanged, node{"id": a.ID})
	stream.want("StreamReady")
	ref := w.checkout(petr, a.ID)
	if e := stream.want("AppointmentChanged"); e["kind"] != "PAYMENT_STARTED" {
		t.Errorf("got %v", e)
	}
	w.settle(ref, "decline")
	if e := stream.want("AppointmentChanged"); e["appointment"].(node)["payment"].(node)["status"] != "FAILED" {
		t.Errorf("after a declined card: %v", e)
	}
	ref = w.checkout(petr, a.ID)
	stream.want("AppointmentChanged")
	w.settle(ref, "success")
	if e := stream.want("AppointmentChanged"); e["appointment"].(node)["payment"].(node)["status"] != "PAID" {
		t.Errorf("after the bank's word: %v", e)
	}
}
