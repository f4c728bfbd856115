package files

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"televisit/internal/fault"
)

const pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"

func open(t *testing.T) (*Store, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "new", "files")
	store, err := Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store, folder
}

func stage(t *testing.T, store *Store, name, content string) *Staged {
	t.Helper()
	staged, err := store.Stage(t.Context(), name, strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return staged
}

func read(t *testing.T, store *Store, key string) string {
	t.Helper()
	r, size, err := store.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil || int64(len(content)) != size {
		t.Fatalf("read %d of %d bytes: %v", len(content), size, err)
	}
	return string(content)
}

// stored counts the files in the folder, half-written ones included.
func stored(t *testing.T, folder string) (n int) {
	t.Helper()
	err := filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestStagedFileIsWhatWasSent(t *testing.T) {
	store, _ := open(t)
	content := pdf + strings.Repeat("x", 100_000)
	f := stage(t, store, `C:\Мои документы\Анализ крови.pdf`, content)
	sum := sha256.Sum256([]byte(content))
	if f.Name != "Анализ крови.pdf" || f.Size != int64(len(content)) || f.ContentType != "application/pdf" ||
		f.SHA256 != hex.EncodeToString(sum[:]) {
		t.Fatalf("staged %+v", f)
	}
	if read(t, store, f.Key) != content {
		t.Fatal("the stored bytes differ")
	}
}

func TestDiscardTakesOnlyWhatIsNotKept(t *testing.T) {
	store, folder := open(t)
	kept, dropped := stage(t, store, "a.pdf", pdf), stage(t, store, "a.pdf", pdf)
	kept.Keep()
	kept.Discard()
	dropped.Discard()
	dropped.Discard()
	if read(t, store, kept.Key) != pdf || stored(t, folder) != 1 {
		t.Fatal("discarding one upload touched the equal bytes of another")
	}
	if _, _, err := store.Open(t.Context(), dropped.Key); !errors.Is(err, fault.NotFound) {
		t.Fatalf("the discarded file: %v", err)
	}
}

func TestRefusedUploadsLeaveNothing(t *testing.T) {
	broken := errors.New("the line broke")
	cases := map[string]struct {
		name    string
		content io.Reader
		want    error
	}{
		"one byte too many":              {"big.pdf", strings.NewReader(pdf + strings.Repeat("x", 1001-len(pdf))), fault.FileTooLarge},
		"empty":                          {"empty.pdf", strings.NewReader(""), fault.InvalidInput},
		"SVG called PNG":                 {"a.png", strings.NewReader(`<svg xmlns="http://www.w3.org/2000/svg"/>`), fault.FileTypeRefused},
		"HTML called text":               {"a.txt", strings.NewReader("<!DOCTYPE html><script>1</script>"), fault.FileTypeRefused},
		"a program":                      {"a.pdf", strings.NewReader("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"), fault.FileTypeRefused},
		"a plain archive":                {"a.docx", bytes.NewReader(zipOf("readme.txt")), fault.FileTypeRefused},
		"the line breaks in the head":    {"a.pdf", iotest.ErrReader(broken), broken},
		"the line breaks after the head": {"a.pdf", io.MultiReader(strings.NewReader(pdf), iotest.ErrReader(broken)), broken},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			store, folder := open(t)
			store.MaxBytes = 1000
			staged, err := store.Stage(t.Context(), c.name, c.content)
			if !errors.Is(err, c.want) || staged != nil {
				t.Fatalf("got %v, %v", staged, err)
			}
			if f, ok := fault.As(err); ok && fault.Detail[string](f, "name") != c.name {
				t.Fatalf("details %v", f.Details)
			}
			if n := stored(t, folder); n != 0 {
				t.Fatalf("%d files stay behind", n)
			}
		})
	}
}

func TestTheLastAllowedByteIsAllowed(t *testing.T) {
	store, _ := open(t)
	store.MaxBytes = 1000
	if f := stage(t, store, "a.pdf", pdf+strings.Repeat("x", 1000-len(pdf))); f.Size != 1000 {
		t.Fatalf("size %d", f.Size)
	}
}

func TestCancelledUploadLeavesNothing(t *testing.T) {
	store, folder := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Stage(ctx, "a.pdf", strings.NewReader(pdf)); err == nil {
		t.Fatal("a cancelled upload was stored")
	}
	if n := stored(t, folder); n != 0 {
		t.Fatalf("%d files stay behind", n)
	}
}

func zipOf(names ...string) []byte {
	var buffer bytes.Buffer
	w := zip.NewWriter(&buffer)
	for _, name := range names {
		part, _ := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		_, _ = part.Write([]byte("text"))
	}
	_ = w.Close()
	return buffer.Bytes()
}

// odf begins as the standard asks: the type, stored, as the first entry.
func odf() string {
	var buffer bytes.Buffer
	w := zip.NewWriter(&buffer)
	part, _ := w.CreateRaw(&zip.FileHeader{Name: "mimetype", Method: zip.Store, UncompressedSize64: 39, CompressedSize64: 39})
	_, _ = part.Write([]byte("application/vnd.oasis.opendocument.text"))
	_ = w.Close()
	return buffer.String()
}

