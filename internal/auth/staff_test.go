package auth_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/ent/db/signintries"
	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/request"
	"televisit/internal/rules"
	"televisit/internal/seed"
	"televisit/internal/testkit"
)

const password = seed.Password

func TestStaffSignInWithPasswordAndSecondFactor(t *testing.T) {
	each(t, func(d *door) {
		for _, s := range seed.Logins() {
			in, err := d.Auth.SignInStaff(d.t.Context(), "  "+strings.ToUpper(s.Email), password, d.factor(s.Email, 0))
			if testkit.Must(d.t, in, err); string(in.Viewer.Role) != string(s.Role) || !in.ExpiresAt.Equal(testkit.Noon.Add(12*time.Hour)) {
				d.t.Errorf("%s: %+v until %s", s.Email, in.Viewer, in.ExpiresAt)
			}
			if s.Role == "PRACTITIONER" && in.Viewer.PractitionerID == "" {
				d.t.Errorf("%s is no practitioner", s.Email)
			}
		}
	})
}

func TestEveryWrongPartOfAStaffSignInIsTheSameRefusal(t *testing.T) {
	each(t, func(d *door) {
		right := d.factor(testkit.Desk, 0)
		words := map[string]bool{}
		for name, x := range map[string][3]string{
			"wrong password":          {testkit.Desk, "wrong", right},
			"no password":             {testkit.Desk, "", right},
			"wrong second factor":     {testkit.Desk, password, "000000"},
			"no second factor":        {testkit.Desk, password, ""},
			"unknown e-mail":          {"nobody@lipa.example", password, right},
			"no e-mail":               {"", password, right},
			"somebody else's factor":  {testkit.Admin, password, right},
			"a patient's phone":       {testkit.Nina, password, right},
			"a code two steps behind": {testkit.Admin, password, d.factor(testkit.Admin, -60*time.Second)},
		} {
			_, err := d.Auth.SignInStaff(d.t.Context(), x[0], x[1], x[2])
			if f, _ := fault.As(err); f == nil || f.Code != fault.SignInRefused {
				d.t.Errorf("%s: %v", name, err)
				continue
			}
			words[err.Error()] = true
		}
		if len(words) != 1 {
			d.t.Errorf("refusals differ: %v", words)
		}
	})
}

func TestASecondFactorWorksOnce(t *testing.T) {
	each(t, func(d *door) {
		code := d.factor(testkit.Desk, 0)
		in := 0
		for _, err := range testkit.Together(4, func(int) error {
			_, err := d.Auth.SignInStaff(d.t.Context(), testkit.Desk, password, code)
			return err
		}) {
			if err == nil {
				in++
				continue
			}
			testkit.Refused(d.t, err, fault.SignInRefused)
		}
		if in != 1 {
			d.t.Fatalf("one code signs in %d times", in)
		}
		_, err := d.Auth.SignInStaff(d.t.Context(), testkit.Desk, password, d.factor(testkit.Desk, -30*time.Second))
		testkit.Refused(d.t, err, fault.SignInRefused) // an older step than the last one
		next, err := d.Auth.SignInStaff(d.t.Context(), testkit.Desk, password, d.factor(testkit.Desk, 30*time.Second))
		testkit.Must(d.t, next, err)
	})
}

func TestFiveWrongTriesLockTheAccountForAQuarterOfAnHour(t *testing.T) {
	each(t, func(d *door) {
		for range 5 {
			_, err := d.Auth.SignInStaff(d.t.Context(), testkit.Desk, "wrong", "")
			testkit.Refused(d.t, err, fault.SignInRefused)
		}
		_, err := d.Auth.SignInStaff(d.t.Context(), testkit.Desk, password, d.factor(testkit.Desk, 0))
		at := fault.Detail[time.Time](testkit.Refused(d.t, err, fault.TooManyAttempts), "retryAt")
		if !at.Equal(testkit.Noon.Add(15 * time.Minute)) {
			d.t.Errorf("retry at %s", at)
		}
		d.Clock.Set(at.Add(-1000))
		_, err = d.Auth.SignInStaff(d.t.Context(), testkit.Desk, password, d.factor(testkit.Desk, 0))
		testkit.Refused(d.t, err, fault.TooManyAttempts)
		d.Clock.Set(at)
		in, err := d.Auth.SignInStaff(d.t.Context(), testkit.Desk, password, d.factor(testkit.Desk, 0))
		testkit.Must(d.t, in, err)
		if n := d.Store.SignInTries.Query().Where(signintries.FailedTriesGT(0), signintries.KnownUntilNotNil()).CountX(d.sys()); n != 0 {
			d.t.Error("a sign-in does not begin the count anew")
		}
	})
}

