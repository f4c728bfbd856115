package graph

import (
	"context"
	"maps"
	"slices"

	"televisit/graph/model"
	"televisit/internal/ledger"
	"televisit/internal/rules"
)

func (r *Resolver) ledger(ctx context.Context) (*model.Ledger, error) {
	all, err := ledger.Audit(ctx, r.Store)
	if err != nil {
		return nil, err
	}
	shown := &model.Ledger{Balances: []*model.LedgerBalance{}, Imbalances: []string{}}
	for _, currency := range slices.Sorted(maps.Keys(all)) {
		for _, account := range rules.LedgerAccounts() {
			sum := &rules.Money{AmountMinor: all[currency].Balances[account], Currency: currency}
			shown.Balances = append(shown.Balances, &model.LedgerBalance{Account: account, Amount: sum})
		}
		shown.Imbalances = append(shown.Imbalances, all[currency].Imbalances()...)
	}
	return shown, nil
}
