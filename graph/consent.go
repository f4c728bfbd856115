package graph

import (
	"context"

	"televisit/graph/model"
)

func (r *Resolver) consentSigned(ctx context.Context, consentID, appointmentID string) (model.SignConsentResult, error) {
	c, err := r.Store.Consent.Get(ctx, consentID)
	if err != nil {
		return nil, err
	}
	a, err := r.Store.Appointment.Get(ctx, appointmentID)
	if err != nil {
		return nil, err
	}
	return &model.SignConsentSuccess{Consent: c, Appointment: a}, nil
}
