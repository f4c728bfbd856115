// Package web carries the built web app and serves it.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// Documents are the texts of everything that the web app asks, by id: it sends
// the ids only.
//
//go:embed src/gql/persisted-documents.json
var Documents []byte

// Handler serves the web app: its files, and index.html for every page of the app.
// With devProxy (the address of Vite's server) everything comes from there instead.
func Handler(devProxy string) (http.Handler, error) {
	if devProxy != "" {
		target, err := url.Parse(devProxy)
		if err != nil {
			return nil, fmt.Errorf("address of the development server: %w", err)
		}
		return httputil.NewSingleHostReverseProxy(target), nil
	}
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("open the built web app: %w", err)
	}
	return newApp(files)
}

// app is read once; nothing in it changes afterwards.
type app struct {
	files map[string]file
	index file
}

type file struct {
	content, zipped   []byte
	contentType, etag string
	// isPage: a browser opens it as a document, so the policy binds; scripts and styles obey their page's.
	isPage bool
}

func newApp(files fs.FS) (*app, error) {
	a := &app{files: map[string]file{}}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		a.files["/"+name] = newFile(name, content)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the built web app: %w", err)
	}
	a.index = a.files["/index.html"]
	if a.index.content == nil {
		return nil, fmt.Errorf("the built web app has no index.html: run `npm run build` in web")
	}
	return a, nil
}

// Types that some systems' tables lack or answer differently.
var contentTypes = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8",
	".svg": "image/svg+xml", ".json": "application/json", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2",
}

func newFile(name string, content []byte) file {
	sum := sha256.Sum256(content)
	f := file{content: content, etag: `"` + hex.EncodeToString(sum[:12]) + `"`, contentType: contentTypes[path.Ext(name)]}
	if f.contentType == "" {
		f.contentType = mime.TypeByExtension(path.Ext(name))
	}
	if f.contentType == "" {
		f.contentType = "application/octet-stream"
	}
	f.isPage = strings.HasPrefix(f.contentType, "text/html") || strings.HasPrefix(f.contentType, "image/svg")
	if zipped := zip(content); len(zipped) < len(content)*9/10 {
		f.zipped = zipped
	}
	return f
}

func zip(content []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a valid constant
	_, _ = w.Write(content)                                 // a bytes.Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := path.Clean("/" + r.URL.Path)
	f, known := a.files[name]
	if !known {
		if strings.HasPrefix(name, "/assets/") || path.Ext(name) != "" {
			http.NotFound(w, r)
			return
		}
		f = a.index
	}
	f.serve(w, r)
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	if f.isPage {
		secure(h, r)
	}

	content, etag := f.content, f.etag
	if f.zipped != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		content, etag = f.zipped, strings.TrimSuffix(f.etag, `"`)+`-gzip"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		_, _ = w.Write(content) // a peer that is gone needs no answer
	}
}

var plainHost = regexp.MustCompile(`^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:]+\](:\d{1,5})?$`)

// secure forbids everything that the app does not need: nothing is loaded from, or sent to, anybody else.
func secure(h http.Header, r *http.Request) {
	connect := "'self'"
	if plainHost.MatchString(r.Host) {
		// Older browsers do not take 'self' for websockets.
		connect += " wss://" + r.Host
		if r.TLS == nil {
			connect += " ws://" + r.Host
		}
	}
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "+
		"font-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; connect-src "+connect+
		"; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), autoplay=(self), geolocation=(), payment=(), usb=()")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// acceptsGzip reads Accept-Encoding (RFC 9110, 12.5.3).
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding = strings.TrimSpace(coding); coding != "gzip" && coding != "*" {
			continue
		}
		q, found := strings.CutPrefix(strings.ReplaceAll(quality, " ", ""), "q=")
		value, err := strconv.ParseFloat(q, 64)
		return !found || err == nil && value > 0
	}
	return false
}

// matches compares weakly, as If-None-Match does (RFC 9110, 13.1.2).
func matches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == "*" || part == etag {
			return true
		}
	}
	return false
}
