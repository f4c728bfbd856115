package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/request"
	"televisit/internal/rules"
	"televisit/internal/signing"
)

// Document is the resolver for the document field.
func (r *consentResolver) Document(ctx context.Context, obj *db.Consent) (*db.ConsentDocument, error) {
	return r.Store.ConsentDocument.Get(ctx, obj.DocumentID)
}

// PDFURL is the resolver for the pdfUrl field.
func (r *consentResolver) PDFURL(ctx context.Context, obj *db.Consent) (string, error) {
	return "/files/consents/" + obj.ID + ".pdf", nil
}

// Title is the resolver for the title field.
func (r *consentDocumentResolver) Title(ctx context.Context, obj *db.ConsentDocument) (string, error) {
	return obj.Title.In(request.Locale(ctx)), nil
}

// Text is the resolver for the text field.
func (r *consentDocumentResolver) Text(ctx context.Context, obj *db.ConsentDocument) (string, error) {
	return obj.Text.In(request.Locale(ctx)), nil
}

// Sha256 is the resolver for the sha256 field.
func (r *consentDocumentResolver) Sha256(ctx context.Context, obj *db.ConsentDocument) (string, error) {
	return rules.TextHash(obj.Title, obj.Text, request.Locale(ctx)), nil
}

// Patient is the resolver for the patient field.
func (r *consentWithdrawalResolver) Patient(ctx context.Context, obj *db.ConsentWithdrawal) (*db.Patient, error) {
	return orNone(r.Store.Patient.Get(ctx, obj.PatientID))
}

// Outcome is the resolver for the outcome field.
func (r *consentWithdrawalResolver) Outcome(ctx context.Context, obj *db.ConsentWithdrawal) (*rules.WithdrawalOutcome, error) {
	if obj.FinishedAt == nil {
		return nil, nil
	}
	return &obj.Outcome, nil
}

// RequestConsentCode is the resolver for the requestConsentCode field.
func (r *mutationResolver) RequestConsentCode(ctx context.Context, input model.RequestConsentCodeInput) (model.RequestConsentCodeResult, error) {
	c, err := r.Signing.RequestCode(ctx, input.AppointmentID)
	if err != nil {
		return answer[model.RequestConsentCodeResult](nil, err)
	}
	return &model.ConsentCodeSent{Challenge: challenge(c)}, nil
}

// SignConsent is the resolver for the signConsent field.
func (r *mutationResolver) SignConsent(ctx context.Context, input model.SignConsentInput) (model.SignConsentResult, error) {
	if err := oneGuess(ctx); err != nil {
		return nil, err
	}
	id, err := r.Signing.Sign(ctx, input.AppointmentID, input.ConsentDocumentID, input.Code, request.Locale(ctx))
	if err != nil {
		return answer[model.SignConsentResult](nil, r.outdated(ctx, err))
	}
	return r.consentSigned(ctx, id, input.AppointmentID)
}

// RequestWithdrawalCode is the resolver for the requestWithdrawalCode field.
func (r *mutationResolver) RequestWithdrawalCode(ctx context.Context) (model.RequestWithdrawalCodeResult, error) {
	c, err := r.Signing.RequestWithdrawal(ctx)
	if err != nil {
		return answer[model.RequestWithdrawalCodeResult](nil, err)
	}
	return &model.ConsentCodeSent{Challenge: challenge(c)}, nil
}

// WithdrawConsent is the resolver for the withdrawConsent field.
func (r *mutationResolver) WithdrawConsent(ctx context.Context, input model.WithdrawConsentInput) (model.WithdrawConsentResult, error) {
	if err := oneGuess(ctx); err != nil {
		return nil, err
	}
	id, err := r.Signing.Withdraw(ctx, input.Code)
	if err != nil {
		return answer[model.WithdrawConsentResult](nil, err)
	}
	request.Cookies(ctx).ClearSession()
	w, err := r.Store.ConsentWithdrawal.Get(ctx, id)
	return answer[model.WithdrawConsentResult](&model.WithdrawConsentSuccess{Withdrawal: w}, err)
}

