package ent

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect"

	"televisit/internal/planted"
)

// forgetOverlap takes the constraints away that forbid overlap, when that
// defect is planted.
func (s *Store) forgetOverlap(ctx context.Context) error {
	if !planted.Is(planted.Overlap) {
		return nil
	}
	statements := []string{"DROP TRIGGER IF EXISTS slot_claims_no_overlap_insert", "DROP TRIGGER IF EXISTS slot_claims_no_overlap_update"}
	if s.dialect == dialect.Postgres {
		statements = []string{
			"ALTER TABLE slot_claims DROP CONSTRAINT IF EXISTS slot_claims_practitioner_no_overlap",
			"ALTER TABLE slot_claims DROP CONSTRAINT IF EXISTS slot_claims_patient_no_overlap",
		}
	}
	for _, statement := range statements {
		if _, err := s.sql.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("plant a defect: %w", err)
		}
	}
	return nil
}
