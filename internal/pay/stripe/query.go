package stripe

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85"

	"televisit/internal/pay"
)

// Query implements pay.Provider.
func (p *Provider) Query(ctx context.Context, ref string) (pay.State, error) {
	session, err := p.session(ctx, ref)
	if err != nil {
		return pay.State{}, err
	}
	s := state(session)
	if charge := chargeOf(session); charge != nil && charge.AmountRefunded > 0 {
		if s.RefundedMinor, err = p.refunded(ctx, session.PaymentIntent.ID); err != nil {
			return pay.State{}, err
		}
	}
	if s.Status == pay.Succeeded && s.RefundedMinor == s.AmountMinor {
		s.Status = pay.Refunded
	}
	return s, nil
}

// session reads a checkout with its payment and charge. A ref that is none of
// a session is not asked about: an empty one would list all sessions.
func (p *Provider) session(ctx context.Context, ref string) (*stripe.CheckoutSession, error) {
	if !strings.HasPrefix(ref, "cs_") {
		return nil, pay.ErrUnknownRef
	}
	params := &stripe.CheckoutSessionRetrieveParams{}
	params.AddExpand("payment_intent.latest_charge")
	session, err := p.client.V1CheckoutSessions.Retrieve(ctx, ref, params)
	if err != nil {
		return nil, fmt.Errorf("ask about a checkout: %w", plain(err))
	}
	if session.ID != ref {
		return nil, errNonsense
	}
	return session, nil
}

func state(session *stripe.CheckoutSession) pay.State {
	s := pay.State{
		Ref:         session.ID,
		OrderID:     session.Metadata[orderKey],
		Status:      status(session),
		AmountMinor: session.AmountTotal,
		Currency:    strings.ToUpper(string(session.Currency)),
		ChargeRef:   intentOf(session.PaymentIntent),
		At:          time.Unix(session.Created, 0).UTC(),
	}
	if charge := chargeOf(session); charge != nil && s.Status == pay.Succeeded {
		s.At = time.Unix(charge.Created, 0).UTC()
	}
	return s
}

// status reads the session first: only it says paid or expired. A session that
// is open after a declined card may still be paid; see
// https://docs.stripe.com/payments/paymentintents/lifecycle.
func status(session *stripe.CheckoutSession) pay.Status {
	intent := session.PaymentIntent
	switch {
	case session.PaymentStatus == stripe.CheckoutSessionPaymentStatusPaid:
		return pay.Succeeded
	case session.Status == stripe.CheckoutSessionStatusExpired:
		return pay.Cancelled
	case intent == nil:
		return pay.Pending
	case intent.Status == stripe.PaymentIntentStatusCanceled:
		return pay.Cancelled
	case intent.Status == stripe.PaymentIntentStatusRequiresPaymentMethod && intent.LastPaymentError != nil:
		return pay.Failed
	}
	return pay.Pending
}

func chargeOf(session *stripe.CheckoutSession) *stripe.Charge {
	if session.PaymentIntent == nil {
		return nil
	}
	return session.PaymentIntent.LatestCharge
}
