package graph_test

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/ast"

	"televisit/ent/policy"
	"televisit/graph"
	"televisit/graph/transport"
	"televisit/internal/httpapi"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// followed waits until a stream has n followers in the server: subscriptions
// that are shared are one.
func (w *world) followed(stream string, n int) {
	w.t.Helper()
	for end := time.Now().Add(patience); w.resolver.Followers(stream) != n; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("%s has %d followers, want %d", stream, w.resolver.Followers(stream), n)
		}
	}
}

// registrarNamed makes another account of the desk and signs it in.
func (w *world) registrarNamed(name string) (account, token string) {
	w.t.Helper()
	a, err := w.Store.Account.Create().SetRole(rules.Registrar).SetName(name).SetEmail(name + "@clinic.example").
		SetLocale(rules.RU).SetTimeZone("Europe/Moscow").Save(w.system(policy.Seed))
	w.must(err)
	return a.ID, w.openSession(a.ID, "token of "+name)
}

// Whoever loses a right while sharing hears no more from then on, and is told
// why; the others do not notice.
func TestWhoLosesARightHearsNoMoreOfWhatIsShared(t *testing.T) {
	for name, lose := range map[string]func(w *world, account string){
		"another role": func(w *world, account string) { w.force("UPDATE accounts SET role = 'ADMIN' WHERE id = $1", account) },
		"the session is revoked": func(w *world, account string) {
			w.force("UPDATE sessions SET revoked_at = expires_at WHERE account_id = $1", account)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			s := newStage(w)
			w.lookAfterSessions()
			account, token := w.registrarNamed("olga")
			stays, goes := w.connect(registrar), w.connectAs(token)
			staying, going := stays.subscribe(deskFloor, nil), goes.subscribe(deskFloor, nil)
			staying.want("StreamReady")
			going.want("StreamReady")
			w.followed(outbox.Floor, 1)
			s.do("wave " + vera)
			if a, b := staying.want("BoardChanged"), going.want("BoardChanged"); !reflect.DeepEqual(a, b) {
				t.Errorf("one hears %v, the other %v", a, b)
			}

			lose(w, account)
			begun := time.Now()
			w.resolver.Bus.Publish("sessions", 0) // what every revocation says
			if code := goes.closeCode(); code != websocket.StatusCode(4403) {
				t.Errorf("closed with %d", code)
			}
			if took := time.Since(begun); took > within {
				t.Errorf("it took %v", took)
			}
			s.do("wave " + vera)
			staying.want("BoardChanged")
			if e, more := going.next(); more {
				t.Errorf("after the right was lost came %v", e)
			}
		})
	}
}

// lookAfterSessions runs what the server runs.
func (w *world) lookAfterSessions() {
	ctx, stop := context.WithCancel(w.t.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.watch.Run(ctx) }()
	w.t.Cleanup(func() { stop(); <-done })
}

// Who may share with whom: several devices of a person, everybody at the desk,
// and whoever looks at the same doctor's times; never two languages or people.
func TestWhoShares(t *testing.T) {
	w := newWorld(t)
	s := newStage(w)
	_, olga := w.registrarNamed("olga")
	phone := w.signIn(vera, "on the phone")
	times := streams["availabilityChanged"]
	for _, c := range []struct {
		stream, query string
		variables     node
		sockets       []*socket
		executions    int
	}{
		{outbox.Floor, deskFloor, nil, []*socket{w.connect(registrar), w.connectAs(olga)}, 1},
		{outbox.Availability(s.names["practitioner-grinev"]), times.query, times.variables(s),
			[]*socket{w.connect(nobody), w.connect(nina), w.connect(vorontsov)}, 1},
		{outbox.Messages(s.names[vera+".visit-room"]), visitMessages, streams["visitMessages"].variables(s),
			[]*socket{w.connect(vera), w.connectAs(phone), w.connect(vorontsov)}, 2},
		{outbox.Appointment(s.names[vera+".visit"]), appointmentChanged, streams["appointmentChanged"].variables(s),
			[]*socket{w.connect(vera), w.connectAs(phone), w.connect(vorontsov), w.connect(registrar)}, 3},
		{outbox.Board(s.names[vorontsov]), practitionerBoard, nil, []*socket{w.connect(vorontsov), w.connect(vorontsov)}, 1},
	} {
		for _, one := range c.sockets {
			one.subscribe(c.query, c.variables).want("StreamReady")
		}
		w.followed(c.stream, c.executions)
	}
}

