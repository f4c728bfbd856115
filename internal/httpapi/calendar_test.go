package httpapi_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"televisit/internal/httpapi"
	"televisit/internal/notifying"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func TestShortLinksLeadToTheVisitAndNowhereElse(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v/{code}", httpapi.ShortLink("apt", "/visits/"))
	for path, want := range map[string]string{
		"/v/AZnwwqXTfE6PChssPU5fYA": "/visits/apt_0199f0c2a5d37c4e8f0a1b2c3d4e5f60",
		"/v/short":                  "/",
		"/v/%2F%2Fevil.example":     "/",
	} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if got := w.Header().Get("Location"); w.Code != http.StatusFound || got != want {
			t.Errorf("%s: %d to %q", path, w.Code, got)
		}
	}
}

func TestACalendarIsServedOnceAChangeAndToNobodyWithoutItsName(t *testing.T) {
	w := testkit.New(t)
	s := &notifying.Service{Store: w.Store, Clock: w.Clock, BaseURL: "https://clinic.example", Key: []byte("a key of tests")}
	nina := w.As(t, testkit.Nina)
	p := w.Store.Patient.GetX(nina, viewer.From(nina).PatientID)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /calendar/{name}", httpapi.Calendar(s, slog.New(slog.DiscardHandler)))
	ask := func(path, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", tag)
		answer := httptest.NewRecorder()
		mux.ServeHTTP(answer, r)
		return answer
	}
	path := strings.TrimPrefix(s.FeedURL(p), "https://clinic.example")
	first := ask(path, "")
	h := first.Header()
	if first.Code != http.StatusOK || h.Get("Content-Type") != "text/calendar; charset=utf-8" || h.Get("Cache-Control") != "private, no-cache" ||
		!strings.HasPrefix(first.Body.String(), "BEGIN:VCALENDAR\r\n") {
		t.Fatalf("%d %v %s", first.Code, h, first.Body)
	}
	for _, tag := range []string{h.Get("ETag"), `"other", ` + h.Get("ETag"), strings.TrimPrefix(h.Get("ETag"), "W/"), "*"} {
		if again := ask(path, tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s: %d", tag, again.Code)
		}
	}
	for _, wrong := range []string{"/calendar/x.ics", path + "x", strings.Replace(path, p.ID, "pat_"+strings.Repeat("0", 32), 1)} {
		if answer := ask(wrong, "*"); answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, answer.Code)
		}
	}
}
