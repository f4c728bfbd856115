// Package catalogue changes what can be booked.
package catalogue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/healthcareservice"
	"televisit/ent/db/practitioner"
	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// Service changes services of the clinic.
type Service struct {
	Store *ent.Store
	Clock clock.Clock
}

// Change is what becomes of a service; nil leaves it as it is.
type Change struct {
	PriceMinor, Minutes *int
	Funding             *rules.Funding
	Policy              *rules.PaymentPolicy
	// Practitioners are all who give it.
	Practitioners []string
}

// Bounds of what can be sold.
const (
	maxPrice               = 100_000_000 // kopecks
	minMinutes, maxMinutes = 5, 480
)

func (c Change) wrong() []string {
	var fields []string
	if c.PriceMinor != nil && (*c.PriceMinor < 0 || *c.PriceMinor > maxPrice) {
		fields = append(fields, "priceMinor")
	}
	if c.Minutes != nil && (*c.Minutes < minMinutes || *c.Minutes > maxMinutes) {
		fields = append(fields, "durationMinutes")
	}
	return fields
}

// Update changes a service. Appointments have copied what was agreed and keep it.
// Faults: NOT_FOUND, INVALID_INPUT (fields).
func (s *Service) Update(ctx context.Context, id string, c Change) error {
	if fields := c.wrong(); len(fields) > 0 {
		return fault.New(fault.InvalidInput, "the service cannot be so").With("fields", fields)
	}
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.update(ctx, tx, id, c) })
}

func (s *Service) update(ctx context.Context, tx *db.Tx, id string, c Change) error {
	before, err := givenBy(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := known(ctx, tx, c.Practitioners); err != nil {
		return err
	}
	u := tx.HealthcareService.UpdateOneID(id).SetNillablePriceMinor(c.PriceMinor).SetNillableDurationMinutes(c.Minutes).
		SetNillableFunding(c.Funding).SetNillablePaymentPolicy(c.Policy)
	if c.Practitioners != nil {
		u.ClearPractitioners().AddPractitionerIDs(c.Practitioners...)
	}
	err = u.Exec(ctx)
	if db.IsNotFound(err) {
		return notFound()
	}
	if err != nil {
		return fmt.Errorf("change the service: %w", err)
	}
	if c.Minutes == nil && c.Practitioners == nil {
		return nil
	}
	return s.announce(ctx, tx, slices.Concat(before, c.Practitioners))
}

func notFound() error { return fault.New(fault.NotFound, "no such service") }

func givenBy(ctx context.Context, tx *db.Tx, id string) ([]string, error) {
	found, err := tx.HealthcareService.Query().Where(healthcareservice.ID(id)).WithPractitioners().Only(ctx)
	if db.IsNotFound(err) {
		return nil, notFound()
	}
	if err != nil {
		return nil, fmt.Errorf("read the service: %w", err)
	}
	var ids []string
	for _, p := range found.Edges.Practitioners {
		ids = append(ids, p.ID)
	}
	return ids, nil
}

func known(ctx context.Context, tx *db.Tx, practitioners []string) error {
	wanted := slices.Compact(slices.Sorted(slices.Values(practitioners)))
	n, err := tx.Practitioner.Query().Where(practitioner.IDIn(wanted...)).Count(ctx)
	if err != nil {
		return fmt.Errorf("look for practitioners: %w", err)
	}
	if n != len(wanted) || n != len(practitioners) {
		return fault.New(fault.InvalidInput, "no such practitioner, or one twice").With("fields", []string{"practitionerIds"})
	}
	return nil
}

// announce tells everyone who looks at free times of those who give the service,
// or gave it, to read them anew.
func (s *Service) announce(ctx context.Context, tx *db.Tx, practitioners []string) error {
	from := s.Clock.Now()
	to := from.Add(365 * 24 * time.Hour)
	for _, id := range slices.Compact(slices.Sorted(slices.Values(practitioners))) {
		_, err := outbox.Emit(ctx, tx, outbox.Availability(id), outbox.Event{Kind: outbox.Changed, Subject: id, From: &from, To: &to})
		if err != nil {
			return err
		}
	}
	return nil
}
