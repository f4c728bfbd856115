// Package catalogue changes what can be booked.
package catalogue

import (
	"context"
	"fmt"
	"reflect"
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
	"televisit/internal/viewer"
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
	minMinutes, maxMinutes = 5, int(rules.LongestVisit / time.Minute)
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
	before, err := offered(ctx, tx, id)
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
	if err := keepChange(ctx, tx, before); err != nil {
		return err
	}
	if c.Minutes == nil && c.Practitioners == nil {
		return nil
	}
	return s.announce(ctx, tx, slices.Concat(giversOf(before), c.Practitioners))
}

// keepChange writes who changed what; nothing when all is as before.
func keepChange(ctx context.Context, tx *db.Tx, before *db.HealthcareService) error {
	after, err := offered(ctx, tx, before.ID)
	if err != nil {
		return err
	}
	was, is := termsOf(before), termsOf(after)
	if reflect.DeepEqual(was, is) {
		return nil
	}
	who, err := tx.Account.Get(ctx, viewer.From(ctx).AccountID)
	if err != nil {
		return fmt.Errorf("read who changes it: %w", err)
	}
	err = tx.ServiceChange.Create().SetServiceID(before.ID).SetAccountID(who.ID).SetByName(who.Name).SetBefore(was).SetAfter(is).Exec(ctx)
	if err != nil {
		return fmt.Errorf("keep the change: %w", err)
	}
	return nil
}

func termsOf(s *db.HealthcareService) rules.ServiceTerms {
	names := []string{}
	for _, p := range s.Edges.Practitioners {
		names = append(names, rules.FullName(p.FamilyName, p.GivenName, p.Patronymic))
	}
	slices.Sort(names)
	return rules.ServiceTerms{
		PriceMinor: s.PriceMinor, Currency: s.Currency, DurationMinutes: s.DurationMinutes,
		Funding: s.Funding, PaymentPolicy: s.PaymentPolicy, Practitioners: names,
	}
}

func giversOf(s *db.HealthcareService) (ids []string) {
	for _, p := range s.Edges.Practitioners {
		ids = append(ids, p.ID)
	}
	return ids
}

func notFound() error { return fault.New(fault.NotFound, "no such service") }

// offered is a service with who gives it.
func offered(ctx context.Context, tx *db.Tx, id string) (*db.HealthcareService, error) {
	found, err := tx.HealthcareService.Query().Where(healthcareservice.ID(id)).WithPractitioners().Only(ctx)
	if db.IsNotFound(err) {
		return nil, notFound()
	}
	if err != nil {
		return nil, fmt.Errorf("read the service: %w", err)
	}
	return found, nil
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
