package charting

import (
	"context"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/document"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/viewer"
)

// dailyBytes is what one account may send within a day.
const dailyBytes = 1 << 30

// MayUpload refuses strangers, and those who have sent a day's papers, before
// anything of their files is read.
// Faults: UNAUTHENTICATED, RATE_LIMITED.
func (s *Service) MayUpload(ctx context.Context) error {
	v := viewer.From(ctx)
	if !v.SignedIn() {
		return fault.New(fault.Unauthenticated, "sign in first")
	}
	var sum []struct{ Bytes *int64 }
	err := s.Store.Document.Query().
		Where(document.UploadedBy(v.AccountID), document.CreatedAtGT(s.Clock.Now().Add(-24*time.Hour))).
		Aggregate(db.As(db.Sum(document.FieldSize), "bytes")).Scan(ctx, &sum)
	if err != nil {
		return fmt.Errorf("count what was sent: %w", err)
	}
	if len(sum) == 1 && sum[0].Bytes != nil && *sum[0].Bytes >= dailyBytes {
		return fault.New(fault.RateLimited, "too much was sent within a day")
	}
	return nil
}

// Owned says which of the stored files documents own.
func (s *Service) Owned(ctx context.Context, keys []string) (map[string]bool, error) {
	found, err := s.Store.Document.Query().Where(document.BlobKeyIn(keys...)).
		Select(document.FieldBlobKey).Strings(viewer.System(ctx, policy.Sweep))
	owned := make(map[string]bool, len(found))
	for _, key := range found {
		owned[key] = true
	}
	return owned, err
}
