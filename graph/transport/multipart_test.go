package transport_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"sync"
	"testing"

	"televisit/graph/transport"
	"televisit/internal/fault"
)

// shelf is a Stager that counts bytes; names of files tell it how to behave.
type shelf struct {
	mu     sync.Mutex
	staged []*staged
}

type staged struct {
	name      string
	size      int64
	kept      bool
	discarded bool
}

// Discard does nothing to a kept file, as the contract wants.
func (s *staged) Discard() { s.discarded = !s.kept }

func (s *shelf) Stage(_ context.Context, name string, r io.Reader) (any, error) {
	switch name {
	case "virus.exe":
		_, _ = io.CopyN(io.Discard, r, 3)
		return nil, fault.New(fault.FileTypeRefused, "not a document")
	case "full.pdf":
		return nil, errors.New("disk full")
	case "lazy.pdf":
		return s.add(&staged{name: name}), nil
	}
	n, err := io.Copy(io.Discard, r)
	if err != nil {
		return nil, err
	}
	return s.add(&staged{name: name, size: n}), nil
}

func (s *shelf) add(file *staged) *staged {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.staged = append(s.staged, file)
	return file
}

// part is one part of a multipart body; a file when it has a file name.
type part struct{ name, file, content string }

func encodeParts(parts []part) (contentType string, body []byte) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		disposition := `form-data; name="` + p.name + `"`
		if p.file != "" {
			disposition += `; filename="` + p.file + `"`
		}
		field, _ := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}})
		_, _ = io.WriteString(field, p.content)
	}
	_ = w.Close()
	return w.FormDataContentType(), b.Bytes()
}

// upload is a request of the tests below; header defaults to the preflight one.
func upload(t *testing.T, base, accept, header string, parts []part) *http.Response {
	t.Helper()
	contentType, body := encodeParts(parts)
	return uploadRaw(t, base, accept, header, contentType, bytes.NewReader(body))
}

func uploadRaw(t *testing.T, base, accept, header, contentType string, body io.Reader) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base, body)
	if err != nil {
		t.Fatal(err)
	}
	setHeader(r, "Content-Type", contentType)
	setHeader(r, "Accept", accept)
	setHeader(r, header, "1")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

const (
	preflight = "GraphQL-Require-Preflight"
	oneFile   = `{"query":"mutation($f: Upload) { upload(file: $f) }","variables":{"f":null}}`
	twoFiles  = `{"query":"mutation($f: [Upload!]) { upload(files: $f) }","variables":{"f":[null,null]}}`
	inInput   = `{"query":"mutation($i: UploadInput) { upload(input: $i) }","variables":{"i":{"note":"x","files":[null]}}}`
)

func operations(s string) part { return part{name: "operations", content: s} }
func mapping(s string) part    { return part{name: "map", content: s} }

