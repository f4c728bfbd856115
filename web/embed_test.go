package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func testApp(t *testing.T) http.Handler {
	t.Helper()
	a, err := newApp(fstest.MapFS{
		"index.html":     {Data: []byte("<!doctype html><title>televisit</title>" + strings.Repeat("<p>page</p>", 100))},
		"assets/main.js": {Data: []byte(strings.Repeat("console.log('televisit');\n", 100))},
		"mark.svg":       {Data: []byte("<svg/>")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func get(t *testing.T, h http.Handler, target string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestAppAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		target, contentType string
		status              int
	}{
		"the first page":                   {"/", "text/html; charset=utf-8", 200},
		"a page of the app is index.html":  {"/visits/abc/room", "text/html; charset=utf-8", 200},
		"a script":                         {"/assets/main.js", "text/javascript; charset=utf-8", 200},
		"a picture":                        {"/mark.svg", "image/svg+xml", 200},
		"a missing asset is missing":       {"/assets/old", "text/plain; charset=utf-8", 404},
		"a missing file is missing":        {"/robots.txt", "text/plain; charset=utf-8", 404},
		"nothing outside of dist is found": {"/../embed.go", "text/plain; charset=utf-8", 404},
	} {
		t.Run(name, func(t *testing.T) {
			answer := get(t, testApp(t), c.target)
			if answer.StatusCode != c.status || answer.Header.Get("Content-Type") != c.contentType {
				t.Errorf("got %d %s, want %d %s", answer.StatusCode, answer.Header.Get("Content-Type"), c.status, c.contentType)
			}
		})
	}
}

func TestAppIsAskedAgainAndNotSentAgain(t *testing.T) {
	h := testApp(t)
	first := get(t, h, "/assets/main.js")
	if first.Header.Get("Cache-Control") != "no-cache" || first.Header.Get("ETag") == "" {
		t.Fatalf("no-cache and an ETag are missing: %v", first.Header)
	}
	again := get(t, h, "/assets/main.js", "If-None-Match", `W/"other", `+first.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("got %d, want 304", again.StatusCode)
	}
}

func TestAppIsZipped(t *testing.T) {
	h := testApp(t)
	answer := get(t, h, "/assets/main.js", "Accept-Encoding", "br, gzip")
	if answer.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal("the answer is not zipped")
	}
	r, err := gzip.NewReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := io.ReadAll(r); !strings.HasPrefix(string(text), "console.log") {
		t.Errorf("got %.20q", text)
	}
	if plain := get(t, h, "/assets/main.js", "Accept-Encoding", "gzip;q=0"); plain.Header.Get("Content-Encoding") != "" {
		t.Error("gzip was refused, and sent")
	}
}

func TestAppTrustsNobodyElse(t *testing.T) {
	h := testApp(t)
	csp := get(t, h, "http://clinic.example:8080/").Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "media-src 'self' blob:", "connect-src 'self' wss://clinic.example:8080 ws://clinic.example:8080", "frame-ancestors 'none'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("%q is missing in %q", want, csp)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Host = "x; script-src *"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if strings.Contains(w.Header().Get("Content-Security-Policy"), "*") {
		t.Error("a Host header has got into the policy")
	}
}

func TestAppIsReadOnly(t *testing.T) {
	w := httptest.NewRecorder()
	testApp(t).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("got %d, want 405", w.Code)
	}
}

func TestBuiltAppIsThere(t *testing.T) {
	h, err := Handler("")
	if err != nil {
		t.Fatal(err)
	}
	if answer := get(t, h, "/sign-in"); answer.StatusCode != http.StatusOK {
		t.Errorf("got %d", answer.StatusCode)
	}
}

func TestDevelopmentComesFromVite(t *testing.T) {
	vite := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "vite "+r.URL.Path) }))
	defer vite.Close()
	h, err := Handler(vite.URL)
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := io.ReadAll(get(t, h, "/src/main.tsx").Body); string(text) != "vite /src/main.tsx" {
		t.Errorf("got %q", text)
	}
}
