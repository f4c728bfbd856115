// Package charting keeps what a visit leaves in the chart: papers and the
// practitioner's conclusion.
package charting

import (
	"context"
	"fmt"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/files"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Service writes to the chart.
type Service struct {
	Store *ent.Store
	Clock clock.Clock
}

// maxFiles is how many papers one call may bring.
const maxFiles = 20

// Upload makes staged files documents of an appointment: all of them or none.
// It returns their ids in order.
// Faults: NOT_FOUND, CONFLICT, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED.
func (s *Service) Upload(ctx context.Context, key, appointmentID string, kind rules.DocumentKind, staged []*files.Staged) ([]string, error) {
	if len(staged) == 0 || len(staged) > maxFiles {
		return nil, fault.New(fault.InvalidInput, "send 1 to %d files", maxFiles).With("fields", []string{"files"})
	}
	wrote := false
	ids, err := outbox.Once(ctx, s.Store, key, uploadRequest(appointmentID, kind, staged), s.Clock.Now(),
		func(ctx context.Context, tx *db.Tx) ([]string, error) {
			wrote = true
			return s.upload(ctx, tx, appointmentID, kind, staged)
		})
	if err != nil {
		return nil, err
	}
	if wrote { // a repetition owns the files of the first call; these are discarded
		for _, f := range staged {
			f.Keep()
		}
	}
	return ids, nil
}

// uploadRequest is what makes two uploads the same: names and contents.
func uploadRequest(appointmentID string, kind rules.DocumentKind, staged []*files.Staged) []string {
	request := []string{appointmentID, string(kind)}
	for _, f := range staged {
		request = append(request, f.Name, f.SHA256)
	}
	return request
}

func (s *Service) upload(ctx context.Context, tx *db.Tx, appointmentID string, kind rules.DocumentKind, staged []*files.Staged) ([]string, error) {
	a, err := tx.Appointment.Query().Where(appointment.ID(appointmentID)).Only(ctx)
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "no such appointment")
	}
	if err != nil {
		return nil, fmt.Errorf("read the appointment: %w", err)
	}
	if err := rules.TakesDocuments(a.Status); err != nil {
		return nil, err
	}
	v := viewer.From(ctx)
	ids := make([]string, 0, len(staged))
	for _, f := range staged {
		d, err := tx.Document.Create().SetAppointmentID(a.ID).SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).
			SetUploadedBy(v.AccountID).SetFromPatient(v.Role == viewer.Patient).SetName(f.Name).SetSize(f.Size).
			SetSha256(f.SHA256).SetContentType(f.ContentType).SetKind(kind).SetBlobKey(f.Key).Save(ctx)
		if err != nil {
			return nil, fmt.Errorf("write the document: %w", err)
		}
		ids = append(ids, d.ID)
	}
	return ids, outbox.Note(ctx, tx, a, "DOCUMENT_ADDED")
}
