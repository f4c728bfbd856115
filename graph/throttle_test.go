package graph_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"televisit/graph"
	"televisit/graph/transport"
	"televisit/internal/budget"
	"televisit/internal/request"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// till is an API with small budgets and a clock of its own.
type till struct {
	t       *testing.T
	api     http.Handler
	now     time.Time
	someone string // the id of a practitioner
}

func newTill(t *testing.T) *till {
	w := newWorld(t)
	x := &till{t: t, now: testkit.Noon, someone: w.Practitioner(t, testkit.Vorontsov).ID}
	limits := &budget.Limits{Of: map[budget.Kind]budget.Caps{
		budget.Address: {Burst: 200, PerSecond: 10, Streams: 2}, budget.Account: {Burst: 100, PerSecond: 1, Streams: 1},
		budget.Client: {Burst: 50, PerSecond: 5, Streams: 2},
	}, Strangers: 3}
	w.resolver.Budgets = budget.New(limits, func() time.Time { return x.now })
	api := graph.NewHandler(w.resolver, transport.SSE{}, transport.HTTP{})
	x.api = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		ctx := request.WithHeader(request.WithAddress(r.Context(), r.RemoteAddr), rw.Header())
		switch who := r.Header.Get("Who"); who {
		case "":
		case "client":
			ctx = viewer.With(ctx, viewer.From(w.as(scheduler)))
		default:
			ctx = viewer.With(ctx, viewer.From(w.As(t, who)))
		}
		api.ServeHTTP(rw, r.WithContext(ctx))
	})
	return x
}

func (x *till) ask(from, who, document string) *httptest.ResponseRecorder {
	body, _ := json.Marshal(map[string]string{"query": document})
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
	r.RemoteAddr = from
	r.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"application/graphql-response+json"}, "Who": {who}}
	w := httptest.NewRecorder()
	x.api.ServeHTTP(w, r)
	return w
}

const page = "{practitioners(first:20){nodes{id}}}" // costs 21

func (x *till) wantCost(w *httptest.ResponseRecorder, want string) {
	x.t.Helper()
	var answer struct {
		Extensions struct{ Cost json.RawMessage }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || string(answer.Extensions.Cost) != want {
		x.t.Errorf("cost %s, want %s: %v", answer.Extensions.Cost, want, err)
	}
}

func (x *till) wantHeader(w *httptest.ResponseRecorder, limit, remaining, reset, retry string) {
	x.t.Helper()
	h := w.Header()
	got := []string{h.Get("RateLimit-Limit"), h.Get("RateLimit-Remaining"), h.Get("RateLimit-Reset"), h.Get("Retry-After")}
	if want := []string{limit, remaining, reset, retry}; strings.Join(got, " ") != strings.Join(want, " ") {
		x.t.Errorf("header %q, want %q", got, want)
	}
}

func TestAnOperationPaysForWhatItUses(t *testing.T) {
	x := newTill(t)
	first := x.ask("203.0.113.7", "", page) // there are four
	x.wantCost(first, `{"actual":5,"remaining":195,"requested":21,"restoreRate":10}`)
	x.wantHeader(first, "200", "179", "3", "")
	x.wantCost(x.ask("203.0.113.7", "", "{serverTime}"), `{"actual":1,"remaining":194,"requested":1,"restoreRate":10}`)
	x.wantCost(x.ask("203.0.113.7", testkit.Nina, "{serverTime}"), `{"actual":1,"remaining":99,"requested":1,"restoreRate":1}`)
	x.wantCost(x.ask("203.0.113.8", "", "{serverTime}"), `{"actual":1,"remaining":199,"requested":1,"restoreRate":10}`)
}

func TestWhoHasSpentTheBudgetWaits(t *testing.T) {
	x := newTill(t)
	const costly = "{practitioners(first:100){nodes{id services{id}}}}" // 601
	refused := x.ask("203.0.113.7", "", costly)
	if refused.Code != http.StatusTooManyRequests || !strings.Contains(refused.Body.String(), `"code":"RATE_LIMITED"`) || !strings.Contains(refused.Body.String(), `"retryAfter":41`) {
		t.Errorf("%d %s", refused.Code, refused.Body)
	}
	x.wantHeader(refused, "200", "200", "0", "41")
	x.wantCost(refused, `{"actual":0,"remaining":200,"requested":601,"restoreRate":10}`)
	for range 200 {
		x.ask("203.0.113.7", "", "{serverTime}")
	}
	if w := x.ask("203.0.113.7", "", "{serverTime}"); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" {
		t.Errorf("the 201st: %d %v", w.Code, w.Header())
	}
	if w := x.ask("203.0.113.8", "", "{serverTime}"); w.Code != http.StatusOK {
		t.Errorf("another address: %d", w.Code)
	}
	if w := x.ask("203.0.113.7", testkit.Nina, "{serverTime}"); w.Code != http.StatusOK {
		t.Errorf("a signed-in viewer at that address: %d", w.Code)
	}
	x.now = x.now.Add(100 * time.Millisecond)
	if w := x.ask("203.0.113.7", "", "{serverTime}"); w.Code != http.StatusOK {
		t.Errorf("later: %d %s", w.Code, w.Body)
	}
}

