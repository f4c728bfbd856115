package auth

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"televisit/internal/rules"
)

// Form is the registration form.
type Form struct {
	Phone, FamilyName, GivenName, Patronymic, Email string
	BirthDate                                       rules.Date
	Sex                                             rules.Sex
	ConsentDocumentID                               string
	Locale                                          rules.Locale
	TimeZone                                        string
}

// Phone writes a phone number as E.164; without a country code it is Russian.
func Phone(s string) (string, error) {
	n, err := phonenumbers.Parse(s, "RU")
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", invalid("phone", "is not a phone number")
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}

// complete is the form, trimmed and checked; who names no zone has the clinic's.
func (s *Service) complete(ctx context.Context, f Form) (Form, error) {
	if f.TimeZone == "" {
		clinic, err := s.Store.Clinic.Query().Only(ctx)
		if err != nil {
			return f, fmt.Errorf("read the clinic: %w", err)
		}
		f.TimeZone = clinic.TimeZone
	}
	return f.clean(s.Clock.Now())
}

// clean trims and checks the form.
func (f Form) clean(now time.Time) (Form, error) {
	phone, err := Phone(f.Phone)
	if err != nil {
		return f, err
	}
	f.Phone = phone
	if err := cleanNames(&f.FamilyName, &f.GivenName, &f.Patronymic); err != nil {
		return f, err
	}
	if f.Email = strings.TrimSpace(f.Email); f.Email != "" {
		if a, err := mail.ParseAddress(f.Email); err != nil || a.Address != f.Email {
			return f, invalid("email", "is not an e-mail address")
		}
	}
	if _, ok := rules.Zone(f.TimeZone); !ok {
		return f, invalid("timeZone", "is not an IANA zone")
	}
	return f, f.checkBirth(now)
}

// cleanNames trims and checks the parts of a name; the patronymic may be absent.
func cleanNames(family, given, patronymic *string) error {
	names := []struct {
		field    string
		value    *string
		required bool
	}{{"familyName", family, true}, {"givenName", given, true}, {"patronymic", patronymic, false}}
	for _, n := range names {
		*n.value = strings.Join(strings.Fields(*n.value), " ")
		if n.required && *n.value == "" || !isName(*n.value) {
			return invalid(n.field, "is not a name")
		}
	}
	return nil
}

func (f Form) checkBirth(now time.Time) error {
	born, err := f.BirthDate.Start(time.UTC)
	if err != nil || born.After(now) || born.Year() < 1900 {
		return invalid("birthDate", "is not a date of birth")
	}
	return nil
}

func isName(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" -'’.", r) {
			return false
		}
	}
	return utf8.RuneCountInString(s) <= 100
}

func (f Form) pack() map[string]string {
	return map[string]string{
		"familyName": f.FamilyName, "givenName": f.GivenName, "patronymic": f.Patronymic, "email": f.Email,
		"birthDate": string(f.BirthDate), "sex": string(f.Sex), "consent": f.ConsentDocumentID,
		"locale": string(f.Locale), "timeZone": f.TimeZone,
	}
}

func unpack(phone string, m map[string]string) Form {
	return Form{
		Phone: phone, FamilyName: m["familyName"], GivenName: m["givenName"], Patronymic: m["patronymic"], Email: m["email"],
		BirthDate: rules.Date(m["birthDate"]), Sex: rules.Sex(m["sex"]), ConsentDocumentID: m["consent"],
		Locale: rules.Locale(m["locale"]), TimeZone: m["timeZone"],
	}
}

// Search is the text in which the desk looks for a patient.
func Search(family, given, patronymic, phone string, born rules.Date) string {
	return strings.ToLower(strings.Join([]string{family, given, patronymic, phone, string(born)}, " "))
}
