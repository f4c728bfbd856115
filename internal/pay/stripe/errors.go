package stripe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/stripe/stripe-go/v85"

	"televisit/internal/pay"
)

// errNonsense is an answer that is not of Stripe's API.
var errNonsense = errors.New("the answer is not Stripe's")

// plain turns the library's error into one that callers tell apart. Its text
// is left behind, since it repeats Stripe's whole answer and what payers typed.
func plain(err error) error {
	var refusal *stripe.Error
	if errors.As(err, &refusal) {
		return fmt.Errorf("%w (%s %s, request %s)", kind(refusal), refusal.Type, refusal.Code, refusal.RequestID)
	}
	var network *url.Error
	if errors.As(err, &network) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer from Stripe: %w", err)
	}
	return errNonsense
}

// kind follows https://docs.stripe.com/api/errors. A refused key (401, 403), a
// limit (429) and a clash (409) are not the order's fault: another time it may work.
func kind(e *stripe.Error) error {
	switch e.HTTPStatusCode {
	case http.StatusNotFound:
		return pay.ErrUnknownRef
	case http.StatusBadRequest, http.StatusPaymentRequired:
		return pay.ErrRefused
	}
	return fmt.Errorf("status %d from Stripe", e.HTTPStatusCode)
}
