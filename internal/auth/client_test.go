package auth_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"televisit/ent/db/account"
	"televisit/ent/db/apiclient"
	"televisit/ent/db/consent"
	"televisit/ent/db/session"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func (d *door) admin() context.Context { return d.As(d.t, testkit.Admin) }

func (d *door) client(scopes ...rules.Scope) (id, key string) {
	d.t.Helper()
	ctx, key := d.APIClient(d.t, scopes...)
	return viewer.From(ctx).ClientID, key
}

func (d *door) use(key string) (viewer.Viewer, error) { return d.Auth.Authenticate(d.t.Context(), key) }

func (d *door) wantOver(key string) {
	d.t.Helper()
	_, err := d.use(key)
	testkit.Refused(d.t, err, fault.Unauthenticated)
}

func TestAKeyIsToldOnceAndStoredAsAHash(t *testing.T) {
	each(t, func(d *door) {
		make := func(name string) (string, string, error) {
			return d.Auth.CreateClient(d.admin(), "key", name, []rules.Scope{rules.ScopeWrite})
		}
		id, key, err := make("  Запись  ру ")
		if testkit.Must(d.t, id, err); len(key) < 50 || !strings.HasPrefix(key, "tvc_") {
			d.t.Errorf("the key %q", key)
		}
		again, none, err := make("Запись ру")
		if testkit.Must(d.t, id, err); again != id || none != "" {
			d.t.Errorf("repeated: %q, %q", again, none)
		}
		_, _, err = make("Another")
		testkit.Refused(d.t, err, fault.IdempotencyKeyReused)

		c := d.Store.ApiClient.GetX(d.sys(), id)
		if c.Name != "Запись ру" || c.CreatedByName == "" || !strings.HasPrefix(key, c.KeyPrefix) || len(c.KeyPrefix) > 10 || c.LastUsedAt != nil {
			d.t.Errorf("%+v", c)
		}
		kept := d.Store.Session.Query().Where(session.AccountID(c.AccountID)).OnlyX(d.sys())
		if strings.Contains(kept.TokenHash, key[4:]) || len(kept.TokenHash) != 64 {
			d.t.Errorf("stored: %s", kept.TokenHash)
		}
		v, err := d.use(key)
		if testkit.Must(d.t, v, err); v.Role != viewer.APIClient || v.ClientID != id || rules.Scopes(v.Scopes).List()[2] != rules.ScopeWrite {
			d.t.Errorf("%+v", v)
		}
		if v, err := d.use(key + "x"); err == nil {
			d.t.Errorf("another key is %+v", v)
		}
	})
}

func TestWhoAskedLastIsKnownToTheMinute(t *testing.T) {
	each(t, func(d *door) {
		id, key := d.client()
		used := func() time.Time { return *d.Store.ApiClient.GetX(d.sys(), id).LastUsedAt }
		for _, x := range []struct {
			after time.Duration
			want  time.Duration
		}{{0, 0}, {59 * time.Second, 0}, {time.Second, time.Minute}, {90 * 24 * time.Hour, 90*24*time.Hour + time.Minute}} {
			d.Clock.Advance(x.after)
			_, err := d.use(key)
			if testkit.Must(d.t, id, err); !used().Equal(testkit.Noon.Add(x.want)) {
				d.t.Errorf("after %s: %s", x.after, used())
			}
		}
	})
}

func TestAKeyIsReplacedAtOnceOrLater(t *testing.T) {
	each(t, func(d *door) {
		var over []string
		d.Auth.Revoked = func(id string, _ rules.SessionEnd) { over = append(over, id) }
		id, first := d.client()
		in, err := d.use(first)
		testkit.Must(d.t, in, err)

		later := testkit.Noon.Add(24 * time.Hour)
		second, err := d.Auth.RotateClientKey(d.admin(), id, later)
		if testkit.Must(d.t, second, err); len(over) != 0 || !strings.HasPrefix(second, d.Store.ApiClient.GetX(d.sys(), id).KeyPrefix) {
			d.t.Errorf("ended: %v", over)
		}
		d.Clock.Set(later.Add(-time.Second))
		for _, key := range []string{first, second} {
			_, err := d.use(key)
			testkit.Must(d.t, key, err)
		}
		ends, err := d.Auth.Ended(d.t.Context(), []viewer.Viewer{in}, time.Minute)
		if testkit.Must(d.t, ends, err); !ends[in.SessionID].At.Equal(later) {
			d.t.Errorf("the end that comes: %v", ends)
		}
		d.Clock.Set(later)
		d.wantOver(first)

		third, err := d.Auth.RotateClientKey(d.admin(), id, time.Time{})
		testkit.Must(d.t, third, err)
		d.wantOver(second)
		v, err := d.use(third)
		if testkit.Must(d.t, v, err); v.ClientID != id || len(over) != 1 {
			d.t.Errorf("%+v, ended %v", v, over)
		}
	})
}

