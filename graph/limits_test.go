package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"

	"televisit/graph"
	"televisit/graph/transport"
	"televisit/internal/testkit"
)

const (
	tooMuch = "COMPLEXITY_LIMIT_EXCEEDED"
	invalid = "GRAPHQL_VALIDATION_FAILED"
)

// secret stands in every attack and in no answer.
const secret = "Ivanova79160000001"

// attack is one request that tries to hurt.
type attack struct {
	document, variables string
	want                string // the code of the refusal
}

// payload is another text each time, so that nothing is remembered.
func (a attack) payload(n int) string {
	document, _ := json.Marshal(fmt.Sprintln("#", secret, n) + a.document)
	return fmt.Sprintf(`{"query":%s,"variables":%s}`, document, or(a.variables, "{}"))
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// numbered repeats a text with its number.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func attacks() map[string]attack {
	const watch = `(practitionerId:"x",from:"2026-03-02T09:00:00Z",to:"2026-03-03T09:00:00Z"){__typename}`
	const takesIDs = "query($i: [ID!]!) { nodes(ids: $i) { id } }"
	spread := func(n int) string { return "{viewer{" + strings.Repeat("...f ", n) + "}} fragment f on Viewer{id}" }
	return map[string]attack{
		"20,000 repeated fields":              {"{" + strings.Repeat("serverTime ", 20_000) + "}", "", tooMuch},
		"as many repeated fields as fit":      {"{viewer{" + strings.Repeat("id ", 1_990) + "}}", "", tooMuch},
		"as many repeated spreads as fit":     {spread(900), "", tooMuch},
		"repeated inline fragments":           {"{viewer{" + strings.Repeat("...{id} ", 480) + "}}", "", ""},
		"unknown fields":                      {"{viewer{" + numbered(1_900, "f%d ") + "}}", "", invalid},
		"more than 2,000 tokens":              {"{viewer{" + numbered(2_000, "f%d ") + "}}", "", tooMuch},
		"900 levels":                          {strings.Repeat("{a", 900) + strings.Repeat("}", 900), "", tooMuch},
		"5,000 levels":                        {strings.Repeat("{", 5_000), "", "GRAPHQL_PARSE_FAILED"},
		"900 levels of lists":                 {"{nodes(ids:" + strings.Repeat("[", 900) + strings.Repeat("]", 900) + "){id}}", "", invalid},
		"11 levels":                           {"{viewer{appointments{nodes{visit{appointment{visit{appointment{visit{appointment{visit{id}}}}}}}}}}}", "", tooMuch},
		"levels inside of fragments":          {"{viewer{...a}} fragment a on Viewer{appointments{nodes{...b}}} fragment b on Appointment{visit{appointment{...c}}} fragment c on Appointment{visit{appointment{visit{appointment{visit{id}}}}}}", "", tooMuch},
		"fragments that fan out 30 levels":    {fanOut(30), "", tooMuch},
		"51 fragments":                        {"{serverTime}" + numbered(51, " fragment f%d on Query{serverTime}"), "", tooMuch},
		"fragments in a circle":               {"{...a} fragment a on Query{...b} fragment b on Query{...a ...b}", "", invalid},
		"fragments that meet in every pair":   {"{viewer{" + numbered(50, "...f%d ") + "}}" + numbered(50, " fragment f%d on Viewer{id role locale}"), "", ""},
		"directives":                          {"{serverTime " + strings.Repeat("@include(if:true)", 21) + "}", "", tooMuch},
		"directives on the operation":         {"query " + strings.Repeat("@a", 900) + "{serverTime}", "", tooMuch},
		"directives on variables":             {"query($a:Int " + strings.Repeat("@a", 900) + "){serverTime}", "", tooMuch},
		"21 aliases":                          {"{viewer{" + numbered(21, "a%d:id ") + "}}", "", tooMuch},
		"100 aliases of what is expensive":    {"{" + numbered(100, "a%d:practitioners(first:100){nodes{nextFreeAt}} ") + "}", "", tooMuch},
		"2 of what is expensive":              {"{" + numbered(2, "a%d:practitioners(first:100){nodes{nextFreeAt}} ") + "}", "", tooMuch},
		"11 fields at the root":               {"{" + strings.Repeat("serverTime ", 11) + "}", "", tooMuch},
		"11 mutations":                        {"mutation{" + numbered(11, "a%d:signOut{at} ") + "}", "", tooMuch},
		"a page of a million":                 {"{practitioners(first:1000000){nodes{id}}}", "", tooMuch},
		"a page of a million by a variable":   {"query($n:Int!){practitioners(first:$n){nodes{id}}}", `{"n":1000000}`, tooMuch},
		"a page of a million by a default":    {"query($n:Int!=1000000){practitioners(first:$n){nodes{id}}}", "", tooMuch},
		"a page beyond all numbers":           {"{practitioners(first:99999999999999999999999){nodes{id}}}", "", invalid},
		"pages of pages":                      {"{viewer{appointments(first:100){nodes{visit{messages(first:100){nodes{id}}}}}}}", "", tooMuch},
		"a thousand ids":                      {takesIDs, `{"i":["` + strings.Repeat(`a","`, 1_000) + `"]}`, tooMuch},
		"a million items":                     {takesIDs, `{"i":[` + strings.Repeat("1,", 450_000) + `1]}`, tooMuch},
		"deep variables":                      {takesIDs, `{"i":` + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + "}", tooMuch},
		"variables too deep for a socket":     {takesIDs, `{"i":` + strings.Repeat("[", 400_000) + strings.Repeat("]", 400_000) + "}", ""},
		"deep objects":                        {takesIDs, `{"i":` + strings.Repeat(`{"a":`, 9_000) + "1" + strings.Repeat("}", 9_000) + "}", tooMuch},
		"a long comment":                      {"#" + strings.Repeat("x", 20<<10) + "\n{serverTime}", "", tooMuch},
		"aliases in introspection":            {"{__schema{types{a:name b:name}}}", "", tooMuch},
		"introspection many times":            {"{" + numbered(11, "a%d:__typename ") + "}", "", tooMuch},
		"two streams":                         {"subscription{a:availabilityChanged" + watch + " b:availabilityChanged" + watch + "}", "", invalid},
		"no stream":                           {"subscription{availabilityChanged" + strings.Replace(watch, "{", "@skip(if:true){", 1) + "}", "", invalid},
		"an operation that is not there":      {"query a{serverTime} query b{serverTime}", "", invalid},
		"a syntax error":                      {"{ " + secret + "(", "", "GRAPHQL_PARSE_FAILED"},
		"an unknown field":                    {"{ " + secret + " }", "", invalid},
		"a value of another type":             {`{ nodes(ids: {a: "` + secret + `"}) { id } }`, "", invalid},
		"an enum that is none":                {"query($k:ConsentKind!){consentDocument(kind:$k){id}}", `{"k":"` + secret + `"}`, invalid},
		"a field that no input has":           {"mutation($i:HoldSlotInput!){holdSlot(input:$i){__typename}}", `{"i":{"` + secret + `":1}}`, invalid},
		"a string where a number is expected": {"query($n:Int!){practitioners(first:$n){nodes{id}}}", `{"n":"` + secret + `"}`, invalid},
	}
}

