package rules_test

import (
	"errors"
	"testing"
	"time"

	"televisit/internal/fault"
	"televisit/internal/rules"
)

func TestAWithdrawalLeavesThirtyDays(t *testing.T) {
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		received time.Time
		finishBy time.Time
		want     error
	}{
		"at once":                              {now, time.Date(2026, time.April, 1, 9, 0, 0, 0, time.UTC), nil},
		"a clock that is ahead by a moment":    {now.Add(time.Minute), time.Date(2026, time.April, 1, 9, 1, 0, 0, time.UTC), nil},
		"not yet":                              {now.Add(time.Minute + 1), time.Time{}, fault.InvalidInput},
		"a paper of last week":                 {now.AddDate(0, 0, -7), time.Date(2026, time.March, 25, 9, 0, 0, 0, time.UTC), nil},
		"the last instant at which it can be":  {now.AddDate(0, 0, -30).Add(1), now.Add(1), nil},
		"a paper that is too old to act on it": {now.AddDate(0, 0, -30), time.Time{}, fault.InvalidInput},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := rules.Withdraw(c.received, now)
			if !errors.Is(err, c.want) || !got.FinishBy.Equal(c.finishBy) {
				t.Errorf("until %s, %v; want %s, %v", got.FinishBy, err, c.finishBy, c.want)
			}
			if err == nil && !got.EraseAt.Equal(got.FinishBy.Add(-24*time.Hour)) {
				t.Errorf("the server erases at %s", got.EraseAt)
			}
		})
	}
}

func TestWhatNoLawKeepsIsErased(t *testing.T) {
	for kept, want := range map[rules.KeptByLaw]rules.WithdrawalOutcome{
		{}:                           rules.AllErased,
		{Records: true}:              rules.ContactsErased,
		{Money: true}:                rules.ContactsErased,
		{Records: true, Money: true}: rules.ContactsErased,
	} {
		if got := kept.Erase(); got != want {
			t.Errorf("%+v: %s, want %s", kept, got, want)
		}
	}
}
