package main

import (
	"bytes"
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
	join := fmt.Sprintf(`mutation { joinVisit(input: {appointmentId: %q, device: {camera: true, microphone: true}}) { __typename ... on JoinVisitSuccess { session { id } } ... on Problem { code } } }`, c.appointment)
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
	select {
	case <-stops.done:
		t.Fatal("it has ended in the middle of a call")
	default:
	}
	stops.askAs(t, c.practitioner, fmt.Sprintf(leave, sessionIn(t, doctor)))
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

func sessionIn(t *testing.T, answer string) string {
	t.Helper()
	var a struct {
		Data struct {
			JoinVisit struct{ Session struct{ ID string } }
		}
	}
	if err := json.Unmarshal([]byte(answer), &a); err != nil {
		t.Fatal(err)
	}
	return a.Data.JoinVisit.Session.ID
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
