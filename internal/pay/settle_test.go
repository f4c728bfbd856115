package pay_test

import (
	"testing"
	"time"

	"televisit/ent/db/job"
	"televisit/ent/db/paymentevent"
	"televisit/ent/db/refund"
	"televisit/ent/policy"
	"televisit/internal/outbox"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func TestTheProvidersWordsComeInAnyOrder(t *testing.T) {
	each(t, func(c *till) {
		people, day := c.Patients(c.t, 8), 0
		for name, x := range map[string]struct {
			words   []pay.Status
			want    rules.PaymentStatus
			effects []string
		}{
			"paid":                          {[]pay.Status{pay.Succeeded}, rules.PaymentPaid, []string{"PAID"}},
			"declined":                      {[]pay.Status{pay.Failed}, rules.PaymentFailed, []string{"FAILED"}},
			"given up":                      {[]pay.Status{pay.Cancelled}, rules.PaymentDue, []string{"DUE"}},
			"declined, then paid":           {[]pay.Status{pay.Failed, pay.Succeeded}, rules.PaymentPaid, []string{"FAILED", "PAID"}},
			"paid, then a late decline":     {[]pay.Status{pay.Succeeded, pay.Failed}, rules.PaymentPaid, []string{"PAID", "NONE"}},
			"paid, then a late give-up":     {[]pay.Status{pay.Succeeded, pay.Cancelled}, rules.PaymentPaid, []string{"PAID", "NONE"}},
			"given up, then paid":           {[]pay.Status{pay.Cancelled, pay.Succeeded}, rules.PaymentPaid, []string{"DUE", "PAID"}},
			"paid, and said in other words": {[]pay.Status{pay.Succeeded, pay.Succeeded}, rules.PaymentPaid, []string{"PAID", "NONE"}},
		} {
			petr := viewer.With(c.t.Context(), people[day])
			day++
			c.Store.PaymentEvent.Update().SetEffect("OLD").ExecX(c.sys())
			id := c.followUp(petr, testkit.Noon.AddDate(0, 0, day))
			try := c.started(petr, id)
			for _, w := range x.words {
				c.settled(word(try, w))
			}
			c.want(id, x.want, rules.Booked)
			got, err := c.Store.PaymentEvent.Query().Where(paymentevent.EffectNEQ("OLD")).Order(paymentevent.ByID()).Select(paymentevent.FieldEffect).Strings(c.sys())
			if testkit.Must(c.t, got, err); len(got) != len(x.effects) {
				c.t.Fatalf("%s: effects %q", name, got)
			}
			for i := range got {
				if got[i] != x.effects[i] {
					c.t.Errorf("%s: effects %q, not %q", name, got, x.effects)
				}
			}
			if when := c.payment(id).PaidAt; (when != nil) != (x.want == rules.PaymentPaid) {
				c.t.Errorf("%s: paid at %v", name, when)
			}
		}
	})
}

func TestARepeatedEventHasItsEffectOnce(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		good := word(c.started(petr, id), pay.Succeeded)
		c.settled(good)
		before := c.payment(id).Version
		c.settled(good)
		if c.wantEffects("PAID"); c.payment(id).Version != before {
			c.t.Error("the repetition has changed the payment")
		}
	})
}

func TestTheSameEventTenTimesAtOnceHasItsEffectOnce(t *testing.T) {
	each(t, func(c *till) {
		nina := c.As(c.t, testkit.Nina)
		id := c.prepaid(nina)
		good := paid(c.started(nina, id))
		for _, err := range testkit.Together(10, func(int) error { return c.pay.Settle(c.t.Context(), good) }) {
			if err != nil {
				c.t.Error(err)
			}
		}
		c.want(id, rules.PaymentPaid, rules.Booked)
		c.wantEffects("PAID")
	})
}

func TestDifferentWordsAtOnceLeaveThePaymentPaid(t *testing.T) {
	each(t, func(c *till) {
		nina := c.As(c.t, testkit.Nina)
		id := c.prepaid(nina)
		try := c.started(nina, id)
		words := []pay.Status{pay.Failed, pay.Succeeded, pay.Cancelled, pay.Succeeded, pay.Failed}
		for _, err := range testkit.Together(len(words), func(i int) error {
			e := paid(try)
			e.Status = words[i]
			return c.pay.Settle(c.t.Context(), e)
		}) {
			if err != nil {
				c.t.Error(err)
			}
		}
		c.want(id, rules.PaymentPaid, rules.Booked)
		if n := c.Store.PaymentEvent.Query().CountX(c.sys()); n != len(words) {
			c.t.Errorf("%d of %d words are kept", n, len(words))
		}
	})
}

