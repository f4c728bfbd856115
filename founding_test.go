package main

import (
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"

	"televisit/internal/drive"
)

// production are the settings that it demands.
var production = []string{
	"ENV=production", "PUBLIC_URL=https://clinic.example", "CLINIC_TIME_ZONE=Asia/Yekaterinburg", "FISCAL=none", "SMS=smsru", "SMSRU_API_ID=i",
	"PAYMENTS=stripe", "STRIPE_SECRET_KEY=sk_test_x", "STRIPE_WEBHOOK_SECRET=whsec_x",
}

var founder = []string{
	"clinic", "--name", "Клиника «Клён»", "--name-en", "Maple Clinic", "--address", "Екатеринбург, Кленовая, 1", "--phone", "8 343 200-00-00",
	"--admin-email", "Head@klen.example", "--admin-name", "Клёнов Иван Петрович",
}

// An operator begins with nothing but the binary, and people do the rest in the
// app: in the end a patient can choose a time.
func TestAClinicOfAProductionBeginsWithOneCommand(t *testing.T) {
	databases := map[string]func(t *testing.T) []string{"sqlite": func(*testing.T) []string { return nil }}
	if os.Getenv("TEST_POSTGRES_URL") != "" {
		databases["postgres"] = func(t *testing.T) []string {
			address, drop, err := drive.Database(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(drop)
			return []string{"DATABASE_URL=" + address}
		}
	}
	for name, database := range databases {
		t.Run(name, func(t *testing.T) { newFirstDay(t, database(t)...).walk() })
	}
}

// firstDay is a production that begins.
type firstDay struct {
	t    *testing.T
	node *drive.Node
}

func newFirstDay(t *testing.T, env ...string) *firstDay {
	return &firstDay{t, &drive.Node{Binary: binary, Data: t.TempDir(), Env: append(env, production...)}}
}

func (f *firstDay) walk() {
	link := f.said(f.run(founder...))
	f.refused("already", founder...)
	f.refused("nobody", "staff", "--email", "nobody@klen.example")
	if err := f.node.Start(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
	defer f.node.Kill()
	admin := f.comeIn(link, "ADMIN")
	f.fill(admin)
	f.open(admin)
	f.node.Stop()
	again := f.said(f.run("staff", "--email", "head@klen.example"))
	if again == link {
		f.t.Error("the same link works again")
	}
	if err := f.node.Start(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
	var none struct{ Viewer *struct{ ID string } }
	f.ask(admin, `{ viewer { id } }`, nil, &none)
	if none.Viewer != nil {
		f.t.Error("the old session goes on")
	}
	f.comeIn(again, "ADMIN")
}

// fill publishes the texts, and makes a specialty and the people.
func (f *firstDay) fill(admin *drive.Client) {
	f.t.Helper()
	for _, kind := range []string{"PERSONAL_DATA", "IDS"} {
		f.ask(admin, `mutation ($in: PublishConsentDocumentInput!) { publishConsentDocument(input: $in) { __typename ... on Problem { code message } } }`,
			input{"kind": kind, "title": input{"ru": "Согласие"}, "text": input{"ru": "Я согласен со всем, что написано выше."}}, nil)
	}
	var registrar struct {
		InviteStaff struct{ Link struct{ URL string } }
	}
	f.ask(admin, invite, input{"role": "REGISTRAR", "email": "desk@klen.example", "familyName": "Ясенева", "givenName": "Вера"}, &registrar)
	f.comeIn(registrar.InviteStaff.Link.URL, "REGISTRAR")
}

const invite = `mutation ($in: InviteStaffInput!) { inviteStaff(input: $in) { ... on InviteStaffSuccess { link { url } } ... on Problem { code message } } }`

// open makes a doctor who receives, and asks for the times as anybody does.
func (f *firstDay) open(admin *drive.Client) {
	f.t.Helper()
	var made struct {
		CreateSpecialty struct{ Specialty struct{ ID string } }
		InviteStaff     struct{ Link struct{ URL string } }
		CreateService   struct{ Service struct{ ID string } }
	}
	f.ask(admin, `mutation ($in: CreateSpecialtyInput!) { createSpecialty(input: $in) { ... on CreateSpecialtySuccess { specialty { id } } ... on Problem { code message } } }`,
		input{"name": input{"ru": "Терапевт"}, "summary": input{"ru": "Простуда"}}, &made)
	specialty := made.CreateSpecialty.Specialty.ID
	f.ask(admin, invite, input{
		"role": "PRACTITIONER", "email": "dr@klen.example", "familyName": "Дубов", "givenName": "Пётр",
		"practice": input{"specialtyIds": []string{specialty}, "practisesSince": 2001, "qualification": input{"ru": "Врач"}, "languages": []string{"ru"}},
	}, &made)
	doctor := f.comeIn(made.InviteStaff.Link.URL, "PRACTITIONER")
	var own struct {
		Viewer struct{ Practitioner struct{ ID string } }
	}
	f.ask(doctor, `{ viewer { practitioner { id } } }`, nil, &own)
	practitioner := own.Viewer.Practitioner.ID
	f.ask(admin, `mutation ($in: CreateServiceInput!) { createService(input: $in) { ... on CreateServiceSuccess { service { id } } ... on Problem { code message } } }`,
		input{"name": input{"ru": "Консультация"}, "kind": "INFORMATIONAL", "durationMinutes": 30, "priceMinor": 150000, "funding": "SELF_PAY", "practitionerIds": []string{practitioner}}, &made)
	zone, err := time.LoadLocation("Asia/Yekaterinburg")
	if err != nil {
		f.t.Fatal(err)
	}
	year, month, day := time.Now().In(zone).Date()
	tomorrow := time.Date(year, month, day+1, 0, 0, 0, 0, zone)
	var week []input
	for _, day := range []string{"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"} {
		week = append(week, input{"weekday": day, "hours": []input{{"from": 0, "to": 1440}}})
	}
	f.ask(admin, `mutation ($in: PublishScheduleInput!) { publishSchedule(input: $in) { __typename ... on Problem { code message } } }`,
		input{"practitionerId": practitioner, "validFrom": time.Now().In(zone).Format(time.DateOnly), "week": week, "gridMinutes": 30}, nil)

	anybody := drive.NewClient(f.node)
	defer anybody.Close()
	var seen struct {
		Clinic          struct{ Name, TimeZone, SupportPhone string }
		Specialties     []struct{ Name string }
		ConsentDocument struct{ Version int }
		Availability    struct {
			Days []struct {
				Slots []struct{ StartsAt time.Time }
			}
		}
	}
	if err := anybody.Ask(f.t.Context(), `query ($p: ID!, $s: ID!, $from: DateTime!, $to: DateTime!) {
		clinic { name timeZone supportPhone } specialties { name } consentDocument(kind: PERSONAL_DATA) { version }
		availability(practitionerId: $p, serviceId: $s, from: $from, to: $to) { days { slots { startsAt } } } }`,
		map[string]any{"p": practitioner, "s": made.CreateService.Service.ID, "from": tomorrow.Format(time.RFC3339), "to": tomorrow.AddDate(0, 0, 1).Format(time.RFC3339)}, &seen); err != nil {
		f.t.Fatal(err)
	}
	times := 0
	for _, day := range seen.Availability.Days {
		times += len(day.Slots)
	}
	if seen.Clinic.TimeZone != "Asia/Yekaterinburg" || seen.Clinic.SupportPhone != "+73432000000" || len(seen.Specialties) != 1 || times != 48 {
		f.t.Errorf("people see %+v with %d times", seen.Clinic, times)
	}
}

type input = map[string]any

// ask sends an operation with an input that gets a key of its own.
func (f *firstDay) ask(c *drive.Client, document string, in input, out any) {
	f.t.Helper()
	variables := input{}
	if in != nil {
		in["idempotencyKey"] = uuid.NewString()
		variables["in"] = in
	}
	if err := c.Ask(f.t.Context(), document, variables, out); err != nil {
		f.t.Fatalf("%s: %v", strings.Fields(document)[0], err)
	}
}

// comeIn sets a password and the authenticator by a link, and wants a role.
func (f *firstDay) comeIn(link, role string) *drive.Client {
	f.t.Helper()
	at, err := url.Parse(link)
	if err != nil || at.Host != "clinic.example" || at.Path != "/staff/welcome" || at.Fragment == "" {
		f.t.Fatalf("%q is no link", link)
	}
	c := drive.NewClient(f.node)
	f.t.Cleanup(c.Close)
	var invited struct {
		StaffInvitation *struct{ AuthenticatorURL, AuthenticatorSecret, AuthenticatorQr string }
	}
	query := `query ($t: String!) { staffInvitation(token: $t) { authenticatorUrl authenticatorSecret authenticatorQr } }`
	if err := c.Ask(f.t.Context(), query, input{"t": at.Fragment}, &invited); err != nil || invited.StaffInvitation == nil {
		f.t.Fatalf("nobody is invited: %v", err)
	}
	who := invited.StaffInvitation
	if !strings.HasPrefix(who.AuthenticatorQr, "data:image/png;base64,") || !strings.Contains(who.AuthenticatorURL, "secret="+who.AuthenticatorSecret) {
		f.t.Errorf("the authenticator: %.60s, %.60s", who.AuthenticatorURL, who.AuthenticatorQr)
	}
	code, err := totp.GenerateCode(who.AuthenticatorSecret, time.Now())
	if err != nil {
		f.t.Fatal(err)
	}
	var in struct {
		AcceptStaffInvitation struct {
			Token  string
			Viewer struct{ Role, TimeZone string }
		}
	}
	accept := `mutation ($in: AcceptStaffInvitationInput!) { acceptStaffInvitation(input: $in) {
		... on SignInSuccess { token viewer { role timeZone } } ... on Problem { code message } } }`
	if err := c.Ask(f.t.Context(), accept, input{"in": input{"token": at.Fragment, "password": "три зелёные груши", "code": code}}, &in); err != nil {
		f.t.Fatal(err)
	}
	if got := in.AcceptStaffInvitation.Viewer; got.Role != role || got.TimeZone != "Asia/Yekaterinburg" {
		f.t.Errorf("who has come in is %+v", got)
	}
	c.Token = in.AcceptStaffInvitation.Token
	return c
}

func (f *firstDay) run(args ...string) (out string, err error) {
	f.t.Helper()
	b, err := command(f.t.Context(), f.node.Env, append(args, "--data", f.node.Data)...).CombinedOutput()
	return string(b), err
}

// refused wants one line that says a word.
func (f *firstDay) refused(word string, args ...string) {
	f.t.Helper()
	out, err := f.run(args...)
	if err == nil || !strings.Contains(out, word) || strings.Count(out, "\n") != 1 {
		f.t.Errorf("%s: %v\n%s", args[0], err, out)
	}
}

var printed = regexp.MustCompile(`https://\S+`)

// said is the link that a command has printed.
func (f *firstDay) said(out string, err error) string {
	f.t.Helper()
	if link := printed.FindString(out); err == nil && link != "" {
		return link
	}
	f.t.Fatalf("no link: %v\n%s", err, out)
	return ""
}

func TestAFoundersWordsAreChecked(t *testing.T) {
	for flag, value := range map[string]string{"--phone": "12", "--name": "К", "--address": " ", "--admin-email": "head", "--admin-name": "Клёнов"} {
		f, args := newFirstDay(t), append([]string{}, founder...)
		for i, a := range args {
			if a == flag {
				args[i+1] = value
			}
		}
		out, err := f.run(args...)
		if err == nil || strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "televisit: ") {
			t.Errorf("%s %s: %v\n%s", flag, value, err, out)
		}
	}
}
