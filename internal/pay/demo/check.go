package demo

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"televisit/internal/fault"
	"televisit/internal/pay"
)

// check refuses an order that no bank would take.
func (p *Provider) check(order pay.Order) error {
	switch {
	case order.ID == "" || order.AmountMinor <= 0 || len(order.Currency) != 3:
		return fmt.Errorf("order %q has no id, sum or currency: %w", order.ID, pay.ErrRefused)
	case order.Method != pay.Card && order.Method != pay.SBP:
		return fmt.Errorf("order %s: method %q: %w", order.ID, order.Method, pay.ErrRefused)
	case !p.mayReturn(order.ReturnURL):
		return fault.New(fault.InvalidInput, "the return address is not one of ours").With("field", "returnUrl")
	}
	return nil
}

// mayReturn keeps the page from sending payers to strangers: a path of this
// server, its own origin, or one of the configured ones.
func (p *Provider) mayReturn(address string) bool {
	if isPath(address) {
		return true
	}
	origin := originOf(address)
	if origin == "" {
		return false
	}
	return origin == originOf(p.options.BaseURL) || slices.ContainsFunc(p.options.ReturnOrigins, func(allowed string) bool {
		return origin == originOf(allowed)
	})
}

// isPath accepts "/visit?x=1", and neither "//host" nor what a browser reads
// as that ("/\host", or a tab between the slashes).
func isPath(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "" && u.Host == "" &&
		strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.Contains(address, `\`)
}

// originOf is scheme and host; empty for anything without both.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Host == "" || u.User != nil {
		return ""
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}