func TestMoneyThatFitsNothingIsKeptWithoutEffect(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		try := c.started(petr, id)
		for name, change := range map[string]func(*pay.Event){
			"too little":           func(e *pay.Event) { e.AmountMinor-- },
			"too much":             func(e *pay.Event) { e.AmountMinor++ },
			"nothing":              func(e *pay.Event) { e.AmountMinor = 0 },
			"another currency":     func(e *pay.Event) { e.Currency = "USD" },
			"an unknown order":     func(e *pay.Event) { e.OrderID = "pta_unknown" },
			"no order":             func(e *pay.Event) { e.OrderID = "" },
			"an unknown refund":    func(e *pay.Event) { e.Status, e.RefundKey = pay.Refunded, "rfd_unknown" },
			"the payment's own id": func(e *pay.Event) { e.OrderID = try.PaymentID },
		} {
			e := word(try, pay.Succeeded)
			e.Ref = name
			change(&e)
			c.settled(e)
			c.want(id, rules.PaymentPending, rules.Booked)
			kept := c.Store.PaymentEvent.Query().Where(paymentevent.EventID(e.ID)).OnlyX(c.sys())
			if kept.Effect != "UNMATCHED" {
				c.t.Errorf("%s: %s", name, kept.Effect)
			}
		}
	})
}

func TestMoneyBooksAPrepaidVisit(t *testing.T) {
	each(t, func(c *till) {
		nina := c.As(c.t, testkit.Nina)
		id := c.prepaid(nina)
		try := c.started(nina, id)
		e := paid(try)
		e.Status = pay.Failed
		c.settled(e)
		c.want(id, rules.PaymentFailed, rules.AwaitingPayment)
		c.settled(paid(try))
		c.want(id, rules.PaymentPaid, rules.Booked)
	})
}

func TestLateMoneyBooksATimeThatIsStillFree(t *testing.T) {
	each(t, func(c *till) {
		nina := c.As(c.t, testkit.Nina)
		id := c.prepaid(nina)
		try := c.started(nina, id)
		c.expire(id)
		c.settled(paid(try))
		c.want(id, rules.PaymentPaid, rules.Booked)
		c.wantRefunds(0)
	})
}

func TestLateMoneyForATakenTimeGoesBackInFull(t *testing.T) {
	each(t, func(c *till) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		id := c.prepaid(nina)
		try := c.started(nina, id)
		c.expire(id)
		other, err := c.book.Hold(vera, key(), c.tomorrow(vera))
		testkit.Must(c.t, other, err)
		c.settled(paid(try))
		c.want(id, rules.PaymentRefundRequested, rules.Expired)
		c.wantRefunds(1)
		r := c.Store.Refund.Query().OnlyX(c.sys())
		if r.AmountMinor != 280_000 || r.AttemptID != try.ID {
			c.t.Errorf("the refund: %v", r)
		}
		c.bank.down = true
		if err := c.pay.AskRefund(c.t.Context(), r.ID); err == nil {
			c.t.Error("a provider that is down has taken the refund")
		}
		c.bank.down = false
		for range 2 {
			if err := c.pay.AskRefund(c.t.Context(), r.ID); err != nil {
				c.t.Fatal(err)
			}
		}
		if len(c.bank.refunds) != 1 || c.bank.refunds[r.ID] != 280_000 {
			c.t.Errorf("asked for %v", c.bank.refunds)
		}
		back := paid(try)
		back.Status, back.RefundKey = pay.Refunded, r.ID
		c.settled(back)
		c.want(id, rules.PaymentRefunded, rules.Expired)
	})
}

func TestMoneyThatComesTwiceGoesBackOnce(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		first := c.started(petr, id)
		second := c.started(petr, id)
		for _, err := range testkit.Together(2, func(i int) error {
			return c.pay.Settle(c.t.Context(), word(c.attempts(id)[i], pay.Succeeded))
		}) {
			if err != nil {
				c.t.Error(err)
			}
		}
		c.settled(word(first, pay.Succeeded))
		c.settled(word(second, pay.Succeeded))
		c.want(id, rules.PaymentPaid, rules.Booked)
		c.wantRefunds(1)
		if r := c.Store.Refund.Query().OnlyX(c.sys()); r.AmountMinor != 240_000 || r.Reason != "PAID_TWICE" {
			c.t.Errorf("the refund: %v", r)
		}
	})
}

func (c *till) expire(id string) {
	c.t.Helper()
	c.Clock.Advance(20 * time.Minute)
	if err := c.book.Expire(c.t.Context(), id); err != nil {
		c.t.Fatal(err)
	}
	c.want(id, rules.PaymentPending, rules.Expired)
}

func (c *till) wantRefunds(want int) {
	c.t.Helper()
	n := c.Store.Refund.Query().Where(refund.StatusEQ(rules.RefundAsked)).CountX(c.sys())
	jobs, err := c.Store.Job.Query().Where(job.Kind(outbox.AskRefund)).Count(testkit.System(c.t, policy.Worker))
	if testkit.Must(c.t, jobs, err); n != want || jobs != want {
		c.t.Errorf("%d refunds with %d jobs, not %d", n, jobs, want)
	}
}
