package graph

import (
	"context"
	"televisit/graph/model"
	"televisit/internal/pay"
	"televisit/internal/rules"
)

// RefundPayment is the resolver for the refundPayment field.
func (r *mutationResolver) RefundPayment(ctx context.Context, input model.RefundPaymentInput) (model.RefundPaymentResult, error) {
	id, err := r.Pay.RefundByHand(ctx, input.IdempotencyKey, pay.RefundRequest{
		PaymentID: input.PaymentID, AmountMinor: input.AmountMinor, Note: input.Note,
	})
	if err != nil {
		return answer[model.RefundPaymentResult](nil, err)
	}
	made, err := r.Store.Refund.Get(ctx, id)
	return answer[model.RefundPaymentResult](&model.RefundPaymentSuccess{Refund: made}, err)
}

// RetryRefund is the resolver for the retryRefund field.
func (r *mutationResolver) RetryRefund(ctx context.Context, input model.RetryRefundInput) (model.RetryRefundResult, error) {
	if err := r.Pay.RetryRefund(ctx, input.RefundID); err != nil {
		return answer[model.RetryRefundResult](nil, err)
	}
	again, err := r.Store.Refund.Get(ctx, input.RefundID)
	return answer[model.RetryRefundResult](&model.RetryRefundSuccess{Refund: again}, err)
}

// NoteUnmatchedPayment is the resolver for the noteUnmatchedPayment field.
func (r *mutationResolver) NoteUnmatchedPayment(ctx context.Context, input model.NoteUnmatchedPaymentInput) (model.NoteUnmatchedPaymentResult, error) {
	err := r.Pay.NoteUnmatched(ctx, input.UnmatchedPaymentID, input.Note)
	return answer[model.NoteUnmatchedPaymentResult](&model.NoteUnmatchedPaymentSuccess{UnmatchedPaymentID: input.UnmatchedPaymentID}, err)
}

// Ledger is the resolver for the ledger field.
func (r *queryResolver) Ledger(ctx context.Context) (*model.Ledger, error) {
	return r.ledger(ctx)
}

// Payments is the resolver for the payments field.
func (r *queryResolver) Payments(ctx context.Context, statuses []rules.PaymentStatus, first int, after *string) (*model.PaymentConnection, error) {
	return r.payments(ctx, statuses, first, after)
}

// Refunds is the resolver for the refunds field.
func (r *queryResolver) Refunds(ctx context.Context, isDone bool, first int, after *string) (*model.RefundConnection, error) {
	return r.refunds(ctx, isDone, first, after)
}

// UnmatchedPayments is the resolver for the unmatchedPayments field.
func (r *queryResolver) UnmatchedPayments(ctx context.Context, first int, after *string) (*model.UnmatchedPaymentConnection, error) {
	return r.unmatchedPayments(ctx, first, after)
}
