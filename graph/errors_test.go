package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"televisit/graph"
	"televisit/internal/fault"
	"televisit/internal/signaling"
)

// internal is an answer that says nothing but that we have a bug.
func wantInternal(t *testing.T, w *world, raw []byte, secrets ...string) {
	t.Helper()
	var answer struct {
		Errors []struct {
			Message    string
			Extensions map[string]any
		}
	}
	if err := json.Unmarshal(raw, &answer); err != nil || len(answer.Errors) == 0 {
		t.Fatalf("%v: %s", err, raw)
	}
	for _, e := range answer.Errors {
		id, _ := e.Extensions["requestId"].(string)
		if e.Message != "internal error" || e.Extensions["code"] != "INTERNAL" || len(e.Extensions) != 2 || id == "" {
			t.Errorf("the answer says %s %v", e.Message, e.Extensions)
		}
		if !strings.Contains(w.log.String(), id) {
			t.Errorf("the log does not know the request %s", id)
		}
	}
	for _, secret := range secrets {
		if strings.Contains(string(raw), secret) {
			t.Errorf("the answer holds %q: %s", secret, raw)
		}
	}
}

func TestAPanicIsOurBugAndOurSecret(t *testing.T) {
	w := newWorld(t)
	w.resolver.Inside = func(string) []signaling.Attendee { panic("Орлова Вера, +79160000004") }
	a := w.visitOf(vera)
	const q = `query($id: ID!) { appointment(id: $id) { status visit { participants { name } } } }`
	raw := w.post(vera, q, node{"id": a.ID})
	wantInternal(t, w, raw, "Орлова", "7916", "panic", "goroutine", ".go")
	if !strings.Contains(w.log.String(), "errors_test.go") {
		t.Error("the log does not say where it happened")
	}
	want(t, "the next request", outcome(t, w.post(vera, `{ viewer { role } }`, nil)), []string{"ok"})
}

func TestAPanicInAStreamEndsOnlyTheEvent(t *testing.T) {
	w := newWorld(t)
	s := newStage(w)
	stream := w.connect(vera).subscribe(`subscription($id: ID!) { appointmentChanged(id: $id) { __typename
		... on AppointmentChanged { appointment { visit { participants { name } } } } } }`, node{"id": s.names[vera+".visit"]})
	stream.want("StreamReady")
	calm := w.resolver.Inside
	w.resolver.Inside = func(string) []signaling.Attendee { panic("boom") }
	s.do("message " + vera + " " + vera + ".visit-room")
	if e, ok := stream.next(); !ok || e.code != "INTERNAL" {
		t.Errorf("got %v %v", e, ok)
	}
	w.resolver.Inside = calm
	s.do("message " + vera + " " + vera + ".visit-room")
	stream.want("AppointmentChanged")
}

func TestUnknownErrorsNeverLeak(t *testing.T) {
	w := newWorld(t)
	w.token(vera)
	w.resolver.Calls.Close()
	w.must(w.Store.Close())
	for name, ask := range map[string]func() []byte{
		"a query without a viewer": func() []byte { return w.post(nobody, `{ clinic { name } specialties { name } }`, nil) },
		"a mutation": func() []byte {
			return w.post(nobody, `mutation { requestSignInCode(input: {phone: "+79160000001"}) { __typename } }`, nil)
		},
	} {
		t.Run(name, func(t *testing.T) { wantInternal(t, w, ask(), "sql", "database", "7916", "closed") })
	}
	// Who somebody is cannot be found out: that is no sign-out.
	if raw := string(w.post(vera, `{ viewer { role } }`, nil)); !strings.Contains(raw, "UNAVAILABLE") {
		t.Errorf("with a session: %s", raw)
	}
}

