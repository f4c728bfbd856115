package auth_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"televisit/ent/policy"
	"televisit/internal/auth"
	"televisit/internal/rules"
	"televisit/internal/seed"
	"televisit/internal/signing"
	"televisit/internal/testkit"
)

const stranger = "+79167770000" // nobody's phone

// door is a seeded clinic whose door is under test.
type door struct {
	*testkit.World
	t *testing.T
}

func each(t *testing.T, run func(d *door)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, w *testkit.World) { run(&door{w, t}) })
}

func (d *door) form() auth.Form {
	d.t.Helper()
	text, err := signing.Current(d.t.Context(), d.Store.Client, rules.PersonalData)
	testkit.Must(d.t, text, err)
	return auth.Form{
		Phone: "8 916 777-00-00", FamilyName: " Ким ", GivenName: "Анна  Мария", Patronymic: "Сергеевна", Email: "anna@example.org",
		BirthDate: "1990-05-17", Sex: rules.Female, ConsentDocumentID: text.ID, Locale: rules.EN, TimeZone: "Asia/Almaty",
	}
}

// code asks for a sign-in code; the challenge.
func (d *door) code(phone string) *auth.Challenge {
	d.t.Helper()
	c, err := d.Auth.RequestCode(d.t.Context(), phone)
	return testkit.Must(d.t, c, err)
}

// wrong is a code that is not the one of a challenge.
func (d *door) wrong(challengeID string, n int) string {
	for ; ; n++ {
		if c := fmt.Sprintf("%06d", n); c != d.Auth.Code(challengeID) {
			return c
		}
	}
}

func (d *door) confirm(c *auth.Challenge) (*auth.SignedIn, error) {
	return d.Auth.Confirm(d.t.Context(), c.ID, d.Auth.Code(c.ID), "")
}

func (d *door) signedIn(phone string) *auth.SignedIn {
	d.t.Helper()
	in, err := d.confirm(d.code(phone))
	return testkit.Must(d.t, in, err)
}

func (d *door) sys() context.Context { return testkit.System(d.t, policy.Auth) }

func (d *door) staff(email string) (s seed.Staff) {
	for _, s = range seed.Logins() {
		if s.Email == email {
			return s
		}
	}
	d.t.Fatalf("no staff %s", email)
	return s
}

// factor is the second factor of staff at the clock's time and a drift.
func (d *door) factor(email string, drift time.Duration) string {
	d.t.Helper()
	code, err := totp.GenerateCode(d.staff(email).Secret, d.Clock.Now().Add(drift))
	return testkit.Must(d.t, code, err)
}
