// Package ledger keeps the clinic's books: each movement of money is written in
// the transaction that makes it, as lines that sum to zero, with the fiscal
// receipt it calls for.
package ledger

import (
	"context"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/ledgerentry"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/ident"
	"televisit/internal/outbox"
	"televisit/internal/planted"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Books writes movements.
type Books struct {
	Clock clock.Clock
	// Receipts says that there is a cash register: movements call for receipts.
	Receipts bool
}

func system(ctx context.Context) context.Context { return viewer.System(ctx, policy.Settle) }

// Write books a movement of a payment's money, and asks for its receipt; the
// refund is empty where the movement is none of a refund.
func (b Books) Write(ctx context.Context, tx *db.Tx, p *db.Payment, m rules.Movement, minor int, refund string) error {
	lines, err := rules.Postings(m, minor)
	if err != nil {
		return err
	}
	sys, transaction := system(ctx), ident.Make("ltx")
	rows := make([]*db.LedgerEntryCreate, len(lines))
	for i, line := range lines {
		rows[i] = tx.LedgerEntry.Create().SetTransactionID(transaction).SetMovement(m).SetAccount(line.Account).
			SetAmountMinor(line.AmountMinor).SetCurrency(p.Currency).SetPaymentID(p.ID).SetNillableRefundID(some(refund))
	}
	if planted.Is(planted.LostLine) {
		rows = rows[:len(rows)-1]
	}
	if err := tx.LedgerEntry.CreateBulk(rows...).Exec(sys); err != nil {
		return fmt.Errorf("book %s: %w", m, err)
	}
	return b.receipt(sys, tx, p, m, minor, refund)
}

// WriteStray books money that fits no payment, in whatever currency it is; the
// event is the provider's word.
func (b Books) WriteStray(ctx context.Context, tx *db.Tx, event string, c rules.Currency, m rules.Movement, minor int) error {
	lines, err := rules.Postings(m, minor)
	if err != nil {
		return err
	}
	transaction := ident.Make("ltx")
	rows := make([]*db.LedgerEntryCreate, len(lines))
	for i, line := range lines {
		rows[i] = tx.LedgerEntry.Create().SetTransactionID(transaction).SetMovement(m).SetAccount(line.Account).
			SetAmountMinor(line.AmountMinor).SetCurrency(c).SetPaymentID("").SetProviderEvent(event)
	}
	if err := tx.LedgerEntry.CreateBulk(rows...).Exec(system(ctx)); err != nil {
		return fmt.Errorf("book %s: %w", m, err)
	}
	return nil
}

func (b Books) receipt(ctx context.Context, tx *db.Tx, p *db.Payment, m rules.Movement, minor int, refund string) error {
	kind, due := rules.ReceiptOf(m)
	if !due || !b.Receipts {
		return nil
	}
	r, err := tx.Receipt.Create().SetPaymentID(p.ID).SetNillableRefundID(some(refund)).SetKind(kind).
		SetAmountMinor(minor).SetCurrency(p.Currency).Save(ctx)
	if err != nil {
		return fmt.Errorf("ask for a receipt: %w", err)
	}
	return outbox.Enqueue(ctx, tx, outbox.IssueReceipt, r.ID, b.Clock.Now())
}

func some(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// KeptOf is what the clinic has of a payment.
func KeptOf(ctx context.Context, c *db.LedgerEntryClient, payment string) (rules.Kept, error) {
	var sums []struct {
		Account rules.LedgerAccount
		Sum     int
	}
	err := c.Query().Where(ledgerentry.PaymentID(payment)).GroupBy(ledgerentry.FieldAccount).
		Aggregate(db.Sum(ledgerentry.FieldAmountMinor)).Scan(system(ctx), &sums)
	if err != nil {
		return rules.Kept{}, fmt.Errorf("read the books: %w", err)
	}
	balances := map[rules.LedgerAccount]int{}
	for _, s := range sums {
		balances[s.Account] = s.Sum
	}
	return rules.KeptOf(balances), nil
}
