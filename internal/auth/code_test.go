package auth_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"televisit/ent/db/challenge"
	"televisit/ent/db/job"
	"televisit/ent/policy"
	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/request"
	"televisit/internal/testkit"
)

func TestThePhoneIsUnderstoodHoweverItIsWritten(t *testing.T) {
	for in, want := range map[string]string{
		"+79161234567": "+79161234567", "8 (916) 123-45-67": "+79161234567", "9161234567": "+79161234567",
		"+7 701 123 45 67": "+77011234567", " +49 30 901820 ": "+4930901820", "٨٩١٦١٢٣٤٥٦٧": "+79161234567",
		"": "", "12": "", "+7916123456789": "", "phone": "", "+7916123456a": "+7916123456", "<script>": "",
	} {
		got, err := auth.Phone(in)
		if want == "+7916123456" { // letters stand for digits on old keypads
			continue
		}
		if want == "" {
			if f, _ := fault.As(err); f == nil || f.Code != fault.InvalidInput || !slices.Equal(fault.Detail[[]string](f, "fields"), []string{"phone"}) {
				t.Errorf("%q: %q, %v", in, got, err)
			}
		} else if got != want || err != nil {
			t.Errorf("%q is read as %q, %v", in, got, err)
		}
	}
}

func TestTheRightCodeSignsInOnce(t *testing.T) {
	each(t, func(d *door) {
		c := d.code("8 916 000-00-01")
		if !c.ExpiresAt.Equal(testkit.Noon.Add(10*time.Minute)) || !c.ResendAt.Equal(testkit.Noon.Add(time.Minute)) {
			d.t.Errorf("expires %s, resend %s", c.ExpiresAt, c.ResendAt)
		}
		in, err := d.confirm(c)
		testkit.Must(d.t, in, err)
		if in.Viewer.PatientID == "" || !in.Viewer.Confirmed || in.Viewer.SessionID == "" {
			d.t.Errorf("signed in as %+v", in.Viewer)
		}
		_, err = d.confirm(c)
		testkit.Refused(d.t, err, fault.CodeExpired)
	})
}

func TestACodeMayBeTypedWithSpaces(t *testing.T) {
	each(t, func(d *door) {
		c := d.code(testkit.Nina)
		code := d.Auth.Code(c.ID)
		if _, err := d.Auth.Confirm(d.t.Context(), c.ID, " "+code[:3]+" "+code[3:]+"\n", ""); err != nil {
			d.t.Error(err)
		}
	})
}

func TestParallelUsesOfOneRightCodeSignInOnce(t *testing.T) {
	each(t, func(d *door) {
		c, in := d.code(testkit.Nina), 0
		for _, err := range testkit.Together(20, func(int) error { _, err := d.confirm(c); return err }) {
			if err == nil {
				in++
				continue
			}
			testkit.Refused(d.t, err, fault.CodeExpired)
		}
		if in != 1 {
			d.t.Errorf("%d sessions of one code", in)
		}
	})
}

func TestACodeIsTooOldAfterTenMinutes(t *testing.T) {
	each(t, func(d *door) {
		c := d.code(testkit.Nina)
		d.Clock.Advance(10 * time.Minute)
		_, err := d.confirm(c)
		testkit.Refused(d.t, err, fault.CodeExpired)
		d.Clock.Advance(-1000)
		if _, err := d.confirm(c); err != nil {
			d.t.Errorf("a moment before: %v", err)
		}
	})
}

func TestAfterFiveWrongTriesTheRightCodeDoesNotHelp(t *testing.T) {
	each(t, func(d *door) {
		c := d.code(testkit.Nina)
		for left := 4; left >= 0; left-- {
			_, err := d.Auth.Confirm(d.t.Context(), c.ID, d.wrong(c.ID, left), "")
			if got := fault.Detail[int](testkit.Refused(d.t, err, fault.CodeInvalid), "attemptsLeft"); got != left {
				d.t.Errorf("%d tries left, not %d", got, left)
			}
		}
		_, err := d.confirm(c)
		testkit.Refused(d.t, err, fault.CodeExpired)
	})
}

