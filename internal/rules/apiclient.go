package rules

import (
	"slices"
	"strings"
	"unicode/utf8"

	"televisit/internal/fault"
)

// Scope is one thing that an API client may do. A field of the schema says which
// one it needs (@scope); what says nothing is closed to API clients.
type Scope string

// Scopes of API clients. Each has AVAILABILITY, and who writes may read.
const (
	// ScopeAvailability reads what is open to everybody: doctors, prices, free times.
	ScopeAvailability Scope = "AVAILABILITY"
	// ScopePatients links people by a code of theirs, and reads their names.
	ScopePatients Scope = "PATIENTS"
	// ScopeRead reads the appointments that the client has made, and follows them.
	ScopeRead Scope = "APPOINTMENTS_READ"
	// ScopeWrite holds, books, moves and calls off.
	ScopeWrite Scope = "APPOINTMENTS_WRITE"
)

// allScopes are ordered as in the bits of Scopes.
var allScopes = []Scope{ScopeAvailability, ScopePatients, ScopeRead, ScopeWrite}

// Scopes is a set of them; comparable, so that a viewer is.
type Scopes uint8

// ScopesOf is the set of a list with what follows from it; false when the list
// is empty or one is unknown.
func ScopesOf(list []Scope) (set Scopes, ok bool) {
	for _, s := range list {
		if !slices.Contains(allScopes, s) {
			return 0, false
		}
		set |= bit(s)
	}
	if set.Has(ScopeWrite) {
		set |= bit(ScopeRead)
	}
	return set | bit(ScopeAvailability), len(list) > 0
}

func bit(s Scope) Scopes { return 1 << slices.Index(allScopes, s) }

// Has says whether a scope is in the set; one that nobody knows is in none.
func (s Scopes) Has(one Scope) bool {
	return slices.Contains(allScopes, one) && s&bit(one) != 0
}

// List are the scopes of the set, in their order.
func (s Scopes) List() []Scope {
	return slices.DeleteFunc(slices.Clone(allScopes), func(one Scope) bool { return !s.Has(one) })
}

// maxClientName keeps the SMS in which patients read the name short.
const maxClientName = 40

// ClientName trims the name of an API client, 2 to 40 characters on one line.
// Fault: INVALID_INPUT.
func ClientName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if n := utf8.RuneCountInString(name); n < 2 || n > maxClientName {
		return "", fault.New(fault.InvalidInput, "the name has 2 to %d characters", maxClientName).With("fields", []string{"name"})
	}
	return name, nil
}
