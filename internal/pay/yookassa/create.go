package yookassa

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"televisit/internal/pay"
)

const (
	// payableFor is how long a payer has to confirm a payment by card or SBP.
	// See https://yookassa.ru/developers/payment-acceptance/after-the-payment/declined-payments
	// (expired_on_confirmation).
	payableFor = time.Hour
	// Limits of the API.
	longestKey  = 64
	longestText = 128
)

var (
	methods = map[pay.Method]string{pay.Card: "bank_card", pay.SBP: "sbp"}
	locales = map[string]string{"ru": "ru_RU", "en": "en_US"}
)

// Accepts implements pay.Provider.
func (p *Provider) Accepts(order pay.Order) error {
	_, err := p.wanted(order)
	return err
}

// Create implements pay.Provider. The money is captured at once. A repeated
// order whose payment has ended has no page any more: the payer goes back to us.
func (p *Provider) Create(ctx context.Context, order pay.Order) (pay.Checkout, error) {
	wanted, err := p.wanted(order)
	if err != nil {
		return pay.Checkout{}, err
	}
	var made payment
	if err := p.call(ctx, http.MethodPost, "/payments", order.ID, wanted, &made); err != nil {
		return pay.Checkout{}, fmt.Errorf("open a checkout: %w", err)
	}
	if !isID(made.ID) {
		return pay.Checkout{}, errNonsense
	}
	url := cmp.Or(made.Confirmation.URL, wanted.Confirmation.ReturnURL)
	return pay.Checkout{Ref: made.ID, URL: url, ExpiresAt: made.CreatedAt.Add(payableFor).UTC()}, nil
}

func (p *Provider) wanted(order pay.Order) (payment, error) {
	back, err := p.options.Returns.Resolve(order.ReturnURL)
	if err != nil {
		return payment{}, err
	}
	how := methods[order.Method]
	if order.ID == "" || len(order.ID) > longestKey || order.AmountMinor <= 0 || order.Currency != roubles || how == "" {
		return payment{}, fmt.Errorf("order %q lacks an id, a sum in roubles or a method: %w", order.ID, pay.ErrRefused)
	}
	return payment{
		Amount: inRoubles(order.AmountMinor), Capture: true, Method: &method{how}, Description: short(order.Description),
		Confirmation: confirmation{Type: "redirect", ReturnURL: back, Locale: locales[order.Locale]},
		Metadata:     map[string]string{orderKey: order.ID},
	}, nil
}

func short(text string) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), longestText)])
}
