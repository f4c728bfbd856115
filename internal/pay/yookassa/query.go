package yookassa

import (
	"context"
	"fmt"
	"net/http"
	"regexp"

	"televisit/internal/pay"
)

// ids are UUIDs in form; nothing else may become a part of a path.
var ids = regexp.MustCompile(`^[0-9a-fA-F-]{36}$`)

func isID(text string) bool { return ids.MatchString(text) }

// Query implements pay.Provider.
func (p *Provider) Query(ctx context.Context, ref string) (pay.State, error) {
	found, err := p.payment(ctx, ref)
	if err != nil {
		return pay.State{}, err
	}
	return found.state()
}

func (p *Provider) payment(ctx context.Context, id string) (found payment, err error) {
	if !isID(id) {
		return payment{}, pay.ErrUnknownRef
	}
	if err := p.call(ctx, http.MethodGet, "/payments/"+id, "", nil, &found); err != nil {
		return payment{}, fmt.Errorf("ask about a payment: %w", err)
	}
	if found.ID != id {
		return payment{}, errNonsense
	}
	return found, nil
}

func (p *Provider) refund(ctx context.Context, id string) (found refund, err error) {
	if !isID(id) {
		return refund{}, pay.ErrUnknownRef
	}
	if err := p.call(ctx, http.MethodGet, "/refunds/"+id, "", nil, &found); err != nil {
		return refund{}, fmt.Errorf("ask about a refund: %w", err)
	}
	if found.ID != id {
		return refund{}, errNonsense
	}
	return found, nil
}
