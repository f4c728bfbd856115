// Package seed makes the demo clinic: one world for development, tests,
// screenshots and documentation.
package seed

import (
	"context"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Seeder fills a store.
type Seeder struct {
	Store *ent.Store
	Clock clock.Clock
	// Zone is the clinic's.
	Zone *time.Location
	// Bank is told of what the demo patients have paid; nil where payments are real.
	Bank Bank
}

// Bank is the demo's payment provider.
type Bank interface {
	// Remember takes an order that was paid at some time, and returns its ref.
	Remember(order pay.Order, paidAt time.Time) (ref string, err error)
}

func system(ctx context.Context) context.Context { return viewer.System(ctx, policy.Seed) }

// world remembers what was made, by short names.
type world struct {
	specialties   map[string]*db.Specialty
	services      map[string]*db.HealthcareService
	practitioners map[string]*db.Practitioner
	patients      map[string]*db.Patient
	texts         map[rules.ConsentKind]*db.ConsentDocument
}

// Ensure makes the demo clinic in an empty database; it does nothing in another.
func (s *Seeder) Ensure(ctx context.Context) error {
	ctx = system(ctx)
	there, err := s.Store.Clinic.Query().Exist(ctx)
	if err != nil {
		return fmt.Errorf("look for a clinic: %w", err)
	}
	if there {
		return nil
	}
	return s.Store.InTx(ctx, s.fill)
}

func (s *Seeder) fill(ctx context.Context, tx *db.Tx) error {
	w := &world{
		specialties: map[string]*db.Specialty{}, services: map[string]*db.HealthcareService{},
		practitioners: map[string]*db.Practitioner{}, patients: map[string]*db.Patient{},
		texts: map[rules.ConsentKind]*db.ConsentDocument{},
	}
	steps := []func(context.Context, *db.Tx, *world) error{
		s.clinic, s.catalogue, s.staff, s.people, s.past, s.today,
	}
	for _, step := range steps {
		if err := step(ctx, tx, w); err != nil {
			return fmt.Errorf("seed the clinic: %w", err)
		}
	}
	return nil
}

func (s *Seeder) clinic(ctx context.Context, tx *db.Tx, w *world) error {
	err := tx.Clinic.Create().
		SetName(rules.Text{RU: "Клиника «Липа»", EN: "Lipa Clinic"}).
		SetAddress(rules.Text{RU: "Москва, Липовая аллея, 7", EN: "7 Lipovaya Alley, Moscow"}).
		SetSupportPhone("+74950000007").SetTimeZone(s.Zone.String()).SetSettings(rules.DefaultSettings()).Exec(ctx)
	if err != nil {
		return err
	}
	for _, t := range consentTexts {
		d, err := tx.ConsentDocument.Create().SetKind(t.kind).SetVersion(1).SetTitle(t.title).SetText(t.text).Save(ctx)
		if err != nil {
			return err
		}
		w.texts[t.kind] = d
	}
	return nil
}

func (s *Seeder) catalogue(ctx context.Context, tx *db.Tx, w *world) error {
	for _, x := range specialties {
		made, err := tx.Specialty.Create().SetName(x.name).SetSummary(x.summary).Save(ctx)
		if err != nil {
			return err
		}
		w.specialties[x.key] = made
	}
	for _, x := range services {
		made, err := tx.HealthcareService.Create().SetName(x.name).SetKind(x.kind).SetDurationMinutes(x.minutes).
			SetPriceMinor(x.price).SetFunding(x.funding).SetPaymentPolicy(x.policy).Save(ctx)
		if err != nil {
			return err
		}
		w.services[x.key] = made
	}
	return nil
}

func (s *Seeder) yearsAgo(n int) time.Time { return s.Clock.Now().AddDate(-n, -2, 0) }
