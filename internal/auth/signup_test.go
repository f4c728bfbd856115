package auth_test

import (
	"slices"
	"strings"
	"testing"

	"televisit/ent/db/consent"
	"televisit/ent/db/patient"
	"televisit/ent/policy"
	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

func TestSigningUpMakesTheAccountThePatientAndTheSignedConsent(t *testing.T) {
	each(t, func(d *door) {
		c, err := d.Auth.SignUp(d.t.Context(), d.form())
		testkit.Must(d.t, c, err)
		if n := d.Store.Patient.Query().Where(patient.Phone(stranger)).CountX(d.sys()); n != 0 {
			d.t.Error("the patient exists before the code is confirmed")
		}
		in, err := d.confirm(c)
		testkit.Must(d.t, in, err)
		if in.Viewer.Confirmed || in.Viewer.Role != "PATIENT" {
			d.t.Errorf("signed in as %+v", in.Viewer)
		}
		p := d.Store.Patient.GetX(d.sys(), in.Viewer.PatientID)
		if p.FamilyName != "Ким" || p.GivenName != "Анна Мария" || p.Status != rules.Unconfirmed || p.Phone != stranger || *p.Email != "anna@example.org" {
			d.t.Errorf("the patient: %v", p)
		}
		if !strings.Contains(p.Search, "ким") || !strings.Contains(p.Search, "1990-05-17") {
			d.t.Errorf("the desk finds by %q", p.Search)
		}
		a := d.Store.Account.GetX(d.sys(), in.Viewer.AccountID)
		if a.Locale != rules.EN || a.TimeZone != "Asia/Almaty" || a.Role != rules.Patient {
			d.t.Errorf("the account: %v", a)
		}
		signed := d.Store.Consent.Query().Where(consent.PatientID(p.ID)).WithDocument().OnlyX(d.sys())
		text := signed.Edges.Document
		if signed.Channel != rules.SignUpSMS || signed.ChallengeID != c.ID || signed.Locale != rules.EN ||
			!signed.SignedAt.Equal(testkit.Noon) || signed.TextSha256 != rules.TextHash(text.Title, text.Text, rules.EN) {
			d.t.Errorf("the consent: %v", signed)
		}
	})
}

func TestSigningUpWithAKnownPhoneSignsInAndChangesNothing(t *testing.T) {
	each(t, func(d *door) {
		f := d.form()
		f.Phone = testkit.Nina
		c, err := d.Auth.SignUp(d.t.Context(), f)
		testkit.Must(d.t, c, err)
		in, err := d.confirm(c)
		testkit.Must(d.t, in, err)
		p := d.Store.Patient.GetX(d.sys(), in.Viewer.PatientID)
		if p.FamilyName != "Ковалёва" || p.Status != rules.Confirmed || p.Email != nil {
			d.t.Errorf("the patient: %v", p)
		}
		if row := d.Store.Challenge.GetX(d.sys(), c.ID); len(row.SignUp) != 0 {
			d.t.Error("the form of a stranger is kept with somebody's phone")
		}
	})
}

func TestTwoFormsOfOnePhoneMakeOneAccount(t *testing.T) {
	each(t, func(d *door) {
		first, err := d.Auth.SignUp(d.t.Context(), d.form())
		testkit.Must(d.t, first, err)
		d.Clock.Advance(60_000_000_000)
		second, err := d.Auth.SignUp(d.t.Context(), d.form())
		testkit.Must(d.t, second, err)
		challenges := []*auth.Challenge{first, second}
		accounts := make([]string, 2)
		for _, err := range testkit.Together(2, func(i int) error {
			in, err := d.confirm(challenges[i])
			if err == nil {
				accounts[i] = in.Viewer.AccountID
			}
			return err
		}) {
			if err != nil {
				d.t.Error(err)
			}
		}
		if accounts[0] != accounts[1] {
			d.t.Errorf("accounts %q", accounts)
		}
	})
}

func TestTheFormIsChecked(t *testing.T) {
	w := testkit.New(t)
	d := &door{w, t}
	for name, x := range map[string]struct {
		change func(f *auth.Form)
		field  string // empty when it is accepted
	}{
		"no phone":                     {func(f *auth.Form) { f.Phone = "" }, "phone"},
		"no family name":               {func(f *auth.Form) { f.FamilyName = "  " }, "familyName"},
		"no given name":                {func(f *auth.Form) { f.GivenName = "" }, "givenName"},
		"digits in a name":             {func(f *auth.Form) { f.GivenName = "R2D2" }, "givenName"},
		"markup in a name":             {func(f *auth.Form) { f.FamilyName = "<b>" }, "familyName"},
		"a name without an end":        {func(f *auth.Form) { f.FamilyName = strings.Repeat("а", 101) }, "familyName"},
		"a long name":                  {func(f *auth.Form) { f.FamilyName = strings.Repeat("а", 100) }, ""},
		"a double name":                {func(f *auth.Form) { f.FamilyName = "Мамин-Сибиряк" }, ""},
		"a name with an apostrophe":    {func(f *auth.Form) { f.FamilyName = "O’Neil d'Arc" }, ""},
		"no patronymic":                {func(f *auth.Form) { f.Patronymic = "" }, ""},
		"a bad patronymic":             {func(f *auth.Form) { f.Patronymic = "@" }, "patronymic"},
		"no e-mail":                    {func(f *auth.Form) { f.Email = "" }, ""},
		"no e-mail address":            {func(f *auth.Form) { f.Email = "anna" }, "email"},
		"an e-mail with a name":        {func(f *auth.Form) { f.Email = "Anna <anna@example.org>" }, "email"},
		"no zone":                      {func(f *auth.Form) { f.TimeZone = "" }, ""},
		"an unknown zone":              {func(f *auth.Form) { f.TimeZone = "Mars/Olympus" }, "timeZone"},
		"the server's zone":            {func(f *auth.Form) { f.TimeZone = "Local" }, "timeZone"},
		"a path for a zone":            {func(f *auth.Form) { f.TimeZone = "../../etc/passwd" }, "timeZone"},
		"born tomorrow":                {func(f *auth.Form) { f.BirthDate = "2026-03-03" }, "birthDate"},
		"born today":                   {func(f *auth.Form) { f.BirthDate = "2026-03-02" }, ""},
		"born before people were born": {func(f *auth.Form) { f.BirthDate = "1899-12-31" }, "birthDate"},
		"born on no day":               {func(f *auth.Form) { f.BirthDate = "1990-02-30" }, "birthDate"},
	} {
		f := d.form()
		x.change(&f)
		_, err := d.Auth.SignUp(t.Context(), f)
		if x.field == "" {
			if err != nil && !errorsIs(err, fault.TooManyAttempts) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if got := fault.Detail[[]string](testkit.Refused(t, err, fault.InvalidInput), "fields"); !slices.Equal(got, []string{x.field}) {
			t.Errorf("%s: fields %v", name, got)
		}
	}
}

func errorsIs(err error, code fault.Code) bool {
	f, is := fault.As(err)
	return is && f.Code == code
}

func TestAnOutdatedConsentIsRefusedWithTheNewestOne(t *testing.T) {
	each(t, func(d *door) {
		old := d.form()
		next, err := d.Store.ConsentDocument.Create().SetKind(rules.PersonalData).SetVersion(2).
			SetTitle(rules.Text{RU: "Согласие"}).SetText(rules.Text{RU: "Новое"}).Save(testkit.System(d.t, policy.Seed))
		testkit.Must(d.t, next, err)
		_, err = d.Auth.SignUp(d.t.Context(), old)
		if id := fault.Detail[string](testkit.Refused(d.t, err, fault.ConsentOutdated), "documentID"); id != next.ID {
			d.t.Errorf("the newest is %s", id)
		}
		ids := d.form()
		ids.ConsentDocumentID = d.Store.ConsentDocument.Query().FirstIDX(d.sys())
		if ids.ConsentDocumentID != next.ID {
			_, err = d.Auth.SignUp(d.t.Context(), ids)
			testkit.Refused(d.t, err, fault.ConsentOutdated)
		}
		if _, err := d.Auth.SignUp(d.t.Context(), d.form()); err != nil {
			d.t.Error(err)
		}
	})
}