// Bad documents are answered without what they held.
func TestWhoHasGoneIsNoDefect(t *testing.T) {
	var log bytes.Buffer
	r := &graph.Resolver{Log: slog.New(slog.NewTextHandler(&log, nil))}
	gone, leave := context.WithCancel(t.Context())
	leave()
	err := fmt.Errorf("read the appointment: %w", context.Canceled)
	if told := r.Present(gone, err); told.Extensions["code"] != string(fault.Unavailable) || log.Len() > 0 {
		t.Errorf("%v, %s", told, &log)
	}
	if told := r.Present(t.Context(), err); told.Extensions["code"] != string(fault.Internal) || log.Len() == 0 {
		t.Errorf("who waits is told %v, the log %s", told, &log)
	}
}

func TestRefusalsDoNotEchoTheRequest(t *testing.T) {
	w := newWorld(t)
	const secret = "4510123456"
	for name, ask := range map[string]func() []byte{
		"a number for a code":  func() []byte { return w.post(nobody, confirmCode, node{"code": 4510123456}) },
		"an object for a code": func() []byte { return w.post(nobody, confirmCode, node{"code": node{"x": secret}}) },
		"a bad instant":        func() []byte { return w.post(registrar, confirmPatient, node{"at": secret}) },
		"a bad date": func() []byte {
			return w.post(vorontsov, `query($d: Date!) { practitionerBoard(date: $d) { date } }`, node{"d": secret})
		},
		"a bad key": func() []byte { return w.post(vera, cancelVisit, node{"id": "x", "key": secret}) },
		"a bad cursor": func() []byte {
			return w.post(nobody, `query($c: Cursor) { practitioners(after: $c) { nodes { id } } }`, node{"c": secret})
		},
		"a wrong password": func() []byte { return w.post(nobody, signInStaff, node{"secret": secret}) },
		"a text for a whole input": func() []byte {
			return w.post(nobody, `mutation($i: SignUpInput!) { signUp(input: $i) { __typename } }`, node{"i": secret})
		},
	} {
		t.Run(name, func(t *testing.T) {
			raw := ask()
			if outcome(t, raw) == "ok" || strings.Contains(string(raw), secret) {
				t.Errorf("answered %s", raw)
			}
			if strings.Contains(string(raw), "INTERNAL") || strings.Contains(w.log.String(), secret) {
				t.Errorf("answered %s\nlogged %s", raw, w.log)
			}
		})
	}
}

const (
	confirmCode    = `mutation($code: String!) { confirmCode(input: {challengeId: "chl_1", code: $code}) { __typename ... on Problem { code message } } }`
	confirmPatient = `mutation($at: DateTime!) { confirmPatient(input: {patientId: "pat_1", paper: "passport", seenAt: $at}) { ... on Problem { code message } } }`
	signInStaff    = `mutation($secret: String!) { signInStaff(input: {email: $secret, password: $secret, code: $secret}) { ... on Problem { code message } } }`
)

// Codes of the top level and of problems are two sets: a client that is
// exhaustive over ProblemCode never meets a word it does not know.
func TestProblemsHaveCodesOfTheSchema(t *testing.T) {
	known := schema().Types["ProblemCode"].EnumValues
	for _, code := range []fault.Code{
		fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.RateLimited, fault.BadRequest, fault.Unavailable, fault.Internal,
	} {
		if known.ForName(string(code)) != nil {
			t.Errorf("%s is a code of the top level and a problem's", code)
		}
	}
	eachOperation(t, everyPath, func(t *testing.T, path string) {
		b := readAnswer(t, path)
		var answer struct{ Data map[string]json.RawMessage }
		if err := json.Unmarshal(b, &answer); err != nil {
			t.Fatal(err)
		}
		for _, field := range answer.Data {
			var problem struct{ Typename, Code string }
			if err := json.Unmarshal(field, &problem); errors.As(err, new(*json.UnmarshalTypeError)) {
				continue
			}
			if problem.Code != "" && known.ForName(problem.Code) == nil {
				t.Errorf("%s is no ProblemCode", problem.Code)
			}
		}
	})
}
