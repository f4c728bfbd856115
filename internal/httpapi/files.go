package httpapi

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/internal/fault"
	"televisit/internal/files"
)

// Files serves papers and printed conclusions and consents. Whether the viewer
// may see one is decided by the policies: a hidden one is a 404.
type Files struct {
	Store *ent.Store
	Blobs *files.Store
	Log   *slog.Logger
}

// Routes adds the handlers.
func (f *Files) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /files/documents/{id}", readable(f.document))
	mux.HandleFunc("GET /files/conclusions/{file}", readable(f.printed(f.conclusion)))
	mux.HandleFunc("GET /files/consents/{file}", readable(f.printed(f.consent)))
}

// readable answers for ids that no database could look up: %00 and what is not UTF-8.
func readable(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.ContainsRune(r.URL.Path, 0) || !utf8.ValidString(r.URL.Path) {
			http.NotFound(w, r)
			return
		}
		next(w, r)
	}
}

func (f *Files) document(w http.ResponseWriter, r *http.Request) {
	d, err := f.Store.Document.Get(r.Context(), r.PathValue("id"))
	if err != nil {
		f.fail(w, r, err)
		return
	}
	content, _, err := f.Blobs.Open(r.Context(), d.BlobKey)
	if err != nil {
		f.fail(w, r, err)
		return
	}
	defer content.Close()
	files.Serve(w, r, d.Name, d.ContentType, content)
}

// print makes a PDF of the row with an id, and its file name.
type print func(ctx context.Context, id string) (name string, pdf []byte, err error)

func (f *Files) printed(make print) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, isPDF := strings.CutSuffix(r.PathValue("file"), ".pdf")
		if !isPDF {
			http.NotFound(w, r)
			return
		}
		name, pdf, err := make(r.Context(), id)
		if err != nil {
			f.fail(w, r, err)
			return
		}
		files.Serve(w, r, name, "application/pdf", bytes.NewReader(pdf))
	}
}

func (f *Files) fail(w http.ResponseWriter, r *http.Request, err error) {
	if _, expected := fault.As(err); expected || db.IsNotFound(err) {
		http.NotFound(w, r)
		return
	}
	f.Log.Error("serve a file", "path", r.Pattern, "err", err)
	http.Error(w, "try again later", http.StatusInternalServerError)
}

func inZone(at time.Time, zone string) time.Time {
	if l, err := time.LoadLocation(zone); err == nil {
		return at.In(l)
	}
	return at
}
