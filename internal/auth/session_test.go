package auth_test

import (
	"strings"
	"testing"
	"time"

	"televisit/ent/db/session"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func TestATokenIsKeptHashedAndSaysWhoAsks(t *testing.T) {
	each(t, func(d *door) {
		in := d.signedIn(testkit.Nina)
		v, err := d.Auth.Authenticate(d.t.Context(), in.Token)
		if err != nil || v != in.Viewer {
			d.t.Errorf("%+v, %v", v, err)
		}
		row := d.Store.Session.GetX(d.sys(), v.SessionID)
		if row.TokenHash == in.Token || len(row.TokenHash) != 64 || len(in.Token) < 43 {
			d.t.Errorf("the token of %d characters is kept as %d", len(in.Token), len(row.TokenHash))
		}
		for _, token := range []string{"", "x", in.Token + "x", row.TokenHash, in.Token[1:]} {
			_, err := d.Auth.Authenticate(d.t.Context(), token)
			testkit.Refused(d.t, err, fault.Unauthenticated)
		}
	})
}

func TestASessionEndsWhenItIsIdleAndAtItsLastDay(t *testing.T) {
	each(t, func(d *door) {
		for who, x := range map[string]struct {
			other      string
			idle, life time.Duration
		}{
			testkit.Nina: {testkit.Vera, 7 * 24 * time.Hour, 30 * 24 * time.Hour},
			testkit.Desk: {testkit.Admin, 15 * time.Minute, 12 * time.Hour},
		} {
			idle, busy := d.open(who), d.open(x.other)
			begun := d.Clock.Now()
			d.Clock.Advance(x.idle - 1000)
			for _, token := range []string{idle, busy} {
				if _, err := d.Auth.Authenticate(d.t.Context(), token); err != nil {
					d.t.Errorf("%s, a moment before: %v", who, err)
				}
			}
			for d.Clock.Now().Before(begun.Add(x.life - x.idle)) {
				d.Clock.Advance(x.idle / 2)
				if _, err := d.Auth.Authenticate(d.t.Context(), busy); err != nil {
					d.t.Fatalf("%s, in use: %v", who, err)
				}
			}
			_, err := d.Auth.Authenticate(d.t.Context(), idle)
			testkit.Refused(d.t, err, fault.Unauthenticated)
			d.Clock.Set(begun.Add(x.life - 1000))
			if _, err := d.Auth.Authenticate(d.t.Context(), busy); err != nil {
				d.t.Errorf("%s, at the last moment: %v", who, err)
			}
			d.Clock.Set(begun.Add(x.life))
			_, err = d.Auth.Authenticate(d.t.Context(), busy)
			testkit.Refused(d.t, err, fault.Unauthenticated)
		}
	})
}

// open signs somebody in and returns the token.
func (d *door) open(who string) string {
	d.t.Helper()
	if strings.HasPrefix(who, "+") {
		return d.signedIn(who).Token
	}
	in, err := d.Auth.SignInStaff(d.t.Context(), who, password, d.factor(who, 0))
	return testkit.Must(d.t, in, err).Token
}

func TestASignedOutSessionIsOverAtOnceAndOthersAreNot(t *testing.T) {
	each(t, func(d *door) {
		first, second := d.signedIn(testkit.Nina), d.signedIn(testkit.Nina)
		var revoked []string
		d.Auth.Revoked = func(id string, _ rules.SessionEnd) { revoked = append(revoked, id) }
		if err := d.Auth.SignOut(viewer.With(d.t.Context(), first.Viewer)); err != nil {
			d.t.Fatal(err)
		}
		if len(revoked) != 1 || revoked[0] != first.Viewer.SessionID {
			d.t.Errorf("told about %q", revoked)
		}
		_, err := d.Auth.Authenticate(d.t.Context(), first.Token)
		testkit.Refused(d.t, err, fault.Unauthenticated)
		open := []viewer.Viewer{first.Viewer, second.Viewer}
		if ended, err := d.Auth.Ended(d.t.Context(), open, 0); len(ended) != 1 || ended[first.Viewer.SessionID].Why == "" || err != nil {
			d.t.Errorf("ended: %v, %v", ended, err)
		}
		if _, err := d.Auth.Authenticate(d.t.Context(), second.Token); err != nil {
			d.t.Error(err)
		}
	})
}

func TestUseOfASessionIsWrittenOnceAMinute(t *testing.T) {
	each(t, func(d *door) {
		in := d.signedIn(testkit.Nina)
		seen := func() time.Time {
			return d.Store.Session.Query().Where(session.ID(in.Viewer.SessionID)).OnlyX(d.sys()).SeenAt
		}
		d.Clock.Advance(time.Minute - 1000)
		_, err := d.Auth.Authenticate(d.t.Context(), in.Token)
		if testkit.Must(d.t, in, err); !seen().Equal(testkit.Noon) {
			d.t.Error("it is written within the minute")
		}
		d.Clock.Advance(1000)
		ended, err := d.Auth.Ended(d.t.Context(), []viewer.Viewer{in.Viewer}, 0)
		if testkit.Must(d.t, ended, err); len(ended) != 0 || !seen().Equal(testkit.Noon.Add(time.Minute)) {
			d.t.Errorf("an open socket is no use: %v, seen %s", ended, seen())
		}
		changed := in.Viewer
		changed.Role = viewer.Registrar
		for _, v := range []viewer.Viewer{{SessionID: "ssn_unknown"}, changed} {
			if ended, err := d.Auth.Ended(d.t.Context(), []viewer.Viewer{v}, 0); ended[v.SessionID].Why == "" || err != nil {
				d.t.Errorf("of %v ended: %v, %v", v, ended, err)
			}
		}
	})
}

func TestAConfirmedPatientIsConfirmedInTheNextRequest(t *testing.T) {
	each(t, func(d *door) {
		in := d.signedIn(testkit.Petr)
		if in.Viewer.Confirmed {
			d.t.Fatal("Petr is confirmed")
		}
		desk := d.As(d.t, testkit.Desk)
		d.Store.Patient.UpdateOneID(in.Viewer.PatientID).SetStatus("CONFIRMED").ExecX(desk)
		v, err := d.Auth.Authenticate(d.t.Context(), in.Token)
		if err != nil || !v.Confirmed {
			d.t.Errorf("%+v, %v", v, err)
		}
	})
}