// Every request here is refused or fails, and leaves no file behind.
func TestMultipartRefusals(t *testing.T) {
	file, other := part{"0", "a.pdf", "hello"}, part{"1", "b.pdf", "world"}
	first, both := mapping(`{"0":["variables.f"]}`), mapping(`{"0":["variables.f.0"],"1":["variables.f.1"]}`)
	cases := map[string]struct {
		parts  []part
		status int
		code   string
		staged int
	}{
		"no parts":                         {nil, 400, "BAD_REQUEST", 0},
		"map first":                        {[]part{first, operations(oneFile), file}, 400, "BAD_REQUEST", 0},
		"file before map":                  {[]part{operations(oneFile), file, first}, 400, "BAD_REQUEST", 0},
		"no map":                           {[]part{operations(oneFile)}, 400, "BAD_REQUEST", 0},
		"operations broken":                {[]part{operations(`{"query"`), first, file}, 400, "BAD_REQUEST", 0},
		"operations are a batch":           {[]part{operations("[" + oneFile + "]"), mapping(`{"0":["0.variables.f"]}`), file}, 400, "BAD_REQUEST", 0},
		"map is a list":                    {[]part{operations(oneFile), mapping(`["variables.f"]`), file}, 400, "BAD_REQUEST", 0},
		"map has a string":                 {[]part{operations(oneFile), mapping(`{"0":"variables.f"}`), file}, 400, "BAD_REQUEST", 0},
		"map has an empty list":            {[]part{operations(oneFile), mapping(`{"0":[]}`), file}, 400, "BAD_REQUEST", 0},
		"map has a key twice":              {[]part{operations(twoFiles), mapping(`{"0":["variables.f.0"],"0":["variables.f.1"]}`), file}, 400, "BAD_REQUEST", 0},
		"map is not closed":                {[]part{operations(oneFile), mapping(`{"0":["variables.f"]`), file}, 400, "BAD_REQUEST", 0},
		"map has more after it":            {[]part{operations(oneFile), mapping(`{"0":["variables.f"]} {}`), file}, 400, "BAD_REQUEST", 0},
		"path outside variables":           {[]part{operations(oneFile), mapping(`{"0":["query"]}`), file}, 400, "BAD_REQUEST", 0},
		"path to an unknown variable":      {[]part{operations(oneFile), mapping(`{"0":["variables.g"]}`), file}, 400, "BAD_REQUEST", 0},
		"path to an index outside":         {[]part{operations(twoFiles), mapping(`{"0":["variables.f.2"]}`), file}, 400, "BAD_REQUEST", 0},
		"path to a negative index":         {[]part{operations(twoFiles), mapping(`{"0":["variables.f.-1"]}`), file}, 400, "BAD_REQUEST", 0},
		"path to a value":                  {[]part{operations(inInput), mapping(`{"0":["variables.i.note"]}`), file}, 400, "BAD_REQUEST", 0},
		"path twice":                       {[]part{operations(oneFile), mapping(`{"0":["variables.f"],"1":["variables.f"]}`), file, other}, 400, "BAD_REQUEST", 0},
		"a file is missing":                {[]part{operations(twoFiles), both, file}, 400, "BAD_REQUEST", 1},
		"a file comes twice":               {[]part{operations(twoFiles), both, file, file}, 400, "BAD_REQUEST", 1},
		"a file that map does not name":    {[]part{operations(oneFile), first, file, other}, 400, "BAD_REQUEST", 1},
		"too many files":                   {[]part{operations(manyFiles(21)), mapping(manyPaths(21))}, 400, "BAD_REQUEST", 0},
		"operations over 1 MB":             {[]part{operations(strings.Repeat(" ", 1<<20) + oneFile), first, file}, 413, "BAD_REQUEST", 0},
		"the stager fails":                 {[]part{operations(twoFiles), both, file, {"1", "full.pdf", "x"}}, 500, "INTERNAL", 1},
		"endless headers of a part":        {[]part{operations(oneFile), first, {"0", strings.Repeat("a", 64<<10), "x"}}, 400, "BAD_REQUEST", 0},
		"document not valid, after upload": {[]part{operations(`{"query":"{ nothing }","variables":{"f":null}}`), first, file}, 400, "GRAPHQL_VALIDATION_FAILED", 1},
		"a subscription":                   {[]part{operations(`{"query":"subscription { forever }","variables":{"f":null}}`), first, file}, 400, "BAD_REQUEST", 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			files := &shelf{}
			srv := newWorld().serve(t, transport.HTTP{}, transport.Multipart{Stager: files})
			resp := upload(t, srv.URL, typeGraphQL, preflight, c.parts)
			call{status: c.status, media: typeGraphQL, code: c.code, lacks: []string{"a.pdf"}}.check(t, resp)
			files.wantDiscarded(t, c.staged)
		})
	}
}

func (s *shelf) wantDiscarded(t *testing.T, n int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.staged) != n {
		t.Errorf("%d files were staged, want %d", len(s.staged), n)
	}
	for _, file := range s.staged {
		if file.discarded == file.kept {
			t.Errorf("%s: kept %v, discarded %v", file.name, file.kept, file.discarded)
		}
	}
}

func manyFiles(n int) string {
	return `{"query":"{ name }","variables":{"f":[null` + strings.Repeat(",null", n-1) + `]}}`
}

func manyPaths(n int) string {
	b := []string{}
	for i := range n {
		b = append(b, `"`+string(rune('a'+i))+`":["variables.f.`+itoa(i)+`"]`)
	}
	return "{" + strings.Join(b, ",") + "}"
}
