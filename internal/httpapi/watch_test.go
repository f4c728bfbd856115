package httpapi_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"televisit/internal/bus"
	"televisit/internal/httpapi"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func TestTheSocketsOfASignedOutSessionEndOnEveryNode(t *testing.T) {
	w := testkit.New(t)
	b, err := bus.Open(t.Context(), "")
	testkit.Must(t, b, err)
	t.Cleanup(b.Close)
	node := func() *httpapi.Watch { return &httpapi.Watch{Auth: w.Auth, Bus: b, Log: slog.New(slog.DiscardHandler)} }
	here, there := node(), node()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); there.Run(ctx) }()
	defer func() { stop(); <-done }()

	nina, vera := signIn(t, w, testkit.Nina), signIn(t, w, testkit.Vera)
	ended := make(chan string, 8)
	open := func(on *httpapi.Watch, name string, v viewer.Viewer) func() {
		return on.Expired(viewer.With(t.Context(), v), func(string) { ended <- name })
	}
	open(here, "here", nina.Viewer)
	open(there, "there", nina.Viewer)
	open(there, "vera", vera.Viewer)
	closed := open(here, "closed before", nina.Viewer)
	closed()
	open(here, "a visitor", viewer.Viewer{})

	w.Auth.Revoked = here.Revoked
	if err := w.Auth.SignOut(viewer.With(t.Context(), nina.Viewer)); err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for range 2 {
		select {
		case name := <-ended:
			got[name] = true
		case <-time.After(5 * time.Second):
			t.Fatalf("ended within five seconds: %v", got)
		}
		// The other node may have subscribed after the first word: it sweeps anyway.
		here.Revoked(nina.Viewer.SessionID, rules.SignedOut)
	}
	if !got["here"] || !got["there"] || len(ended) != 0 {
		t.Errorf("ended: %v and %d more", got, len(ended))
	}
}

// A session's end that comes is kept to the instant, not to the next look: also
// one that was set after its socket had opened.
func TestSocketsEndWhenTheirSessionDoes(t *testing.T) {
	w := testkit.New(t)
	b, err := bus.Open(t.Context(), "")
	testkit.Must(t, b, err)
	t.Cleanup(b.Close)
	node := &httpapi.Watch{Auth: w.Auth, Bus: b, Log: slog.New(slog.DiscardHandler)}
	w.Auth.Revoked = node.Revoked
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); node.Run(ctx) }()
	defer func() { stop(); <-done }()

	ended := make(chan string, 8)
	open := func(name string, v viewer.Viewer) func() {
		return node.Expired(viewer.With(t.Context(), v), func(reason string) { ended <- name + ": " + reason })
	}
	replaced, _ := w.APIClient(t)
	open("lasts", signIn(t, w, testkit.Nina).Viewer)
	open("replaced", viewer.From(replaced))
	until := w.Clock.Now().Add(time.Hour)
	key, err := w.Auth.RotateClientKey(w.As(t, testkit.Admin), viewer.From(replaced).ClientID, until)
	testkit.Must(t, key, err)
	w.Clock.Set(until.Add(-50 * time.Millisecond))
	v, err := w.Auth.Authenticate(t.Context(), key)
	v.Until = until
	testkit.Must(t, v, err)
	open("ends soon", v)
	left := open("left before", viewer.Viewer{SessionID: "another", Until: until})
	left()

	got := map[string]bool{}
	for len(got) < 2 {
		b.Publish("sessions", 0) // a look, which may have come before the node listened
		select {
		case name := <-ended:
			got[name] = true
		case <-time.After(100 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatal(got)
		}
	}
	if !got["replaced: SESSION_ENDED"] || !got["ends soon: SESSION_ENDED"] || len(ended) != 0 {
		t.Errorf("ended: %v and %d more", got, len(ended))
	}
}
