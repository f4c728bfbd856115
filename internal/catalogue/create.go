package catalogue

import (
	"context"
	"fmt"
	"strings"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/consentdocument"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// Specialty is a branch of medicine to be.
type Specialty struct{ Name, Summary rules.Text }

// CreateSpecialty makes a specialty and returns its id.
// Faults: INVALID_INPUT (fields), IDEMPOTENCY_KEY_REUSED.
func (s *Service) CreateSpecialty(ctx context.Context, key string, x Specialty) (string, error) {
	if fields := misfits(fit{"name", x.Name, 2, 100}, fit{"summary", x.Summary, 0, 200}); fields != nil {
		return "", unfit(fields)
	}
	return s.once(ctx, key, x, func(ctx context.Context, tx *db.Tx) (string, error) {
		made, err := tx.Specialty.Create().SetName(trim(x.Name)).SetSummary(trim(x.Summary)).Save(ctx)
		if err != nil {
			return "", fmt.Errorf("make a specialty: %w", err)
		}
		return made.ID, nil
	})
}

// Offer is a service to be.
type Offer struct {
	Name                rules.Text
	Kind                rules.VisitKind
	Minutes, PriceMinor int
	Funding             rules.Funding
	Policy              rules.PaymentPolicy
	Practitioners       []string
}

// CreateService makes a service and returns its id.
// Faults: INVALID_INPUT (fields), IDEMPOTENCY_KEY_REUSED.
func (s *Service) CreateService(ctx context.Context, key string, x Offer) (string, error) {
	fields := append(misfits(fit{"name", x.Name, 2, 100}), Change{PriceMinor: &x.PriceMinor, Minutes: &x.Minutes}.wrong()...)
	if len(fields) > 0 {
		return "", unfit(fields)
	}
	return s.once(ctx, key, x, func(ctx context.Context, tx *db.Tx) (string, error) {
		if err := known(ctx, tx, x.Practitioners); err != nil {
			return "", err
		}
		made, err := tx.HealthcareService.Create().SetName(trim(x.Name)).SetKind(x.Kind).SetDurationMinutes(x.Minutes).SetPriceMinor(x.PriceMinor).
			SetFunding(x.Funding).SetPaymentPolicy(x.Policy).AddPractitionerIDs(x.Practitioners...).Save(ctx)
		if err != nil {
			return "", fmt.Errorf("make a service: %w", err)
		}
		return made.ID, s.announce(ctx, tx, x.Practitioners)
	})
}

// ConsentText is a text to consent to.
type ConsentText struct {
	Kind        rules.ConsentKind
	Title, Text rules.Text
}

// PublishText makes a text the one in force and returns its id; the versions
// before it stay. Faults: INVALID_INPUT (fields), IDEMPOTENCY_KEY_REUSED.
func (s *Service) PublishText(ctx context.Context, key string, x ConsentText) (string, error) {
	if fields := misfits(fit{"title", x.Title, 2, 200}, fit{"text", x.Text, 20, 20_000}); fields != nil {
		return "", unfit(fields)
	}
	return s.once(ctx, key, x, func(ctx context.Context, tx *db.Tx) (string, error) {
		if err := s.Store.LockName(ctx, tx, "text:"+string(x.Kind)); err != nil {
			return "", fmt.Errorf("wait for another version: %w", err)
		}
		last, err := tx.ConsentDocument.Query().Where(consentdocument.KindEQ(x.Kind)).Order(consentdocument.ByVersion(entsql.OrderDesc())).Limit(1).All(ctx)
		if err != nil {
			return "", fmt.Errorf("read the version before: %w", err)
		}
		version := 1
		for _, d := range last {
			version = d.Version + 1
		}
		made, err := tx.ConsentDocument.Create().SetKind(x.Kind).SetVersion(version).SetTitle(trim(x.Title)).SetText(trim(x.Text)).Save(ctx)
		if err != nil {
			return "", fmt.Errorf("publish a text: %w", err)
		}
		return made.ID, nil
	})
}

// once makes one row for an idempotency key.
func (s *Service) once(ctx context.Context, key string, request any, do func(context.Context, *db.Tx) (string, error)) (string, error) {
	ids, err := outbox.Once(ctx, s.Store, key, request, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		id, err := do(ctx, tx)
		return []string{id}, err
	})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// fit is how long a text of a field may be, in characters.
type fit struct {
	field           string
	text            rules.Text
	atLeast, atMost int
}

// misfits are the fields that are too short or too long.
func misfits(all ...fit) (fields []string) {
	for _, f := range all {
		if !f.text.Fits(f.atLeast, f.atMost) {
			fields = append(fields, f.field)
		}
	}
	return fields
}

func unfit(fields []string) error {
	return fault.New(fault.InvalidInput, "it cannot be so").With("fields", fields)
}

func trim(t rules.Text) rules.Text {
	return rules.Text{RU: strings.TrimSpace(t.RU), EN: strings.TrimSpace(t.EN)}
}
