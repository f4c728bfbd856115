// Package playground serves GraphiQL, an editor for GraphQL requests, with tabs
// that show how to sign in, ask, change and subscribe. Everything it needs is in
// dist, which `npm run build` writes; nothing comes from anybody else.
package playground

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Path is where the handler is to be mounted, with and without a slash behind it.
const Path = "/playground"

//go:embed dist/*.html dist/*.css dist/*.js dist/*.ttf
var dist embed.FS

// Handler serves the page and its files.
func Handler() http.Handler {
	mux := http.NewServeMux()
	names, _ := fs.Glob(dist, "dist/*") // the pattern is well-formed
	for _, name := range names {
		f := newFile(name)
		at := Path + "/" + path.Base(name)
		if path.Base(name) == "index.html" {
			at = Path
		}
		mux.Handle("GET "+at, f)
	}
	mux.Handle("GET "+Path+"/{$}", http.RedirectHandler(Path, http.StatusMovedPermanently))
	return mux
}

type file struct {
	name, etag, contentType string
	// zipped is made when somebody asks for it: most processes never need it.
	zipped func() []byte
}

// Types that some systems' tables lack or answer differently.
var contentTypes = map[string]string{".js": "text/javascript; charset=utf-8", ".ttf": "font/ttf"}

func newFile(name string) *file {
	content, _ := dist.ReadFile(name) // it was listed
	sum := sha256.Sum256(content)
	f := &file{name: name, etag: `"` + hex.EncodeToString(sum[:12]) + `"`, contentType: contentTypes[path.Ext(name)]}
	if f.contentType == "" {
		f.contentType = mime.TypeByExtension(path.Ext(name))
	}
	f.zipped = sync.OnceValue(func() []byte { return zip(content) })
	return f
}

func zip(content []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(content) // a bytes.Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

func (f *file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	secure(h, r)
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		content, _ := dist.ReadFile(f.name)
		h.Set("ETag", f.etag)
		http.ServeContent(w, r, f.name, time.Time{}, bytes.NewReader(content))
		return
	}
	h.Set("Content-Encoding", "gzip")
	h.Set("ETag", strings.TrimSuffix(f.etag, `"`)+`-gzip"`)
	http.ServeContent(w, r, f.name, time.Time{}, bytes.NewReader(f.zipped()))
}

var plainHost = regexp.MustCompile(`^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:]+\](:\d{1,5})?$`)

// secure lets the page load nothing but its own files and talk to nobody but
// its own server. The editor writes style elements, hence 'unsafe-inline' there.
func secure(h http.Header, r *http.Request) {
	connect := "'self'"
	if plainHost.MatchString(r.Host) {
		connect += " ws://" + r.Host + " wss://" + r.Host // older browsers do not take 'self' for websockets
	}
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "+
		"font-src 'self'; img-src 'self' data:; connect-src "+connect+"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}
