// Package stripe takes payments through Stripe Checkout: the payer fills in a
// page of Stripe's, so card data never comes near us.
// See https://docs.stripe.com/api/checkout/sessions.
package stripe

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/stripe/stripe-go/v85"

	"televisit/internal/pay"
)

// timeout bounds one request; the library repeats a lost one by its key.
const (
	timeout = 10 * time.Second
	retries = 2
)

// Options configure the provider. SecretKey and WebhookSecret are required.
type Options struct {
	// SecretKey is the account's API key, sk_… or a restricted rk_….
	SecretKey string
	// WebhookSecret signs the webhooks of one endpoint, whsec_….
	WebhookSecret string
	// Returns are the addresses a payer may come back to.
	Returns pay.Returns
	// BaseURL is Stripe's API; another one in tests.
	BaseURL string
	// Transport carries the requests; the default one when nil.
	Transport http.RoundTripper
}

// Provider implements pay.Provider.
type Provider struct {
	options Options
	client  *stripe.Client
}

var _ pay.Provider = (*Provider)(nil)

// New makes the provider. It asks Stripe nothing yet.
func New(options Options) (*Provider, error) {
	if options.SecretKey == "" || options.WebhookSecret == "" {
		return nil, errors.New("payments by Stripe need its secret key and the webhook's secret")
	}
	backend := stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL:               stripe.String(cmp.Or(options.BaseURL, stripe.APIURL)),
		HTTPClient:        &http.Client{Timeout: timeout, Transport: options.Transport},
		MaxNetworkRetries: stripe.Int64(retries),
		EnableTelemetry:   stripe.Bool(false),
		// The library would log Stripe's answers, which hold what payers typed.
		LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull},
	})
	client := stripe.NewClient(options.SecretKey, stripe.WithBackends(&stripe.Backends{API: backend}))
	return &Provider{options: options, client: client}, nil
}

// Name implements pay.Provider.
func (p *Provider) Name() string { return "stripe" }