// carriers send a payload over each transport and return the answer.
func carriers(t *testing.T) map[string]func(payload string) string {
	r := &graph.Resolver{Clock: testkit.NewClock(testkit.Noon), Log: slog.New(slog.DiscardHandler)}
	return carriersTo(t, r, func(h http.Handler) http.Handler { return h }, nil)
}

// carriersTo go through a wrapper and carry headers.
func carriersTo(t *testing.T, r *graph.Resolver, wrap func(http.Handler) http.Handler, headers http.Header) map[string]func(payload string) string {
	sockets := transport.NewWebSocket(transport.WebSocketConfig{})
	h := graph.NewHandler(r, sockets, transport.SSE{}, transport.Multipart{}, transport.HTTP{})
	srv := httptest.NewServer(wrap(h))
	t.Cleanup(srv.Close)
	post := func(contentType, accept string, body io.Reader) string {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL, body)
		r.Header = http.Header{"Content-Type": {contentType}, "Accept": {accept}, "Graphql-Require-Preflight": {"1"}}
		maps.Copy(r.Header, headers)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			return err.Error()
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return string(b)
	}
	return map[string]func(string) string{
		"HTTP": func(p string) string { return post("application/json", "application/json", strings.NewReader(p)) },
		"SSE":  func(p string) string { return post("application/json", "text/event-stream", strings.NewReader(p)) },
		"multipart": func(p string) string {
			var b bytes.Buffer
			w := multipart.NewWriter(&b)
			_ = w.WriteField("operations", p)
			_ = w.WriteField("map", "{}")
			_ = w.Close()
			return post(w.FormDataContentType(), "application/json", &b)
		},
		"websocket": func(p string) string { return bySocket(t, srv.URL, p, headers) },
	}
}

