// Package yookassa takes payments through YooKassa: bank cards and the Russian
// system of fast payments, on a page of YooKassa's.
// See https://yookassa.ru/developers/api.
package yookassa

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"televisit/internal/pay"
)

// endpoint of the API, version 3.
const endpoint = "https://api.yookassa.ru/v3"

// timeout bounds one request.
const timeout = 10 * time.Second

// Options configure the provider. ShopID and SecretKey are required.
type Options struct {
	ShopID, SecretKey string
	// Returns are the addresses a payer may come back to.
	Returns pay.Returns
	// BaseURL is YooKassa's API; another one in tests.
	BaseURL string
	// Transport carries the requests; the default one when nil.
	Transport http.RoundTripper
}

// Provider implements pay.Provider.
type Provider struct {
	options Options
	client  *http.Client
}

var _ pay.Provider = (*Provider)(nil)

// New makes the provider. It asks YooKassa nothing yet.
func New(options Options) (*Provider, error) {
	if options.ShopID == "" || options.SecretKey == "" {
		return nil, errors.New("payments by YooKassa need the shop's id and its secret key")
	}
	options.BaseURL = cmp.Or(options.BaseURL, endpoint)
	return &Provider{options, &http.Client{Timeout: timeout, Transport: options.Transport}}, nil
}

// Name implements pay.Provider.
func (p *Provider) Name() string { return "yookassa" }
