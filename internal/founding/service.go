// Package founding makes the clinic of a new database, with its first
// administrator. Everything else is made by people in the web app.
package founding

import (
	"context"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Clinic is what people read of the clinic.
type Clinic struct {
	Name, Address rules.Text
	// Phone is called with technical questions, in any usual writing.
	Phone string
	Zone  *time.Location
}

// Service founds clinics.
type Service struct {
	Store *ent.Store
	Auth  *auth.Service
}

// Found makes the clinic and its administrator, and returns the link with which
// the administrator comes in. Two who do so at once make one clinic.
// Faults: INVALID_INPUT (fields), CONFLICT when there is a clinic already.
func (s *Service) Found(ctx context.Context, c Clinic, admin auth.Colleague) (*auth.StaffLink, error) {
	phone, err := auth.Phone(c.Phone)
	switch {
	case err != nil:
		return nil, err
	case !c.Name.Fits(2, 200):
		return nil, wrong("name", "has 2 to 200 characters")
	case !c.Address.Fits(2, 300):
		return nil, wrong("address", "has 2 to 300 characters")
	}
	c.Phone, admin.Role = phone, rules.Admin
	var link *auth.StaffLink
	err = s.Store.InTx(viewer.System(ctx, policy.Setup), func(ctx context.Context, tx *db.Tx) (err error) {
		link, err = s.found(ctx, tx, c, admin)
		return err
	})
	return link, err
}

func (s *Service) found(ctx context.Context, tx *db.Tx, c Clinic, admin auth.Colleague) (*auth.StaffLink, error) {
	if err := s.Store.LockName(ctx, tx, "clinic"); err != nil {
		return nil, fmt.Errorf("wait for another founder: %w", err)
	}
	there, err := tx.Clinic.Query().Exist(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for a clinic: %w", err)
	}
	if there {
		return nil, fault.New(fault.Conflict, "there is a clinic already")
	}
	err = tx.Clinic.Create().SetName(c.Name).SetAddress(c.Address).SetSupportPhone(c.Phone).
		SetTimeZone(c.Zone.String()).SetSettings(rules.DefaultSettings()).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("make the clinic: %w", err)
	}
	a, err := s.Auth.Enrol(ctx, tx, admin)
	if err != nil {
		return nil, err
	}
	return s.Auth.LinkOf(a), nil
}

func wrong(field, why string) error {
	return fault.New(fault.InvalidInput, "%s %s", field, why).With("fields", []string{field})
}