func TestAKeyThatWasReplacedDoesNotLiveLongerByAnotherRotation(t *testing.T) {
	each(t, func(d *door) {
		id, first := d.client()
		for _, until := range []time.Duration{time.Hour, 48 * time.Hour} {
			key, err := d.Auth.RotateClientKey(d.admin(), id, testkit.Noon.Add(until))
			testkit.Must(d.t, key, err)
		}
		d.Clock.Advance(time.Hour)
		d.wantOver(first)
	})
}

func TestARevokedClientIsOverForGood(t *testing.T) {
	each(t, func(d *door) {
		var over []string
		d.Auth.Revoked = func(id string, _ rules.SessionEnd) { over = append(over, id) }
		id, first := d.client()
		other, theirs := d.client()
		second, err := d.Auth.RotateClientKey(d.admin(), id, testkit.Noon.Add(time.Hour))
		testkit.Must(d.t, second, err)
		if err := d.Auth.RevokeClient(d.admin(), id); err != nil {
			d.t.Fatal(err)
		}
		d.wantOver(first)
		d.wantOver(second)
		if len(over) != 2 {
			d.t.Errorf("ended: %v", over)
		}
		v, err := d.use(theirs)
		if testkit.Must(d.t, v, err); v.ClientID != other {
			d.t.Errorf("the other one is %+v", v)
		}
		testkit.Refused(d.t, d.Auth.RevokeClient(d.admin(), id), fault.Conflict)
		_, err = d.Auth.RotateClientKey(d.admin(), id, time.Time{})
		testkit.Refused(d.t, err, fault.Conflict)
		testkit.Refused(d.t, d.Auth.RevokeClient(d.admin(), "apc_absent"), fault.NotFound)
		if n := d.Store.ApiClient.Query().Where(apiclient.RevokedByNEQ("")).CountX(d.sys()); n != 1 {
			d.t.Errorf("%d are revoked by somebody", n)
		}
	})
}

// Of an administrator who revokes and one who replaces the key at the same moment
// the first has the last word: no key of a revoked client works.
func TestNoKeyOutlivesARevocationOfTheSameMoment(t *testing.T) {
	each(t, func(d *door) {
		admin := d.admin()
		for range 25 {
			id, _ := d.client()
			var key string
			errs := testkit.Together(2, func(i int) (err error) {
				if i == 0 {
					return d.Auth.RevokeClient(admin, id)
				}
				key, err = d.Auth.RotateClientKey(admin, id, time.Time{})
				return err
			})
			if errs[0] != nil {
				d.t.Fatal(errs[0])
			}
			if errs[1] != nil {
				testkit.Refused(d.t, errs[1], fault.Conflict)
				continue
			}
			d.wantOver(key)
		}
	})
}

func TestKeysOverlapForAMinuteToAMonth(t *testing.T) {
	d := &door{testkit.New(t), t}
	id, _ := d.client()
	for until, ok := range map[time.Duration]bool{
		-time.Hour: false, time.Minute - 1: false, time.Minute: true, 30 * 24 * time.Hour: true, 30*24*time.Hour + 1: false,
	} {
		_, err := d.Auth.RotateClientKey(d.admin(), id, testkit.Noon.Add(until))
		if (err == nil) != ok {
			t.Errorf("%s: %v", until, err)
		}
	}
	for _, scopes := range [][]rules.Scope{nil, {"ALL"}} {
		_, _, err := d.Auth.CreateClient(d.admin(), "key", "A name", scopes)
		testkit.Refused(t, err, fault.InvalidInput)
	}
}

// A person's word is for one program, and for one thing.
func TestACodeLinksThePersonToTheProgramThatAskedAndToNothingElse(t *testing.T) {
	each(t, func(d *door) {
		ours, _ := d.APIClient(d.t)
		others, _ := d.APIClient(d.t)
		c, err := d.Auth.RegisterPatient(ours, d.LinkForm(d.t, testkit.Vera))
		testkit.Must(d.t, c, err)
		code := d.Auth.Code(c.ID)
		_, err = d.Auth.LinkPatient(others, c.ID, code)
		testkit.Refused(d.t, err, fault.CodeExpired)
		_, err = d.Auth.Confirm(d.t.Context(), c.ID, code, "")
		testkit.Refused(d.t, err, fault.CodeExpired)

		signIn := d.code(testkit.Nina)
		_, err = d.Auth.LinkPatient(ours, signIn.ID, d.Auth.Code(signIn.ID))
		testkit.Refused(d.t, err, fault.CodeExpired)

		wrong := d.wrong(c.ID, 0)
		_, err = d.Auth.LinkPatient(ours, c.ID, wrong)
		if f := testkit.Refused(d.t, err, fault.CodeInvalid); fault.Detail[int](f, "attemptsLeft") != 4 {
			d.t.Errorf("the try was not counted: %v", f.Details)
		}
		id, err := d.Auth.LinkPatient(ours, c.ID, code)
		if testkit.Must(d.t, id, err); id != viewer.From(d.As(d.t, testkit.Vera)).PatientID {
			d.t.Errorf("linked to %s", id)
		}
		_, err = d.Auth.LinkPatient(ours, c.ID, code)
		testkit.Refused(d.t, err, fault.CodeExpired)
		if n := d.Store.PatientLink.Query().CountX(d.sys()); n != 1 {
			d.t.Errorf("%d links", n)
		}
	})
}

