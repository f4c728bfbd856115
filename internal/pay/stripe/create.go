package stripe

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85"

	"televisit/internal/fault"
	"televisit/internal/pay"
)

// Names of our facts in Stripe's metadata.
const (
	orderKey    = "order_id"
	checkoutKey = "checkout"
	refundKey   = "refund_key"
)

// Accepts implements pay.Provider.
func (p *Provider) Accepts(order pay.Order) error {
	_, err := p.params(order)
	return err
}

// Create implements pay.Provider. The order's id is the idempotency key, which
// Stripe keeps for a day at least; a session can be paid for a day, too.
func (p *Provider) Create(ctx context.Context, order pay.Order) (pay.Checkout, error) {
	params, err := p.params(order)
	if err != nil {
		return pay.Checkout{}, err
	}
	session, err := p.client.V1CheckoutSessions.Create(ctx, params)
	if err != nil {
		return pay.Checkout{}, fmt.Errorf("open a checkout: %w", plain(err))
	}
	if session.ID == "" || session.URL == "" {
		return pay.Checkout{}, errNonsense
	}
	return pay.Checkout{Ref: session.ID, URL: session.URL, ExpiresAt: time.Unix(session.ExpiresAt, 0).UTC()}, nil
}

func (p *Provider) params(order pay.Order) (*stripe.CheckoutSessionCreateParams, error) {
	if err := check(order); err != nil {
		return nil, err
	}
	back, err := p.options.Returns.Resolve(order.ReturnURL)
	if err != nil {
		return nil, err
	}
	facts := map[string]string{orderKey: order.ID}
	params := &stripe.CheckoutSessionCreateParams{
		Mode:               stripe.String(stripe.CheckoutSessionModePayment),
		PaymentMethodTypes: []*string{stripe.String("card")},
		ClientReferenceID:  stripe.String(order.ID),
		Metadata:           facts,
		PaymentIntentData:  &stripe.CheckoutSessionCreatePaymentIntentDataParams{Metadata: facts},
		LineItems:          []*stripe.CheckoutSessionCreateLineItemParams{item(order)},
		SuccessURL:         stripe.String(back),
		CancelURL:          stripe.String(back),
		Locale:             stripe.String(locale(order.Locale)),
	}
	params.SetIdempotencyKey(order.ID)
	return params, nil
}

func check(order pay.Order) error {
	if order.ID == "" || order.AmountMinor <= 0 || len(order.Currency) != 3 || order.Description == "" {
		return fmt.Errorf("order %q lacks an id, sum, currency or description: %w", order.ID, pay.ErrRefused)
	}
	if order.Method != pay.Card {
		return fault.New(fault.InvalidInput, "this clinic takes cards only").With("fields", []string{"method"})
	}
	return nil
}

func item(order pay.Order) *stripe.CheckoutSessionCreateLineItemParams {
	return &stripe.CheckoutSessionCreateLineItemParams{
		Quantity: stripe.Int64(1),
		PriceData: &stripe.CheckoutSessionCreateLineItemPriceDataParams{
			Currency:    stripe.String(strings.ToLower(order.Currency)),
			UnitAmount:  stripe.Int64(order.AmountMinor),
			ProductData: &stripe.CheckoutSessionCreateLineItemPriceDataProductDataParams{Name: stripe.String(order.Description)},
		},
	}
}

// locale lets the payer's browser choose when we do not know.
func locale(ours string) string {
	if ours == "ru" || ours == "en" {
		return ours
	}
	return "auto"
}
