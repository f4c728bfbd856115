package demo

import (
	"fmt"

	"televisit/internal/pay"
)

// Accepts implements pay.Provider.
func (p *Provider) Accepts(order pay.Order) error {
	switch {
	case order.ID == "" || order.AmountMinor <= 0 || len(order.Currency) != 3:
		return fmt.Errorf("order %q has no id, sum or currency: %w", order.ID, pay.ErrRefused)
	case order.Method != pay.Card && order.Method != pay.SBP:
		return fmt.Errorf("order %s: method %q: %w", order.ID, order.Method, pay.ErrRefused)
	}
	return pay.Returns{Base: p.options.BaseURL, Origins: p.options.ReturnOrigins}.Check(order.ReturnURL)
}
