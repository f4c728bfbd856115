// Package docs checks what the documentation says about the schema and the files.
package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// pages are the documents by their path from here.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, pattern := range []string{"../*.md", "*.md", "adr/*.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			found[name] = read(t, name)
		}
	}
	return found
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func schema(t *testing.T) *ast.Schema {
	t.Helper()
	names, err := filepath.Glob("../schema/*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	var sources []*ast.Source
	for _, name := range names {
		sources = append(sources, &ast.Source{Name: name, Input: read(t, name)})
	}
	s, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What the page of signals says in tables and what the schema has are the same:
// the signals of the server, those of clients, and why a session ends.
func TestThePageOfSignalsNamesEachSignal(t *testing.T) {
	s, page := schema(t), read(t, "SIGNALING.md")
	want := map[string]bool{}
	for _, member := range s.Types["SignalBody"].Types {
		want[member] = true
	}
	for _, input := range s.Types["SignalInput"].Fields {
		want[input.Name] = true
	}
	for _, reason := range s.Types["VisitEndReason"].EnumValues {
		want[reason.Name] = true
	}
	said := map[string]bool{}
	for _, title := range []string{"| Signal | Meaning |", "| You say | When |", "| `VisitEnded` | Why |"} {
		_, table, found := strings.Cut(page, title)
		if !found {
			t.Fatalf("no table %s", title)
		}
		table, _, _ = strings.Cut(table, "\n\n")
		for _, row := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|").FindAllStringSubmatch(table, -1) {
			said[row[1]] = true
			if !want[row[1]] {
				t.Errorf("the schema has no %s", row[1])
			}
		}
	}
	for name := range want {
		if !said[name] {
			t.Errorf("the page does not say what %s is", name)
		}
	}
	for name := range said {
		if s.Types[name] != nil && s.Types[name].Kind == ast.Object && !strings.Contains(page, "... on "+name+" ") {
			t.Errorf("the subscription of the page does not ask for %s", name)
		}
	}
}

func TestOperationsFitTheSchema(t *testing.T) {
	block := regexp.MustCompile("(?s)```graphql\n(.*?)```")
	inScript := regexp.MustCompile("(?s)[`'](\\s*(?:query|mutation|subscription)?\\s*(?:\\([^)]*\\))?\\s*\\{ .*?)[`']")
	s, n := schema(t), 0
	sources := pages(t)
	examples, err := filepath.Glob("../clients/examples/*.ts")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range examples {
		sources[name] = read(t, name)
	}
	for name, text := range sources {
		found := block.FindAllStringSubmatch(text, -1)
		if strings.HasSuffix(name, ".ts") {
			found = inScript.FindAllStringSubmatch(text, -1)
		}
		for _, operation := range found {
			n++
			if _, errs := gqlparser.LoadQueryWithRules(s, operation[1], nil); errs != nil {
				t.Errorf("%s: %v\n%s", name, errs, operation[1])
			}
		}
	}
	if n < 14 {
		t.Errorf("only %d operations were found", n)
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	for name, text := range pages(t) {
		for _, to := range link.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), to[1])); err != nil {
				t.Errorf("%s links %s", name, to[1])
			}
		}
	}
}

func TestReadmeNamesEverySetting(t *testing.T) {
	text := read(t, "../README.md")
	config := read(t, "../internal/config/config.go")
	for _, env := range regexp.MustCompile(`env:"(\w+)"`).FindAllStringSubmatch(config, -1) {
		if !strings.Contains(text, "`"+env[1]+"`") {
			t.Errorf("%s is missing", env[1])
		}
	}
}

// Each rule of COMPLAINTS.md is kept by tests that exist.
func TestEveryComplaintHasItsTests(t *testing.T) {
	tests := testNames(t)
	row := regexp.MustCompile(`(?m)^\| (\d+) \| .+ \| (.+) \|$`)
	rows := row.FindAllStringSubmatch(read(t, "COMPLAINTS.md"), -1)
	if len(rows) != 10 {
		t.Errorf("%d rules, not 10", len(rows))
	}
	for _, r := range rows {
		names := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(r[2], -1)
		if len(names) == 0 {
			t.Errorf("rule %s has no test", r[1])
		}
		for _, name := range names {
			if !tests[name[1]] {
				t.Errorf("rule %s: there is no test %q", r[1], name[1])
			}
		}
	}
}

// testNames are the names of Go tests and the titles of those in TypeScript.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	name := map[string]*regexp.Regexp{
		"_test.go": regexp.MustCompile(`(?m)^func (Test\w+)\(`),
		".test.ts": regexp.MustCompile(`(?m)^\s*test\('([^']+)'`), ".spec.ts": regexp.MustCompile(`(?m)^\s*test\('([^']+)'`),
	}
	found := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (e.Name() == "node_modules" || e.Name() == ".tools" || e.Name() == ".git") {
			return filepath.SkipDir
		}
		for suffix, names := range name {
			if strings.HasSuffix(path, suffix) {
				for _, m := range names.FindAllStringSubmatch(read(t, path), -1) {
					found[m[1]] = true
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