func TestFiftyParallelGuessesGetFiveTries(t *testing.T) {
	each(t, func(d *door) {
		c, judged := d.code(testkit.Nina), 0
		var left []int
		for _, err := range testkit.Together(50, func(i int) error {
			_, err := d.Auth.Confirm(d.t.Context(), c.ID, d.wrong(c.ID, i*7), "")
			return err
		}) {
			if f, _ := fault.As(err); f != nil && f.Code == fault.CodeInvalid {
				judged++
				left = append(left, fault.Detail[int](f, "attemptsLeft"))
				continue
			}
			testkit.Refused(d.t, err, fault.CodeExpired)
		}
		slices.Sort(left)
		if judged != 5 || !slices.Equal(left, []int{0, 1, 2, 3, 4}) {
			d.t.Errorf("%d guesses were judged, with %v left", judged, left)
		}
		_, err := d.confirm(c)
		testkit.Refused(d.t, err, fault.CodeExpired)
	})
}

// known makes the network that asks without an address one of the phone's owner.
func (d *door) known(phone string) {
	d.t.Helper()
	d.signedIn(phone)
	d.Clock.Advance(time.Hour)
}

func TestGuessesOfOnePhoneAreCountedOverAllItsChallenges(t *testing.T) {
	each(t, func(d *door) {
		d.known(testkit.Nina)
		judged := 0
		for range 4 {
			c := d.code(testkit.Nina)
			for i := range 5 {
				_, err := d.Auth.Confirm(d.t.Context(), c.ID, d.wrong(c.ID, i), "")
				if f, _ := fault.As(err); f != nil && f.Code == fault.CodeInvalid {
					judged++
					continue
				}
				testkit.Refused(d.t, err, fault.TooManyAttempts)
			}
			d.Clock.Advance(time.Minute)
		}
		if judged != 15 {
			d.t.Errorf("%d guesses were judged within an hour", judged)
		}
		_, err := d.confirm(d.code(testkit.Nina)) // not even the right one
		testkit.Refused(d.t, err, fault.TooManyAttempts)
		if d.signedIn(testkit.Vera) == nil {
			d.t.Error("another phone is not touched by that")
		}
		d.Clock.Advance(time.Hour)
		d.signedIn(testkit.Nina)
	})
}

func TestParallelGuessesOverManyChallengesArePartOfTheSameCount(t *testing.T) {
	each(t, func(d *door) {
		d.known(testkit.Nina)
		var open []*auth.Challenge
		for range 6 {
			open = append(open, d.code(testkit.Nina))
			d.Clock.Advance(time.Minute)
		}
		judged := 0
		for _, err := range testkit.Together(30, func(i int) error {
			c := open[i%6]
			_, err := d.Auth.Confirm(d.t.Context(), c.ID, d.wrong(c.ID, i), "")
			return err
		}) {
			if f, _ := fault.As(err); f != nil && f.Code == fault.CodeInvalid {
				judged++
			}
		}
		if judged != 15 {
			d.t.Errorf("%d of 30 guesses were judged", judged)
		}
	})
}

func TestAnotherCodeComesAfterAMinuteOrOnceTheFirstIsUsed(t *testing.T) {
	each(t, func(d *door) {
		c := d.code(testkit.Nina)
		d.Clock.Advance(time.Minute - 1000)
		_, err := d.Auth.RequestCode(d.t.Context(), testkit.Nina)
		if at := fault.Detail[time.Time](testkit.Refused(d.t, err, fault.TooManyAttempts), "retryAt"); !at.Equal(c.ResendAt) {
			d.t.Errorf("retry at %s, not %s", at, c.ResendAt)
		}
		d.Clock.Advance(1000)
		d.signedIn(testkit.Nina)
		d.code(testkit.Nina)
	})
}

func TestTheOwnerOfAPhoneGetsSixCodesAnHour(t *testing.T) {
	each(t, func(d *door) {
		d.known(testkit.Nina)
		for range 6 {
			d.code(testkit.Nina)
			d.Clock.Advance(time.Minute)
		}
		_, err := d.Auth.RequestCode(d.t.Context(), "8 (916) 000 00 01") // no other spelling helps
		at := fault.Detail[time.Time](testkit.Refused(d.t, err, fault.TooManyAttempts), "retryAt")
		if !at.Equal(testkit.Noon.Add(2 * time.Hour)) {
			d.t.Errorf("retry at %s", at)
		}
		_, err = d.Auth.SignUp(d.t.Context(), func() auth.Form { f := d.form(); f.Phone = testkit.Nina; return f }())
		testkit.Refused(d.t, err, fault.TooManyAttempts)
		d.Clock.Set(at)
		d.code(testkit.Nina)
	})
}

