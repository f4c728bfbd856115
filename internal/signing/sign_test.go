package signing_test

import (
	"context"
	"testing"
	"time"

	"televisit/ent/db/consent"
	"televisit/ent/policy"
	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/signing"
	"televisit/internal/testkit"
)

// table is where Maksim signs for his visit of today.
type table struct {
	*testkit.World
	t      *testing.T
	sign   *signing.Service
	maksim context.Context
	id     string // the appointment
	text   string // the newest IDS
}

func each(t *testing.T, run func(x *table)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		text, err := signing.Current(t.Context(), w.Store.Client, rules.IDS)
		testkit.Must(t, text, err)
		run(&table{
			World: w, t: t, sign: &signing.Service{Store: w.Store, Clock: w.Clock, Codes: w.Auth},
			maksim: w.As(t, testkit.Maksim), id: w.Appointment(t, testkit.Maksim, rules.Booked).ID, text: text.ID,
		})
	})
}

func (x *table) code() *auth.Challenge {
	x.t.Helper()
	c, err := x.sign.RequestCode(x.maksim, x.id)
	return testkit.Must(x.t, c, err)
}

func (x *table) signed() int {
	return x.Store.Consent.Query().Where(consent.AppointmentID(x.id)).CountX(x.maksim)
}

func TestASignatureKeepsTheTextTheLanguageTheTimeAndTheCode(t *testing.T) {
	each(t, func(x *table) {
		c := x.code()
		x.Clock.Advance(time.Minute)
		id, err := x.sign.Sign(x.maksim, x.id, x.text, x.Auth.Code(c.ID), rules.EN)
		testkit.Must(x.t, id, err)
		got := x.Store.Consent.Query().Where(consent.ID(id)).WithDocument().OnlyX(x.maksim)
		d := got.Edges.Document
		if got.Kind != rules.IDS || got.Locale != rules.EN || got.Channel != rules.SMS || got.ChallengeID != c.ID || got.Phone != testkit.Maksim ||
			!got.SignedAt.Equal(testkit.Noon.Add(time.Minute)) || got.TextSha256 != rules.TextHash(d.Title, d.Text, rules.EN) {
			x.t.Errorf("the consent: %v", got)
		}
		_, err = x.sign.Sign(x.maksim, x.id, x.text, x.Auth.Code(c.ID), rules.EN)
		testkit.Refused(x.t, err, fault.Conflict)
		_, err = x.sign.RequestCode(x.maksim, x.id)
		testkit.Refused(x.t, err, fault.Conflict)
	})
}

func TestOnlyTheRightCodeOfThisVisitSigns(t *testing.T) {
	each(t, func(x *table) {
		_, err := x.sign.Sign(x.maksim, x.id, x.text, "000000", rules.RU)
		testkit.Refused(x.t, err, fault.CodeExpired) // none was asked for
		c := x.code()
		wrong := "000000"
		if wrong == x.Auth.Code(c.ID) {
			wrong = "000001"
		}
		for left := 4; left >= 0; left-- {
			_, err := x.sign.Sign(x.maksim, x.id, x.text, wrong, rules.RU)
			if n := fault.Detail[int](testkit.Refused(x.t, err, fault.CodeInvalid), "attemptsLeft"); n != left {
				x.t.Errorf("%d tries left, not %d", n, left)
			}
		}
		_, err = x.sign.Sign(x.maksim, x.id, x.text, x.Auth.Code(c.ID), rules.RU)
		testkit.Refused(x.t, err, fault.CodeExpired)
		x.Clock.Advance(time.Minute)
		second := x.code()
		x.Clock.Advance(10 * time.Minute)
		_, err = x.sign.Sign(x.maksim, x.id, x.text, x.Auth.Code(second.ID), rules.RU)
		testkit.Refused(x.t, err, fault.CodeExpired)
		signIn, err := x.Auth.RequestCode(x.t.Context(), testkit.Maksim)
		testkit.Must(x.t, signIn, err)
		_, err = x.sign.Sign(x.maksim, x.id, x.text, x.Auth.Code(signIn.ID), rules.RU)
		testkit.Refused(x.t, err, fault.CodeExpired)
		if x.signed() != 0 {
			x.t.Error("it is signed")
		}
	})
}

