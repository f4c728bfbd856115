package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/rules"
)

// Complaints is the resolver for the complaints field.
func (r *conclusionResolver) Complaints(ctx context.Context, obj *db.Conclusion) (string, error) {
	return obj.Content.Complaints, nil
}

// Diagnosis is the resolver for the diagnosis field.
func (r *conclusionResolver) Diagnosis(ctx context.Context, obj *db.Conclusion) (string, error) {
	return obj.Content.Diagnosis, nil
}

// Assessment is the resolver for the assessment field.
func (r *conclusionResolver) Assessment(ctx context.Context, obj *db.Conclusion) (string, error) {
	return obj.Content.Assessment, nil
}

// Plan is the resolver for the plan field.
func (r *conclusionResolver) Plan(ctx context.Context, obj *db.Conclusion) (string, error) {
	return obj.Content.Plan, nil
}

// SignedBy is the resolver for the signedBy field.
func (r *conclusionResolver) SignedBy(ctx context.Context, obj *db.Conclusion) (*string, error) {
	if obj.SignedAt == nil {
		return nil, nil
	}
	return r.practitionerName(ctx, obj.PractitionerID)
}

// Sha256 is the resolver for the sha256 field.
func (r *conclusionResolver) Sha256(ctx context.Context, obj *db.Conclusion) (*string, error) {
	return orNil(obj.Sha256), nil
}

// PDFURL is the resolver for the pdfUrl field.
func (r *conclusionResolver) PDFURL(ctx context.Context, obj *db.Conclusion) (*string, error) {
	if obj.Status == rules.Draft {
		return nil, nil
	}
	return orNil("/files/conclusions/" + obj.ID + ".pdf"), nil
}

// Appointment is the resolver for the appointment field.
func (r *medicalHistoryEntryResolver) Appointment(ctx context.Context, obj *model.MedicalHistoryEntry) (*db.Appointment, error) {
	if obj.Source == model.HistorySourceClinic {
		return nil, nil
	}
	return orNone(r.Store.Appointment.Get(ctx, obj.ID))
}

// Consents is the resolver for the consents field.
func (r *medicalHistoryEntryResolver) Consents(ctx context.Context, obj *model.MedicalHistoryEntry) ([]*db.Consent, error) {
	return r.consentsOf(ctx, obj.ID)
}

// Conclusions is the resolver for the conclusions field.
func (r *medicalHistoryEntryResolver) Conclusions(ctx context.Context, obj *model.MedicalHistoryEntry) ([]*db.Conclusion, error) {
	return r.signedOf(ctx, obj.ID)
}

// Documents is the resolver for the documents field.
func (r *medicalHistoryEntryResolver) Documents(ctx context.Context, obj *model.MedicalHistoryEntry) ([]*db.Document, error) {
	return r.documentsOf(ctx, obj.ID)
}

// SaveConclusion is the resolver for the saveConclusion field.
func (r *mutationResolver) SaveConclusion(ctx context.Context, input model.SaveConclusionInput) (model.SaveConclusionResult, error) {
	id, err := r.Charting.Save(ctx, input.AppointmentID, content(input.Complaints, input.Diagnosis, input.Assessment, input.Plan))
	if err != nil {
		return answer[model.SaveConclusionResult](nil, err)
	}
	c, err := r.Store.Conclusion.Get(ctx, id)
	return answer[model.SaveConclusionResult](&model.SaveConclusionSuccess{Conclusion: c}, err)
}

// SignConclusion is the resolver for the signConclusion field.
func (r *mutationResolver) SignConclusion(ctx context.Context, input model.SignConclusionInput) (model.SignConclusionResult, error) {
	id, err := r.Charting.Sign(ctx, input.AppointmentID)
	if err != nil {
		return answer[model.SignConclusionResult](nil, err)
	}
	c, err := r.Store.Conclusion.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	a, err := r.Store.Appointment.Get(ctx, input.AppointmentID)
	return answer[model.SignConclusionResult](&model.SignConclusionSuccess{Conclusion: c, Appointment: a}, err)
}

// AmendConclusion is the resolver for the amendConclusion field.
func (r *mutationResolver) AmendConclusion(ctx context.Context, input model.AmendConclusionInput) (model.AmendConclusionResult, error) {
	id, err := r.Charting.Amend(ctx, input.IdempotencyKey, input.AppointmentID, content(input.Complaints, input.Diagnosis, input.Assessment, input.Plan))
	if err != nil {
		return answer[model.AmendConclusionResult](nil, err)
	}
	c, err := r.Store.Conclusion.Get(ctx, id)
	return answer[model.AmendConclusionResult](&model.AmendConclusionSuccess{Conclusion: c}, err)
}

// MedicalHistory is the resolver for the medicalHistory field.
func (r *queryResolver) MedicalHistory(ctx context.Context, patientID string, first int, after *string) (*model.MedicalHistoryConnection, error) {
	return r.history(ctx, patientID, first, after)
}

func (r *Resolver) Conclusion() generated.ConclusionResolver { return &conclusionResolver{r} }

func (r *Resolver) MedicalHistoryEntry() generated.MedicalHistoryEntryResolver {
	return &medicalHistoryEntryResolver{r}
}

type (
	conclusionResolver          struct{ *Resolver }
	medicalHistoryEntryResolver struct{ *Resolver }
)
