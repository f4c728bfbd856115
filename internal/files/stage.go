package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"televisit/internal/fault"
	"televisit/internal/ident"
)

// discardLimit is how long Discard may take; the request is often over by then.
const discardLimit = 10 * time.Second

// Staged is a file that is stored but belongs to nobody yet.
type Staged struct {
	// Key is where the bytes are: unique for each upload, so that discarding
	// one never takes equal bytes from somebody else.
	Key  string
	Name string
	Size int64
	// SHA256 is the content's hash in hex.
	SHA256      string
	ContentType string

	store *Store
	kept  atomic.Bool
}

// Stage streams one file into the storage. The content decides its type and
// its size; what the client says about either is not asked. On any error
// nothing stays stored.
func (s *Store) Stage(ctx context.Context, name string, r io.Reader) (*Staged, error) {
	name = CleanName(name)
	head, err := readHead(r)
	if err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	contentType, err := admit(name, head)
	if err != nil {
		return nil, err
	}
	staged := &Staged{Key: ident.Make("file"), Name: name, ContentType: contentType, store: s}
	if err := s.write(ctx, staged, io.MultiReader(bytes.NewReader(head), r)); err != nil {
		return nil, err
	}
	return staged, nil
}

// Uploads stages for a transport that does not know what a Staged is.
type Uploads struct{ Store *Store }

// Stage is Store.Stage; the value is a *Staged.
func (u Uploads) Stage(ctx context.Context, name string, r io.Reader) (any, error) {
	staged, err := u.Store.Stage(ctx, name, r)
	if err != nil {
		return nil, err
	}
	return staged, nil
}

// Keep makes the file stay. Call it once the row that owns it is committed.
func (f *Staged) Keep() { f.kept.Store(true) }

// Discard deletes the file unless it was kept; made to be deferred. When the
// storage fails, the bytes stay behind without an owner and nobody can reach them.
func (f *Staged) Discard() {
	if f.kept.Swap(true) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), discardLimit)
	defer cancel()
	if err := f.store.bucket.Delete(ctx, f.Key); err != nil {
		slog.Warn("a staged file was not deleted", "key", f.Key, "error", err)
	}
}

// write copies the content under the file's key. Cancelling the context
// before Close is how gocloud drops a half-written blob.
func (s *Store) write(ctx context.Context, f *Staged, r io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	disk := &onDisk{}
	w, err := s.bucket.NewWriter(ctx, f.Key, disk.options(f.ContentType))
	if err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	if err := errors.Join(s.copy(f, w, r), disk.sync()); err != nil {
		cancel()
		_ = w.Close()
		return err
	}
	if err := errors.Join(w.Close(), disk.syncFolder()); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	return nil
}

// copy hashes and counts while it copies: one byte over the cap is enough to refuse.
func (s *Store) copy(f *Staged, w io.Writer, r io.Reader) error {
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(r, s.MaxBytes+1))
	if err != nil {
		return fmt.Errorf("store upload: %w", err)
	}
	if n > s.MaxBytes {
		return fault.New(fault.FileTooLarge, "the file is larger than %d bytes", s.MaxBytes).
			With("name", f.Name).With("maxBytes", s.MaxBytes)
	}
	f.Size, f.SHA256 = n, hex.EncodeToString(sum.Sum(nil))
	return nil
}