func TestAStrangerIsRegisteredByTheCodeWithAConsentOfTheChannel(t *testing.T) {
	each(t, func(d *door) {
		ours, _ := d.APIClient(d.t)
		id := d.Link(d.t, ours, stranger)
		p := d.Store.Patient.GetX(d.sys(), id)
		given := d.Store.Consent.Query().Where(consent.PatientID(id)).OnlyX(testkit.System(d.t, policy.Signing))
		if p.FamilyName != "Лебедев" || p.Status != rules.Unconfirmed || given.Channel != rules.ClientSMS || given.Kind != rules.PersonalData {
			d.t.Errorf("%+v, %+v", p, given)
		}
		d.Clock.Advance(time.Hour)
		if again := d.Link(d.t, ours, stranger); again != id {
			d.t.Errorf("linked anew to %s", again)
		}
		if n := d.Store.PatientLink.Query().CountX(d.sys()); n != 1 {
			d.t.Errorf("%d links", n)
		}
		if in := d.signedIn(stranger); in.Viewer.PatientID != id {
			d.t.Errorf("signs in as %+v", in.Viewer)
		}
	})
}

func TestStaffAreLinkedByNoCode(t *testing.T) {
	d := &door{testkit.New(t), t}
	ours, _ := d.APIClient(t)
	d.Store.Account.Update().Where(account.Email(testkit.Desk)).SetPhone(stranger).ExecX(d.sys())
	c, err := d.Auth.RegisterPatient(ours, d.LinkForm(t, stranger))
	_, err = d.Auth.LinkPatient(ours, testkit.Must(t, c, err).ID, d.Auth.Code(c.ID))
	testkit.Refused(t, err, fault.CodeExpired)
}

// Nothing may be done for who has withdrawn the consent, until it is given to the clinic anew.
func TestWhoHasWithdrawnTheConsentIsLinkedByNoCode(t *testing.T) {
	d := &door{testkit.New(t), t}
	ours, _ := d.APIClient(t)
	vera := viewer.From(d.As(t, testkit.Vera)).PatientID
	d.Store.Patient.UpdateOneID(vera).SetConsentWithdrawnAt(d.Clock.Now()).ExecX(d.sys())
	c, err := d.Auth.RegisterPatient(ours, d.LinkForm(t, testkit.Vera))
	_, err = d.Auth.LinkPatient(ours, testkit.Must(t, c, err).ID, d.Auth.Code(c.ID))
	testkit.Refused(t, err, fault.CodeExpired)
	if n := d.Store.PatientLink.Query().CountX(d.sys()); n != 0 {
		t.Errorf("%d links", n)
	}
}

func TestAnEndedLinkIsThePatientsToEndAndToGiveAnew(t *testing.T) {
	each(t, func(d *door) {
		ours, _ := d.APIClient(d.t)
		vera, nina := d.As(d.t, testkit.Vera), d.As(d.t, testkit.Nina)
		d.Link(d.t, ours, testkit.Vera)
		link := d.Store.PatientLink.Query().OnlyX(vera)
		testkit.Refused(d.t, d.Auth.EndLink(nina, link.ID), fault.NotFound)
		if err := d.Auth.EndLink(vera, link.ID); err != nil {
			d.t.Fatal(err)
		}
		testkit.Refused(d.t, d.Auth.EndLink(vera, link.ID), fault.Conflict)
		if n := d.Store.Patient.Query().CountX(ours); n != 0 {
			d.t.Errorf("the program still sees %d patients", n)
		}
		d.Clock.Advance(time.Hour)
		d.Link(d.t, ours, testkit.Vera)
		if n := d.Store.Patient.Query().CountX(ours); n != 1 {
			d.t.Errorf("the program sees %d patients", n)
		}
	})
}

func TestCodesOfAProgramAreBudgetedByTheProgram(t *testing.T) {
	d := &door{testkit.New(t), t}
	ours, _ := d.APIClient(t)
	for i := range 301 {
		form := d.LinkForm(t, fmt.Sprintf("+7916777%04d", i))
		_, err := d.Auth.RegisterPatient(ours, form)
		if i == 300 {
			testkit.Refused(t, err, fault.TooManyAttempts)
		} else if err != nil {
			t.Fatalf("the code %d: %v", i, err)
		}
	}
	others, _ := d.APIClient(t)
	_, err := d.Auth.RegisterPatient(others, d.LinkForm(t, testkit.Vera))
	testkit.Must(t, "", err)
}
