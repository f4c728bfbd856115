package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/request"
	"televisit/internal/viewer"
)

// SignUp is the resolver for the signUp field.
func (r *mutationResolver) SignUp(ctx context.Context, input model.SignUpInput) (model.SignUpResult, error) {
	c, err := r.Auth.SignUp(ctx, formOf(input))
	if err != nil {
		return answer[model.SignUpResult](nil, r.outdated(ctx, err))
	}
	return &model.SignUpSuccess{Challenge: challenge(c)}, nil
}

// RequestSignInCode is the resolver for the requestSignInCode field.
func (r *mutationResolver) RequestSignInCode(ctx context.Context, input model.RequestSignInCodeInput) (model.RequestSignInCodeResult, error) {
	c, err := r.Auth.RequestCode(ctx, input.Phone)
	if err != nil {
		return answer[model.RequestSignInCodeResult](nil, err)
	}
	return &model.SignInCodeSent{Challenge: challenge(c)}, nil
}

// ConfirmCode is the resolver for the confirmCode field.
func (r *mutationResolver) ConfirmCode(ctx context.Context, input model.ConfirmCodeInput) (model.ConfirmCodeResult, error) {
	if err := oneGuess(ctx); err != nil {
		return nil, err
	}
	in, err := r.Auth.Confirm(ctx, input.ChallengeID, input.Code, orEmpty(input.ConsentDocumentID))
	if err != nil {
		return answer[model.ConfirmCodeResult](nil, r.outdated(ctx, err))
	}
	return r.signedIn(ctx, in)
}

// SignInStaff is the resolver for the signInStaff field.
func (r *mutationResolver) SignInStaff(ctx context.Context, input model.SignInStaffInput) (model.SignInStaffResult, error) {
	if err := oneGuess(ctx); err != nil {
		return nil, err
	}
	in, err := r.Auth.SignInStaff(ctx, input.Email, input.Password, input.Code)
	if err != nil {
		return answer[model.SignInStaffResult](nil, err)
	}
	return r.signedIn(ctx, in)
}

// SignOut is the resolver for the signOut field.
func (r *mutationResolver) SignOut(ctx context.Context) (*model.SignOutSuccess, error) {
	if err := r.Auth.SignOut(ctx); err != nil {
		return nil, err
	}
	request.Cookies(ctx).ClearSession()
	return &model.SignOutSuccess{At: r.now()}, nil
}

// Phone is the resolver for the phone field.
func (r *patientResolver) Phone(ctx context.Context, obj *db.Patient) (*string, error) {
	if !seesContacts(ctx, obj) {
		return nil, nil
	}
	return &obj.Phone, nil
}

// Email is the resolver for the email field.
func (r *patientResolver) Email(ctx context.Context, obj *db.Patient) (*string, error) {
	if !seesContacts(ctx, obj) {
		return nil, nil
	}
	return obj.Email, nil
}

// Confirmation is the resolver for the confirmation field.
func (r *patientResolver) Confirmation(ctx context.Context, obj *db.Patient) (*model.PatientConfirmation, error) {
	if obj.ConfirmedAt == nil || !seesContacts(ctx, obj) {
		return nil, nil
	}
	return &model.PatientConfirmation{
		Paper: obj.ConfirmPaper, SeenAt: *obj.ConfirmSeenAt, ConfirmedAt: *obj.ConfirmedAt, ConfirmedBy: obj.ConfirmedByName,
	}, nil
}

// Viewer is the resolver for the viewer field.
func (r *queryResolver) Viewer(ctx context.Context) (*model.Viewer, error) {
	v := viewer.From(ctx)
	if !v.SignedIn() {
		return nil, nil
	}
	return r.viewerModel(ctx, v.AccountID)
}

// Patient is the resolver for the patient field.
func (r *viewerResolver) Patient(ctx context.Context, obj *model.Viewer) (*db.Patient, error) {
	return orNone(r.Store.Patient.Get(ctx, viewer.From(ctx).PatientID))
}

// Practitioner is the resolver for the practitioner field.
func (r *viewerResolver) Practitioner(ctx context.Context, obj *model.Viewer) (*db.Practitioner, error) {
	return orNone(r.Store.Practitioner.Get(ctx, viewer.From(ctx).PractitionerID))
}

// Appointments is the resolver for the appointments field.
func (r *viewerResolver) Appointments(ctx context.Context, obj *model.Viewer, filter model.AppointmentFilter, first int, after *string) (*model.AppointmentConnection, error) {
	return r.appointments(ctx, appointment.PatientID(viewer.From(ctx).PatientID), filter, first, after)
}

func (r *Resolver) Patient() generated.PatientResolver { return &patientResolver{r} }

func (r *Resolver) Viewer() generated.ViewerResolver { return &viewerResolver{r} }

type (
	patientResolver struct{ *Resolver }
	viewerResolver  struct{ *Resolver }
)
