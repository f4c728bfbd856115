package graph_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/policy"
	"televisit/graph"
	"televisit/graph/transport"
	"televisit/internal/booking"
	"televisit/internal/bus"
	"televisit/internal/catalogue"
	"televisit/internal/charting"
	"televisit/internal/chat"
	"televisit/internal/fault"
	"televisit/internal/files"
	registerdemo "televisit/internal/fiscal/demo"
	"televisit/internal/httpapi"
	"televisit/internal/notify"
	"televisit/internal/notifying"
	"televisit/internal/pay"
	"televisit/internal/pay/demo"
	"televisit/internal/request"
	"televisit/internal/rules"
	"televisit/internal/schedule"
	"televisit/internal/signaling"
	"televisit/internal/signing"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
	"televisit/internal/visiting"
	"televisit/media"
)

// patience is how long anything may take on a busy machine.
const patience = 20 * time.Second

// world is the clinic of testkit behind the whole API, as the server wires it:
// real transports, SFU, bus, storage and the demo bank.
type world struct {
	sfu *media.SFU
	*testkit.World
	t        *testing.T
	url      string
	resolver *graph.Resolver
	calls    *signaling.Service
	bank     *demo.Provider
	blobs    *files.Store
	folder   string // of the blobs
	log      *journal
	watch    *httpapi.Watch

	session map[string]session // of people in a call
	guests  map[string]string  // accounts of people who were invited, by name

	mu     sync.Mutex
	tokens map[string]string
	// keep lets sessions outlive a refusal, so that a test can ask what their
	// holders are answered before the sweep has ended them.
	keep bool
}

// people are the seeded accounts by the names that tests use.
var people = map[string]string{
	"patient-nina": testkit.Nina, "patient-petr": testkit.Petr, "patient-maksim": testkit.Maksim, "patient-vera": testkit.Vera,
	"practitioner-vorontsov": testkit.Vorontsov, "practitioner-melnikova": testkit.Melnikova, "practitioner-grinev": testkit.Grinev,
	"registrar": testkit.Desk, "admin": testkit.Admin,
}

// Short names for the people of most tests: Vera has a visit with Vorontsov at
// 11:30 with everything done, Nina and Melnikova are strangers to it.
const (
	vera, nina, petr, maksim = "patient-vera", "patient-nina", "patient-petr", "patient-maksim"
	vorontsov, melnikova     = "practitioner-vorontsov", "practitioner-melnikova"
	registrar, nobody        = "registrar", ""
	scheduler                = "scheduler" // an API client with all scopes
)

// veraStarts is when Vera's visit begins; it takes half an hour.
var veraStarts = testkit.Noon.Add(150 * time.Minute)