// Each gets by sharing exactly what it would get alone, in every field.
func TestSharingChangesNoAnswer(t *testing.T) {
	for name, kind := range streams {
		for _, who := range listeners[name] {
			t.Run(name+" of "+who, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				s := newStage(w)
				alone := &world{World: w.World, t: t, url: w.alone(), resolver: w.resolver, tokens: map[string]string{who: w.token(who)}}
				everything := subscriptionTo(name)
				var heard []*stream
				for _, one := range []*world{w, alone} {
					heard = append(heard, one.connect(who).subscribe(everything, kind.variables(s)))
					heard[len(heard)-1].want("StreamReady")
				}
				for n := range 2 {
					kind.happen(s, n)
					shared, own := heard[0].want(kind.typename), heard[1].want(kind.typename)
					if !reflect.DeepEqual(shared, own) {
						t.Errorf("by sharing came\n%v\nalone it is\n%v", shared, own)
					}
				}
			})
		}
	}
}

// listeners are who may follow the streams.
var listeners = map[string][]string{
	"appointmentChanged": {vera, vorontsov, registrar}, "visitMessages": {vera, vorontsov}, "practitionerBoard": {vorontsov},
	"deskFloor": {registrar}, "consentWithdrawalChanged": {registrar}, "availabilityChanged": {nobody, vera},
}

// alone serves the same resolver to sockets that share nothing.
func (w *world) alone() (url string) {
	sessions := httpapi.Sessions{Auth: w.Auth}
	sockets := transport.NewWebSocket(transport.WebSocketConfig{Init: sessions.Init})
	mux := http.NewServeMux()
	mux.Handle("/graphql", sessions.Wrap(graph.NewHandler(w.resolver, sockets)))
	server := httptest.NewServer(mux)
	w.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = sockets.Drain(ctx)
		server.Close()
	})
	return server.URL
}

// subscriptionTo selects what can be reached in a few steps.
func subscriptionTo(name string) string {
	field := schema().Subscription.Fields.ForName(name)
	declared, given := "", ""
	names := map[string]string{"practitionerId": "id", "visitId": "id"}
	for _, a := range field.Arguments {
		variable := a.Name
		if names[a.Name] != "" {
			variable = names[a.Name]
		}
		fallback := ""
		if a.Name == "date" {
			fallback = ` = "2026-03-02"`
		}
		declared += "$" + variable + ": " + a.Type.String() + fallback + " "
		given += a.Name + ": $" + variable + " "
	}
	return "subscription(" + declared + ") { " + name + "(" + given + ") " + selection(field.Type.Name(), 4) + " }"
}

func selection(typename string, depth int) string {
	text := " { __typename "
	definition := schema().Types[typename]
	if definition.Kind == ast.Union {
		for _, member := range definition.Types {
			text += "... on " + member + selection(member, depth)
		}
		return text + "}"
	}
	for _, f := range definition.Fields {
		of := schema().Types[f.Type.Name()]
		switch {
		case slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull && a.DefaultValue == nil }):
		case of.Kind == ast.Scalar || of.Kind == ast.Enum:
			text += f.Name + " "
		case depth > 1 && f.Type.Elem == nil && of.Kind == ast.Object:
			text += f.Name + selection(of.Name, depth-1)
		}
	}
	return text + "} "
}

// Fields that depend on the account are named as the schema has them.
func TestPersonalFieldsExist(t *testing.T) {
	for _, name := range slices.Collect(maps.Keys(graph.Personal)) {
		typename, field, _ := strings.Cut(name, ".")
		if d := schema().Types[typename]; d == nil || d.Fields.ForName(field) == nil {
			t.Errorf("there is no %s", name)
		}
	}
	for _, f := range fields(schema().Subscription) {
		if !graph.HasAudience(f.Name) && f.Name != "visitSignals" {
			t.Errorf("nobody has said to whom the events of %s are the same", f.Name)
		}
	}
}
