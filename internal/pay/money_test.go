package pay_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/job"
	"televisit/ent/db/ledgerentry"
	"televisit/ent/db/receipt"
	"televisit/ent/db/refund"
	"televisit/ent/db/slotclaim"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func TestAbandonedPaymentFreesTheTimeAndASecondTryNeverSkipsPayment(t *testing.T) {
	each(t, func(c *till) {
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		id := c.prepaid(nina)
		try := c.started(nina, id)
		c.expire(id)
		gone := paid(try)
		gone.Status = pay.Cancelled
		c.settled(gone)
		c.want(id, rules.PaymentDue, rules.Expired)
		_, err := c.pay.Start(nina, key(), request(id))
		testkit.Refused(c.t, err, fault.HoldExpired)
		second := c.prepaid(vera)
		c.want(second, rules.PaymentDue, rules.AwaitingPayment)
		c.settled(gone) // old words about the first try pay for nothing
		c.want(second, rules.PaymentDue, rules.AwaitingPayment)
		c.settled(paid(c.started(vera, second)))
		c.want(second, rules.PaymentPaid, rules.Booked)
	})
}

// A webhook that got lost is made up for by the job; a job that was parked, by the sweep.
func TestAPaidVisitIsNeverCancelledBecauseAnEventGotLost(t *testing.T) {
	each(t, func(c *till) {
		nina := c.As(c.t, testkit.Nina)
		id := c.prepaid(nina)
		try := c.started(nina, id)
		c.bank.says = pay.State{Ref: try.Ref, OrderID: try.ID, Status: pay.Succeeded, AmountMinor: 280_000, Currency: "RUB"}
		c.Store.Job.Update().Where(job.Kind(outbox.AskPayment)).SetState("PARKED").SetClosedAt(c.Clock.Now()).
			ExecX(testkit.System(c.t, policy.Plumbing))
		c.expire(id) // twenty minutes: nobody has heard of the money
		c.swept()
		c.want(id, rules.PaymentPending, rules.Expired) // parked a moment ago: it is let alone
		c.Clock.Advance(time.Hour)
		c.swept()
		c.swept()
		if n := c.ready(outbox.AskPayment, try.ID); n != 1 {
			c.t.Fatalf("%d jobs ask for it", n)
		}
		if err := c.pay.Reconcile(c.t.Context(), try.ID); err != nil {
			c.t.Fatal(err)
		}
		c.want(id, rules.PaymentPaid, rules.Booked)
	})
}

// killed is a booking service on a node that dies before the commit.
type killed struct{ pay.Confirmer }

func (killed) ConfirmPaid(context.Context, *db.Tx, string) (bool, error) {
	return false, errors.New("killed")
}

func TestANodeThatDiesBetweenTheEventAndItsEffectLeavesNeither(t *testing.T) {
	each(t, func(c *till) {
		nina := c.As(c.t, testkit.Nina)
		id := c.prepaid(nina)
		good := paid(c.started(nina, id))
		alive := c.pay.Booking
		c.pay.Booking = killed{}
		if err := c.pay.Settle(c.t.Context(), good); err == nil {
			c.t.Fatal("nobody has noticed")
		}
		c.want(id, rules.PaymentPending, rules.AwaitingPayment)
		c.wantEffects()
		c.wantBalanced()
		c.pay.Booking = alive
		c.settled(good)
		c.want(id, rules.PaymentPaid, rules.Booked)
	})
}

func TestANodeThatDiesBeforeTheProviderIsAskedLeavesNoPaymentPending(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		c.bank.down = true
		_, err := c.pay.Start(petr, "k", request(id))
		testkit.Refused(c.t, err, fault.PaymentProvider)
		c.want(id, rules.PaymentPending, rules.Booked)
		if err := c.pay.Reconcile(c.t.Context(), c.attempts(id)[0].ID); err != nil {
			c.t.Fatal(err)
		}
		c.want(id, rules.PaymentDue, rules.Booked)
		c.bank.down = false
		_, err = c.pay.Start(petr, "k", request(id)) // nobody would ask about that one any more
		testkit.Refused(c.t, err, fault.Conflict)
		c.settled(word(c.started(petr, id), pay.Succeeded))
		c.want(id, rules.PaymentPaid, rules.Booked)
	})
}

