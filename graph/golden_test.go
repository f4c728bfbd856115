package graph_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"mime/multipart"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/internal/testkit"
)

var update = flag.Bool("update", false, "rewrite the answers in testdata; read the diff")

// operation is one file of testdata: who asks, when, after which steps, with
// which files, and the document. See steps for what may stand after "do".
type operation struct {
	as       string
	at       time.Time
	steps    []string
	files    []part
	document string
}

type part struct{ name, content string }

func readOperation(t *testing.T, path string) operation {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	o := operation{at: testkit.Noon}
	var document strings.Builder
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		key, value, isHeader := strings.Cut(strings.TrimPrefix(lines.Text(), "# "), ": ")
		if !isHeader || !strings.HasPrefix(lines.Text(), "# ") {
			document.WriteString(lines.Text() + "\n")
			continue
		}
		switch key {
		case "as":
			o.as = strings.TrimPrefix(value, "nobody")
		case "at":
			if o.at, err = time.Parse(time.RFC3339Nano, value); err != nil {
				t.Fatal(err)
			}
		case "do":
			o.steps = append(o.steps, value)
		case "file":
			name, content, _ := strings.Cut(value, " ")
			o.files = append(o.files, part{name, content})
		default:
			t.Fatalf("%s: what is %q?", path, key)
		}
	}
	o.document = document.String()
	return o
}

// run asks the world and returns the raw answer.
func (o operation) run(w *world) []byte {
	w.t.Helper()
	w.Clock.Set(o.at)
	s := newStage(w)
	for _, step := range o.steps {
		if step == "the same before" {
			o.ask(s)
			continue
		}
		s.do(step)
	}
	return o.ask(s)
}

func (o operation) ask(s *stage) []byte {
	s.w.t.Helper()
	token := s.w.token(o.as)
	document := s.fill(o.document)
	if len(o.files) == 0 {
		return s.w.postAs(token, document, nil)
	}
	return s.w.upload(token, document, o.files)
}

// upload sends files as the variable $files.
func (w *world) upload(token, document string, parts []part) []byte {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	places := map[string][]string{}
	for i := range parts {
		places[fmt.Sprint(i)] = []string{fmt.Sprintf("variables.files.%d", i)}
	}
	operations, err := json.Marshal(map[string]any{"query": document, "variables": map[string]any{"files": make([]any, len(parts))}})
	w.must(err)
	placesJSON, err := json.Marshal(places)
	w.must(err)
	w.must(form.WriteField("operations", string(operations)))
	w.must(form.WriteField("map", string(placesJSON)))
	for i, p := range parts {
		f, err := form.CreateFormFile(fmt.Sprint(i), p.name)
		w.must(err)
		_, err = f.Write([]byte(p.content))
		w.must(err)
	}
	w.must(form.Close())
	return w.send(token, form.FormDataContentType(), &body)
}

// readAnswer is the golden answer of an operation.
func readAnswer(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(strings.TrimSuffix(path, ".graphql") + ".json")
	if err != nil {
		t.Fatalf("%v; go test ./graph -update writes it", err)
	}
	return b
}

func eachOperation(t *testing.T, concerns func(path string) bool, run func(t *testing.T, path string)) {
	paths, err := filepath.Glob("testdata/*/*.graphql")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no operations: %v", err)
	}
	for _, path := range slices.DeleteFunc(paths, func(path string) bool { return !concerns(path) }) {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(path), "testdata/"), ".graphql")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, path)
		})
	}
}

func everyPath(string) bool { return true }

func TestOperationsAnswerAsBefore(t *testing.T) {
	eachOperation(t, everyPath, func(t *testing.T, path string) {
		answer := strings.TrimSuffix(path, ".graphql") + ".json"
		got := stable(t, readOperation(t, path).run(newWorld(t)))
		if *update {
			if err := os.WriteFile(answer, got, 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		want := readAnswer(t, path)
		if !bytes.Equal(got, want) {
			t.Errorf("%s\ngot:\n%s\nwant:\n%s", path, got, want)
		}
	})
}

// foreign are ids in a document that belong to somebody else.
var foreign = regexp.MustCompile(`<foreign:([a-z.-]+)>`)

// What is somebody else's looks exactly like what does not exist.
func TestForeignAndAbsentAnswerTheSame(t *testing.T) {
	isAboutForeign := func(path string) bool { return foreign.MatchString(readOperation(t, path).document) }
	eachOperation(t, isAboutForeign, func(t *testing.T, path string) {
		o := readOperation(t, path)
		hidden := o.run(newWorld(t))
		o.document = foreign.ReplaceAllString(o.document, "<absent:$1>")
		if absent := o.run(newWorld(t)); !bytes.Equal(hidden, absent) {
			t.Errorf("somebody else's: %s\nabsent: %s", hidden, absent)
		}
	})
}
