package playground

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

func get(t *testing.T, at string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, at, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPageNamesOnlyItsOwnFiles(t *testing.T) {
	page := body(t, get(t, Path).Body)
	links := regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) != 3 {
		t.Fatalf("the page links %v", links)
	}
	for _, link := range links {
		if link[1] == "/mark.svg" {
			continue // the web app's
		}
		answer := get(t, link[1])
		if answer.StatusCode != http.StatusOK || !strings.HasPrefix(link[1], Path+"/") {
			t.Errorf("%s answers %d", link[1], answer.StatusCode)
		}
	}
}

func TestScriptNamesOnlyWorkersThatAreThere(t *testing.T) {
	script := body(t, get(t, Path+"/playground.js").Body)
	workers := regexp.MustCompile(`[a-z]+\.worker\.js`).FindAllString(script, -1)
	if len(workers) < 3 {
		t.Fatalf("the script names %v", workers)
	}
	for _, name := range workers {
		if code := get(t, path.Join(Path, name)).StatusCode; code != http.StatusOK {
			t.Errorf("%s answers %d", name, code)
		}
	}
}

func TestStyleBringsNoFontButItsOwnIcons(t *testing.T) {
	style := body(t, get(t, Path+"/playground.css").Body)
	for _, url := range regexp.MustCompile(`url\(([^)]*)`).FindAllStringSubmatch(style, -1) {
		if strings.HasPrefix(strings.Trim(url[1], `"'`), "http") || strings.Contains(url[1], "font/") {
			t.Errorf("the style loads %.80s", url[1])
		}
	}
	if !strings.Contains(style, "codicon.ttf") || get(t, Path+"/codicon.ttf").StatusCode != http.StatusOK {
		t.Error("the editor's icons are missing")
	}
}

func TestPolicyLetsNobodyElseIn(t *testing.T) {
	policy := get(t, "http://clinic.example:8080"+Path).Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'self' ws://clinic.example:8080 wss://clinic.example:8080;", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%q is missing in %q", want, policy)
		}
	}
	if strings.Contains(policy, "unsafe-eval") {
		t.Error("scripts may be made from text")
	}
}

func TestOddHostStaysOutOfThePolicy(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, Path, nil)
	r.Host = "a; script-src *"
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	if policy := w.Header().Get("Content-Security-Policy"); strings.Contains(policy, "*") {
		t.Error(policy)
	}
}

func TestCompressesForThoseWhoTakeIt(t *testing.T) {
	plain := body(t, get(t, Path+"/playground.css").Body)
	answer := get(t, Path+"/playground.css", "Accept-Encoding", "br, gzip")
	unzipped, err := gzip.NewReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body(t, unzipped) != plain {
		t.Error("the compressed file is another one")
	}
}

func TestUnchangedFileIsNotSentAgain(t *testing.T) {
	for _, encoding := range []string{"identity", "gzip"} {
		etag := get(t, Path, "Accept-Encoding", encoding).Header.Get("ETag")
		again := get(t, Path, "Accept-Encoding", encoding, "If-None-Match", etag)
		if again.StatusCode != http.StatusNotModified || body(t, again.Body) != "" {
			t.Errorf("%s: %d", encoding, again.StatusCode)
		}
	}
}

func TestUnknownFileIsMissing(t *testing.T) {
	for _, at := range []string{Path + "/nothing.js", Path + "/index.html", Path + "/../playground.go"} {
		if code := get(t, at).StatusCode; code == http.StatusOK {
			t.Errorf("%s answers %d", at, code)
		}
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func schema(t *testing.T) *ast.Schema {
	t.Helper()
	names, err := filepath.Glob("../../schema/*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	var sources []*ast.Source
	for _, name := range names {
		sources = append(sources, &ast.Source{Name: name, Input: readFile(t, name)})
	}
	s, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTabsFitTheSchema(t *testing.T) {
	texts := regexp.MustCompile("`((?:[^`\\\\]|\\\\.)*)`").FindAllStringSubmatch(readFile(t, "src/tabs.js"), -1)
	kinds := map[ast.Operation]bool{}
	for _, text := range texts {
		document, errs := gqlparser.LoadQueryWithRules(schema(t), strings.ReplaceAll(text[1], "\\`", "`"), nil)
		if errs != nil {
			t.Fatalf("%v\n%s", errs, text[1])
		}
		kinds[document.Operations[0].Operation] = true
	}
	if len(texts) != 5 || len(kinds) != 3 {
		t.Errorf("%d tabs show %v", len(texts), kinds)
	}
}

func TestDistIsBuiltFromTheseTabs(t *testing.T) {
	script := readFile(t, "dist/playground.js")
	for _, name := range regexp.MustCompile(`(?m)^(?:query|mutation|subscription) (\w+)`).FindAllStringSubmatch(readFile(t, "src/tabs.js"), -1) {
		if !strings.Contains(script, name[1]) {
			t.Errorf("%s is missing: run `npm run build` here", name[1])
		}
	}
}
