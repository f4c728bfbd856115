package stripe

import (
	"context"
	"fmt"
	"time"

	"github.com/stripe/stripe-go/v85"

	"televisit/internal/pay"
)

// Refund implements pay.Provider. Stripe forgets an idempotency key after a
// day, and a refund may be asked for again much later; so the key is kept with
// the refund and looked for first. The idempotency key stops those who ask at
// the same time.
func (p *Provider) Refund(ctx context.Context, ref string, amountMinor int64, key string) error {
	session, err := p.session(ctx, ref)
	if err != nil {
		return err
	}
	if status(session) != pay.Succeeded || session.PaymentIntent == nil || amountMinor <= 0 || key == "" {
		return fmt.Errorf("refund of %s: nothing was paid or asked for: %w", ref, pay.ErrRefused)
	}
	known, err := p.refundBy(ctx, session.PaymentIntent.ID, key)
	if err != nil {
		return err
	}
	if known == nil {
		known, err = p.client.V1Refunds.Create(ctx, refundParams(session, amountMinor, key))
	}
	if err != nil {
		return fmt.Errorf("refund of %s: %w", ref, plain(err))
	}
	return taken(known, amountMinor)
}

func refundParams(session *stripe.CheckoutSession, amountMinor int64, key string) *stripe.RefundCreateParams {
	params := &stripe.RefundCreateParams{
		PaymentIntent: stripe.String(session.PaymentIntent.ID),
		Amount:        stripe.Int64(amountMinor),
		Metadata:      map[string]string{refundKey: key, checkoutKey: session.ID, orderKey: session.Metadata[orderKey]},
	}
	params.SetIdempotencyKey("refund-" + key)
	return params
}

// QueryRefund implements pay.Provider.
func (p *Provider) QueryRefund(ctx context.Context, ref, key string) (pay.RefundState, error) {
	session, err := p.session(ctx, ref)
	if err != nil {
		return pay.RefundState{}, err
	}
	if session.PaymentIntent == nil || key == "" {
		return pay.RefundState{}, pay.ErrUnknownRef
	}
	found, err := p.refundBy(ctx, session.PaymentIntent.ID, key)
	if err != nil {
		return pay.RefundState{}, err
	}
	if found == nil {
		return pay.RefundState{}, pay.ErrUnknownRef
	}
	return pay.RefundState{Status: progress(found), AmountMinor: found.Amount, At: time.Unix(found.Created, 0).UTC()}, nil
}

// progress reads https://docs.stripe.com/api/refunds/object#refund_object-status.
func progress(refund *stripe.Refund) pay.Status {
	switch refund.Status {
	case stripe.RefundStatusSucceeded:
		return pay.Refunded
	case stripe.RefundStatusFailed, stripe.RefundStatusCanceled:
		return pay.Failed
	}
	return pay.Pending
}

// refundBy finds the refund that was made under a key; nil when there is none.
func (p *Provider) refundBy(ctx context.Context, intent, key string) (*stripe.Refund, error) {
	list, err := p.refunds(ctx, intent)
	for _, refund := range list {
		if refund.Metadata[refundKey] == key {
			return refund, nil
		}
	}
	return nil, err
}

// refunded is what has gone back. The charge's own sum counts refunds, too,
// that the bank may still refuse.
func (p *Provider) refunded(ctx context.Context, intent string) (sum int64, err error) {
	list, err := p.refunds(ctx, intent)
	for _, refund := range list {
		if refund.Status == stripe.RefundStatusSucceeded {
			sum += refund.Amount
		}
	}
	return sum, err
}

func (p *Provider) refunds(ctx context.Context, intent string) (list []*stripe.Refund, err error) {
	params := &stripe.RefundListParams{PaymentIntent: stripe.String(intent)}
	params.Limit = stripe.Int64(100)
	for refund, err := range p.client.V1Refunds.List(ctx, params).All(ctx) {
		if err != nil {
			return nil, fmt.Errorf("list refunds: %w", plain(err))
		}
		list = append(list, refund)
	}
	return list, nil
}

// taken says whether Stripe gives, or has given, that money back.
func taken(refund *stripe.Refund, amountMinor int64) error {
	if refund.Amount != amountMinor {
		return fmt.Errorf("refund %s was made with another sum: %w", refund.ID, pay.ErrRefused)
	}
	if progress(refund) == pay.Failed {
		return fmt.Errorf("refund %s is %s: %w", refund.ID, refund.Status, pay.ErrRefused)
	}
	return nil
}
