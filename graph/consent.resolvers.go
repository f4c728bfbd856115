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

// ConsentDocument is the resolver for the consentDocument field.
func (r *queryResolver) ConsentDocument(ctx context.Context, kind rules.ConsentKind) (*db.ConsentDocument, error) {
	return signing.Current(ctx, r.Store.Client, kind)
}

func (r *Resolver) Consent() generated.ConsentResolver { return &consentResolver{r} }

func (r *Resolver) ConsentDocument() generated.ConsentDocumentResolver {
	return &consentDocumentResolver{r}
}

type (
	consentResolver         struct{ *Resolver }
	consentDocumentResolver struct{ *Resolver }
)
