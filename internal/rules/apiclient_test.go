package rules

import (
	"slices"
	"strings"
	"testing"
)

func TestScopesBringWhatFollowsFromThem(t *testing.T) {
	for _, x := range []struct {
		of, want []Scope
		ok       bool
	}{
		{nil, []Scope{ScopeAvailability}, false},
		{[]Scope{"EVERYTHING"}, []Scope{}, false},
		{[]Scope{ScopeRead, "EVERYTHING"}, []Scope{}, false},
		{[]Scope{ScopeAvailability}, []Scope{ScopeAvailability}, true},
		{[]Scope{ScopePatients}, []Scope{ScopeAvailability, ScopePatients}, true},
		{[]Scope{ScopeRead, ScopeRead}, []Scope{ScopeAvailability, ScopeRead}, true},
		{[]Scope{ScopeWrite}, []Scope{ScopeAvailability, ScopeRead, ScopeWrite}, true},
		{[]Scope{ScopeWrite, ScopePatients}, allScopes, true},
	} {
		set, ok := ScopesOf(x.of)
		if got := set.List(); ok != x.ok || !slices.Equal(got, x.want) {
			t.Errorf("%v: %v, %v", x.of, got, ok)
		}
		if set.Has("EVERYTHING") {
			t.Errorf("%v has what nobody knows", x.of)
		}
	}
	if Scopes(0).Has(ScopeAvailability) {
		t.Error("the empty set has something")
	}
}

func TestNamesOfAPIClients(t *testing.T) {
	for name, want := range map[string]string{
		"Запись.ру": "Запись.ру", "  Two \n words ": "Two words", "x": "", "": "", " \t ": "",
		strings.Repeat("ё", 40): strings.Repeat("ё", 40), strings.Repeat("ё", 41): "",
	} {
		if got, err := ClientName(name); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", name, got, err)
		}
	}
}