func TestTypeIsReadFromContent(t *testing.T) {
	cases := map[string]string{
		pdf:                                   "application/pdf",
		"\xff\xd8\xff\xe0\x00\x10JFIF\x00":    "image/jpeg",
		"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR": "image/png",
		"RIFF\x24\x00\x00\x00WEBPVP8 ":        "image/webp",
		"II*\x00\x08\x00\x00\x00":             "image/tiff",
		"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic": "image/heic",
		strings.Repeat("\x00", 128) + "DICM":               "application/dicom",
		"Давление 120 на 80":                               plain,
		"\xc4\xe0\xe2\xeb\xe5\xed\xe8\xe5 120":             plain, // the same in windows-1251
		"120":                                              plain,
		"дата,глюкоза\n1 марта,5.1\n2 марта,5.3\n":         plain,
		odf(): "application/vnd.oasis.opendocument.text",
		string(zipOf("[Content_Types].xml", "_rels/.rels", "word/document.xml")): "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		string(zipOf("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")):   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	}
	store, _ := open(t)
	for content, want := range cases {
		if f := stage(t, store, "a", content); f.ContentType != want {
			t.Errorf("%.20q is %s, want %s", content, f.ContentType, want)
		}
	}
}

func TestNamesAreData(t *testing.T) {
	cases := map[string]string{
		"../../etc/passwd":                "passwd",
		`..\..\boot.ini`:                  "boot.ini",
		"Снимок\x00\r\n.png":              "Снимок.png",
		"gpj.\u202Eexe":                   "gpj.exe",
		"и\u0306од.pdf":                   "йод.pdf",
		"":                                "file",
		"..":                              "file",
		"a/":                              "file",
		"\xff\xfe.pdf":                    ".pdf",
		strings.Repeat("ж", 300):          strings.Repeat("ж", 200),
		strings.Repeat("ж", 300) + ".pdf": strings.Repeat("ж", 196) + ".pdf",
	}
	for name, want := range cases {
		if got := CleanName(name); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}

func TestFileAddressesOpenTheSameFolder(t *testing.T) {
	folder := t.TempDir()
	store, err := Open(t.Context(), "file://"+folder)
	if err != nil {
		t.Fatal(err)
	}
	f := stage(t, store, "a.pdf", pdf)
	if _, err := os.Stat(filepath.Join(folder, f.Key)); err != nil {
		t.Fatal(err)
	}
	if err := store.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestUploadAdaptorReturnsAStagedFile(t *testing.T) {
	store, _ := open(t)
	got, err := Uploads{store}.Stage(t.Context(), "a.pdf", strings.NewReader(pdf))
	if _, ok := got.(*Staged); !ok || err != nil {
		t.Fatalf("got %v, %v", got, err)
	}
	if got, err := (Uploads{store}).Stage(t.Context(), "a.pdf", strings.NewReader("")); got != nil || err == nil {
		t.Fatalf("got %v, %v", got, err)
	}
}

func serve(t *testing.T, target, byteRange, name, contentType string) *http.Response {
	t.Helper()
	store, _ := open(t)
	f := stage(t, store, "a.pdf", pdf)
	content, _, err := store.Open(t.Context(), f.Key)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	if byteRange != "" {
		r.Header.Set("Range", byteRange)
	}
	w := httptest.NewRecorder()
	Serve(w, r, name, contentType, content)
	return w.Result()
}

func TestServedFilesNeverRun(t *testing.T) {
	cases := map[string]struct{ target, contentType, wantType, wantHow string }{
		"a download":          {"/f", "application/pdf", "application/pdf", "attachment"},
		"PDF in place":        {"/f?inline=1", "application/pdf", "application/pdf", "inline"},
		"PNG in place":        {"/f?inline=1", "image/png", "image/png", "inline"},
		"text stays a file":   {"/f?inline=1", "text/plain", "text/plain; charset=utf-8", "attachment"},
		"SVG is mere bytes":   {"/f?inline=1", "image/svg+xml", "application/octet-stream", "attachment"},
		"HTML is mere bytes":  {"/f?inline=1", "text/html", "application/octet-stream", "attachment"},
		"no type, mere bytes": {"/f?inline=1", "", "application/octet-stream", "attachment"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			h := serve(t, c.target, "", "a", c.contentType).Header
			if h.Get("Content-Type") != c.wantType || !strings.HasPrefix(h.Get("Content-Disposition"), c.wantHow) {
				t.Fatalf("headers %v", h)
			}
			if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "private, no-store" ||
				h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" {
				t.Fatalf("headers %v", h)
			}
		})
	}
}

func TestServedNamesKeepTheirLetters(t *testing.T) {
	h := serve(t, "/f", "", "Анализ \"крови\";\r\n.pdf", "application/pdf").Header
	want := `attachment; filename*=utf-8''%D0%90%D0%BD%D0%B0%D0%BB%D0%B8%D0%B7%20%22%D0%BA%D1%80%D0%BE%D0%B2%D0%B8%22%3B.pdf`
	if got := h.Get("Content-Disposition"); got != want {
		t.Fatalf("got %s", got)
	}
}

func TestRangesAreServed(t *testing.T) {
	response := serve(t, "/f", "bytes=1-4", "a.pdf", "application/pdf")
	body, _ := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusPartialContent || string(body) != pdf[1:5] {
		t.Fatalf("%d %q", response.StatusCode, body)
	}
}
