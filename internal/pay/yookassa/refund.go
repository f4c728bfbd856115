package yookassa

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"

	"televisit/internal/pay"
)

// Refund implements pay.Provider. YooKassa forgets an idempotence key after a
// day, and a refund may be asked for again much later; so the key is kept with
// the refund and looked for first. The idempotence key stops those who ask at
// the same time.
func (p *Provider) Refund(ctx context.Context, ref string, amountMinor int64, key string) error {
	paid, err := p.payment(ctx, ref)
	if err != nil {
		return err
	}
	if paid.Status != succeeded || amountMinor <= 0 || key == "" {
		return fmt.Errorf("refund of %s: nothing was paid or asked for: %w", ref, pay.ErrRefused)
	}
	known, err := p.refundBy(ctx, ref, key)
	if err != nil {
		return err
	}
	if known == nil {
		known, err = p.giveBack(ctx, paid, amountMinor, key)
	}
	if err != nil {
		return fmt.Errorf("refund of %s: %w", ref, err)
	}
	return taken(known, amountMinor)
}

func (p *Provider) giveBack(ctx context.Context, paid payment, amountMinor int64, key string) (*refund, error) {
	wanted := refund{
		PaymentID: paid.ID, Amount: inRoubles(amountMinor),
		Metadata: map[string]string{refundKey: key, orderKey: paid.Metadata[orderKey]},
	}
	var made refund
	return &made, p.call(ctx, http.MethodPost, "/refunds", short64(key), wanted, &made)
}

// short64 keeps a key within the API's limit, apart from those of payments.
func short64(key string) string {
	sum := sha256.Sum256([]byte("refund " + key))
	return hex.EncodeToString(sum[:])
}

// QueryRefund implements pay.Provider.
func (p *Provider) QueryRefund(ctx context.Context, ref, key string) (pay.RefundState, error) {
	if !isID(ref) || key == "" {
		return pay.RefundState{}, pay.ErrUnknownRef
	}
	found, err := p.refundBy(ctx, ref, key)
	if err != nil {
		return pay.RefundState{}, err
	}
	if found == nil {
		return pay.RefundState{}, pay.ErrUnknownRef
	}
	amount, err := found.Amount.minor()
	return pay.RefundState{Status: found.progress(), AmountMinor: amount, At: found.CreatedAt.UTC()}, err
}

// refundBy finds the refund that was made under a key; nil when there is none.
func (p *Provider) refundBy(ctx context.Context, ref, key string) (*refund, error) {
	query := url.Values{"payment_id": {ref}, "limit": {"100"}}
	for {
		var page refundPage
		if err := p.call(ctx, http.MethodGet, "/refunds?"+query.Encode(), "", nil, &page); err != nil {
			return nil, fmt.Errorf("list refunds: %w", err)
		}
		if found := page.by(key); found != nil || page.Next == "" {
			return found, nil
		}
		query.Set("cursor", page.Next)
	}
}

type refundPage struct {
	Items []refund `json:"items"`
	Next  string   `json:"next_cursor"`
}

func (l refundPage) by(key string) *refund {
	for i := range l.Items {
		if l.Items[i].Metadata[refundKey] == key {
			return &l.Items[i]
		}
	}
	return nil
}

// taken says whether YooKassa gives, or has given, that money back.
func taken(r *refund, amountMinor int64) error {
	amount, err := r.Amount.minor()
	if err != nil || !isID(r.ID) {
		return errNonsense
	}
	if amount != amountMinor {
		return fmt.Errorf("refund %s was made with another sum: %w", r.ID, pay.ErrRefused)
	}
	if r.Status == canceled {
		return fmt.Errorf("refund %s is canceled: %w", r.ID, pay.ErrRefused)
	}
	return nil
}
