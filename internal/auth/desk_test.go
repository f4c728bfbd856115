package auth_test

import (
	"context"
	"testing"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/consent"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// atDesk is the registrar's own context.
func (d *door) atDesk() (context.Context, *db.Account) {
	d.t.Helper()
	who := d.Store.Account.Query().Where(account.RoleEQ(rules.Registrar)).OnlyX(d.sys())
	return viewer.With(d.t.Context(), viewer.Viewer{AccountID: who.ID, Role: viewer.Registrar}), who
}

func TestTheDeskAddsACallerWhoThenSignsInByPhone(t *testing.T) {
	each(t, func(d *door) {
		ctx, registrar := d.atDesk()
		id, err := d.Auth.AddPatient(ctx, "key", d.form(), rules.Spoken)
		testkit.Must(d.t, id, err)
		signed := d.Store.Consent.Query().Where(consent.PatientID(id)).OnlyX(d.sys())
		if signed.Channel != rules.Spoken || signed.RecordedBy != registrar.ID || *signed.RecordedByName != registrar.Name || signed.ChallengeID != "" {
			d.t.Errorf("the consent: %v", signed)
		}
		c, err := d.Auth.RequestCode(d.t.Context(), stranger)
		testkit.Must(d.t, c, err)
		in, err := d.confirm(c)
		testkit.Must(d.t, in, err)
		if in.Viewer.PatientID != id || in.Viewer.Confirmed {
			d.t.Errorf("signed in as %+v", in.Viewer)
		}
		if a := d.Store.Account.GetX(d.sys(), in.Viewer.AccountID); a.TimeZone != "Europe/Moscow" {
			d.t.Errorf("the zone is %s", a.TimeZone)
		}
	})
}

func TestAKnownPhoneIsNotAddedTwice(t *testing.T) {
	each(t, func(d *door) {
		ctx, _ := d.atDesk()
		ids := make([]string, 2)
		refusals := 0
		for i, err := range testkit.Together(2, func(i int) (err error) {
			ids[i], err = d.Auth.AddPatient(ctx, []string{"a", "b"}[i], d.form(), rules.Paper)
			return err
		}) {
			if err == nil {
				continue
			}
			refusals++
			if known := fault.Detail[string](testkit.Refused(d.t, err, fault.PatientExists), "patientID"); known != ids[1-i] {
				d.t.Errorf("the known one is %q of %q", known, ids)
			}
		}
		if refusals != 1 {
			d.t.Errorf("%d refusals", refusals)
		}
		same, err := d.Auth.AddPatient(ctx, []string{"a", "b"}[indexOf(ids)], d.form(), rules.Paper)
		if testkit.Must(d.t, same, err); same != ids[indexOf(ids)] {
			d.t.Error("the same key made another one")
		}
	})
}

func indexOf(ids []string) int {
	if ids[0] != "" {
		return 0
	}
	return 1
}

func TestTheDeskCannotAddWhatIsNotWhole(t *testing.T) {
	each(t, func(d *door) {
		ctx, _ := d.atDesk()
		before := d.Store.Patient.Query().CountX(d.sys())
		for _, channel := range []rules.ConsentChannel{rules.SMS, rules.SignUpSMS, ""} {
			_, err := d.Auth.AddPatient(ctx, "key", d.form(), channel)
			testkit.Refused(d.t, err, fault.InvalidInput)
		}
		f := d.form()
		f.ConsentDocumentID = "cdc_none"
		_, err := d.Auth.AddPatient(ctx, "key", f, rules.Paper)
		testkit.Refused(d.t, err, fault.ConsentOutdated)
		if n := d.Store.Patient.Query().CountX(d.sys()); n != before {
			d.t.Errorf("%d patients", n-before)
		}
	})
}