func TestAnOutdatedTextIsNotSignedAndSpendsNoTry(t *testing.T) {
	each(t, func(x *table) {
		c := x.code()
		next := x.Store.ConsentDocument.Create().SetKind(rules.IDS).SetVersion(2).SetTitle(rules.Text{RU: "ИДС"}).SetText(rules.Text{RU: "Новое"}).
			SaveX(testkit.System(x.t, policy.Seed))
		_, err := x.sign.Sign(x.maksim, x.id, x.text, x.Auth.Code(c.ID), rules.RU)
		if id := fault.Detail[string](testkit.Refused(x.t, err, fault.ConsentOutdated), "documentID"); id != next.ID {
			x.t.Errorf("the newest is %s", id)
		}
		if id, err := x.sign.Sign(x.maksim, x.id, next.ID, x.Auth.Code(c.ID), rules.RU); err != nil {
			x.t.Errorf("%s, %v", id, err)
		}
	})
}

func TestOthersDoNotSign(t *testing.T) {
	each(t, func(x *table) {
		for _, who := range []string{testkit.Nina, testkit.Melnikova, testkit.Admin} {
			_, err := x.sign.RequestCode(x.As(x.t, who), x.id)
			testkit.Refused(x.t, err, fault.NotFound)
			_, err = x.sign.Sign(x.As(x.t, who), x.id, x.text, "000000", rules.RU)
			testkit.Refused(x.t, err, fault.NotFound)
		}
		_, err := x.sign.RequestCode(x.t.Context(), x.id)
		testkit.Refused(x.t, err, fault.NotFound)
		_, err = x.sign.RequestCode(x.maksim, "apt_unknown")
		testkit.Refused(x.t, err, fault.NotFound)
	})
}

func TestAVisitThatIsOverIsNotSignedFor(t *testing.T) {
	each(t, func(x *table) {
		x.Clock.Set(x.Appointment(x.t, testkit.Maksim, rules.Booked).EndsAt)
		_, err := x.sign.RequestCode(x.maksim, x.id)
		testkit.Refused(x.t, err, fault.Conflict)
	})
}

func TestWhoWaitsForALatePractitionerMayStillSign(t *testing.T) {
	each(t, func(x *table) {
		a := x.Appointment(x.t, testkit.Maksim, rules.Booked)
		x.Store.Appointment.UpdateOneID(a.ID).SetDelay(&rules.Delay{ExpectedAt: a.StartsAt.Add(10 * time.Minute), Cause: rules.PreviousVisit}).
			ExecX(testkit.System(x.t, policy.Presence))
		x.Clock.Set(a.EndsAt.Add(10*time.Minute - time.Second))
		id, err := x.sign.Sign(x.maksim, x.id, x.text, x.Auth.Code(x.code().ID), rules.RU)
		testkit.Must(x.t, id, err)
	})
}

func TestParallelSignaturesMakeOne(t *testing.T) {
	each(t, func(x *table) {
		code, made := x.Auth.Code(x.code().ID), 0
		for _, err := range testkit.Together(12, func(int) error {
			_, err := x.sign.Sign(x.maksim, x.id, x.text, code, rules.RU)
			return err
		}) {
			if err == nil {
				made++
			} else if f, _ := fault.As(err); f == nil || f.Code != fault.CodeExpired && f.Code != fault.Conflict {
				x.t.Error(err)
			}
		}
		if made != 1 || x.signed() != 1 {
			x.t.Errorf("signed %d times, kept %d", made, x.signed())
		}
	})
}
