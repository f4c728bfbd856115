package ledger

import (
	"context"
	"fmt"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/ledgerentry"
	"televisit/ent/db/payment"
	"televisit/ent/db/refund"
	"televisit/internal/rules"
)

// Audit reads the books of each currency, from one snapshot. What they should
// say stands beside what they say: rules.Books.Imbalances compares.
func Audit(ctx context.Context, s *ent.Store) (books map[rules.Currency]*rules.Books, err error) {
	err = s.Snapshot(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		books, err = audit(ctx, tx)
		return err
	})
	return books, err
}

func audit(ctx context.Context, tx *db.Tx) (map[rules.Currency]*rules.Books, error) {
	books := map[rules.Currency]*rules.Books{rules.RUB: {Balances: map[rules.LedgerAccount]int{}}}
	of := func(c rules.Currency) *rules.Books {
		if books[c] == nil {
			books[c] = &rules.Books{Balances: map[rules.LedgerAccount]int{}}
		}
		return books[c]
	}
	for _, read := range []func(context.Context, *db.Tx, func(rules.Currency) *rules.Books) error{balances, unequal, prepaid, returning} {
		if err := read(ctx, tx, of); err != nil {
			return nil, fmt.Errorf("audit the books: %w", err)
		}
	}
	return books, nil
}

func balances(ctx context.Context, tx *db.Tx, of func(rules.Currency) *rules.Books) error {
	var sums []struct {
		Currency rules.Currency
		Account  rules.LedgerAccount
		Sum      int
	}
	err := tx.LedgerEntry.Query().GroupBy(ledgerentry.FieldCurrency, ledgerentry.FieldAccount).
		Aggregate(db.Sum(ledgerentry.FieldAmountMinor)).Scan(ctx, &sums)
	for _, s := range sums {
		of(s.Currency).Balances[s.Account] = s.Sum
	}
	return err
}

func unequal(ctx context.Context, tx *db.Tx, of func(rules.Currency) *rules.Books) error {
	rows, err := tx.QueryContext(ctx, `SELECT currency, COUNT(*) FROM (SELECT currency FROM ledger_entries
		GROUP BY transaction_id, currency HAVING SUM(amount_minor) <> 0) AS wrong GROUP BY currency`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var currency rules.Currency
		var n int
		if err := rows.Scan(&currency, &n); err != nil {
			return err
		}
		of(currency).Unequal = n
	}
	return rows.Err()
}

// sums are amounts by currency.
type sums []struct {
	Currency rules.Currency
	Sum      int
}

func prepaid(ctx context.Context, tx *db.Tx, of func(rules.Currency) *rules.Books) error {
	var paid, back sums
	err := tx.Payment.Query().Where(payment.StatusEQ(rules.PaymentPaid)).
		GroupBy(payment.FieldCurrency).Aggregate(db.Sum(payment.FieldAmountMinor)).Scan(ctx, &paid)
	if err != nil {
		return err
	}
	err = tx.Refund.Query().Where(refund.ReasonNEQ(rules.PaidTwice), refund.HasPaymentWith(payment.StatusEQ(rules.PaymentPaid))).
		GroupBy(refund.FieldCurrency).Aggregate(db.Sum(refund.FieldAmountMinor)).Scan(ctx, &back)
	for _, s := range paid {
		of(s.Currency).Prepaid += s.Sum
	}
	for _, s := range back {
		of(s.Currency).Prepaid -= s.Sum
	}
	return err
}

func returning(ctx context.Context, tx *db.Tx, of func(rules.Currency) *rules.Books) error {
	var open sums
	err := tx.Refund.Query().Where(refund.StatusNEQ(rules.RefundDone)).
		GroupBy(refund.FieldCurrency).Aggregate(db.Sum(refund.FieldAmountMinor)).Scan(ctx, &open)
	for _, s := range open {
		of(s.Currency).Returning = s.Sum
	}
	return err
}
