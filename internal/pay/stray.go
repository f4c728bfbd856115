package pay

import (
	"context"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/paymentevent"
	"televisit/internal/rules"
)

// strays are the movements of money that fits no payment: the provider's books
// have it, so ours must.
var strays = map[Status]rules.Movement{
	Succeeded: rules.MoneyFound, DisputeReturned: rules.MoneyFound,
	Refunded: rules.MoneyMissing, DisputeTaken: rules.MoneyMissing,
}

// stray books money that fits no payment; the desk looks after it. That a
// checkout was paid may be told in several words, and is booked once.
func (s *Service) stray(ctx context.Context, tx *db.Tx, e Event) (effect string, err error) {
	movement, moves := strays[e.Status]
	if !moves || e.AmountMinor <= 0 {
		return Unmatched, nil
	}
	if e.Status == Succeeded && e.Ref != "" {
		told, err := tx.PaymentEvent.Query().Where(paymentevent.Provider(s.Provider.Name()), paymentevent.Ref(e.Ref),
			paymentevent.Status(string(Succeeded)), paymentevent.AmountMinor(e.AmountMinor), paymentevent.Currency(e.Currency),
			paymentevent.Effect(Unmatched)).Exist(ctx)
		if err != nil {
			return "", fmt.Errorf("look for the same money: %w", err)
		}
		if told {
			return none, nil
		}
	}
	return Unmatched, s.books().WriteStray(ctx, tx, e.ID, rules.Currency(e.Currency), movement, int(e.AmountMinor))
}

func some(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