func serve(t *testing.T, kit *testkit.World) *world {
	t.Helper()
	w := &world{World: kit, t: t, tokens: map[string]string{}, guests: map[string]string{}, log: &journal{}, folder: t.TempDir()}
	log := slog.New(slog.NewTextHandler(w.log, nil))
	events, err := bus.Open(t.Context(), "")
	w.must(err)
	kit.Store.Woken = events.Publish
	w.blobs, err = files.Open(t.Context(), w.folder)
	w.must(err)
	w.blobs.MaxBytes = 64 << 10
	w.bank, err = demo.Open(demo.Options{
		Folder: t.TempDir(), Secret: []byte("the bank's key of tests"), BaseURL: "https://clinic.example", OpenJournal: true, Clock: kit.Clock,
	})
	w.must(err)
	sfu, err := media.New(media.Config{Addr: "127.0.0.1:0", Log: log})
	w.must(err)
	w.sfu = sfu

	register := &registerdemo.Register{Folder: t.TempDir(), BaseURL: "https://clinic.example", Zone: testkit.Zone, Clock: kit.Clock}
	w.must(register.Open())
	bookings := &booking.Service{Store: kit.Store, Clock: kit.Clock}
	payments := &pay.Service{Store: kit.Store, Clock: kit.Clock, Provider: w.bank, Booking: bookings, Fiscal: register}
	bookings.Money = payments
	w.resolver = &graph.Resolver{
		Store: kit.Store, Clock: kit.Clock, Bus: events, Log: log, Auth: kit.Auth, Booking: bookings,
		Pay:      payments,
		Signing:  &signing.Service{Store: kit.Store, Clock: kit.Clock, Codes: kit.Auth, Visits: bookings},
		Charting: &charting.Service{Store: kit.Store, Clock: kit.Clock},
		Chat:     &chat.Service{Store: kit.Store, Clock: kit.Clock},
		Notices: &notifying.Service{
			Store: kit.Store, Clock: kit.Clock, SMS: office{}, Mail: office{}, Push: office{}, PushKey: "the clinic's key",
			BaseURL: "https://clinic.example", Organizer: "visits@clinic.example", Key: []byte("a key of tests"),
		},

		Schedules: &schedule.Service{Store: kit.Store, Clock: kit.Clock},
		Catalogue: &catalogue.Service{Store: kit.Store, Clock: kit.Clock},
	}
	attendance := visiting.NewAttendance()
	visits := &visiting.Service{Store: kit.Store, Clock: kit.Clock, Calendar: bookings, Money: payments, Log: log}
	w.calls = signaling.New(signaling.Config{
		Rooms: signaling.Local(sfu), Clock: kit.Clock, Readmit: w.readmit, Log: log, Sweep: time.Hour,
		OnPresence: func(p signaling.Presence) {
			attendance.Note(p)
			visits.Presence(context.Background(), p)
		},
	})
	visits.Rooms = visiting.Calls{Attendance: attendance, Signaling: w.calls}
	w.resolver.Checks = signaling.NewChecks(sfu)
	w.resolver.Visiting, w.resolver.Calls, w.resolver.Inside = visits, w.calls, w.calls.Inside
	w.watch = &httpapi.Watch{Auth: kit.Auth, Bus: events, Log: log}
	kit.Auth.Revoked = w.watch.Revoked
	w.watch.Ended = func(session string, why rules.SessionEnd) { w.calls.Revoke(session, signaling.Reason(why)) }
	w.serve()
	t.Cleanup(func() {
		w.calls.Close()
		_ = sfu.Close()
		events.Close()
		_ = w.blobs.Close()
	})
	return w
}

func (w *world) serve() {
	sessions := httpapi.Sessions{Auth: w.Auth}
	sockets := transport.NewWebSocket(transport.WebSocketConfig{Init: sessions.Init, Expired: w.watch.Expired, Scope: graph.Scope})
	api := graph.NewHandler(w.resolver, sockets,
		transport.Multipart{Stager: files.Uploads{Store: w.blobs}, MayUpload: w.resolver.Charting.MayUpload}, transport.HTTP{})
	mux := http.NewServeMux()
	mux.Handle("/graphql", sessions.Wrap(api))
	mux.HandleFunc("POST /webhooks/demo", httpapi.Webhook(w.resolver.Pay, w.resolver.Log))
	mux.Handle(demo.Path, w.bank.Handler())
	server := httptest.NewServer(mux)
	w.url = server.URL
	w.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := sockets.Drain(ctx); err != nil {
			w.t.Errorf("sockets are left: %v", err)
		}
		server.Close()
	})
}

// newWorld is a world on SQLite.
func newWorld(t *testing.T) *world {
	t.Helper()
	return serve(t, testkit.New(t))
}

func (w *world) readmit(ctx context.Context, accountID, appointmentID string) (rules.Pass, error) {
	w.mu.Lock()
	keep := w.keep
	w.mu.Unlock()
	if keep { // "nobody can decide now" ends no call
		return rules.Pass{}, fault.New(fault.Unavailable, "not now")
	}
	return w.resolver.Readmit(ctx, accountID, appointmentID)
}

func (w *world) keepSessions() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.keep = true
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// as is the context of one of people.
func (w *world) as(who string) context.Context {
	w.t.Helper()
	switch who {
	case nobody: // from where requests come
		return request.WithAddress(w.t.Context(), "127.0.0.1")
	case scheduler:
		v, err := w.Auth.Authenticate(w.t.Context(), w.token(who))
		w.must(err)
		return viewer.With(w.t.Context(), v)
	}
	if id := w.guests[who]; id != "" {
		v, err := w.Auth.ViewerOf(w.t.Context(), id)
		w.must(err)
		return viewer.With(w.t.Context(), v)
	}
	return w.As(w.t, people[who])
}