func TestAReturnAddressOfStrangersLeavesNothingBehind(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		r := request(id)
		r.ReturnURL = "https://evil.example/"
		_, err := c.pay.Start(petr, key(), r)
		testkit.Refused(c.t, err, fault.InvalidInput)
		if c.want(id, rules.PaymentDue, rules.Booked); len(c.attempts(id)) != 0 {
			c.t.Error("an attempt is left")
		}
	})
}

func TestAnOlderCheckoutThatEndsLeavesTheNewerOneOpen(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		first := c.started(petr, id)
		second := c.started(petr, id)
		c.settled(word(first, pay.Cancelled))
		c.want(id, rules.PaymentPending, rules.Booked)
		c.settled(word(second, pay.Cancelled))
		c.want(id, rules.PaymentDue, rules.Booked)
	})
}

// The words of the provider about a prepaid visit that is paid twice, in every
// order and with repetitions, end in the same money.
func TestAnyOrderOfWordsEndsInTheSameMoney(t *testing.T) {
	each(t, func(c *till) {
		people := c.Patients(c.t, 12)
		for seed := range len(people) {
			ctx, dice := viewer.With(c.t.Context(), people[seed]), rand.New(rand.NewPCG(uint64(seed), 1))
			id := c.followUp(ctx, testkit.Noon.AddDate(0, 0, seed+1))
			first, second := c.started(ctx, id), c.started(ctx, id)
			words := []pay.Event{
				word(first, pay.Failed), word(first, pay.Succeeded), word(first, pay.Succeeded), word(first, pay.Cancelled),
				word(second, pay.Succeeded), word(second, pay.Failed), word(second, pay.Cancelled),
			}
			words = append(words, words[dice.IntN(len(words))], words[dice.IntN(len(words))])
			dice.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
			for _, w := range words {
				c.settled(w)
			}
			c.want(id, rules.PaymentPaid, rules.Booked)
			back := c.Store.Refund.Query().Where(refund.PaymentID(c.payment(id).ID)).AllX(c.sys())
			if len(back) != 1 || back[0].AmountMinor != 240_000 || back[0].Reason != rules.PaidTwice {
				c.t.Errorf("order %d: refunds %v", seed, back)
			}
			if n := c.Store.LedgerEntry.Query().Where(ledgerentry.PaymentID(c.payment(id).ID)).CountX(c.sys()); n != 4 {
				c.t.Errorf("order %d: %d lines in the books", seed, n)
			}
			c.wantBalanced()
		}
	})
}

func TestPartialRefundsEndAsTheRuleTableSays(t *testing.T) {
	each(t, func(c *till) {
		for name, x := range map[string]struct {
			login    string
			before   time.Duration
			back     int
			kept     int
			receipts []rules.ReceiptKind
		}{
			"in time":  {testkit.Nina, 5 * time.Hour, 240_000, 0, []rules.ReceiptKind{rules.PrepaymentReceipt, rules.ReturnReceipt}},
			"too late": {testkit.Maksim, time.Hour, 120_000, 120_000, []rules.ReceiptKind{rules.PrepaymentReceipt, rules.SettlementReceipt, rules.ReturnReceipt}},
		} {
			c.Clock.Set(testkit.Noon)
			who, at := c.As(c.t, x.login), testkit.Noon.AddDate(0, 0, 1).Add(x.before)
			id := c.followUp(who, at)
			c.settled(word(c.started(who, id), pay.Succeeded))
			c.Clock.Set(at.Add(-x.before))
			if _, err := c.book.Cancel(who, key(), id, rules.PlansChanged); err != nil {
				c.t.Fatal(err)
			}
			c.returned(id)
			c.want(id, rules.PaymentRefunded, rules.Cancelled)
			p := c.payment(id)
			if r := c.Store.Refund.Query().Where(refund.PaymentID(p.ID)).OnlyX(c.sys()); r.AmountMinor != x.back || r.Status != rules.RefundDone {
				c.t.Errorf("%s: %v", name, r)
			}
			if got := c.receipts(p); len(got) != len(x.receipts) {
				c.t.Errorf("%s: receipts %v, not %v", name, got, x.receipts)
			}
			_, err := c.pay.RefundByHand(c.As(c.t, testkit.Desk), key(), pay.RefundRequest{PaymentID: p.ID, AmountMinor: x.kept + 1, Note: "goodwill"})
			testkit.Refused(c.t, err, fault.InvalidInput)
		}
	})
}

