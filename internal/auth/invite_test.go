package auth_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"

	"televisit/ent/db"
	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

const newPassword = "три зелёные груши"

// invited is a registrar who has not come yet.
func (d *door) invited() *db.Account {
	d.t.Helper()
	id, err := d.Auth.InviteStaff(d.As(d.t, testkit.Admin), uuid.NewString(), auth.Colleague{
		Email: " Kim@Lipa.example", Role: rules.Registrar, FamilyName: "Ким", GivenName: "Анна", Locale: rules.RU,
	})
	testkit.Must(d.t, id, err)
	return d.account(id)
}

func (d *door) account(id string) *db.Account {
	d.t.Helper()
	a, err := d.Store.Account.Get(d.sys(), id)
	return testkit.Must(d.t, a, err)
}

// shown is what the authenticator of an account shows.
func (d *door) shown(a *db.Account) string {
	d.t.Helper()
	code, err := totp.GenerateCode(a.TotpSecret, d.Clock.Now())
	return testkit.Must(d.t, code, err)
}

func (d *door) accept(a *db.Account, token string) error {
	_, err := d.Auth.AcceptStaff(d.t.Context(), token, newPassword, d.shown(a))
	return err
}

func TestALinkLetsOneIn(t *testing.T) {
	each(t, func(d *door) {
		a := d.invited()
		for _, guess := range []string{"", newPassword} {
			_, err := d.Auth.SignInStaff(d.t.Context(), "kim@lipa.example", guess, d.shown(a)) // there is no password yet
			testkit.Refused(d.t, err, fault.SignInRefused)
		}
		in := 0
		for _, err := range testkit.Together(4, func(int) error { return d.accept(a, d.Auth.LinkOf(a).Token) }) {
			if err == nil {
				in++
			} else if !errors.Is(err, fault.CodeExpired) {
				d.t.Error(err)
			}
		}
		if in != 1 {
			d.t.Fatalf("it lets %d in", in)
		}
		d.Clock.Advance(time.Minute)
		_, err := d.Auth.SignInStaff(d.t.Context(), "kim@lipa.example", newPassword, d.shown(a))
		if err != nil {
			d.t.Error(err)
		}
		testkit.Refused(d.t, d.Auth.RenewLink(d.As(d.t, testkit.Admin), a.ID), fault.Conflict)
	})
}

func TestALinkEndsAndIsReplaced(t *testing.T) {
	each(t, func(d *door) {
		a := d.invited()
		old := d.Auth.LinkOf(a)
		d.Clock.Set(old.ExpiresAt)
		testkit.Refused(d.t, d.accept(a, old.Token), fault.CodeExpired)
		if err := d.Auth.RenewLink(d.As(d.t, testkit.Admin), a.ID); err != nil {
			d.t.Fatal(err)
		}
		testkit.Refused(d.t, d.accept(a, old.Token), fault.CodeExpired)
		renewed := d.account(a.ID)
		if err := d.accept(renewed, d.Auth.LinkOf(renewed).Token); err != nil {
			d.t.Error(err)
		}
	})
}

func TestAResetEndsWhatWasThere(t *testing.T) {
	each(t, func(d *door) {
		in, err := d.Auth.SignInStaff(d.t.Context(), testkit.Desk, password, d.factor(testkit.Desk, 0))
		testkit.Must(d.t, in, err)
		a, err := d.Auth.ResetStaff(d.t.Context(), " Desk@Lipa.example ")
		testkit.Must(d.t, a, err)
		_, err = d.Auth.Authenticate(d.t.Context(), in.Token)
		testkit.Refused(d.t, err, fault.Unauthenticated)
		d.Clock.Advance(time.Minute)
		_, err = d.Auth.SignInStaff(d.t.Context(), testkit.Desk, password, d.factor(testkit.Desk, 0))
		testkit.Refused(d.t, err, fault.SignInRefused)
		if err := d.accept(a, d.Auth.LinkOf(a).Token); err != nil {
			d.t.Error(err)
		}
		for _, nobody := range []string{"nobody@lipa.example", testkit.Nina} {
			_, err := d.Auth.ResetStaff(d.t.Context(), nobody)
			testkit.Refused(d.t, err, fault.NotFound)
		}
	})
}
