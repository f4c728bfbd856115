package rules_test

import (
	"testing"
	"time"

	"televisit/internal/rules"
)

// asked are codes, so many minutes before the one to be.
func asked(now time.Time, like rules.AskedCode, minutes ...int) (list []rules.AskedCode) {
	for _, m := range minutes {
		c := like
		c.At = now.Add(-time.Duration(m) * time.Minute)
		list = append(list, c)
	}
	return list
}

func TestCodesOfStrangersLeaveTheOwnersAlone(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	owner, stranger, other := rules.AskedCode{At: now, From: "home", Owner: true}, rules.AskedCode{At: now, From: "a"}, rules.AskedCode{At: now, From: "b"}
	used := owner
	used.Used = true
	day := []int{1400, 1300, 1200, 1100, 1000, 950, 900, 850, 800, 750, 700, 650, 600, 550, 500, 450, 400, 350, 300, 250}
	for name, x := range map[string]struct {
		before []rules.AskedCode
		next   rules.AskedCode
		wait   time.Duration
	}{
		"the first":                             {nil, stranger, 0},
		"a stranger's fourth":                   {asked(now, stranger, 50, 40, 30), stranger, 0},
		"a stranger's fifth":                    {asked(now, stranger, 50, 40, 30, 20), stranger, 10 * time.Minute},
		"another stranger":                      {asked(now, stranger, 50, 40, 30, 20), other, 0},
		"all strangers' ninth":                  {append(asked(now, stranger, 50, 40, 30, 20), asked(now, other, 15, 14, 13, 12)...), rules.AskedCode{At: now, From: "c"}, 10 * time.Minute},
		"the owner after them":                  {append(asked(now, stranger, 50, 40, 30, 20), asked(now, other, 15, 14, 13, 12)...), owner, 0},
		"strangers' twenty-first of a day":      {asked(now, stranger, day...), other, 40 * time.Minute},
		"the owner's sixth":                     {asked(now, owner, 50, 40, 30, 20, 10), owner, 0},
		"the owner's seventh":                   {asked(now, owner, 50, 40, 30, 20, 10, 5), owner, 10 * time.Minute},
		"a stranger after the owner's":          {asked(now, owner, 50, 40, 30, 20, 10, 5), stranger, 0},
		"within the minute":                     {asked(now, owner, 0), owner, time.Minute},
		"within the minute of a stranger":       {asked(now, stranger, 0), owner, 0},
		"within the minute of one that is used": {asked(now, used, 0), owner, 0},
	} {
		at := rules.NextCode(x.before, x.next)
		if x.wait == 0 && !at.IsZero() || x.wait != 0 && !at.Equal(now.Add(x.wait)) {
			t.Errorf("%s: %s", name, at)
		}
	}
}

func TestWrongCodesOfStrangersLeaveTheOwnersAlone(t *testing.T) {
	code := func(from string, owner bool, wrong int) rules.AskedCode {
		return rules.AskedCode{From: from, Owner: owner, Wrong: wrong}
	}
	used := code("home", true, 5)
	used.Used = true
	for name, x := range map[string]struct {
		asked []rules.AskedCode
		tried rules.AskedCode
		want  bool
	}{
		"a stranger's ninth":           {[]rules.AskedCode{code("a", false, 5), code("a", false, 4)}, code("a", false, 0), true},
		"a stranger's eleventh":        {[]rules.AskedCode{code("a", false, 5), code("a", false, 5)}, code("a", false, 0), false},
		"another stranger":             {[]rules.AskedCode{code("a", false, 5), code("a", false, 5)}, code("b", false, 0), true},
		"all strangers' 21st":          {[]rules.AskedCode{code("a", false, 10), code("b", false, 10)}, code("c", false, 0), false},
		"the owner after them":         {[]rules.AskedCode{code("a", false, 10), code("b", false, 10)}, code("home", true, 0), true},
		"the owner's fifteenth":        {[]rules.AskedCode{code("home", true, 14)}, code("home", true, 0), true},
		"the owner's sixteenth":        {[]rules.AskedCode{code("home", true, 10), code("work", true, 5)}, code("home", true, 0), false},
		"those of a code that is used": {[]rules.AskedCode{used, used, used}, code("home", true, 0), true},
	} {
		if got := rules.MayGuess(x.asked, x.tried); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
