package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"televisit/internal/httpapi"
)

func TestShortLinksLeadToTheVisitAndNowhereElse(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v/{code}", httpapi.ShortLink)
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
