// Package chat carries the messages of a visit.
package chat

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/document"
	"televisit/ent/db/visit"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Service sends messages.
type Service struct {
	Store *ent.Store
	Clock clock.Clock
}

// Limits of one message.
const (
	maxText      = 4000
	maxDocuments = 20
)

// Message is what somebody writes.
type Message struct {
	VisitID     string
	Text        string
	DocumentIDs []string
}

// Send writes a message and returns it.
// Faults: NOT_FOUND, CHAT_CLOSED (opensAt, closesAt), INVALID_INPUT, IDEMPOTENCY_KEY_REUSED.
func (s *Service) Send(ctx context.Context, key string, m Message) (*db.ChatMessage, error) {
	m.Text = strings.TrimSpace(m.Text)
	if n := utf8.RuneCountInString(m.Text); n > maxText || n == 0 && len(m.DocumentIDs) == 0 {
		return nil, fault.New(fault.InvalidInput, "write 1 to %d characters", maxText).With("fields", []string{"text"})
	}
	var made *db.ChatMessage
	ids, err := outbox.Once(ctx, s.Store, key, m, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) (_ []string, err error) {
		if made, err = s.send(ctx, tx, m); err != nil {
			return nil, err
		}
		return []string{made.ID}, nil
	})
	switch {
	case err != nil:
		return nil, err
	case made != nil && made.ID == ids[0]:
		return made.Unwrap(), nil
	}
	return s.Store.ChatMessage.Get(ctx, ids[0]) // it was there already
}

// send writes the message, which is its own evidence, and tells those who may
// read it: the desk's floor shows nothing of a chat.
func (s *Service) send(ctx context.Context, tx *db.Tx, m Message) (*db.ChatMessage, error) {
	v, err := tx.Visit.Query().Where(visit.ID(m.VisitID)).WithAppointment().Only(ctx)
	if db.IsNotFound(err) || err == nil && v.Edges.Appointment == nil {
		return nil, fault.New(fault.NotFound, "no such visit")
	}
	if err != nil {
		return nil, fmt.Errorf("read the visit: %w", err)
	}
	a := v.Edges.Appointment
	if err := s.open(ctx, tx, a); err != nil {
		return nil, err
	}
	if err := ofVisit(ctx, tx, a.ID, m.DocumentIDs); err != nil {
		return nil, err
	}
	own := outbox.Messages(v.ID)
	seqs, err := outbox.EmitAll(ctx, tx, outbox.About(a, "MESSAGE"), own, outbox.Appointment(a.ID), outbox.Board(a.PractitionerID))
	if err != nil {
		return nil, err
	}
	made, err := s.insert(ctx, tx, v, int(seqs[own]), m)
	if err != nil {
		return nil, fmt.Errorf("write the message: %w", err)
	}
	return made, nil
}

func (s *Service) open(ctx context.Context, tx *db.Tx, a *db.Appointment) error {
	c, err := tx.Clinic.Query().Only(ctx)
	if err != nil {
		return fmt.Errorf("read the clinic: %w", err)
	}
	f := rules.Facts{Status: a.Status, StartsAt: a.StartsAt, EndsAt: a.EndsAt}
	return rules.Chat(f, c.Settings, s.Clock.Now())
}

// ofVisit refuses papers of other visits.
func ofVisit(ctx context.Context, tx *db.Tx, appointmentID string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	n, err := tx.Document.Query().Where(document.IDIn(ids...), document.AppointmentID(appointmentID)).Count(ctx)
	if err != nil {
		return fmt.Errorf("look for the documents: %w", err)
	}
	if n != len(ids) || n > maxDocuments {
		return fault.New(fault.InvalidInput, "these are not documents of the visit").With("fields", []string{"documentIds"})
	}
	return nil
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, v *db.Visit, seq int, m Message) (*db.ChatMessage, error) {
	who := viewer.From(ctx)
	author, err := tx.Account.Get(viewer.System(ctx, policy.Auth), who.AccountID)
	if err != nil {
		return nil, err
	}
	return tx.ChatMessage.Create().SetVisitID(v.ID).SetPatientID(v.PatientID).SetPractitionerID(v.PractitionerID).
		SetSeq(seq).SetAuthorID(who.AccountID).SetAuthorRole(rules.Role(who.Role)).SetAuthorName(author.Name).
		SetText(m.Text).SetDocumentIds(m.DocumentIDs).Save(ctx)
}

// MarkRead notes that the viewer has seen the messages up to seq, which must
// have been written. Faults: NOT_FOUND, INVALID_INPUT.
func (s *Service) MarkRead(ctx context.Context, visitID string, seq int) error {
	seen, err := s.Store.Visit.Query().Where(visit.ID(visitID)).Exist(ctx)
	if err != nil {
		return fmt.Errorf("look for the visit: %w", err)
	}
	if !seen {
		return fault.New(fault.NotFound, "no such visit")
	}
	newest, err := outbox.Head(ctx, s.Store.Client, outbox.Messages(visitID))
	if err != nil {
		return err
	}
	if seq < 1 || int64(seq) > newest {
		return fault.New(fault.InvalidInput, "there is no such message").With("fields", []string{"seq"})
	}
	update := s.Store.Visit.Update().Where(visit.ID(visitID))
	if viewer.From(ctx).Role == viewer.Patient {
		update.Where(visit.PatientReadSeqLT(seq)).SetPatientReadSeq(seq)
	} else {
		update.Where(visit.PractitionerReadSeqLT(seq)).SetPractitionerReadSeq(seq)
	}
	if _, err := update.Save(ctx); err != nil {
		return fmt.Errorf("mark as read: %w", err)
	}
	return nil
}