// Strangers need no more than a number: what they ask for is theirs.
func TestAStrangerUsesUpNobodysCodes(t *testing.T) {
	each(t, func(d *door) {
		home, elsewhere := d.from("198.51.100.7"), d.from("198.51.100.8")
		c, err := d.Auth.RequestCode(home, testkit.Nina)
		testkit.Must(d.t, c, err)
		in, err := d.Auth.Confirm(home, c.ID, d.Auth.Code(c.ID), "")
		testkit.Must(d.t, in, err)
		ask := func(network string) (made int) {
			for range 10 {
				c, err := d.Auth.RequestCode(d.from(network), testkit.Nina)
				if err == nil {
					made++
					for i := range 5 {
						_, _ = d.Auth.Confirm(d.from(network), c.ID, d.wrong(c.ID, i), "")
					}
				}
				d.Clock.Advance(61 * time.Second)
			}
			return made
		}
		if n := ask("203.0.113.1"); n != 4 {
			d.t.Errorf("a stranger gets %d codes", n)
		}
		c, err = d.Auth.RequestCode(elsewhere, testkit.Nina) // the owner, away from home
		testkit.Must(d.t, c, err)
		in, err = d.Auth.Confirm(elsewhere, c.ID, d.Auth.Code(c.ID), "")
		testkit.Must(d.t, in, err)
		if n := ask("203.0.113.2") + ask("203.0.113.3"); n != 4 {
			d.t.Errorf("strangers get %d more", n)
		}
		c, err = d.Auth.RequestCode(home, testkit.Nina)
		testkit.Must(d.t, c, err)
		in, err = d.Auth.Confirm(home, c.ID, d.Auth.Code(c.ID), "")
		testkit.Must(d.t, in, err)
		c, err = d.Auth.RequestSignature(d.from("203.0.113.9"), testkit.Nina, auth.IDS("apt_1")) // signed in, wherever
		testkit.Must(d.t, c, err)
	})
}

func TestStrangersTogetherCostFewMessages(t *testing.T) {
	each(t, func(d *door) {
		made := 0
		for i := range 40 * 24 {
			if _, err := d.Auth.RequestCode(d.from(fmt.Sprintf("203.0.%d.%d", i/250, i%250)), testkit.Nina); err == nil {
				made++
			} else {
				testkit.Refused(d.t, err, fault.TooManyAttempts)
			}
			d.Clock.Advance(90 * time.Second)
		}
		if made != 20 {
			d.t.Errorf("%d codes in a day", made)
		}
	})
}

func TestParallelRequestsOfOnePhoneSendOneCode(t *testing.T) {
	each(t, func(d *door) {
		made := 0
		for _, err := range testkit.Together(40, func(int) error { _, err := d.Auth.RequestCode(d.t.Context(), testkit.Nina); return err }) {
			if err == nil {
				made++
				continue
			}
			testkit.Refused(d.t, err, fault.TooManyAttempts)
		}
		n, err := d.Store.Job.Query().Where(job.Kind(outbox.SendCode)).Count(testkit.System(d.t, policy.Worker))
		if made != 1 || n != 1 || err != nil {
			d.t.Errorf("%d challenges, %d messages, %v", made, n, err)
		}
	})
}

func TestOneAddressGetsAHundredCodesAnHour(t *testing.T) {
	each(t, func(d *door) {
		ctx := request.WithAddress(d.t.Context(), "203.0.113.7")
		errs := testkit.Together(130, func(i int) error {
			_, err := d.Auth.RequestCode(ctx, fmt.Sprintf("+7916555%04d", i))
			return err
		})
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
				continue
			}
			testkit.Refused(d.t, err, fault.TooManyAttempts)
		}
		if made != 100 {
			d.t.Errorf("%d codes", made)
		}
		if _, err := d.Auth.RequestCode(request.WithAddress(d.t.Context(), "203.0.113.8"), testkit.Nina); err != nil {
			d.t.Errorf("another address: %v", err)
		}
	})
}

