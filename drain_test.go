package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"televisit/internal/testkit/pg"
)

// A call goes on while its node stops, nobody new comes in there, and when it is
// over the node ends and people find the other one.
func TestACallOutlivesTheWishToStopItsNode(t *testing.T) {
	nats := startNATS(t, "").ClientURL()
	database, files := pg.URL(t), "file://"+t.TempDir()
	begin := func() *running {
		return start(t, t.TempDir(), "DATABASE_URL="+database, "NATS_URL="+nats, "SECRET_KEY="+strings.Repeat("s", 32), "BLOB_URL="+files, "LIMITS=off", "DRAIN_TIME=1h")
	}
	stops, stays := begin(), begin()
	c := openClinic(t, database)
	join := fmt.Sprintf(`mutation { joinVisit(input: {appointmentId: %q, device: {camera: true, microphone: true}}) { __typename ... on JoinVisitSuccess { session { id resumeToken } } ... on Problem { code } } }`, c.appointment)
	leave := `mutation { leaveVisit(input: {sessionId: %q}) { __typename } }`

	stops.askAs(t, c.patient, join)
	doctor := stops.askAs(t, c.practitioner, join)
	if !strings.Contains(doctor, "JoinVisitSuccess") {
		t.Fatal(doctor)
	}
	if err := stops.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	limit := time.Now().Add(20 * time.Second)
	for code := 0; code != http.StatusServiceUnavailable; code, _ = stops.get("/readyz") {
		if time.Now().After(limit) {
			t.Fatal("it still says that it is ready")
		}
	}
	if code, _ := stays.get("/readyz"); code != http.StatusOK {
		t.Errorf("the other node answers %d", code)
	}
	again := stops.askAs(t, c.patient, join)
	if !strings.Contains(again, "JoinVisitSuccess") {
		t.Errorf("a reload in the call: %s", again)
	}
	stops.tells(t, c.patient, again, "ServerStopping")
	select {
	case <-stops.done:
		t.Fatal("it has ended in the middle of a call")
	default:
	}
	stops.askAs(t, c.practitioner, fmt.Sprintf(leave, sessionIn(t, doctor).ID))
	select {
	case err := <-stops.done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the call is over, and it does not end")
	}
	if answer := stays.askAs(t, c.patient, join); !strings.Contains(answer, "JoinVisitSuccess") {
		t.Errorf("on the other node: %s", answer)
	}
}

type session struct{ ID, ResumeToken string }

func sessionIn(t *testing.T, answer string) session {
	t.Helper()
	var a struct {
		Data struct {
			JoinVisit struct{ Session session }
		}
	}
	if err := json.Unmarshal([]byte(answer), &a); err != nil {
		t.Fatal(err)
	}
	return a.Data.JoinVisit.Session
}

// tells waits for a signal to somebody who has joined.
func (s *running) tells(t *testing.T, token, joined, signal string) {
	t.Helper()
	in := sessionIn(t, joined)
	body, _ := json.Marshal(map[string]string{"query": fmt.Sprintf(
		`subscription { visitSignals(sessionId: %q, resumeToken: %q, afterSeq: 0) { body { __typename } } }`, in.ID, in.ResumeToken)})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"text/event-stream"}, "Authorization": {"Bearer " + token}}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if strings.Contains(lines.Text(), signal) {
			return
		}
	}
	t.Errorf("nobody said %s", signal)
}

// askAs sends one operation for the owner of a token.
func (s *running) askAs(t *testing.T, token, query string) string {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"query": query})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, _ := io.ReadAll(answer.Body)
	return string(b)
}