// returned asks for all refunds of a payment, twice, and checks that they arrive once.
func (c *till) returned(appointment string) {
	c.t.Helper()
	for _, r := range c.Store.Refund.Query().Where(refund.PaymentID(c.payment(appointment).ID)).AllX(c.sys()) {
		for _, step := range []func(context.Context, string) error{c.pay.AskRefund, c.pay.AskRefund, c.pay.CheckRefund, c.pay.CheckRefund} {
			if err := step(c.t.Context(), r.ID); err != nil {
				c.t.Fatal(err)
			}
		}
		if c.bank.refunds[r.ID] != int64(r.AmountMinor) {
			c.t.Errorf("the bank was asked for %d, not %d", c.bank.refunds[r.ID], r.AmountMinor)
		}
	}
}

// receipts prints the receipts of a payment, with the first answer of each lost.
func (c *till) receipts(p *db.Payment) (kinds []rules.ReceiptKind) {
	c.t.Helper()
	for _, r := range c.Store.Receipt.Query().Where(receipt.PaymentID(p.ID)).Order(receipt.ByID()).AllX(c.sys()) {
		c.register.Lose(1)
		if err := c.pay.IssueReceipt(c.t.Context(), r.ID); err == nil {
			c.t.Error("a lost answer was heard")
		}
		for range 2 {
			if err := c.pay.IssueReceipt(c.t.Context(), r.ID); err != nil {
				c.t.Fatal(err)
			}
		}
		printed := c.Store.Receipt.GetX(c.sys(), r.ID)
		document, err := c.register.Query(c.t.Context(), r.ID)
		if err != nil || printed.Status != rules.ReceiptIssued || printed.FiscalNumber != document.Number || printed.URL != document.URL {
			c.t.Errorf("receipt %v, printed %v, %v", printed, document, err)
		}
		kinds = append(kinds, r.Kind)
	}
	return kinds
}

func TestARefundThatTheProviderRefusesWaitsForTheDesk(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		desk := c.As(c.t, testkit.Desk)
		c.settled(word(c.started(petr, id), pay.Succeeded))
		give := pay.RefundRequest{PaymentID: c.payment(id).ID, AmountMinor: 40_000, Note: "the doctor was late"}
		made, err := c.pay.RefundByHand(desk, "k", give)
		testkit.Must(c.t, made, err)
		if again, err := c.pay.RefundByHand(desk, "k", give); again != made || err != nil {
			c.t.Errorf("the same key: %s, %v", again, err)
		}
		c.want(id, rules.PaymentPaid, rules.Booked) // a part: the visit stays paid for
		c.bank.refuses = true
		for range 2 {
			if err := c.pay.AskRefund(c.t.Context(), made); err != nil {
				c.t.Fatal(err)
			}
		}
		if r := c.Store.Refund.GetX(c.sys(), made); r.Status != rules.RefundRefused {
			c.t.Fatalf("the refund is %s", r.Status)
		}
		c.wantBalanced() // it is still owed
		c.bank.refuses = false
		if err := c.pay.RetryRefund(desk, made); err != nil {
			c.t.Fatal(err)
		}
		c.returned(id)
		c.want(id, rules.PaymentPaid, rules.Booked)
		testkit.Refused(c.t, c.pay.RetryRefund(desk, made), fault.Conflict)
		testkit.Refused(c.t, c.pay.RetryRefund(petr, "rfd_none"), fault.NotFound)
	})
}

