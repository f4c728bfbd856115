package yookassa

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"televisit/internal/pay"
)

// askFor bounds the questions that one notification may cause: the sender
// repeats it for a day, so it need not be answered at any price.
const askFor = 15 * time.Second

// notification is what YooKassa sends; all but the id is said again by the API.
type notification struct {
	Type   string `json:"type"`
	Event  string `json:"event"`
	Object struct {
		ID string `json:"id"`
	} `json:"object"`
}

// Verify implements pay.Provider. YooKassa does not sign its notifications. Its
// documentation (https://yookassa.ru/developers/using-api/webhooks, "Проверка
// подлинности уведомлений") offers two checks instead: ask the API for the
// object's present state, and compare the sender's address with a list
// (OnlyFromYooKassa). Here the first is done, and nothing of the body is
// believed but the object's id: sums, order and state are the API's. So a
// forged or old notification can at most make us look at the truth, and now is
// not needed. The event's id is made of the object, since YooKassa gives none:
// the three states that matter are final, each is reached once.
func (p *Provider) Verify(_ http.Header, body []byte, _ time.Time) (pay.Event, error) {
	var n notification
	if err := json.Unmarshal(body, &n); err != nil || n.Type != "notification" || n.Event == "" {
		return pay.Event{}, fmt.Errorf("%w: not a notification", pay.ErrForged)
	}
	ctx, cancel := context.WithTimeout(context.Background(), askFor)
	defer cancel()
	event, err := p.ask(ctx, n)
	if errors.Is(err, pay.ErrUnknownRef) {
		return pay.Event{}, fmt.Errorf("%w: YooKassa knows no such object", pay.ErrForged)
	}
	if err != nil {
		return pay.Event{}, err
	}
	event.ID = n.Event + ":" + n.Object.ID
	return event, nil
}

func (p *Provider) ask(ctx context.Context, n notification) (pay.Event, error) {
	switch n.Event {
	case "payment.succeeded":
		return p.askPayment(ctx, n.Object.ID, succeeded, pay.Succeeded)
	case "payment.canceled":
		return p.askPayment(ctx, n.Object.ID, canceled, pay.Cancelled)
	case "refund.succeeded":
		return p.askRefund(ctx, n.Object.ID)
	}
	return pay.Event{Status: pay.Ignored}, nil
}

func (p *Provider) askPayment(ctx context.Context, id, said string, status pay.Status) (pay.Event, error) {
	found, err := p.payment(ctx, id)
	if err != nil {
		return pay.Event{}, err
	}
	if found.Status != said {
		return pay.Event{}, fmt.Errorf("%w: YooKassa says %s", pay.ErrForged, found.Status)
	}
	amount, err := found.Amount.minor()
	return pay.Event{
		Ref: found.ID, OrderID: found.Metadata[orderKey], Status: status,
		AmountMinor: amount, Currency: found.Amount.Currency, At: found.at(),
	}, err
}

// askRefund finds the order of a refund that was made by hand at its payment.
func (p *Provider) askRefund(ctx context.Context, id string) (pay.Event, error) {
	found, err := p.refund(ctx, id)
	if err != nil {
		return pay.Event{}, err
	}
	if found.Status != succeeded {
		return pay.Event{}, fmt.Errorf("%w: YooKassa says %s", pay.ErrForged, found.Status)
	}
	paid, err := p.payment(ctx, found.PaymentID)
	if err != nil {
		return pay.Event{}, err
	}
	amount, err := found.Amount.minor()
	return pay.Event{
		Ref: paid.ID, OrderID: paid.Metadata[orderKey], Status: pay.Refunded, AmountMinor: amount,
		Currency: found.Amount.Currency, RefundKey: found.Metadata[refundKey], At: found.CreatedAt.UTC(),
	}, err
}
