package files

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSweepTakesOldFilesThatBelongToNobody(t *testing.T) {
	store, folder := open(t)
	kept, stray, fresh := stage(t, store, "a.pdf", pdf), stage(t, store, "b.pdf", pdf), stage(t, store, "c.pdf", pdf)
	half := filepath.Join(folder, "fileblob123") // a write that a kill has cut off
	if err := os.WriteFile(half, []byte("%PDF"), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for _, path := range []string{filepath.Join(folder, kept.Key), filepath.Join(folder, stray.Key), half} {
		if err := os.Chtimes(path, now.Add(-48*time.Hour), now.Add(-48*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	nobody := errors.New("the database is away")
	n, err := store.Sweep(t.Context(), now.Add(-24*time.Hour), func(context.Context, []string) (map[string]bool, error) { return nil, nobody })
	if n != 0 || !errors.Is(err, nobody) || stored(t, folder) != 4 {
		t.Fatalf("without an answer %d were deleted: %v", n, err)
	}
	n, err = store.Sweep(t.Context(), now.Add(-24*time.Hour), func(_ context.Context, keys []string) (map[string]bool, error) {
		return map[string]bool{kept.Key: true}, nil
	})
	if n != 2 || err != nil || read(t, store, kept.Key) != pdf || read(t, store, fresh.Key) != pdf || stored(t, folder) != 2 {
		t.Errorf("%d deleted, %d left: %v", n, stored(t, folder), err)
	}
}