// A leg, and the hash of a password, cost the server a hundredth of a second and
// more: nobody begins dozens in one.
func TestWhatKeepsTheServerBusyCostsMore(t *testing.T) {
	x := newTill(t)
	for _, document := range []string{
		`mutation{joinVisit(input:{appointmentId:"apt_1",device:{camera:true,microphone:true}}){__typename}}`,
		`mutation{startDeviceCheck(input:{appointmentId:"apt_1"}){__typename}}`,
		`mutation{signInStaff(input:{email:"a@lipa.example",password:"b",code:"c"}){__typename}}`,
	} {
		if w := x.ask("203.0.113.7", testkit.Nina, document+" #"); !strings.Contains(w.Body.String(), `"requested":100`) {
			t.Errorf("%s", w.Body)
		}
		x.now = x.now.Add(time.Hour)
	}
}

// Streams are bounded for each asker, and for all strangers together.
func TestOpenStreamsAreBounded(t *testing.T) {
	x := newTill(t)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = r.Header.Get("From")
		x.api.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	// open returns what the stream says first.
	open := func(from, who string) (end io.Closer, said string) {
		t.Helper()
		body := `{"query":"subscription{availabilityChanged(practitionerId:\"` + x.someone + `\",from:\"2026-03-02T09:00:00Z\",to:\"2026-03-03T09:00:00Z\"){__typename}}"}`
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL, strings.NewReader(body))
		r.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"text/event-stream"}, "From": {from}, "Who": {who}}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = resp.Body.Close() })
		for b := make([]byte, 1000); err == nil && !strings.Contains(said, "data: "); {
			var n int
			n, err = resp.Body.Read(b)
			said += string(b[:n])
		}
		return resp.Body, said
	}
	ninas := io.Closer(nil)
	for _, step := range []struct{ from, who, want string }{
		{"203.0.113.7", "", "StreamReady"},
		{"203.0.113.7", "", "StreamReady"},
		{"203.0.113.7", "", "RATE_LIMITED"},
		{"203.0.113.8", "", "StreamReady"},
		{"203.0.113.9", "", "RATE_LIMITED"}, // four strangers
		{"203.0.113.9", testkit.Nina, "StreamReady"},
		{"203.0.113.9", testkit.Nina, "RATE_LIMITED"},
	} {
		end, said := open(step.from, step.who)
		if !strings.Contains(said, step.want) {
			t.Errorf("%+v: %s", step, said)
		}
		if step.who != "" && ninas == nil {
			ninas = end
		}
	}
	_ = ninas.Close()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if _, said := open("203.0.113.9", testkit.Nina); strings.Contains(said, "StreamReady") {
			return
		}
	}
	t.Error("the seat of a stream that has ended stays taken")
}
