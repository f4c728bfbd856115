package demo

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"televisit/internal/pay"
)

// One pass over real HTTP; everything else is tested without the network.
func TestWebhooksTravelOverHTTP(t *testing.T) {
	p, err := Open(Options{Folder: t.TempDir(), Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan pay.Event, 1)
	s := &shop{provider: p}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		heard <- s.events[0]
	}))
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- p.Run(ctx, server.URL+"/webhooks/demo") }()

	ref := create(t, p, order).Ref
	mustPress(t, p, ref, "success", order.ReturnURL)

	if event := <-heard; event.Status != pay.Succeeded || event.Ref != ref {
		t.Fatalf("heard %+v", event)
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	p, err := Open(Options{Folder: t.TempDir(), Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.RedirectHandler("http://169.254.169.254/", http.StatusFound))
	defer server.Close()
	if err := p.post(t.Context(), server.URL, delivery{"demo_x", "evt_x", []byte("{}")}); err == nil {
		t.Fatal("a redirect was taken for a delivery")
	}
}