func (w *world) system(task string) context.Context { return testkit.System(w.t, task) }

func (w *world) account(who string) *db.Account {
	w.t.Helper()
	if id := w.guests[who]; id != "" {
		a, err := w.Store.Account.Get(w.system(policy.Auth), id)
		w.must(err)
		return a
	}
	login := people[who]
	a, err := w.Store.Account.Query().Where(account.Or(account.Phone(login), account.Email(login))).Only(w.system(policy.Auth))
	w.must(err)
	return a
}

// token is the person's session; every call gives the same one.
func (w *world) token(who string) string {
	w.t.Helper()
	if who == nobody {
		return ""
	}
	w.mu.Lock()
	known := w.tokens[who]
	w.mu.Unlock()
	if known == "" {
		if who == scheduler {
			_, known = w.APIClient(w.t)
		} else {
			known = w.signIn(who, "token of "+who)
		}
		w.mu.Lock()
		w.tokens[who] = known
		w.mu.Unlock()
	}
	return known
}

// signIn opens a session that outlives the test's jumps in time.
func (w *world) signIn(who, token string) string {
	w.t.Helper()
	return w.openSession(w.account(who).ID, token)
}

// openSession is the same for any account.
func (w *world) openSession(accountID, token string) string {
	w.t.Helper()
	token = strings.ReplaceAll(token, " ", "-")
	sum := sha256.Sum256([]byte(token))
	now := w.Clock.Now()
	w.must(w.Store.Session.Create().SetAccountID(accountID).SetTokenHash(hex.EncodeToString(sum[:])).
		SetExpiresAt(now.AddDate(1, 0, 0)).SetSeenAt(now).SetIdleFor(365 * 24 * time.Hour).Exec(w.system(policy.Auth)))
	return token
}

// post sends an operation and returns the body of the answer.
func (w *world) post(who, query string, variables any) []byte {
	w.t.Helper()
	return w.postAs(w.token(who), query, variables)
}

func (w *world) postAs(token, query string, variables any) []byte {
	w.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	w.must(err)
	return w.send(token, "application/json", strings.NewReader(string(body)))
}

func (w *world) send(token, contentType string, body io.Reader) []byte {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+"/graphql", body)
	w.must(err)
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("GraphQL-Require-Preflight", "1")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	w.must(err)
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	w.must(err)
	return b
}

// node is a part of an answer.
type node = map[string]any

// do sends an operation with one root field that has to succeed, and returns the field.
func (w *world) do(who, query string, variables any) node {
	w.t.Helper()
	raw := w.post(who, query, variables)
	var answer struct {
		Data   map[string]node
		Errors []any
	}
	w.must(json.Unmarshal(raw, &answer))
	for _, field := range answer.Data {
		if field["message"] == nil && len(answer.Errors) == 0 {
			return field
		}
	}
	w.t.Fatalf("%s: %s\n%s", who, query, raw)
	return nil
}

// outcome says in one word what an operation answered: the code of the error or
// of the problem, else "ok".
func outcome(t *testing.T, raw []byte) string {
	t.Helper()
	var answer struct {
		Data   map[string]any
		Errors []struct {
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	if len(answer.Errors) > 0 {
		return answer.Errors[0].Extensions.Code
	}
	for _, field := range answer.Data {
		if problem, ok := field.(node); ok && problem["message"] != nil {
			return problem["code"].(string)
		}
	}
	return "ok"
}

// force changes rows as no operation can; the statements are the test's own.
func (w *world) force(statement string, args ...any) {
	w.t.Helper()
	w.must(w.Store.InTx(w.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	}))
}

// visitOf is the patient's seeded visit of today.
func (w *world) visitOf(who string) *db.Appointment {
	w.t.Helper()
	return w.Appointment(w.t, people[who], rules.Booked)
}

// office takes every SMS, mail and push message.
type office struct{}

func (office) Send(context.Context, notify.SMS) error      { return nil }
func (office) SendMail(context.Context, notify.Mail) error { return nil }
func (office) SendPush(context.Context, notify.Push) error { return nil }

// journal is a log that tests read.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
