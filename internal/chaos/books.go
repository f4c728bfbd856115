package chaos

import (
	"context"
	"fmt"
)

// books are the clinic's, as the desk sees them.
type books struct {
	Balances []struct {
		Account string
		Amount  struct{ AmountMinor int }
	}
	Imbalances []string
}

func (b books) at(account string) (sum int) {
	for _, x := range b.Balances {
		if account == "" || x.Account == account {
			sum += x.Amount.AmountMinor
		}
	}
	return sum
}

func (c *clinic) books(ctx context.Context) (b books, err error) {
	var a struct{ Ledger books }
	err = ask(ctx, c.desk, `{ ledger { balances { account amount { amountMinor } } imbalances } }`, nil, &a)
	if err != nil {
		return b, fmt.Errorf("read the books: %w", err)
	}
	return a.Ledger, nil
}

// checkBooks wants them to sum to zero at every moment, and to say what the
// bank says when nothing is on its way any more.
func (c *clinic) checkBooks(ctx context.Context, bank int, settled bool) error {
	b, err := c.books(ctx)
	if err != nil {
		return err
	}
	for _, text := range b.Imbalances {
		c.report("the books: %s", text)
	}
	if sum := b.at(""); sum != 0 {
		c.report("the books sum to %d", sum)
	}
	if ours := b.at("AT_PROVIDER") - c.before; settled && ours != bank {
		c.report("by the books the bank has %d, by its own %d", ours, bank)
	}
	return nil
}
