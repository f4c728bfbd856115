// Package signing signs the informed voluntary consent (IDS) of a visit with a
// code from an SMS (323-FZ art. 20), and ends the consent to data processing
// when it is withdrawn (152-FZ art. 9 §2, art. 21 §5).
package signing

import (
	"context"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/consent"
	"televisit/ent/db/consentdocument"
	"televisit/ent/policy"
	"televisit/internal/auth"
	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"

	entsql "entgo.io/ent/dialect/sql"
)

// Service signs consents.
type Service struct {
	Store *ent.Store
	Clock clock.Clock
	Codes *auth.Service
	// Visits calls off what somebody has booked who withdraws the consent.
	Visits Visits
}

// Current is the newest text of a kind.
func Current(ctx context.Context, c *db.Client, kind rules.ConsentKind) (*db.ConsentDocument, error) {
	d, err := c.ConsentDocument.Query().Where(consentdocument.KindEQ(kind)).
		Order(consentdocument.ByVersion(entsql.OrderDesc())).First(ctx)
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "the clinic has not published this text yet")
	}
	if err != nil {
		return nil, fmt.Errorf("read the consent text: %w", err)
	}
	return d, nil
}

// RequestCode sends the patient a code to sign with.
// Faults: NOT_FOUND, CONFLICT, TOO_MANY_ATTEMPTS.
func (s *Service) RequestCode(ctx context.Context, appointmentID string) (*auth.Challenge, error) {
	a, err := s.signable(ctx, appointmentID)
	if err != nil {
		return nil, err
	}
	return s.Codes.RequestSignature(ctx, a.Edges.Patient.Phone, auth.IDS(appointmentID))
}

// Sign signs the current text for an appointment and returns the consent's id.
// Faults: NOT_FOUND, CONFLICT, CONSENT_OUTDATED (documentID), CODE_INVALID,
// CODE_EXPIRED, TOO_MANY_ATTEMPTS.
func (s *Service) Sign(ctx context.Context, appointmentID, documentID, code string, l rules.Locale) (string, error) {
	a, err := s.signable(ctx, appointmentID)
	if err != nil {
		return "", err
	}
	text, err := Current(ctx, s.Store.Client, rules.IDS)
	if err != nil {
		return "", err
	}
	if text.ID != documentID {
		return "", fault.New(fault.ConsentOutdated, "the text has a newer version").With("documentID", text.ID)
	}
	phone := a.Edges.Patient.Phone
	challengeID, err := s.Codes.CheckSignature(ctx, phone, auth.IDS(appointmentID), code)
	if err != nil {
		return "", err
	}
	return s.write(ctx, a, text, phone, challengeID, l)
}

func (s *Service) write(ctx context.Context, a *db.Appointment, text *db.ConsentDocument, phone, challengeID string, l rules.Locale) (id string, err error) {
	sys := viewer.System(ctx, policy.Signing)
	err = s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		signed, err := tx.Consent.Create().SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).
			SetAppointmentID(a.ID).SetDocumentID(text.ID).SetKind(text.Kind).SetLocale(l).
			SetTextSha256(rules.TextHash(text.Title, text.Text, l)).SetChannel(rules.SMS).
			SetChallengeID(challengeID).SetPhone(phone).SetSignedAt(s.Clock.Now()).Save(sys)
		if err != nil {
			return fmt.Errorf("write the consent: %w", err)
		}
		id = signed.ID
		return outbox.Note(ctx, tx, a, "CONSENT_SIGNED")
	})
	if ent.IsConflict(err) {
		return "", fault.New(fault.Conflict, "the consent is signed already")
	}
	return id, err
}

// signable reads an appointment of the viewer whose consent is still to be signed.
func (s *Service) signable(ctx context.Context, id string) (*db.Appointment, error) {
	a, err := s.Store.Appointment.Query().Where(appointment.ID(id)).WithPatient().WithVisit().
		WithConsents(func(q *db.ConsentQuery) { q.Where(consent.Kind(rules.IDS)) }).Only(ctx)
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "no such appointment")
	}
	if err != nil {
		return nil, fmt.Errorf("read the appointment: %w", err)
	}
	c, err := s.Store.Clinic.Query().Only(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the clinic: %w", err)
	}
	f := rules.Facts{Status: a.Status, StartsAt: a.StartsAt, EndsAt: a.EndsAt, Delay: a.Delay, Consented: len(a.Edges.Consents) > 0}
	if v := a.Edges.Visit; v != nil {
		f.Visit = v.Status
	}
	return a, rules.Signable(f, c.Settings.Window(), s.now())
}

func (s *Service) now() time.Time { return s.Clock.Now() }
