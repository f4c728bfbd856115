package httpapi

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"televisit/internal/fault"
	"televisit/internal/notifying"
)

// Calendar serves the calendars that are read by their secret names: no session
// is asked for, because calendar programs have none.
func Calendar(s *notifying.Service, log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := s.Calendar(r.Context(), r.PathValue("name"))
		switch {
		case errors.Is(err, fault.NotFound):
			http.NotFound(w, r)
			return
		case err != nil:
			log.Error("serve a calendar", "err", err)
			http.Error(w, "not now", http.StatusServiceUnavailable)
			return
		}
		h := w.Header()
		h.Set("ETag", c.Tag)
		h.Set("Cache-Control", "private, no-cache")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Robots-Tag", "noindex")
		h.Set("X-Content-Type-Options", "nosniff")
		if matches(r.Header.Get("If-None-Match"), c.Tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Type", "text/calendar; charset=utf-8")
		h.Set("Content-Disposition", `inline; filename="televisit.ics"`)
		_, _ = w.Write(c.Content)
	}
}

// matches compares weakly (RFC 9110, 13.1.2).
func matches(header, tag string) bool {
	for known := range strings.SplitSeq(header, ",") {
		if known = strings.TrimSpace(known); known == "*" || strings.TrimPrefix(known, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// ShortLink sends people from the link of a message to the page of what its id,
// with that prefix, names; the page asks who they are. It knows nobody: every
// code that could be one leads on.
func ShortLink(prefix, page string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, ok := notifying.Lengthen(prefix, r.PathValue("code"))
		if !ok {
			http.Redirect(w, r, "/", http.StatusFound)
			return
		}
		w.Header().Set("Referrer-Policy", "no-referrer")
		http.Redirect(w, r, page+id, http.StatusFound)
	}
}
