package rules

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// StaffLinkLife is how long the link works with which somebody of the staff comes
// in for the first time.
const StaffLinkLife = 3 * 24 * time.Hour

// Bounds of a password, in characters, and how many of them differ: a second
// factor stands beside it, and length counts for more than signs (NIST SP 800-63B, 3.1.1).
const (
	minPassword, maxPassword = 10, 200
	minDifferent             = 5
)

// FitPassword says whether a password of staff may be set: it is long enough, not
// one sign over and over, and not made of the e-mail address that it guards.
func FitPassword(password, email string) bool {
	n := utf8.RuneCountInString(password)
	if n < minPassword || n > maxPassword {
		return false
	}
	name, _, _ := strings.Cut(strings.ToLower(email), "@")
	if len(name) >= minDifferent && strings.Contains(strings.ToLower(password), name) {
		return false
	}
	signs := []rune(password)
	slices.Sort(signs)
	return len(slices.Compact(signs)) >= minDifferent
}

// IsStaff says whether somebody with the role signs in by e-mail, password and a
// second factor.
func (r Role) IsStaff() bool { return slices.Contains(StaffRoles(), r) }

// StaffRoles are the roles of people who work in the clinic.
func StaffRoles() []Role { return []Role{Practitioner, Registrar, Admin} }
