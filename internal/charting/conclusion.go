package charting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/conclusion"
	"televisit/ent/db/visit"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Save keeps the draft and returns its id.
// Faults: NOT_FOUND, CONFLICT, INVALID_INPUT, CONCLUSION_FINAL.
func (s *Service) Save(ctx context.Context, appointmentID string, c rules.ConclusionContent) (id string, err error) {
	err = s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := s.writable(ctx, tx, appointmentID)
		if err != nil {
			return err
		}
		if err := rules.CheckConclusion(c, w.Edges.Service.Kind, false); err != nil {
			return err
		}
		id, err = s.save(ctx, tx, w, c)
		return err
	})
	return id, err
}

func (s *Service) save(ctx context.Context, tx *db.Tx, a *db.Appointment, c rules.ConclusionContent) (string, error) {
	last, err := newest(ctx, tx, a.Edges.Visit.ID)
	switch {
	case err != nil:
		return "", err
	case last == nil:
		return s.insert(ctx, tx, a, 1, rules.Draft, c)
	case last.Status != rules.Draft:
		return "", fault.New(fault.ConclusionFinal, "the conclusion is signed")
	}
	err = tx.Conclusion.UpdateOne(last).SetContent(c).SetUpdatedAt(s.Clock.Now()).Exec(ctx)
	return last.ID, wrap("keep the draft", err)
}

// Sign signs the draft and returns its id.
// Faults: NOT_FOUND, CONFLICT, INVALID_INPUT, CONCLUSION_FINAL.
func (s *Service) Sign(ctx context.Context, appointmentID string) (id string, err error) {
	err = s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := s.writable(ctx, tx, appointmentID)
		if err != nil {
			return err
		}
		if !rules.TakesSignature(a.Status) {
			return fault.New(fault.Conflict, "the visit has not begun")
		}
		last, err := newest(ctx, tx, a.Edges.Visit.ID)
		switch {
		case err != nil:
			return err
		case last == nil:
			return fault.New(fault.InvalidInput, "there is no draft").With("fields", []string{"assessment", "plan"})
		case last.Status != rules.Draft:
			return fault.New(fault.ConclusionFinal, "the conclusion is signed")
		}
		if err := rules.CheckConclusion(last.Content, a.Edges.Service.Kind, true); err != nil {
			return err
		}
		id = last.ID
		return s.sign(ctx, tx, a, last)
	})
	return id, err
}

func (s *Service) sign(ctx context.Context, tx *db.Tx, a *db.Appointment, last *db.Conclusion) error {
	now := s.Clock.Now()
	n, err := tx.Conclusion.Update().Where(conclusion.ID(last.ID), conclusion.StatusEQ(rules.Draft)).
		SetStatus(rules.Final).SetSignedAt(now).SetUpdatedAt(now).SetSignedBy(viewer.From(ctx).AccountID).
		SetSha256(contentHash(last.Content)).Save(ctx)
	if err != nil || n != 1 {
		return fmt.Errorf("sign: %d rows: %w", n, err)
	}
	_, err = tx.Visit.Update().Where(visit.ID(a.Edges.Visit.ID), visit.StatusEQ(rules.VisitWrapUp), visit.FinishedAtNotNil()).
		SetStatus(rules.VisitConcluded).SetStatusSince(now).AddVersion(1).Save(viewer.System(ctx, policy.Presence))
	if err != nil {
		return fmt.Errorf("visit to CONCLUDED: %w", err)
	}
	return outbox.Note(ctx, tx, a, "CONCLUSION_SIGNED")
}

// Amend adds a signed version to a signed conclusion and returns its id.
// Faults: NOT_FOUND, CONFLICT, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED.
func (s *Service) Amend(ctx context.Context, key, appointmentID string, c rules.ConclusionContent) (string, error) {
	ids, err := outbox.Once(ctx, s.Store, key, []any{appointmentID, c}, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		a, err := s.writable(ctx, tx, appointmentID)
		if err != nil {
			return nil, err
		}
		if err := rules.CheckConclusion(c, a.Edges.Service.Kind, true); err != nil {
			return nil, err
		}
		last, err := newest(ctx, tx, a.Edges.Visit.ID)
		if err != nil {
			return nil, err
		}
		if last == nil || last.Status == rules.Draft {
			return nil, fault.New(fault.Conflict, "the conclusion is not signed yet")
		}
		id, err := s.insert(ctx, tx, a, last.Number+1, rules.Amended, c)
		if err != nil {
			return nil, err
		}
		return []string{id}, outbox.Note(ctx, tx, a, "CONCLUSION_AMENDED")
	})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, a *db.Appointment, number int, status rules.ConclusionStatus, c rules.ConclusionContent) (string, error) {
	now := s.Clock.Now()
	create := tx.Conclusion.Create().SetVisitID(a.Edges.Visit.ID).SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).
		SetNumber(number).SetStatus(status).SetContent(c).SetUpdatedAt(now)
	if status != rules.Draft {
		create.SetSignedAt(now).SetSignedBy(viewer.From(ctx).AccountID).SetSha256(contentHash(c))
	}
	made, err := create.Save(ctx)
	if err != nil {
		return "", fmt.Errorf("write the conclusion: %w", err)
	}
	return made.ID, nil
}

// writable reads an own appointment whose visit has begun or been booked. Drafts
// save themselves while somebody signs: one after the other, so that what is
// signed is what was checked.
func (s *Service) writable(ctx context.Context, tx *db.Tx, id string) (*db.Appointment, error) {
	if err := s.Store.LockName(ctx, tx, "conclusion:"+id); err != nil {
		return nil, fmt.Errorf("wait for other versions: %w", err)
	}
	a, err := tx.Appointment.Query().Where(appointment.ID(id)).WithService().WithVisit().Only(ctx)
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "no such appointment")
	}
	if err != nil {
		return nil, fmt.Errorf("read the appointment: %w", err)
	}
	if a.Edges.Visit == nil || !rules.TakesConclusion(a.Status) {
		return nil, fault.New(fault.Conflict, "the visit has not taken place")
	}
	return a, nil
}

func newest(ctx context.Context, tx *db.Tx, visitID string) (*db.Conclusion, error) {
	c, err := tx.Conclusion.Query().Where(conclusion.VisitID(visitID)).
		Order(conclusion.ByNumber(entsql.OrderDesc())).First(ctx)
	if db.IsNotFound(err) {
		return nil, nil
	}
	return c, wrap("read the conclusion", err)
}

// contentHash is the SHA-256 of the content as canonical JSON, hex.
func contentHash(c rules.ConclusionContent) string {
	b, _ := json.Marshal(c) // a struct of strings never fails
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
