// Package notifying tells people what happens to their appointments, by SMS,
// e-mail and web push. A transition plans a notice as a job (outbox.Note); when
// it is due, Announce looks again and writes one row for each channel, whose
// unique key keeps anything from going out twice; Deliver hands one row over.
//
// Between a provider and the database nothing is atomic. A row is SENDING before
// the provider is asked, so a lost answer is seen: an e-mail and a push are sent
// again under the same id, by which the second is known for the first; an SMS is
// not, it waits for somebody to look (PARKED).
package notifying

import (
	"context"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/notify"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Service notifies. A nil channel is one that the clinic does not have.
type Service struct {
	Store *ent.Store
	Clock clock.Clock
	SMS   notify.Sender
	Mail  notify.Mailer
	Push  notify.Pusher
	// PushKey is what browsers need to subscribe (VAPID, base64url).
	PushKey string
	// BaseURL is where people reach the web app, without a slash at its end.
	BaseURL string
	// Organizer is the e-mail address that calendar files come from.
	Organizer string
	// Key makes the secret addresses of calendars.
	Key []byte
}

func system(ctx context.Context) context.Context { return viewer.System(ctx, policy.Notices) }

// facts is what is known about an appointment and whom a notice goes to.
type facts struct {
	rules.NoticeFacts
	appointment *db.Appointment
	clinic      *db.Clinic
	refund      rules.Money // on its way back, or back
	price       rules.Money
}

func (s *Service) facts(ctx context.Context, c *db.Client, appointmentID string) (f facts, err error) {
	a, err := c.Appointment.Query().Where(appointment.ID(appointmentID)).
		WithPatient(func(q *db.PatientQuery) { q.WithAccount() }).WithVisit().
		WithPractitioner(func(q *db.PractitionerQuery) { q.WithAccount() }).
		WithPayment(func(q *db.PaymentQuery) { q.WithRefunds() }).Only(ctx)
	if err != nil {
		return f, fmt.Errorf("read the appointment: %w", err)
	}
	clinic, err := c.Clinic.Query().Only(ctx)
	if err != nil {
		return f, fmt.Errorf("read the clinic: %w", err)
	}
	f = facts{appointment: a, clinic: clinic, price: rules.Money{AmountMinor: a.PriceMinor, Currency: a.Currency}}
	f.NoticeFacts = rules.NoticeFacts{
		Status: a.Status, Absent: a.Absent, Sequence: a.Sequence, StartsAt: a.StartsAt, EndsAt: a.EndsAt,
		Closed: a.Edges.Patient.ConsentWithdrawnAt != nil,
		Delay:  a.Delay, BothThere: a.Edges.Visit != nil && a.Edges.Visit.Status == rules.VisitReady,
	}
	if a.HoldExpiresAt != nil {
		f.PayUntil = *a.HoldExpiresAt
	}
	if p := a.Edges.Payment; p != nil {
		f.Unpaid = !p.Status.HasMoney()
		f.refund.Currency = p.Currency
		for _, r := range p.Edges.Refunds {
			f.refund.AmountMinor += r.AmountMinor
		}
	}
	return f, nil
}

// person is who is told.
type person struct {
	accountID, patientID string
	phone, email         string
	locale               rules.Locale
	zone                 *time.Location
	off                  rules.NoticeSettings
}

// reader is the person a notice is for.
func (f facts) reader(n rules.Notice) person {
	p := person{locale: rules.RU, zone: f.zone()}
	account := f.appointment.Edges.Patient.Edges.Account
	if n.ForPractitioner() {
		account = f.appointment.Edges.Practitioner.Edges.Account
	} else {
		patient := f.appointment.Edges.Patient
		p.patientID, p.phone = patient.ID, patient.Phone
		if patient.Email != nil && patient.EmailConfirmedAt != nil {
			p.email = *patient.Email
		}
	}
	if account == nil {
		return p
	}
	p.accountID, p.locale, p.off = account.ID, account.Locale, account.NoticesOff
	if zone, err := time.LoadLocation(account.TimeZone); err == nil {
		p.zone = zone
	}
	return p
}

func (f facts) zone() *time.Location {
	if zone, err := time.LoadLocation(f.appointment.TimeZone); err == nil {
		return zone
	}
	return time.UTC
}