func TestFortyParallelGuessesOfAPasswordGetFiveTries(t *testing.T) {
	each(t, func(d *door) {
		judged := 0
		for _, err := range testkit.Together(40, func(int) error {
			_, err := d.Auth.SignInStaff(d.t.Context(), testkit.Desk, "wrong", "000000")
			return err
		}) {
			if f, _ := fault.As(err); f != nil && f.Code == fault.SignInRefused {
				judged++
				continue
			}
			testkit.Refused(d.t, err, fault.TooManyAttempts)
		}
		if judged != 5 {
			d.t.Errorf("%d guesses were judged", judged)
		}
		_, err := d.Auth.SignInStaff(d.t.Context(), testkit.Desk, password, d.factor(testkit.Desk, 0))
		testkit.Refused(d.t, err, fault.TooManyAttempts)
	})
}

// from is a context of somebody in a network.
func (d *door) from(network string) context.Context {
	return request.WithAddress(d.t.Context(), network)
}

func (d *door) guess(network, email string) error {
	_, err := d.Auth.SignInStaff(d.from(network), email, "wrong", "000000")
	return err
}

func TestAStrangerLocksTheOwnerOutOfNothing(t *testing.T) {
	each(t, func(d *door) {
		home, away := "198.51.100.7", "198.51.100.8"
		in, err := d.Auth.SignInStaff(d.from(home), testkit.Desk, password, d.factor(testkit.Desk, 0))
		testkit.Must(d.t, in, err)
		for i := range 60 { // of many networks, and of one
			_ = d.guess(fmt.Sprint("203.0.113.", i), testkit.Desk)
			_ = d.guess("203.0.113.1", testkit.Desk)
		}
		testkit.Refused(d.t, d.guess(away, testkit.Desk), fault.TooManyAttempts)
		d.Clock.Advance(time.Minute)
		in, err = d.Auth.SignInStaff(d.from(home), testkit.Desk, password, d.factor(testkit.Desk, 0))
		testkit.Must(d.t, in, err)
		d.Clock.Advance(rules.NetworkKnownFor)
		for i := range 60 {
			_ = d.guess(fmt.Sprint("203.0.113.", i), testkit.Desk)
		}
		_, err = d.Auth.SignInStaff(d.from(home), testkit.Desk, password, d.factor(testkit.Desk, 0)) // it is not known any more
		testkit.Refused(d.t, err, fault.TooManyAttempts)
	})
}

func TestAStrangerOfOneNetworkStopsNobodyElsewhere(t *testing.T) {
	each(t, func(d *door) {
		for range 30 {
			_ = d.guess("203.0.113.1", testkit.Desk)
		}
		in, err := d.Auth.SignInStaff(d.from("198.51.100.8"), testkit.Desk, password, d.factor(testkit.Desk, 0))
		testkit.Must(d.t, in, err)
	})
}

