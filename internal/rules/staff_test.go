package rules_test

import (
	"strings"
	"testing"

	"televisit/internal/rules"
)

func TestAPasswordIsLongAndNoneThatIsGuessedFirst(t *testing.T) {
	for name, x := range map[string]struct {
		password string
		want     bool
	}{
		"a sentence":                  {"три зелёные груши", true},
		"ten characters":              {"abcdefghij", true},
		"nine characters":             {"abcdefghi", false},
		"nine characters, many bytes": {"абвгдежзи", false},
		"nothing":                     {"", false},
		"one sign over and over":      {strings.Repeat("a", 20), false},
		"four signs":                  {"abcdabcdabcd", false},
		"the e-mail's name":           {"Vorontsov2026", false},
		"as long as may be":           {strings.Repeat("abcde", 40), true},
		"too long to be hashed":       {strings.Repeat("abcde", 40) + "f", false},
	} {
		if got := rules.FitPassword(x.password, "vorontsov@lipa.example"); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if !rules.FitPassword("the doctor's own", "dr@lipa.example") {
		t.Error("a short name is a part of many words")
	}
}

func TestStaffAreThoseWhoWorkInTheClinic(t *testing.T) {
	for role, want := range map[rules.Role]bool{
		rules.Practitioner: true, rules.Registrar: true, rules.Admin: true,
		rules.Patient: false, rules.Guest: false, rules.APIClient: false, "": false,
	} {
		if role.IsStaff() != want {
			t.Errorf("%q: %v", role, !want)
		}
	}
}
