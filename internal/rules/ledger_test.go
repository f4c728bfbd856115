package rules

import (
	"testing"
)

var allMovements = []Movement{
	MoneyPaid, MoneyPaidTwice, MoneyEarned, MoneyOwed, MoneyConceded, MoneyReturned,
	MoneyDisputed, MoneyReinstated, MoneyLost, MoneyFound, MoneyMissing,
}

func TestEveryMovementSumsToZero(t *testing.T) {
	for _, m := range allMovements {
		for _, minor := range []int{1, 50, 240_000} {
			lines, err := Postings(m, minor)
			sum, accounts := 0, map[LedgerAccount]bool{}
			for _, l := range lines {
				sum += l.AmountMinor
				accounts[l.Account] = true
			}
			if err != nil || sum != 0 || len(accounts) != 2 {
				t.Errorf("%s of %d: %v, %v", m, minor, lines, err)
			}
		}
	}
}

func TestNothingElseIsBooked(t *testing.T) {
	for m, minor := range map[Movement]int{MoneyPaid: 0, MoneyEarned: -1, "STOLEN": 100, "": 1} {
		if lines, err := Postings(m, minor); err == nil {
			t.Errorf("%q of %d: %v", m, minor, lines)
		}
	}
}

// The life of 1000 roubles in each way that it can go.
func TestMoneyEndsWhereItBelongs(t *testing.T) {
	type step struct {
		m     Movement
		minor int
	}
	for name, x := range map[string]struct {
		steps []step
		want  map[LedgerAccount]int
	}{
		"the visit took place": {[]step{{MoneyPaid, 1000}, {MoneyEarned, 1000}},
			map[LedgerAccount]int{AtProvider: 1000, Revenue: -1000}},
		"cancelled in time": {[]step{{MoneyPaid, 1000}, {MoneyOwed, 1000}, {MoneyReturned, 1000}}, nil},
		"cancelled late": {[]step{{MoneyPaid, 1000}, {MoneyOwed, 500}, {MoneyEarned, 500}, {MoneyReturned, 500}},
			map[LedgerAccount]int{AtProvider: 500, Revenue: -500}},
		"paid twice": {[]step{{MoneyPaid, 1000}, {MoneyPaidTwice, 1000}, {MoneyReturned, 1000}},
			map[LedgerAccount]int{AtProvider: 1000, Prepayments: -1000}},
		"a dispute that was won": {[]step{{MoneyPaid, 1000}, {MoneyDisputed, 1000}, {MoneyReinstated, 1000}},
			map[LedgerAccount]int{AtProvider: 1000, Prepayments: -1000}},
		"a dispute that was lost, told backwards": {[]step{{MoneyPaid, 1000}, {MoneyLost, 1000}, {MoneyDisputed, 1000}},
			map[LedgerAccount]int{Prepayments: -1000, DisputeLosses: 1000}},
		"money of nobody, given back by hand": {[]step{{MoneyFound, 700}, {MoneyMissing, 700}}, nil},
		"conceded afterwards": {[]step{{MoneyPaid, 1000}, {MoneyEarned, 1000}, {MoneyConceded, 300}},
			map[LedgerAccount]int{AtProvider: 1000, Revenue: -700, RefundsPayable: -300}},
	} {
		got := map[LedgerAccount]int{}
		for _, s := range x.steps {
			lines, err := Postings(s.m, s.minor)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				got[l.Account] += l.AmountMinor
			}
		}
		for _, account := range LedgerAccounts() {
			if got[account] != x.want[account] {
				t.Errorf("%s: %s has %d, not %d", name, account, got[account], x.want[account])
			}
		}
	}
}

func TestWhatGoesBackIsTakenFirstFromWhatWasNotEarned(t *testing.T) {
	for _, x := range []struct{ prepaid, earned, back, owed, conceded int }{
		{1000, 0, 1000, 1000, 0}, {1000, 0, 1, 1, 0}, {0, 1000, 400, 0, 400}, {300, 700, 500, 300, 200},
	} {
		k := Kept{Prepaid: x.prepaid, Earned: x.earned}
		if owed, conceded := k.Return(x.back); owed != x.owed || conceded != x.conceded || k.Rest() != x.prepaid+x.earned {
			t.Errorf("%+v: %d and %d", x, owed, conceded)
		}
	}
}

func TestBooksThatLieAreFoundOut(t *testing.T) {
	right := func() Books {
		return Books{
			Balances: map[LedgerAccount]int{AtProvider: 1500, Prepayments: -1000, RefundsPayable: -500},
			Prepaid:  1000, Returning: 500,
		}
	}
	if wrong := right().Imbalances(); len(wrong) != 0 {
		t.Errorf("right books: %q", wrong)
	}
	for name, spoil := range map[string]func(*Books){
		"a line is missing":            func(b *Books) { b.Balances[AtProvider]-- },
		"two lines make up for it":     func(b *Books) { b.Unequal = 2 },
		"a payment was not booked":     func(b *Books) { b.Prepaid += 100 },
		"a refund was not booked":      func(b *Books) { b.Returning += 100 },
		"money lies in a wrong place":  func(b *Books) { b.Balances[Prepayments], b.Balances[Revenue] = -900, -100 },
		"a promise lies in revenue":    func(b *Books) { b.Balances[RefundsPayable], b.Balances[Revenue] = -400, -100 },
		"an account that nobody knows": func(b *Books) { b.Balances["POCKET"] = 1 },
	} {
		b := right()
		if spoil(&b); len(b.Imbalances()) == 0 {
			t.Errorf("%s: nobody notices", name)
		}
	}
}

func TestAVisitStaysPaidForWhileSomethingIsKeptOfItsPrice(t *testing.T) {
	for _, x := range []struct {
		is        PaymentStatus
		rest      int
		calledOff bool
		want      PaymentStatus
	}{
		{PaymentPaid, 100, false, PaymentPaid},
		{PaymentSettled, 100, false, PaymentSettled},
		{PaymentPaid, 0, false, PaymentRefundRequested},
		{PaymentPaid, 100, true, PaymentRefundRequested},
		{PaymentSettled, 0, false, PaymentRefundRequested},
		{PaymentRefunded, 100, false, PaymentRefundRequested},
		{PaymentRefundRequested, 100, false, PaymentRefundRequested},
	} {
		if got := AfterGivingBack(x.is, x.rest, x.calledOff); got != x.want {
			t.Errorf("%+v: %s", x, got)
		}
	}
}
