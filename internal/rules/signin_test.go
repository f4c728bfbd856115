package rules_test

import (
	"testing"
	"time"

	"televisit/internal/rules"
)

// A guesser who tries once a minute for a day.
func TestGuessesOfADayAreFew(t *testing.T) {
	for name, x := range map[string]struct {
		limit                rules.TryLimit
		firstQuarter, ofADay int
	}{
		// Five minutes of tries, then a quarter of an hour without.
		"one network":    {rules.TriesOfNetwork, 5, 360},
		"many addresses": {rules.TriesOfStrangers, 15, 375},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
			tries, judged, quarter := rules.Tries{}, 0, 0
			for i := range 24 * 60 {
				next, ok := x.limit.Spend(tries, now.Add(time.Duration(i)*time.Minute))
				if tries = next; ok {
					judged++
				}
				if i == 14 {
					quarter = judged
				}
			}
			if quarter != x.firstQuarter || judged != x.ofADay {
				t.Errorf("%d in a quarter of an hour, %d in a day", quarter, judged)
			}
		})
	}
}

func TestATryIsRefusedUntilTheLockEnds(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	limit := rules.TryLimit{Free: 2, Again: 1, Shut: time.Minute}
	until := now.Add(time.Minute)
	for name, x := range map[string]struct {
		tries rules.Tries
		ok    bool
		want  rules.Tries
	}{
		"the first":                {rules.Tries{}, true, rules.Tries{Count: 1}},
		"the last that is free":    {rules.Tries{Count: 1}, true, rules.Tries{Count: 2}},
		"one more":                 {rules.Tries{Count: 2}, false, rules.Tries{Count: 1, LockedUntil: &until}},
		"while it is shut":         {rules.Tries{Count: 1, LockedUntil: &until}, false, rules.Tries{Count: 1, LockedUntil: &until}},
		"at the end of the lock":   {rules.Tries{Count: 1, LockedUntil: &now}, true, rules.Tries{Count: 2}},
		"after the last one again": {rules.Tries{Count: 2, LockedUntil: &now}, false, rules.Tries{Count: 1, LockedUntil: &until}},
	} {
		got, ok := limit.Spend(x.tries, now)
		same := got.LockedUntil == x.want.LockedUntil || got.LockedUntil != nil && x.want.LockedUntil != nil && got.LockedUntil.Equal(*x.want.LockedUntil)
		if ok != x.ok || got.Count != x.want.Count || !same {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
	}
}
