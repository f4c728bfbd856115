package graph

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"image/png"
	"net/url"
	"slices"

	"github.com/pquerna/otp"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/policy"
	"televisit/graph/model"
	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/request"
	"televisit/internal/rules"
	"televisit/internal/signing"
	"televisit/internal/viewer"
)

func textOfInput(in *model.LocalizedTextInput) rules.Text {
	return rules.Text{RU: in.Ru, EN: orEmpty(in.En)}
}

func colleague(in model.InviteStaffInput) auth.Colleague {
	c := auth.Colleague{
		Email: in.Email, Role: in.Role, FamilyName: in.FamilyName, GivenName: in.GivenName, Patronymic: orEmpty(in.Patronymic), Locale: in.Locale,
	}
	if p := in.Practice; p != nil {
		c.Practice = &auth.Practice{
			Specialties: p.SpecialtyIds, Since: p.PractisesSince, Qualification: textOfInput(p.Qualification), Languages: p.Languages,
		}
	}
	return c
}

func (r *Resolver) staff(ctx context.Context) ([]*db.Account, error) {
	return r.Store.Account.Query().Where(account.RoleIn(rules.StaffRoles()...)).Order(account.ByName(), account.ByID()).All(ctx)
}

// member is somebody of the staff with the link, where one works.
func (r *Resolver) member(ctx context.Context, id string) (*db.Account, *model.StaffLink, error) {
	a, err := r.Store.Account.Query().Where(account.ID(id), account.RoleIn(rules.StaffRoles()...)).Only(ctx)
	if err != nil {
		return nil, nil, hidden(err, "person")
	}
	link := r.Auth.LinkOf(a)
	if link == nil {
		return a, nil, nil
	}
	return a, &model.StaffLink{URL: r.staffURL(link), ExpiresAt: link.ExpiresAt}, nil
}

// staffURL is where a link leads: the token stands in the fragment, which no
// browser sends and no log keeps.
func (r *Resolver) staffURL(l *auth.StaffLink) string {
	return r.Notices.BaseURL + "/staff/welcome#" + l.Token
}

// invited is null for a link that does not work.
func (r *Resolver) invited(ctx context.Context, token string) (*model.StaffInvitation, error) {
	a, err := r.Auth.Invited(ctx, token)
	if errors.Is(err, fault.CodeExpired) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	clinic, err := r.clinic(viewer.System(ctx, policy.Auth))
	if err != nil {
		return nil, err
	}
	address := authenticator(clinic.Name.In(request.Locale(ctx)), *a.Email, a.TotpSecret)
	qr, err := qrCode(address)
	return &model.StaffInvitation{
		Name: a.Name, Email: *a.Email, Role: a.Role, ExpiresAt: *a.InvitedUntil,
		AuthenticatorURL: address, AuthenticatorSecret: a.TotpSecret, AuthenticatorQR: qr,
	}, err
}

// authenticator is the address of a second factor (Google's Key Uri Format).
func authenticator(issuer, email, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {issuer}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + email, RawQuery: q.Encode()}
	return u.String()
}

// qrCode draws an address as a PNG in a data: address.
func qrCode(address string) (string, error) {
	const side = 240 // pixels
	key, err := otp.NewKeyFromURL(address)
	if err != nil {
		return "", fmt.Errorf("read the address of a second factor: %w", err)
	}
	picture, err := key.Image(side, side)
	if err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return "", fmt.Errorf("write a QR code: %w", err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

// consentTexts are those in force.
func (r *Resolver) consentTexts(ctx context.Context) ([]*db.ConsentDocument, error) {
	inForce := []*db.ConsentDocument{}
	for _, kind := range []rules.ConsentKind{rules.PersonalData, rules.IDS} {
		d, err := signing.Current(ctx, r.Store.Client, kind)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		inForce = append(inForce, d)
	}
	return inForce, nil
}

func (r *Resolver) allSpecialties(ctx context.Context) ([]*db.Specialty, error) {
	found, err := r.Store.Specialty.Query().All(ctx)
	return byName(ctx, found), err
}

// byName sorts specialties by their names in the language of the request.
func byName(ctx context.Context, list []*db.Specialty) []*db.Specialty {
	l := request.Locale(ctx)
	slices.SortFunc(list, func(a, b *db.Specialty) int {
		return cmp.Or(cmp.Compare(a.Name.In(l), b.Name.In(l)), cmp.Compare(a.ID, b.ID))
	})
	return list
}
