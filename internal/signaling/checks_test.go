package signaling

import (
	"testing"

	"televisit/internal/fault"
	"televisit/media"
)

func newChecks(t *testing.T) *Checks {
	t.Helper()
	sfu, err := media.New(media.Config{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sfu.Close() })
	return NewChecks(sfu)
}

func TestACheckIsAnsweredByItsOwnerOnly(t *testing.T) {
	c := newChecks(t)
	older, err := c.Start("anna")
	if err != nil {
		t.Fatal(err)
	}
	newer, err := c.Start("anna")
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := c.Start("boris")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		id, way, sdp string
		code         fault.Code
	}{
		"one that a newer has ended": {older.ID, "UDP", "v=0", fault.SessionGone},
		"somebody else's":            {foreign.ID, "UDP", "v=0", fault.SessionGone},
		"none":                       {"chk_unknown", "UDP", "v=0", fault.SessionGone},
		"a way without an offer":     {newer.ID, "TCP", "v=0", fault.SignalRefused},
		"nonsense":                   {newer.ID, "UDP", "v=0", fault.SignalRefused},
	} {
		wantCode(t, name, c.Answer("anna", x.id, []WayOffer{{x.way, x.sdp}}), x.code)
	}
}

func TestAnAccountBeginsAFewChecks(t *testing.T) {
	c := newChecks(t)
	for n := range checksAtOnce {
		if _, err := c.Start("anna"); err != nil {
			t.Fatalf("%d: %v", n, err)
		}
	}
	_, err := c.Start("anna")
	wantCode(t, "one more", err, fault.RateLimited)
	if _, err := c.Start("boris"); err != nil {
		t.Errorf("another account: %v", err)
	}
}
