package seed

import (
	"context"
	"strings"
	"sync"

	"televisit/ent/db"
	"televisit/internal/auth"
	"televisit/internal/rules"
)

// Password is that of all demo staff.
const Password = "lipa-demo-2026"

// Staff is a demo account of the clinic.
type Staff struct {
	Name, Email string
	Role        rules.Role
	// Secret is the TOTP secret (base32).
	Secret string

	key                               string
	family, given, patronymic         string
	since                             int
	qualification                     rules.Text
	languages, specialties, offerings []string
}

// Logins are the demo accounts of the clinic's staff.
func Logins() []Staff { return staff }

var staff = []Staff{
	{Name: "Воронцов Андрей Игоревич", Email: "vorontsov@lipa.example", Role: rules.Practitioner, Secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
		key: "vorontsov", family: "Воронцов", given: "Андрей", patronymic: "Игоревич", since: 18,
		qualification: rules.Text{RU: "Кардиолог высшей категории, к. м. н.", EN: "Cardiologist of the highest category, PhD"},
		languages:     []string{"ru", "en"}, specialties: []string{"cardiology"}, offerings: []string{"followup", "advice", "oncall"}},
	{Name: "Мельникова Светлана Юрьевна", Email: "melnikova@lipa.example", Role: rules.Practitioner, Secret: "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU",
		key: "melnikova", family: "Мельникова", given: "Светлана", patronymic: "Юрьевна", since: 24,
		qualification: rules.Text{RU: "Терапевт высшей категории", EN: "General practitioner of the highest category"},
		languages:     []string{"ru"}, specialties: []string{"therapy"}, offerings: []string{"advice", "covered", "oncall"}},
	{Name: "Гринёв Дмитрий Олегович", Email: "grinev@lipa.example", Role: rules.Practitioner, Secret: "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK",
		key: "grinev", family: "Гринёв", given: "Дмитрий", patronymic: "Олегович", since: 9,
		qualification: rules.Text{RU: "Невролог первой категории", EN: "Neurologist of the first category"},
		languages:     []string{"ru", "en"}, specialties: []string{"neurology"}, offerings: []string{"prepaid", "advice", "oncall"}},
	{Name: "Соколова Елена Викторовна", Email: "sokolova@lipa.example", Role: rules.Practitioner, Secret: "NBSWY3DPO5XXE3DENBSWY3DPO5XXE3DE",
		key: "sokolova", family: "Соколова", given: "Елена", patronymic: "Викторовна", since: 6,
		qualification: rules.Text{RU: "Терапевт", EN: "General practitioner"},
		languages:     []string{"ru", "kk"}, specialties: []string{"therapy"}, offerings: []string{"covered", "advice", "oncall"}},
	{Name: "Лебедева Ольга", Email: "desk@lipa.example", Role: rules.Registrar, Secret: "OBQXG43XN5ZGI43FOBQXG43XN5ZGI43F"},
	{Name: "Киселёв Роман", Email: "admin@lipa.example", Role: rules.Admin, Secret: "ONSWG4TFOQQG64TBONSWG4TFOQQG64TB"},
}

// hash is made once: it is slow on purpose, and the demo password is one.
var hash = sync.OnceValue(func() string { return auth.HashPassword(Password) })

func (s *Seeder) staff(ctx context.Context, tx *db.Tx, w *world) error {
	for _, x := range staff {
		a, err := tx.Account.Create().SetRole(x.Role).SetEmail(x.Email).SetName(x.Name).
			SetPasswordHash(hash()).SetTotpSecret(x.Secret).SetTimeZone(s.Zone.String()).Save(ctx)
		if err != nil {
			return err
		}
		if x.Role != rules.Practitioner {
			continue
		}
		create := tx.Practitioner.Create().SetAccountID(a.ID).SetFamilyName(x.family).SetGivenName(x.given).
			SetPatronymic(x.patronymic).SetPractisesSince(s.yearsAgo(x.since)).SetQualification(x.qualification).
			SetLanguages(x.languages)
		for _, key := range x.specialties {
			create.AddSpecialties(w.specialties[key])
		}
		for _, key := range x.offerings {
			create.AddServices(w.services[key])
		}
		p, err := create.Save(ctx)
		if err != nil {
			return err
		}
		w.practitioners[x.key] = p
		err = tx.Schedule.Create().SetPractitionerID(p.ID).SetNumber(1).SetValidFrom("2000-01-01").
			SetTimeZone(s.Zone.String()).SetTemplate(weeks[x.key]).SetPublishedBy("seed").Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// Person is a demo patient; patients sign in with the phone and a code.
type Person struct {
	Name, Phone string
	Confirmed   bool

	key, family, given, patronymic string
	born                           rules.Date
	sex                            rules.Sex
}

// Patients are the demo patients.
func Patients() []Person { return people }

var people = []Person{
	{"Ковалёва Нина Павловна", "+79160000001", true, "nina", "Ковалёва", "Нина", "Павловна", "1958-03-12", rules.Female},
	{"Седов Пётр Иванович", "+79160000002", false, "petr", "Седов", "Пётр", "Иванович", "1956-07-04", rules.Male},
	{"Гусев Максим Андреевич", "+79160000003", false, "maksim", "Гусев", "Максим", "Андреевич", "1991-11-20", rules.Male},
	{"Орлова Вера Сергеевна", "+79160000004", true, "vera", "Орлова", "Вера", "Сергеевна", "1952-01-30", rules.Female},
}

func (s *Seeder) people(ctx context.Context, tx *db.Tx, w *world) error {
	for _, x := range people {
		a, err := tx.Account.Create().SetRole(rules.Patient).SetPhone(x.Phone).
			SetName(strings.TrimSpace(x.given + " " + x.patronymic)).SetTimeZone(s.Zone.String()).Save(ctx)
		if err != nil {
			return err
		}
		create := tx.Patient.Create().SetAccountID(a.ID).SetPhone(x.Phone).SetFamilyName(x.family).SetGivenName(x.given).
			SetPatronymic(x.patronymic).SetBirthDate(x.born).SetSex(x.sex).
			SetSearch(auth.Search(x.family, x.given, x.patronymic, x.Phone, x.born))
		if x.Confirmed {
			now := s.Clock.Now().AddDate(0, -6, 0)
			create.SetStatus(rules.Confirmed).SetConfirmPaper("паспорт 45 12 ••• 789").SetConfirmSeenAt(now).
				SetConfirmedAt(now).SetConfirmedByName("Лебедева Ольга")
		}
		p, err := create.Save(ctx)
		if err != nil {
			return err
		}
		w.patients[x.key] = p
		if err := s.consent(ctx, tx, w, p, nil, s.Clock.Now().AddDate(0, -6, 0)); err != nil {
			return err
		}
	}
	return nil
}
