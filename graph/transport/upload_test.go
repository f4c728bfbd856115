package transport_test

import (
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"televisit/graph/transport"
	"televisit/internal/fault"
)

func itoa(i int) string { return strconv.Itoa(i) }

// describe keeps the files that arrive and says what the resolver saw.
func describe(_ context.Context, a args) (any, error) {
	seen := []string{}
	values, _ := a["files"].([]any)
	if input, ok := a["input"].(map[string]any); ok {
		values = input["files"].([]any)
	}
	if file, ok := a["file"]; ok {
		values = []any{file}
	}
	for _, value := range values {
		seen = append(seen, see(value))
	}
	return strings.Join(seen, " "), nil
}

func see(value any) string {
	switch v := value.(type) {
	case *staged:
		v.kept = true
		return fmt.Sprintf("%s:%d", v.name, v.size)
	case *fault.Error:
		return string(v.Code)
	}
	return fmt.Sprintf("%T", value)
}

func TestMultipart(t *testing.T) {
	twice := `{"query":"mutation($f: Upload, $g: [Upload!]) { upload(files: $g) other: upload(file: $f) }","variables":{"f":null,"g":[null]}}`
	inline := `{"query":"mutation($f: Upload!) { upload(files: [$f]) }","variables":{"f":null}}`
	a, b := part{"0", "a.pdf", "hello"}, part{"1", "b.pdf", "worlds"}
	both := mapping(`{"0":["variables.f.0"],"1":["variables.f.1"]}`)
	cases := map[string]struct {
		parts []part
		has   string
	}{
		"a variable":                   {[]part{operations(oneFile), mapping(`{"0":["variables.f"]}`), a}, `"upload":"a.pdf:5"`},
		"a list":                       {[]part{operations(twoFiles), both, a, b}, `"upload":"a.pdf:5 b.pdf:6"`},
		"a list, in another order":     {[]part{operations(twoFiles), both, b, a}, `"upload":"a.pdf:5 b.pdf:6"`},
		"an input object":              {[]part{operations(inInput), mapping(`{"0":["variables.i.files.0"]}`), a}, `"upload":"a.pdf:5"`},
		"a variable inside a literal":  {[]part{operations(inline), mapping(`{"0":["variables.f"]}`), a}, `"upload":"a.pdf:5"`},
		"one file in two places":       {[]part{operations(twice), mapping(`{"0":["variables.f","variables.g.0"]}`), a}, `"other":"a.pdf:5","upload":"a.pdf:5"`},
		"a path in the client's name":  {[]part{operations(oneFile), mapping(`{"0":["variables.f"]}`), {"0", "../../a.pdf", "x"}}, `"upload":"a.pdf:1"`},
		"an empty file":                {[]part{operations(oneFile), mapping(`{"0":["variables.f"]}`), {"0", "a.pdf", ""}}, `"upload":"a.pdf:0"`},
		"a refused file":               {[]part{operations(oneFile), mapping(`{"0":["variables.f"]}`), {"0", "virus.exe", "MZ......"}}, `"upload":"FILE_TYPE_REFUSED"`},
		"a refused file beside others": {[]part{operations(twoFiles), both, {"0", "virus.exe", noise(100_000)}, b}, `"upload":"FILE_TYPE_REFUSED b.pdf:6"`},
		"a stager that reads nothing":  {[]part{operations(twoFiles), both, {"0", "lazy.pdf", noise(100_000)}, b}, `"upload":"lazy.pdf:0 b.pdf:6"`},
		"no file at all":               {[]part{operations(`{"query":"{ name }"}`), mapping(`{}`)}, `"name":"Anna"`},
		"twenty files":                 {append([]part{operations(manyFiles(20)), mapping(manyPaths(20))}, twentyFiles()...), `"name":"Anna"`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			files, w := &shelf{}, newWorld()
			w.fields["upload"] = describe
			srv := w.serve(t, transport.Multipart{Stager: files})
			resp := upload(t, srv.URL, "", "Apollo-Require-Preflight", c.parts)
			call{status: 200, media: typeJSON, has: []string{c.has}}.check(t, resp)
			files.wantDiscarded(t, len(files.staged)) // or kept
		})
	}
}

func twentyFiles() (parts []part) {
	for i := range 20 {
		parts = append(parts, part{string(rune('a' + i)), "x", "x"})
	}
	return parts
}