// RecordConsentWithdrawal is the resolver for the recordConsentWithdrawal field.
func (r *mutationResolver) RecordConsentWithdrawal(ctx context.Context, input model.RecordConsentWithdrawalInput) (model.RecordConsentWithdrawalResult, error) {
	id, err := r.Signing.Record(ctx, input.IdempotencyKey, input.PatientID, input.ReceivedAt)
	if err != nil {
		return answer[model.RecordConsentWithdrawalResult](nil, err)
	}
	w, err := r.Store.ConsentWithdrawal.Get(ctx, id)
	return answer[model.RecordConsentWithdrawalResult](&model.RecordConsentWithdrawalSuccess{Withdrawal: w}, err)
}

// FinishConsentWithdrawal is the resolver for the finishConsentWithdrawal field.
func (r *mutationResolver) FinishConsentWithdrawal(ctx context.Context, input model.FinishConsentWithdrawalInput) (model.FinishConsentWithdrawalResult, error) {
	if err := r.Signing.Finish(ctx, input.WithdrawalID); err != nil {
		return answer[model.FinishConsentWithdrawalResult](nil, err)
	}
	w, err := r.Store.ConsentWithdrawal.Get(ctx, input.WithdrawalID)
	return answer[model.FinishConsentWithdrawalResult](&model.FinishConsentWithdrawalSuccess{Withdrawal: w}, err)
}

// RestoreConsent is the resolver for the restoreConsent field.
func (r *mutationResolver) RestoreConsent(ctx context.Context, input model.RestoreConsentInput) (model.RestoreConsentResult, error) {
	err := r.Auth.RestoreConsent(ctx, input.IdempotencyKey, input.PatientID, input.ConsentDocumentID, input.ConsentChannel)
	if err != nil {
		return answer[model.RestoreConsentResult](nil, r.outdated(ctx, err))
	}
	p, err := r.Store.Patient.Get(ctx, input.PatientID)
	return answer[model.RestoreConsentResult](&model.RestoreConsentSuccess{Patient: p}, err)
}

// DataConsent is the resolver for the dataConsent field.
func (r *patientResolver) DataConsent(ctx context.Context, obj *db.Patient) (*db.Consent, error) {
	return r.dataConsent(ctx, obj)
}

// ConsentWithdrawal is the resolver for the consentWithdrawal field.
func (r *patientResolver) ConsentWithdrawal(ctx context.Context, obj *db.Patient) (*db.ConsentWithdrawal, error) {
	return r.withdrawalOf(ctx, obj)
}

// ConsentDocument is the resolver for the consentDocument field.
func (r *queryResolver) ConsentDocument(ctx context.Context, kind rules.ConsentKind) (*db.ConsentDocument, error) {
	return signing.Current(ctx, r.Store.Client, kind)
}

// WithdrawalTerms is the resolver for the withdrawalTerms field.
func (r *queryResolver) WithdrawalTerms(ctx context.Context) (*model.WithdrawalTerms, error) {
	return r.withdrawalTerms(ctx)
}

// ConsentWithdrawals is the resolver for the consentWithdrawals field.
func (r *queryResolver) ConsentWithdrawals(ctx context.Context, first int, after *string) (*model.ConsentWithdrawalConnection, error) {
	return r.openWithdrawals(ctx, first, after)
}

// ConsentWithdrawalChanged is the resolver for the consentWithdrawalChanged field.
func (r *subscriptionResolver) ConsentWithdrawalChanged(ctx context.Context, after *string) (<-chan model.ConsentWithdrawalEvent, error) {
	return r.followWithdrawals(ctx, after)
}

func (r *Resolver) Consent() generated.ConsentResolver { return &consentResolver{r} }

func (r *Resolver) ConsentDocument() generated.ConsentDocumentResolver {
	return &consentDocumentResolver{r}
}

func (r *Resolver) ConsentWithdrawal() generated.ConsentWithdrawalResolver {
	return &consentWithdrawalResolver{r}
}

type (
	consentResolver           struct{ *Resolver }
	consentDocumentResolver   struct{ *Resolver }
	consentWithdrawalResolver struct{ *Resolver }
)
