package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/pay"
	"televisit/internal/rules"
)

func (r *disputeResolver) Amount(ctx context.Context, obj *db.Dispute) (*rules.Money, error) {
	return &rules.Money{AmountMinor: obj.AmountMinor, Currency: obj.Currency}, nil
}

// Payment is the resolver for the payment field.
func (r *disputeResolver) Payment(ctx context.Context, obj *db.Dispute) (*db.Payment, error) {
	return r.Store.Payment.Get(ctx, obj.PaymentID)
}

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

// RetryReceipt is the resolver for the retryReceipt field.
func (r *mutationResolver) RetryReceipt(ctx context.Context, input model.RetryReceiptInput) (model.RetryReceiptResult, error) {
	if err := r.Pay.RetryReceipt(ctx, input.ReceiptID); err != nil {
		return answer[model.RetryReceiptResult](nil, err)
	}
	again, err := r.Store.Receipt.Get(ctx, input.ReceiptID)
	return answer[model.RetryReceiptResult](&model.RetryReceiptSuccess{Receipt: again}, err)
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

// Disputes is the resolver for the disputes field.
func (r *queryResolver) Disputes(ctx context.Context, first int, after *string) (*model.DisputeConnection, error) {
	return r.disputes(ctx, first, after)
}

// UnmatchedPayments is the resolver for the unmatchedPayments field.
func (r *queryResolver) UnmatchedPayments(ctx context.Context, first int, after *string) (*model.UnmatchedPaymentConnection, error) {
	return r.unmatchedPayments(ctx, first, after)
}

func (r *Resolver) Dispute() generated.DisputeResolver { return &disputeResolver{r} }

type disputeResolver struct{ *Resolver }