// Who may not upload is refused before anything is read: the body never ends.
func TestUploadIsRefusedUnread(t *testing.T) {
	deny := func(context.Context) error { return fault.New(fault.Unauthenticated, "sign in first") }
	for name, c := range map[string]struct {
		header string
		deny   func(context.Context) error
		status int
		code   string
		why    string
	}{
		"no preflight header": {"", nil, 400, "BAD_REQUEST", preflight},
		"not signed in":       {preflight, deny, 401, "UNAUTHENTICATED", "sign in first"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := newWorld().serve(t, transport.Multipart{Stager: &shelf{}, MayUpload: c.deny})
			body, end := io.Pipe()
			t.Cleanup(func() { _ = end.Close() })
			resp := uploadRaw(t, srv.URL, "", c.header, "multipart/form-data; boundary=b", body)
			call{status: c.status, code: c.code, has: []string{c.why}}.check(t, resp)
		})
	}
}

func TestUploadBodyEndsEarly(t *testing.T) {
	files := &shelf{}
	srv := newWorld().serve(t, transport.Multipart{Stager: files, BodyLimit: 2 << 20, ReadIdle: 50 * time.Millisecond})
	contentType, body := encodeParts([]part{operations(oneFile), mapping(`{"0":["variables.f"]}`), {"0", "a.pdf", noise(1 << 20)}})
	cut := string(body[:len(body)/2])
	send := func(body io.Reader) *http.Response {
		return uploadRaw(t, srv.URL, typeGraphQL, preflight, contentType, body)
	}
	t.Run("it is cut", func(t *testing.T) {
		call{status: 400, code: "BAD_REQUEST"}.check(t, send(strings.NewReader(cut)))
	})
	t.Run("it stops coming", func(t *testing.T) {
		stalled, end := io.Pipe()
		t.Cleanup(func() { _ = end.Close() })
		call{status: 400, code: "BAD_REQUEST"}.check(t, send(io.MultiReader(strings.NewReader(cut), stalled)))
	})
	t.Run("it is too large", func(t *testing.T) {
		large := strings.NewReader(string(body[:1<<20]) + noise(2<<20))
		call{status: 413, code: "BAD_REQUEST"}.check(t, send(large))
	})
	files.wantDiscarded(t, 0)
}

// After the body the deadline for reading is lifted: it must not end the
// operation.
func TestOperationOutlastsReadIdle(t *testing.T) {
	w := newWorld()
	w.fields["upload"] = func(ctx context.Context, _ args) (any, error) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond): // the operation's own work
			return 1, nil
		}
	}
	srv := w.serve(t, transport.Multipart{Stager: &shelf{}, ReadIdle: 20 * time.Millisecond})
	resp := upload(t, srv.URL, "", preflight, []part{operations(oneFile), mapping(`{"0":["variables.f"]}`), {"0", "a.pdf", "x"}})
	call{status: 200, has: []string{`{"data":{"upload":1}}`}}.check(t, resp)
}

func TestFilesOfAPanicAreDiscarded(t *testing.T) {
	files, w := &shelf{}, newWorld()
	w.fields["upload"] = func(context.Context, args) (any, error) { panic("a defect") }
	srv := w.serve(t, transport.Multipart{Stager: files})
	resp := upload(t, srv.URL, "", preflight, []part{operations(oneFile), mapping(`{"0":["variables.f"]}`), {"0", "a.pdf", "x"}})
	if resp.StatusCode != http.StatusInternalServerError {
		t.Errorf("status %d", resp.StatusCode)
	}
	files.wantDiscarded(t, 1)
}

// 200 MB pass through client and server, and together they allocate a few.
func TestMemoryStaysFlat(t *testing.T) {
	const size, most = 200 << 20, 16 << 20
	files, w := &shelf{}, newWorld()
	w.fields["upload"] = describe
	srv := w.serve(t, transport.Multipart{Stager: files})
	body, out := io.Pipe()
	form := multipart.NewWriter(out)
	go func() {
		_ = form.WriteField("operations", oneFile)
		_ = form.WriteField("map", `{"0":["variables.f"]}`)
		file, _ := form.CreateFormFile("0", "scan.pdf")
		_, _ = io.Copy(file, io.LimitReader(zeroes{}, size))
		_ = form.Close()
		_ = out.Close()
	}()
	before := allocated()
	resp := uploadRaw(t, srv.URL, "", preflight, form.FormDataContentType(), body)
	call{status: 200, has: []string{fmt.Sprintf("scan.pdf:%d", size)}}.check(t, resp)
	if used := allocated() - before; used > most {
		t.Errorf("allocated %d MB for %d", used>>20, size>>20)
	}
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// allocated is all that ever was: what is freed in between counts too.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
