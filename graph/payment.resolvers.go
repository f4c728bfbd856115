package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/ent/db/receipt"
	"televisit/ent/db/refund"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/pay"
	"televisit/internal/request"
	"televisit/internal/rules"

	"entgo.io/ent/dialect/sql"
)

// StartPayment is the resolver for the startPayment field.
func (r *mutationResolver) StartPayment(ctx context.Context, input model.StartPaymentInput) (model.StartPaymentResult, error) {
	started, err := r.Pay.Start(ctx, input.IdempotencyKey, pay.StartRequest{
		AppointmentID: input.AppointmentID, Method: input.Method, ReturnURL: input.ReturnURL, Locale: request.Locale(ctx),
	})
	if err != nil {
		return answer[model.StartPaymentResult](nil, err)
	}
	p, err := r.Store.Payment.Get(ctx, started.PaymentID)
	return answer[model.StartPaymentResult](&model.StartPaymentSuccess{Payment: p, CheckoutURL: started.CheckoutURL}, err)
}

// Amount is the resolver for the amount field.
func (r *paymentResolver) Amount(ctx context.Context, obj *db.Payment) (*rules.Money, error) {
	return &rules.Money{AmountMinor: obj.AmountMinor, Currency: obj.Currency}, nil
}

// Appointment is the resolver for the appointment field.
func (r *paymentResolver) Appointment(ctx context.Context, obj *db.Payment) (*db.Appointment, error) {
	return orNone(r.Store.Appointment.Get(ctx, obj.AppointmentID))
}

// Refunds is the resolver for the refunds field.
func (r *paymentResolver) Refunds(ctx context.Context, obj *db.Payment) ([]*db.Refund, error) {
	return obj.QueryRefunds().Order(refund.ByID(sql.OrderDesc())).All(ctx)
}

// RefundedAmount is the resolver for the refundedAmount field.
func (r *paymentResolver) RefundedAmount(ctx context.Context, obj *db.Payment) (*rules.Money, error) {
	return r.refunded(ctx, obj)
}

// Receipts is the resolver for the receipts field.
func (r *paymentResolver) Receipts(ctx context.Context, obj *db.Payment) ([]*db.Receipt, error) {
	return obj.QueryReceipts().Order(receipt.ByID(sql.OrderDesc())).All(ctx)
}

// PaymentMethods is the resolver for the paymentMethods field.
func (r *queryResolver) PaymentMethods(ctx context.Context, appointmentID string) ([]rules.PaymentMethod, error) {
	f, err := r.file(ctx, appointmentID)
	if err != nil {
		return nil, err
	}
	p := f.Appointment.Edges.Payment
	if p == nil || rules.Payable(f.Facts, p.Status, f.Settings.Window(), r.now()) != nil {
		return []rules.PaymentMethod{}, nil
	}
	return []rules.PaymentMethod{rules.Card, rules.SBP}, nil
}

// Amount is the resolver for the amount field.
func (r *receiptResolver) Amount(ctx context.Context, obj *db.Receipt) (*rules.Money, error) {
	return &rules.Money{AmountMinor: obj.AmountMinor, Currency: obj.Currency}, nil
}

// URL is the resolver for the url field.
func (r *receiptResolver) URL(ctx context.Context, obj *db.Receipt) (*string, error) {
	if obj.URL == "" {
		return nil, nil
	}
	return &obj.URL, nil
}

// Amount is the resolver for the amount field.
func (r *refundResolver) Amount(ctx context.Context, obj *db.Refund) (*rules.Money, error) {
	return &rules.Money{AmountMinor: obj.AmountMinor, Currency: obj.Currency}, nil
}

// Cause is the resolver for the cause field.
func (r *refundResolver) Cause(ctx context.Context, obj *db.Refund) (rules.RefundCause, error) {
	return rules.CauseOf(obj.Reason), nil
}

// Note is the resolver for the note field.
func (r *refundResolver) Note(ctx context.Context, obj *db.Refund) (string, error) {
	if !atDesk(ctx) {
		return "", nil
	}
	return obj.Note, nil
}

// Trouble is the resolver for the trouble field.
func (r *refundResolver) Trouble(ctx context.Context, obj *db.Refund) (*rules.RefundTrouble, error) {
	return r.trouble(ctx, obj)
}

// Payment is the resolver for the payment field.
func (r *refundResolver) Payment(ctx context.Context, obj *db.Refund) (*db.Payment, error) {
	return orNone(r.Store.Payment.Get(ctx, obj.PaymentID))
}

func (r *Resolver) Payment() generated.PaymentResolver { return &paymentResolver{r} }

func (r *Resolver) Receipt() generated.ReceiptResolver { return &receiptResolver{r} }

func (r *Resolver) Refund() generated.RefundResolver { return &refundResolver{r} }

type (
	paymentResolver struct{ *Resolver }
	receiptResolver struct{ *Resolver }
	refundResolver  struct{ *Resolver }
)
