package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"televisit/ent"
	"televisit/internal/auth"
	"televisit/internal/clock"
	"televisit/internal/config"
	"televisit/internal/fault"
	"televisit/internal/founding"
	"televisit/internal/rules"
)

// clinicCmd makes the clinic of an empty database.
type clinicCmd struct {
	Name       string `help:"Name of the clinic, as patients read it." required:""`
	NameEn     string `help:"The same in English; without it the name is as it is."`
	Address    string `help:"Where patients come with their passport." required:""`
	AddressEn  string `help:"The same in English."`
	Phone      string `help:"Whom patients call with technical questions." required:""`
	AdminEmail string `help:"E-mail with which the first administrator signs in." required:""`
	AdminName  string `help:"Family name, given name and patronymic of the administrator." required:""`
	Language   string `help:"Language in which the administrator is addressed: ru or en." default:"ru" enum:"ru,en"`
}

// Run makes the clinic and the first administrator and says what to do next.
func (x clinicCmd) Run(ctx context.Context, c *config.Config) error {
	return withAccounts(ctx, c, func(s *ent.Store, accounts *auth.Service) error {
		zone, err := clinicZone(ctx, s, c.ClinicTimeZone)
		if err != nil {
			return err
		}
		link, err := (&founding.Service{Store: s, Auth: accounts}).Found(ctx, founding.Clinic{
			Name: rules.Text{RU: x.Name, EN: x.NameEn}, Address: rules.Text{RU: x.Address, EN: x.AddressEn}, Phone: x.Phone, Zone: zone,
		}, x.admin())
		switch {
		case errors.Is(err, fault.Conflict):
			return errors.New("there is a clinic already, and this makes the first one only; a colleague who cannot sign in gets another link with televisit staff --email=…")
		case err != nil:
			return named(err)
		}
		fmt.Printf("The clinic is made; its time zone is %s.\n\n", zone)
		tellLink(c, x.AdminEmail, link)
		fmt.Print(`
In the app the administrator then
  1. publishes the two texts that patients consent to (Clinic),
  2. makes the specialties and invites doctors and the desk (Clinic),
  3. makes services with their prices (Prices),
  4. publishes when each doctor receives (Schedules).
Patients can book from then on.
`)
		return nil
	})
}

// admin is the first administrator, by the parts of the name in the Russian order.
func (x clinicCmd) admin() auth.Colleague {
	parts := append(strings.Fields(x.AdminName), "", "", "")
	return auth.Colleague{
		Email: x.AdminEmail, FamilyName: parts[0], GivenName: parts[1], Patronymic: strings.TrimSpace(strings.Join(parts[2:], " ")),
		Locale: rules.Locale(strings.ToUpper(x.Language)),
	}
}

// staffCmd lets somebody in anew.
type staffCmd struct {
	Email string `help:"With which the person signs in." required:""`
}

// Run takes the old password and second factor away and prints a link.
func (x staffCmd) Run(ctx context.Context, c *config.Config) error {
	return withAccounts(ctx, c, func(_ *ent.Store, accounts *auth.Service) error {
		a, err := accounts.ResetStaff(ctx, x.Email)
		if err != nil {
			return named(err)
		}
		fmt.Print("The old password and the old authenticator work no more.\n\n")
		tellLink(c, x.Email, accounts.LinkOf(a))
		return nil
	})
}

// withAccounts opens the store with what signs people in.
func withAccounts(ctx context.Context, c *config.Config, do func(*ent.Store, *auth.Service) error) error {
	return withStore(ctx, c, func(s *ent.Store) error {
		key, err := c.Key("codes", auth.NewKey)
		if err != nil {
			return err
		}
		return do(s, auth.New(s, clock.System{}, key))
	})
}

// named says a refusal in one line, with the flag that is wrong.
func named(err error) error {
	f, expected := fault.As(err)
	if !expected {
		return err
	}
	if fields := fault.Detail[[]string](f, "fields"); len(fields) > 0 {
		return fmt.Errorf("%s; see --help", f.Message)
	}
	return errors.New(f.Message)
}

// tellLink prints a link and how long it works.
func tellLink(c *config.Config, email string, link *auth.StaffLink) {
	base := strings.TrimSuffix(c.PublicURL, "/")
	if base == "" {
		base = "http://" + c.Addr
	}
	fmt.Printf("%s sets a password and an authenticator here, once, by %s:\n  %s/staff/welcome#%s\n",
		email, link.ExpiresAt.UTC().Format("2006-01-02 15:04 UTC"), base, link.Token)
}