func TestTheDeskGivesBackWhatIsLeftAndNoMore(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		desk := c.As(c.t, testkit.Desk)
		c.settled(word(c.started(petr, id), pay.Succeeded))
		p := c.payment(id).ID
		errs := testkit.Together(6, func(int) error {
			_, err := c.pay.RefundByHand(desk, key(), pay.RefundRequest{PaymentID: p, AmountMinor: 100_000, Note: "goodwill"})
			return err
		})
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if !errors.Is(err, fault.Conflict) && !errors.Is(err, fault.InvalidInput) {
				c.t.Error(err)
			}
		}
		if sum := c.Store.Refund.Query().CountX(c.sys()) * 100_000; done == 0 || sum != done*100_000 || sum > 240_000 {
			c.t.Errorf("%d refunds of %d", done, sum)
		}
		for name, r := range map[string]pay.RefundRequest{
			"nothing": {p, 0, "goodwill"}, "a debt": {p, -1, "goodwill"}, "no word": {p, 1, "  "}, "too much": {p, 240_001, "goodwill"},
		} {
			if _, err := c.pay.RefundByHand(desk, key(), r); !errors.Is(err, fault.InvalidInput) {
				c.t.Errorf("%s: %v", name, err)
			}
		}
		_, err := c.pay.RefundByHand(c.As(c.t, testkit.Nina), key(), pay.RefundRequest{PaymentID: p, AmountMinor: 1, Note: "goodwill"})
		testkit.Refused(c.t, err, fault.NotFound)
	})
}

func TestGivingEverythingBackCallsTheVisitOff(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		desk := c.As(c.t, testkit.Desk)
		c.settled(word(c.started(petr, id), pay.Succeeded))
		p := c.payment(id).ID
		for _, minor := range []int{100_000, 140_000} { // the second leaves nothing
			made, err := c.pay.RefundByHand(desk, key(), pay.RefundRequest{PaymentID: p, AmountMinor: minor, Note: "goodwill"})
			testkit.Must(c.t, made, err)
		}
		c.want(id, rules.PaymentRefundRequested, rules.Cancelled)
		if n := c.Store.SlotClaim.Query().Where(slotclaim.AppointmentID(id), slotclaim.Live(true)).CountX(testkit.System(c.t, policy.Booking)); n != 0 {
			c.t.Error("the time is not free again")
		}
		if n := c.Store.Refund.Query().CountX(c.sys()); n != 2 {
			c.t.Errorf("%d refunds", n)
		}
		c.returned(id)
		c.want(id, rules.PaymentRefunded, rules.Cancelled)
	})
}

func TestAVisitThatRunsIsNotPaidBackWhole(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		c.settled(word(c.started(petr, id), pay.Succeeded))
		c.Store.Appointment.UpdateOneID(id).SetStatus(rules.InProgress).ExecX(testkit.System(c.t, policy.Booking))
		_, err := c.pay.RefundByHand(c.As(c.t, testkit.Desk), key(), pay.RefundRequest{PaymentID: c.payment(id).ID, AmountMinor: 240_000, Note: "goodwill"})
		testkit.Refused(c.t, err, fault.Conflict)
		c.want(id, rules.PaymentPaid, rules.InProgress)
		if n := c.Store.Refund.Query().CountX(c.sys()); n != 0 {
			c.t.Errorf("%d refunds", n)
		}
	})
}

func (c *till) swept() {
	c.t.Helper()
	if err := c.pay.Sweep(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

func (c *till) ready(kind, subject string) int {
	return c.Store.Job.Query().Where(job.Kind(kind), job.Subject(subject), job.State("READY")).CountX(testkit.System(c.t, policy.Plumbing))
}

func TestTheSweepBooksAPaidVisitThatWasLeftBehind(t *testing.T) {
	each(t, func(c *till) {
		nina := c.As(c.t, testkit.Nina)
		id := c.prepaid(nina)
		c.settled(paid(c.started(nina, id)))
		c.want(id, rules.PaymentPaid, rules.Booked)
		c.swept()
		c.want(id, rules.PaymentPaid, rules.Booked)
		c.Store.Appointment.UpdateOneID(id).SetStatus(rules.Fulfilled).ExecX(c.sys())
		c.swept()
		c.want(id, rules.PaymentSettled, rules.Fulfilled)
	})
}
