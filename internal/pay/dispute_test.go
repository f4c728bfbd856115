package pay_test

import (
	"context"
	"testing"

	"televisit/ent/db"
	"televisit/ent/db/dispute"
	"televisit/internal/fault"
	"televisit/internal/fiscal"
	"televisit/internal/ledger"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

// disputed is a word of the bank about the dispute of an attempt's 2400 roubles.
func disputed(try *db.PaymentAttempt, s pay.Status) pay.Event {
	return pay.Event{
		ID: key(), Ref: "du-" + try.ID, Status: s, AmountMinor: 240_000, Currency: "RUB", ChargeRef: "pi-" + try.ID,
		Dispute: &pay.DisputeWord{Ref: "du-" + try.ID, Reason: "fraudulent", EvidenceDueAt: testkit.Noon.AddDate(0, 0, 7)},
	}
}

// charged is the good word that names the payment in the checkout.
func charged(try *db.PaymentAttempt) pay.Event {
	e := word(try, pay.Succeeded)
	e.ChargeRef = "pi-" + try.ID
	return e
}

// atProvider is what the seeded clinic, and the test, have at the provider.
func (c *till) atProvider() int {
	c.t.Helper()
	all, err := ledger.Audit(c.t.Context(), c.Store)
	return testkit.Must(c.t, all, err)[rules.RUB].Balances[rules.AtProvider]
}

func (c *till) wantBooks(want map[rules.LedgerAccount]int) {
	c.t.Helper()
	all, err := ledger.Audit(c.t.Context(), c.Store)
	books := testkit.Must(c.t, all, err)[rules.RUB]
	for _, account := range []rules.LedgerAccount{rules.AtProvider, rules.Disputed, rules.DisputeLosses, rules.UnmatchedMoney} {
		if got := books.Balances[account]; got != want[account] {
			c.t.Errorf("%s has %d, not %d", account, got, want[account])
		}
	}
}

func TestADisputeIsBookedInWhateverOrderItIsTold(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		had := c.atProvider()
		try := c.started(petr, id)
		c.settled(charged(try))
		lost := disputed(try, pay.DisputeLost)
		for _, e := range []pay.Event{disputed(try, pay.DisputeOpened), lost, disputed(try, pay.DisputeTaken), lost} {
			c.settled(e)
		}
		c.want(id, rules.PaymentPaid, rules.Booked)
		c.wantBooks(map[rules.LedgerAccount]int{rules.AtProvider: had, rules.DisputeLosses: 240_000})
		d := c.Store.Dispute.Query().Where(dispute.PaymentID(try.PaymentID)).OnlyX(c.sys())
		if d.Status != rules.DisputeLost || d.ClosedAt == nil || d.Reason != "fraudulent" || d.EvidenceDueAt == nil {
			c.t.Errorf("the dispute: %v", d)
		}
	})
}

func TestWhatTheBankHasTakenIsNotRefundedAsWell(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		try := c.started(petr, id)
		c.settled(charged(try))
		c.settled(disputed(try, pay.DisputeTaken))
		desk := c.As(c.t, testkit.Desk)
		_, err := c.pay.RefundByHand(desk, key(), pay.RefundRequest{PaymentID: try.PaymentID, AmountMinor: 100, Note: "по просьбе"})
		testkit.Refused(c.t, err, fault.InvalidInput)
		refund, err := c.book.Cancel(desk, key(), id, rules.ClinicReason)
		if testkit.Must(c.t, refund, err); refund.AmountMinor != 0 {
			c.t.Errorf("%d goes back a second time", refund.AmountMinor)
		}
		c.wantRefunds(0)
	})
}

func TestADisputeThatIsWonLeavesTheMoneyToBeRefunded(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		try := c.started(petr, id)
		c.settled(charged(try))
		c.settled(disputed(try, pay.DisputeTaken))
		c.settled(disputed(try, pay.DisputeReturned))
		if d := c.Store.Dispute.Query().OnlyX(c.sys()); d.Status != rules.DisputeWon {
			c.t.Errorf("the dispute is %s", d.Status)
		}
		refund, err := c.book.Cancel(c.As(c.t, testkit.Desk), key(), id, rules.ClinicReason)
		if testkit.Must(c.t, refund, err); refund.AmountMinor != 240_000 {
			c.t.Errorf("%d goes back", refund.AmountMinor)
		}
	})
}

func TestTheProvidersBookIsOurs(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		had := c.atProvider()
		try := c.started(petr, id)
		stray := word(try, pay.Succeeded)
		stray.OrderID, stray.AmountMinor = "pta_unknown", 50_000
		again := stray
		again.ID = key() // the same money in other words
		byHand := pay.Event{ID: key(), Status: pay.Refunded, AmountMinor: 20_000, Currency: "RUB"}
		unknown := disputed(try, pay.DisputeTaken) // of a payment that nobody knows
		unknown.AmountMinor = 10_000
		for _, e := range []pay.Event{stray, again, byHand, unknown} {
			c.settled(e)
		}
		c.wantBooks(map[rules.LedgerAccount]int{rules.AtProvider: had + 50_000 - 20_000 - 10_000, rules.UnmatchedMoney: -20_000})
		c.wantEffects("UNMATCHED", "NONE", "UNMATCHED", "UNMATCHED")
	})
}

func TestARefundToldTwiceIsNoStray(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		had := c.atProvider()
		try := c.started(petr, id)
		c.settled(word(try, pay.Succeeded))
		refund, err := c.pay.RefundByHand(c.As(c.t, testkit.Desk), key(), pay.RefundRequest{PaymentID: try.PaymentID, AmountMinor: 240_000, Note: "по просьбе"})
		testkit.Must(c.t, refund, err)
		for range 2 {
			e := word(try, pay.Refunded)
			e.RefundKey = refund
			c.settled(e)
		}
		c.want(id, rules.PaymentRefunded, rules.Cancelled) // nothing is kept: it is called off
		c.wantBooks(map[rules.LedgerAccount]int{rules.AtProvider: had})
		c.wantEffects("PAID", "REFUNDED", "NONE")
	})
}

// refusing is a register that prints nothing.
type refusing struct{ fiscal.Register }

func (refusing) Issue(context.Context, fiscal.Receipt) (fiscal.Document, error) {
	return fiscal.Document{}, fiscal.ErrRefused
}

func TestTheDeskAsksForARefusedReceiptAgain(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		c.settled(word(c.started(petr, id), pay.Succeeded))
		r := c.payment(id).QueryReceipts().OnlyX(c.sys())
		c.pay.Fiscal = refusing{c.register}
		testkit.Must(c.t, 0, c.pay.IssueReceipt(c.t.Context(), r.ID))
		if now := c.Store.Receipt.GetX(c.sys(), r.ID); now.Status != rules.ReceiptRefused {
			c.t.Fatalf("the receipt is %s", now.Status)
		}
		desk := c.As(c.t, testkit.Desk)
		testkit.Must(c.t, 0, c.pay.RetryReceipt(desk, r.ID))
		c.pay.Fiscal = c.register
		testkit.Must(c.t, 0, c.pay.IssueReceipt(c.t.Context(), r.ID))
		testkit.Refused(c.t, c.pay.RetryReceipt(desk, r.ID), fault.Conflict)
		testkit.Refused(c.t, c.pay.RetryReceipt(desk, "rct_none"), fault.NotFound)
	})
}
