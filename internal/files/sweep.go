package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"gocloud.dev/blob"
)

// sweepBatch is how many files are asked about at once.
const sweepBatch = 500

// Sweep deletes what was staged before an instant and belongs to nobody: a
// process that is killed discards nothing. It asks which keys rows own.
func (s *Store) Sweep(ctx context.Context, before time.Time, owned func(ctx context.Context, keys []string) (map[string]bool, error)) (swept int, err error) {
	list, keys := s.bucket.List(nil), []string{}
	for {
		object, err := list.Next(ctx)
		if err != nil && !errors.Is(err, io.EOF) {
			return swept, fmt.Errorf("list the files: %w", err)
		}
		isOver := object == nil
		if !isOver && isOld(object, before) {
			keys = append(keys, object.Key)
		}
		if len(keys) == sweepBatch || isOver {
			n, err := s.deleteStrays(ctx, keys, owned)
			if swept += n; err != nil || isOver {
				return swept, err
			}
			keys = keys[:0]
		}
	}
}

func isOld(o *blob.ListObject, before time.Time) bool { return !o.IsDir && o.ModTime.Before(before) }

func (s *Store) deleteStrays(ctx context.Context, keys []string, owned func(ctx context.Context, keys []string) (map[string]bool, error)) (n int, err error) {
	if len(keys) == 0 {
		return 0, nil
	}
	theirs, err := owned(ctx, keys)
	if err != nil {
		return 0, fmt.Errorf("ask who owns the files: %w", err)
	}
	for _, key := range keys {
		if theirs[key] {
			continue
		}
		if err := s.bucket.Delete(ctx, key); err != nil {
			return n, fmt.Errorf("delete a stray file: %w", err)
		}
		n++
	}
	return n, nil
}
