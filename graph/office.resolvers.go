package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/catalogue"
)

// InviteStaff is the resolver for the inviteStaff field.
func (r *mutationResolver) InviteStaff(ctx context.Context, input model.InviteStaffInput) (model.InviteStaffResult, error) {
	id, err := r.Auth.InviteStaff(ctx, input.IdempotencyKey, colleague(input))
	if err != nil {
		return answer[model.InviteStaffResult](nil, err)
	}
	who, link, err := r.member(ctx, id)
	return answer[model.InviteStaffResult](&model.InviteStaffSuccess{Member: who, Link: link}, err)
}

// RenewStaffLink is the resolver for the renewStaffLink field.
func (r *mutationResolver) RenewStaffLink(ctx context.Context, input model.RenewStaffLinkInput) (model.RenewStaffLinkResult, error) {
	if err := r.Auth.RenewLink(ctx, input.MemberID); err != nil {
		return answer[model.RenewStaffLinkResult](nil, err)
	}
	who, link, err := r.member(ctx, input.MemberID)
	return answer[model.RenewStaffLinkResult](&model.RenewStaffLinkSuccess{Member: who, Link: link}, err)
}

// AcceptStaffInvitation is the resolver for the acceptStaffInvitation field.
func (r *mutationResolver) AcceptStaffInvitation(ctx context.Context, input model.AcceptStaffInvitationInput) (model.AcceptStaffInvitationResult, error) {
	if err := oneGuess(ctx); err != nil {
		return nil, err
	}
	in, err := r.Auth.AcceptStaff(ctx, input.Token, input.Password, input.Code)
	if err != nil {
		return answer[model.AcceptStaffInvitationResult](nil, err)
	}
	return r.signedIn(ctx, in)
}

// CreateSpecialty is the resolver for the createSpecialty field.
func (r *mutationResolver) CreateSpecialty(ctx context.Context, input model.CreateSpecialtyInput) (model.CreateSpecialtyResult, error) {
	id, err := r.Catalogue.CreateSpecialty(ctx, input.IdempotencyKey, catalogue.Specialty{Name: textOfInput(input.Name), Summary: textOfInput(input.Summary)})
	if err != nil {
		return answer[model.CreateSpecialtyResult](nil, err)
	}
	s, err := r.Store.Specialty.Get(ctx, id)
	return answer[model.CreateSpecialtyResult](&model.CreateSpecialtySuccess{Specialty: s}, err)
}

// CreateService is the resolver for the createService field.
func (r *mutationResolver) CreateService(ctx context.Context, input model.CreateServiceInput) (model.CreateServiceResult, error) {
	id, err := r.Catalogue.CreateService(ctx, input.IdempotencyKey, catalogue.Offer{
		Name: textOfInput(input.Name), Kind: input.Kind, Minutes: input.DurationMinutes, PriceMinor: input.PriceMinor,
		Funding: input.Funding, Policy: input.PaymentPolicy, Practitioners: input.PractitionerIds,
	})
	if err != nil {
		return answer[model.CreateServiceResult](nil, err)
	}
	s, err := r.Store.HealthcareService.Get(ctx, id)
	return answer[model.CreateServiceResult](&model.CreateServiceSuccess{Service: s}, err)
}

// PublishConsentDocument is the resolver for the publishConsentDocument field.
func (r *mutationResolver) PublishConsentDocument(ctx context.Context, input model.PublishConsentDocumentInput) (model.PublishConsentDocumentResult, error) {
	id, err := r.Catalogue.PublishText(ctx, input.IdempotencyKey, catalogue.ConsentText{
		Kind: input.Kind, Title: textOfInput(input.Title), Text: textOfInput(input.Text),
	})
	if err != nil {
		return answer[model.PublishConsentDocumentResult](nil, err)
	}
	d, err := r.Store.ConsentDocument.Get(ctx, id)
	return answer[model.PublishConsentDocumentResult](&model.PublishConsentDocumentSuccess{Document: d}, err)
}

// Staff is the resolver for the staff field.
func (r *queryResolver) Staff(ctx context.Context) ([]*db.Account, error) {
	return r.staff(ctx)
}

// AllSpecialties is the resolver for the allSpecialties field.
func (r *queryResolver) AllSpecialties(ctx context.Context) ([]*db.Specialty, error) {
	return r.allSpecialties(ctx)
}

// ConsentTexts is the resolver for the consentTexts field.
func (r *queryResolver) ConsentTexts(ctx context.Context) ([]*db.ConsentDocument, error) {
	return r.consentTexts(ctx)
}

// StaffInvitation is the resolver for the staffInvitation field.
func (r *queryResolver) StaffInvitation(ctx context.Context, token string) (*model.StaffInvitation, error) {
	return r.invited(ctx, token)
}

// Email is the resolver for the email field.
func (r *staffMemberResolver) Email(ctx context.Context, obj *db.Account) (string, error) {
	return orEmpty(obj.Email), nil
}

func (r *Resolver) StaffMember() generated.StaffMemberResolver { return &staffMemberResolver{r} }

type staffMemberResolver struct{ *Resolver }
