package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"televisit/internal/config"
)

// routesOf opens a server as the command line would and gives its routes.
func routesOf(t *testing.T, args ...string) http.Handler {
	t.Helper()
	var c config.Config
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(append(args, "--data="+t.TempDir(), "--addr=127.0.0.1:0", "--log-level=error")); err != nil {
		t.Fatal(err)
	}
	s, err := open(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	routes, err := s.routes()
	if err != nil {
		t.Fatal(err)
	}
	return routes
}

func status(routes http.Handler, method, path string) int {
	w := httptest.NewRecorder()
	routes.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader("{}")))
	return w.Code
}

// isOpen says whether a page for developers is there; the web app answers
// unknown paths itself, and an unknown POST is not allowed.
func isOpen(routes http.Handler, path string) bool {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept", "application/json")
	routes.ServeHTTP(w, r)
	return w.Code == http.StatusOK && !strings.Contains(w.Body.String(), "<div id=\"root\">")
}

func TestProductionHasRealPartsOnly(t *testing.T) {
	outside := []string{"--env=production", "--public-url=https://clinic.example", "--sms=smsru", "--smsru-api-id=i", "--fiscal=none"}
	providers := map[string][]string{
		"stripe":   {"--payments=stripe", "--stripe-secret-key=sk_test_x", "--stripe-webhook-secret=whsec_x"},
		"yookassa": {"--payments=yookassa", "--yookassa-shop-id=1", "--yookassa-secret-key=test_x"},
	}
	for name, args := range providers {
		t.Run(name, func(t *testing.T) {
			routes := routesOf(t, append(args, outside...)...)
			if got := status(routes, http.MethodPost, "/webhooks/"+name); got != http.StatusUnauthorized {
				t.Errorf("a forged webhook got %d", got)
			}
			for _, path := range []string{"/dev/inbox", "/playground", "/checkout/demo/journal"} {
				if isOpen(routes, path) {
					t.Errorf("%s is open", path)
				}
			}
			if got := status(routes, http.MethodPost, "/webhooks/demo"); got < 400 {
				t.Errorf("the demo's webhook got %d", got)
			}
			if got := status(routes, http.MethodPost, "/dev/clock"); got < 400 {
				t.Errorf("the clock moves: %d", got)
			}
		})
	}
}

func TestNotificationsFromElsewhereAreKeptOut(t *testing.T) {
	routes := routesOf(t, "--payments=yookassa", "--yookassa-shop-id=1", "--yookassa-secret-key=test_x", "--yookassa-addresses")
	if got := status(routes, http.MethodPost, "/webhooks/yookassa"); got != http.StatusForbidden {
		t.Fatalf("got %d", got)
	}
}

func TestDemoHasItsPages(t *testing.T) {
	routes := routesOf(t)
	for _, path := range []string{"/dev/inbox", "/playground"} {
		if !isOpen(routes, path) {
			t.Errorf("%s is closed", path)
		}
	}
}
