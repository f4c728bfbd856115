package booking

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"televisit/ent/db"
	"televisit/ent/db/slotclaim"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// maxReason bounds the patient's words, in characters.
const maxReason = 2000

// Book turns a held time into a booking, or into one that awaits its payment
// when the service is PREPAY.
// Faults: NOT_FOUND, HOLD_EXPIRED, CONFLICT, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED.
func (s *Service) Book(ctx context.Context, key, id, reason string) error {
	reason = strings.TrimSpace(reason)
	if utf8.RuneCountInString(reason) > maxReason {
		return fault.New(fault.InvalidInput, "the reason is too long").With("fields", []string{"reason"})
	}
	if reason != "" && viewer.From(ctx).IsAPIClient() { // it is medical
		return fault.New(fault.InvalidInput, "the patient alone says why").With("fields", []string{"reason"})
	}
	_, err := outbox.Once(ctx, s.Store, key, []string{id, reason}, s.Clock.Now(),
		func(ctx context.Context, tx *db.Tx) ([]string, error) {
			return []string{id}, s.book(ctx, tx, id, reason)
		})
	return err
}

func (s *Service) book(ctx context.Context, tx *db.Tx, id, reason string) error {
	a, err := own(ctx, tx, id)
	if err != nil {
		return err
	}
	expired := a.Status == rules.Held && a.HoldExpiresAt != nil && !a.HoldExpiresAt.After(s.Clock.Now())
	switch {
	case a.Status == rules.Expired || expired:
		return fault.New(fault.HoldExpired, "the hold has run out")
	case a.Status != rules.Held:
		return changed()
	}
	if err := openPayment(ctx, tx, a); err != nil {
		return err
	}
	if a.PaymentPolicy == rules.Prepay && owes(a) {
		return s.awaitPayment(ctx, tx, a, reason)
	}
	return s.confirm(ctx, tx, a, func(u *db.AppointmentUpdate) { u.SetReason(reason) })
}

func owes(a *db.Appointment) bool { return a.Funding == rules.SelfPay && a.PriceMinor > 0 }

func openPayment(ctx context.Context, tx *db.Tx, a *db.Appointment) error {
	if !owes(a) {
		return nil
	}
	err := tx.Payment.Create().SetAppointmentID(a.ID).SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).
		SetStatus(rules.PaymentDue).SetAmountMinor(a.PriceMinor).SetCurrency(a.Currency).Exec(system(ctx))
	if err != nil {
		return fmt.Errorf("open the payment: %w", err)
	}
	return nil
}

// awaitPayment writes HELD → AWAITING_PAYMENT: the claim lives until the time
// to pay, with its grace, is over.
func (s *Service) awaitPayment(ctx context.Context, tx *db.Tx, a *db.Appointment, reason string) error {
	c, _, err := clinic(ctx, tx.Clinic)
	if err != nil {
		return err
	}
	until := s.Clock.Now().Add(c.Settings.Prepay)
	dead := until.Add(c.Settings.PrepayGrace)
	err = transition(ctx, tx, a, rules.AwaitingPayment, func(u *db.AppointmentUpdate) {
		u.SetReason(reason).SetHoldExpiresAt(dead)
	})
	if err != nil {
		return err
	}
	if err := setClaim(ctx, tx, a.ID, rules.ClaimHeld, &dead); err != nil {
		return err
	}
	return outbox.Enqueue(ctx, tx, outbox.ExpireHold, a.ID, dead)
}

// ConfirmPaid moves an appointment on inside the transaction that has settled
// its payment: AWAITING_PAYMENT → BOOKED, and EXPIRED → BOOKED where the time is
// still free. It is false when the visit cannot take place: the money goes back.
func (s *Service) ConfirmPaid(ctx context.Context, tx *db.Tx, appointmentID string) (kept bool, err error) {
	a, err := own(system(ctx), tx, appointmentID)
	if err != nil {
		return false, err
	}
	switch a.Status {
	case rules.AwaitingPayment:
		return true, s.confirm(ctx, tx, a, func(*db.AppointmentUpdate) {})
	case rules.Expired:
		return s.rescue(ctx, tx, a)
	case rules.Cancelled, rules.NoShow, rules.Failed:
		return false, outbox.Note(ctx, tx, a, "LATE_PAYMENT_REFUSED")
	}
	return true, outbox.Note(ctx, tx, a, string(rules.PaymentPaid))
}

// rescue writes EXPIRED → BOOKED for money that came late.
func (s *Service) rescue(ctx context.Context, tx *db.Tx, a *db.Appointment) (bool, error) {
	ctx = system(ctx)
	r := HoldRequest{PractitionerID: a.PractitionerID, ServiceID: a.ServiceID, PatientID: a.PatientID, StartsAt: a.StartsAt}
	if err := s.lock(ctx, tx, r); err != nil {
		return false, err
	}
	want, now := rules.Interval{Start: a.StartsAt, End: a.EndsAt}, s.Clock.Now()
	if err := s.releaseDead(ctx, tx, r, want, now); err != nil {
		return false, err
	}
	err := s.isFree(ctx, tx, r, want, now)
	if _, taken := fault.As(err); taken {
		return false, outbox.Note(ctx, tx, a, "LATE_PAYMENT_REFUSED")
	}
	if err != nil {
		return false, err
	}
	if err := insertClaim(ctx, tx, a, want); err != nil {
		return false, err
	}
	if err := s.confirm(ctx, tx, a, func(*db.AppointmentUpdate) {}); err != nil {
		return false, err
	}
	return true, announce(ctx, tx, a, outbox.Taken)
}

// confirm writes → BOOKED and opens the visit.
func (s *Service) confirm(ctx context.Context, tx *db.Tx, a *db.Appointment, set func(*db.AppointmentUpdate)) error {
	err := transition(ctx, tx, a, rules.Booked, func(u *db.AppointmentUpdate) {
		set(u)
		u.ClearHoldExpiresAt()
	})
	if err != nil {
		return err
	}
	if err := setClaim(ctx, tx, a.ID, rules.ClaimBooked, nil); err != nil {
		return err
	}
	err = tx.Visit.Create().SetAppointmentID(a.ID).SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).
		SetStatus(rules.VisitScheduled).SetStatusSince(s.Clock.Now()).Exec(system(ctx))
	if err != nil {
		return fmt.Errorf("open the visit: %w", err)
	}
	return setTimers(ctx, tx, a)
}

// setTimers sets the timers of a booked visit.
func setTimers(ctx context.Context, tx *db.Tx, a *db.Appointment) error {
	c, _, err := clinic(ctx, tx.Clinic)
	if err != nil {
		return err
	}
	return outbox.SetTimers(ctx, tx, a, c.Settings)
}

func setClaim(ctx context.Context, tx *db.Tx, appointmentID string, state rules.ClaimState, expires *time.Time) error {
	update := tx.SlotClaim.Update().Where(slotclaim.AppointmentID(appointmentID), slotclaim.Live(true)).SetState(state)
	if expires == nil {
		update.ClearExpiresAt()
	} else {
		update.SetExpiresAt(*expires)
	}
	n, err := update.Save(system(ctx))
	if err != nil {
		return fmt.Errorf("keep the claim: %w", err)
	}
	if n != 1 {
		return changed()
	}
	return nil
}