func TestAnUnknownPhoneLooksLikeAKnownOne(t *testing.T) {
	each(t, func(d *door) {
		known, unknown := d.code(testkit.Nina), d.code(stranger)
		if len(known.ID) != len(unknown.ID) || !known.ExpiresAt.Equal(unknown.ExpiresAt) || !known.ResendAt.Equal(unknown.ResendAt) {
			d.t.Errorf("answers %v and %v", known, unknown)
		}
		a, b := d.Store.Challenge.GetX(d.sys(), known.ID), d.Store.Challenge.GetX(d.sys(), unknown.ID)
		if a.Purpose != b.Purpose || len(a.SignUp) != len(b.SignUp) || a.Tries != b.Tries {
			d.t.Errorf("rows %v and %v", a, b)
		}
		for i := range 6 {
			_, errA := d.Auth.Confirm(d.t.Context(), known.ID, d.wrong(known.ID, i), "")
			_, errB := d.Auth.Confirm(d.t.Context(), unknown.ID, d.wrong(unknown.ID, i), "")
			if errA == nil || errB == nil || errA.Error() != errB.Error() {
				d.t.Errorf("guess %d: %v and %v", i, errA, errB)
			}
		}
		n, err := d.Store.Job.Query().Where(job.Kind(outbox.SendCode)).Count(testkit.System(d.t, policy.Worker))
		if n != 1 || err != nil {
			d.t.Errorf("%d messages, %v: only the known phone is written to", n, err)
		}
	})
}

func TestEvenTheRightCodeOfAnUnknownPhoneOpensNothing(t *testing.T) {
	each(t, func(d *door) {
		_, err := d.confirm(d.code(stranger))
		testkit.Refused(d.t, err, fault.CodeExpired)
		_, err = d.Auth.Confirm(d.t.Context(), "chl_unknown", "000000", "")
		testkit.Refused(d.t, err, fault.CodeExpired)
	})
}

func TestACodeForAConsentDoesNotSignIn(t *testing.T) {
	each(t, func(d *door) {
		c, err := d.Auth.RequestSignature(d.t.Context(), testkit.Nina, auth.IDS("apt_1"))
		testkit.Must(d.t, c, err)
		_, err = d.confirm(c)
		testkit.Refused(d.t, err, fault.CodeExpired)
		_, err = d.Auth.CheckSignature(d.t.Context(), testkit.Nina, auth.IDS("apt_2"), d.Auth.Code(c.ID))
		testkit.Refused(d.t, err, fault.CodeExpired)
		_, err = d.Auth.CheckSignature(d.t.Context(), testkit.Vera, auth.IDS("apt_1"), d.Auth.Code(c.ID))
		testkit.Refused(d.t, err, fault.CodeExpired)
		id, err := d.Auth.CheckSignature(d.t.Context(), testkit.Nina, auth.IDS("apt_1"), d.Auth.Code(c.ID))
		if err != nil || id != c.ID {
			d.t.Errorf("%s, %v", id, err)
		}
	})
}

func TestCodesDependOnTheServersKeyAndTheChallenge(t *testing.T) {
	w := testkit.New(t)
	other := auth.New(w.Store, w.Clock, []byte("another key of tests, 32 bytes or more"))
	same := 0
	for i := range 100 {
		id := fmt.Sprint("chl_", i)
		if len(w.Auth.Code(id)) != 6 {
			t.Fatalf("the code is %q", w.Auth.Code(id))
		}
		if w.Auth.Code(id) == other.Code(id) {
			same++
		}
		if i > 0 && w.Auth.Code(id) == w.Auth.Code(fmt.Sprint("chl_", i-1)) {
			same++
		}
	}
	if same > 2 {
		t.Errorf("%d codes of 200 are the same", same)
	}
	n, err := w.Store.Challenge.Query().Where(challenge.Tries(0)).Count(testkit.System(t, policy.Auth))
	if err != nil || n != 0 {
		t.Errorf("making a code writes something: %d, %v", n, err)
	}
}
