package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/pay"
	"televisit/internal/request"
	"televisit/internal/rules"
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

// PaymentMethods is the resolver for the paymentMethods field.
func (r *queryResolver) PaymentMethods(ctx context.Context, appointmentID string) ([]rules.PaymentMethod, error) {
	f, err := r.file(ctx, appointmentID)
	if err != nil {
		return nil, err
	}
	p := f.Appointment.Edges.Payment
	if p == nil || rules.Payable(f.Appointment.Status, p.Status, f.Appointment.EndsAt, r.now()) != nil {
		return []rules.PaymentMethod{}, nil
	}
	return []rules.PaymentMethod{rules.Card, rules.SBP}, nil
}

func (r *Resolver) Payment() generated.PaymentResolver { return &paymentResolver{r} }

type paymentResolver struct{ *Resolver }
