package files

import (
	"io"
	"mime"
	"net/http"
	"time"
)

// inline are the types a browser may show in place when asked by ?inline=1.
var inline = map[string]bool{
	"application/pdf": true,
	"image/jpeg":      true,
	"image/png":       true,
	"image/webp":      true,
}

// Serve sends one file, with ranges. It is a download unless the address asks
// for inline=1 and the type is harmless; whatever it is, no script in it runs
// and no cache keeps it. The caller has checked who may read it.
func Serve(w http.ResponseWriter, r *http.Request, name, contentType string, content io.ReadSeeker) {
	header := w.Header()
	header.Set("Content-Type", safeType(contentType))
	header.Set("Content-Disposition", disposition(r, name, contentType))
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", time.Time{}, content)
}

// disposition follows RFC 6266; a name that is not ASCII goes out by RFC 5987.
func disposition(r *http.Request, name, contentType string) string {
	how := "attachment"
	if inline[contentType] && r.URL.Query().Get("inline") == "1" {
		how = "inline"
	}
	return mime.FormatMediaType(how, map[string]string{"filename": CleanName(name)})
}

// safeType sends a type we never accepted as mere bytes.
func safeType(contentType string) string {
	switch kept := kinds[contentType]; kept {
	case "":
		return "application/octet-stream"
	case plain:
		return "text/plain; charset=utf-8"
	default:
		return kept
	}
}
