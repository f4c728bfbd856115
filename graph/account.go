package graph

import (
	"context"
	"televisit/internal/request"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"televisit/ent/db"
	"televisit/graph/model"
	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/viewer"
)

func formOf(in model.SignUpInput) auth.Form {
	return auth.Form{
		Phone: in.Phone, FamilyName: in.FamilyName, GivenName: in.GivenName, Patronymic: orEmpty(in.Patronymic),
		Email: orEmpty(in.Email), BirthDate: in.BirthDate, Sex: in.Sex, ConsentDocumentID: in.ConsentDocumentID,
		Locale: in.Locale, TimeZone: orEmpty(in.TimeZone),
	}
}

func callerOf(in model.CreatePatientInput) auth.Form {
	return auth.Form{
		Phone: in.Phone, FamilyName: in.FamilyName, GivenName: in.GivenName, Patronymic: orEmpty(in.Patronymic),
		Email: orEmpty(in.Email), BirthDate: in.BirthDate, Sex: in.Sex, ConsentDocumentID: in.ConsentDocumentID, Locale: in.Locale,
	}
}

func orEmpty(s *string) string { return orZero(s) }

// orZero is what a pointer points to, or the zero value.
func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func challenge(c *auth.Challenge) *model.Challenge {
	return &model.Challenge{ID: c.ID, ExpiresAt: c.ExpiresAt, ResendAt: c.ResendAt}
}

// signedIn answers a sign-in; the rest of the operation sees the new viewer.
func (r *Resolver) signedIn(ctx context.Context, in *auth.SignedIn) (*model.SignInSuccess, error) {
	request.Cookies(ctx).SetSession(in.Token, in.ExpiresAt)
	viewer.Become(ctx, in.Viewer)
	v, err := r.viewerModel(ctx, in.Viewer.AccountID)
	if err != nil {
		return nil, err
	}
	return &model.SignInSuccess{Token: in.Token, ExpiresAt: in.ExpiresAt, Viewer: v}, nil
}

func (r *Resolver) viewerModel(ctx context.Context, accountID string) (*model.Viewer, error) {
	a, err := r.Store.Account.Get(ctx, accountID)
	if err != nil {
		return nil, err
	}
	return &model.Viewer{ID: a.ID, Role: a.Role, Locale: a.Locale, TimeZone: a.TimeZone}, nil
}

func seesContacts(ctx context.Context, p *db.Patient) bool {
	v := viewer.From(ctx)
	return v.Role == viewer.Registrar || v.PatientID == p.ID
}

// orNone makes of an absent or hidden row a null.
func orNone[T any](row *T, err error) (*T, error) {
	if db.IsNotFound(err) {
		return nil, nil
	}
	return row, err
}

// oneGuess refuses operations that hold more than one guess at a secret: with
// aliases, one request would be many tries.
func oneGuess(ctx context.Context) error {
	guesses := 0
	op := graphql.GetOperationContext(ctx)
	for _, sel := range op.Operation.SelectionSet {
		guesses += countGuesses(sel)
	}
	if guesses > 1 {
		return fault.New(fault.BadRequest, "one code or password in an operation")
	}
	return nil
}

func countGuesses(sel ast.Selection) (n int) {
	switch sel := sel.(type) {
	case *ast.Field:
		switch sel.Name {
		case "confirmCode", "confirmEmail", "signInStaff", "signConsent", "withdrawConsent", "linkPatient", "acceptStaffInvitation":
			return 1
		}
	case *ast.InlineFragment:
		for _, s := range sel.SelectionSet {
			n += countGuesses(s)
		}
	case *ast.FragmentSpread:
		for _, s := range sel.Definition.SelectionSet {
			n += countGuesses(s)
		}
	}
	return n
}