func bySocket(t *testing.T, url, payload string, headers http.Header) string {
	conn, _, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: headers})
	if err != nil {
		return err.Error()
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(-1)
	var answer []byte
	for _, message := range []string{`{"type":"connection_init"}`, `{"id":"1","type":"subscribe","payload":` + payload + `}`} {
		if err := conn.Write(t.Context(), websocket.MessageText, []byte(message)); err != nil {
			return err.Error()
		}
		if _, answer, err = conn.Read(t.Context()); err != nil {
			return err.Error()
		}
	}
	return string(answer)
}

// Every attack is refused with its code, over every transport, within 50 ms of
// processor time and 64 MB, and nothing of it comes back.
func TestAttacksAreRefusedBeforeTheyCostAnything(t *testing.T) {
	for carrier, send := range carriers(t) {
		for name, a := range attacks() {
			t.Run(carrier+" "+name, func(t *testing.T) {
				answer, used := "", expense{time.Hour, 1 << 40}
				for n := range 3 { // the least of three: others work on this machine
					payload := a.payload(n)
					used = used.orLess(spent(func() { answer = send(payload) }))
				}
				if want := `"code":"` + a.want + `"`; a.want != "" && !strings.Contains(answer, want) {
					t.Errorf("got %.300s, want %s", answer, want)
				}
				t.Logf("%s, %d KB", used.time, used.bytes>>10)
				if strings.Contains(answer, secret) {
					t.Errorf("the answer repeats the request: %.300s", answer)
				}
				if used.time > slowness*50*time.Millisecond || used.bytes > 64<<20 || len(answer) > 16<<10 {
					t.Errorf("it took %s, %d MB and %d bytes of answer", used.time, used.bytes>>20, len(answer))
				}
			})
		}
	}
}

// expense is what this process has spent: processor time and allocated bytes.
type expense struct {
	time  time.Duration
	bytes uint64
}

func (e expense) orLess(o expense) expense {
	return expense{min(e.time, o.time), min(e.bytes, o.bytes)}
}

func spent(work func()) expense {
	runtime.GC()
	before := total()
	work()
	after := total()
	return expense{after.time - before.time, after.bytes - before.bytes}
}

func total() expense {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return expense{time.Duration(u.Utime.Nano() + u.Stime.Nano()), m.TotalAlloc}
}

// What the web app and the documentation ask for stays well inside the limits.
func TestTheWebAppStaysInsideTheLimits(t *testing.T) {
	var all strings.Builder
	for _, pattern := range []string{"../web/src/*/*.graphql", "../web/src/*/*/*.graphql"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(b)
		}
	}
	for name, document := range documentsOf(t, all.String()) {
		cost, refused := graph.CostOf(document, map[string]any{"first": 50})
		if refused != nil || cost > 800 {
			t.Errorf("%s costs %d: %v", name, cost, refused)
		}
		t.Log(name, cost)
	}
}

// documentsOf gives every operation with the fragments it needs.
func documentsOf(t *testing.T, text string) map[string]string {
	t.Helper()
	all, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, op := range all.Operations {
		needed := &ast.QueryDocument{Operations: ast.OperationList{op}}
		collect(all, needed, op.SelectionSet)
		var b strings.Builder
		formatter.NewFormatter(&b).FormatQueryDocument(needed)
		out[op.Name] = b.String()
	}
	return out
}

func collect(all, needed *ast.QueryDocument, set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			collect(all, needed, s.SelectionSet)
		case *ast.InlineFragment:
			collect(all, needed, s.SelectionSet)
		case *ast.FragmentSpread:
			if f := all.Fragments.ForName(s.Name); f != nil && needed.Fragments.ForName(s.Name) == nil {
				needed.Fragments = append(needed.Fragments, f)
				collect(all, needed, f.SelectionSet)
			}
		}
	}
}

// Counted to the end, fragments that spread each other twenty times would come round to nothing.
func TestACostDoesNotOverflow(t *testing.T) {
	const levels = 40
	document := "{ viewer { ...F0 } }"
	for i := range levels {
		document += fmt.Sprintf(" fragment F%d on Viewer {%s }", i, strings.Repeat(fmt.Sprintf(" ...F%d", i+1), 20))
	}
	document += fmt.Sprintf(" fragment F%d on Viewer { patient { id } }", levels)
	cost, refused := graph.CostOf(document, nil)
	if refused != nil || cost <= 1000 {
		t.Errorf("it costs %d, %v", cost, refused)
	}
}