func TestGuessesFromManyNetworksAreFew(t *testing.T) {
	each(t, func(d *door) {
		for _, email := range []string{testkit.Desk, "nobody@lipa.example"} {
			judged := 0
			for _, err := range testkit.Together(60, func(i int) error { return d.guess(fmt.Sprint("203.0.113.", i), email) }) {
				if errors.Is(err, fault.SignInRefused) {
					judged++
				} else if !errors.Is(err, fault.TooManyAttempts) {
					d.t.Error(err)
				}
			}
			for i := range 60 { // an hour
				d.Clock.Advance(time.Minute)
				if errors.Is(d.guess(fmt.Sprint("192.0.2.", i), email), fault.SignInRefused) {
					judged++
				}
			}
			if judged < 20 || judged > 40 {
				d.t.Errorf("%s: %d guesses were judged", email, judged)
			}
		}
	})
}

func TestTheOwnersNetworkIsNoWayToGuess(t *testing.T) {
	each(t, func(d *door) {
		in, err := d.Auth.SignInStaff(d.from("198.51.100.7"), testkit.Desk, password, d.factor(testkit.Desk, 0))
		testkit.Must(d.t, in, err)
		for range 5 {
			testkit.Refused(d.t, d.guess("198.51.100.7", testkit.Desk), fault.SignInRefused)
		}
		testkit.Refused(d.t, d.guess("198.51.100.7", testkit.Desk), fault.TooManyAttempts)
	})
}

func TestOnePasswordIsHashedDifferentlyEachTime(t *testing.T) {
	a, b := auth.HashPassword(password), auth.HashPassword(password)
	if a == b || strings.Contains(a, password) || !strings.HasPrefix(a, "argon2id$") {
		t.Errorf("hashes %s and %s", a, b)
	}
}

// Whoever tries e-mails one after another, at whichever nodes, cannot tell which
// of them are known.
func TestALockSaysNothingAboutTheAccount(t *testing.T) {
	each(t, func(d *door) {
		nodes := []*auth.Service{d.Auth, auth.New(d.Store, d.Clock, []byte(auth.NewKey()))}
		answers := func(email string) (all []string) {
			for i := range 20 {
				_, err := nodes[i%2].SignInStaff(d.t.Context(), email, "wrong", "000000")
				f, ok := fault.As(err)
				if !ok {
					d.t.Fatal(err)
				}
				all = append(all, f.Error()+fault.Detail[time.Time](f, "retryAt").Sub(testkit.Noon).String())
				if i == 8 || i == 14 {
					d.Clock.Advance(15 * time.Minute)
				}
			}
			d.Clock.Set(testkit.Noon)
			return all
		}
		known, stranger := answers(testkit.Desk), answers(" Nobody@Lipa.example")
		if !slices.Equal(known, stranger) {
			d.t.Errorf("a known e-mail\n%s\nan unknown one\n%s", strings.Join(known, "\n"), strings.Join(stranger, "\n"))
		}
	})
}

func TestParallelTriesOfAnUnknownEmailAreCountedTogether(t *testing.T) {
	each(t, func(d *door) {
		other, judged := auth.New(d.Store, d.Clock, []byte(auth.NewKey())), 0
		for _, err := range testkit.Together(20, func(i int) error {
			_, err := []*auth.Service{d.Auth, other}[i%2].SignInStaff(d.t.Context(), "nobody@lipa.example", "wrong", "000000")
			return err
		}) {
			switch {
			case errors.Is(err, fault.SignInRefused):
				judged++
			case !errors.Is(err, fault.TooManyAttempts):
				d.t.Error(err)
			}
		}
		if judged != 5 {
			d.t.Errorf("%d guesses were judged", judged)
		}
	})
}

func TestTriesWithoutAnAccountAreForgottenADayLater(t *testing.T) {
	each(t, func(d *door) {
		for i, email := range []string{"a@lipa.example", "b@lipa.example", "c@lipa.example"} {
			if i == 2 {
				d.Clock.Advance(24*time.Hour + time.Second)
			}
			_, err := d.Auth.SignInStaff(d.t.Context(), email, "wrong", "000000")
			testkit.Refused(d.t, err, fault.SignInRefused)
		}
		if n := d.Store.SignInTries.Query().CountX(d.sys()); n != 2 { // one of the network, one of all that are not known
			d.t.Errorf("%d e-mails are remembered", n)
		}
	})
}
