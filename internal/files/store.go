// Package files keeps the bytes of medical papers: in a folder by default, in
// S3 by address. It decides what may come in (size, type by content, a clean
// name) and how bytes leave (never as something a browser would run). Who may
// see a file is not known here.
package files

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/s3blob" // s3:// addresses
	"gocloud.dev/gcerrors"

	"televisit/internal/fault"
)

// DefaultMaxBytes is the size cap of one file.
const DefaultMaxBytes = 25 << 20

// Store is the storage of one clinic. There is no way to delete a kept file:
// a paper sent to the doctor stays.
type Store struct {
	// MaxBytes is the size cap of one file. Set it before the first Stage.
	MaxBytes int64

	bucket *blob.Bucket
}

// Open opens the storage at the address: a folder's path, a file:// URL or
// an s3:// URL with the options of gocloud.dev/blob/s3blob.
func Open(ctx context.Context, address string) (*Store, error) {
	bucket, err := openBucket(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("open file storage: %w", err)
	}
	return &Store{MaxBytes: DefaultMaxBytes, bucket: bucket}, nil
}

func openBucket(ctx context.Context, address string) (*blob.Bucket, error) {
	if folder, ok := folderOf(address); ok {
		return openFolder(folder)
	}
	return blob.OpenBucket(ctx, address)
}

// openFolder keeps temporary files inside the folder, because the system's
// own temporary folder may be on another filesystem, where a rename fails.
// Types live in our database, so no sidecar files are written.
func openFolder(folder string) (*blob.Bucket, error) {
	return fileblob.OpenBucket(folder, &fileblob.Options{
		CreateDir:   true,
		DirFileMode: 0o700,
		NoTempDir:   true,
		Metadata:    fileblob.MetadataDontWrite,
	})
}

// folderOf tells a folder from an object store's address.
func folderOf(address string) (string, bool) {
	if !strings.Contains(address, "://") {
		return address, true
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != fileblob.Scheme {
		return "", false
	}
	if u.Host == "." {
		return strings.TrimPrefix(u.Path, "/"), true
	}
	return u.Path, true
}

// Open reads a stored file. The result can also seek, which Serve uses for
// ranges. A key without a file is NOT_FOUND.
func (s *Store) Open(ctx context.Context, key string) (io.ReadSeekCloser, int64, error) {
	r, err := s.bucket.NewReader(ctx, key, nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, 0, fault.New(fault.NotFound, "there is no such file")
	}
	if err != nil {
		return nil, 0, fmt.Errorf("open file %s: %w", key, err)
	}
	return r, r.Size(), nil
}

// Ready says whether the storage answers.
func (s *Store) Ready(ctx context.Context) error {
	ok, err := s.bucket.IsAccessible(ctx)
	if err == nil && !ok {
		err = fmt.Errorf("the file storage is not accessible")
	}
	return err
}

// Close lets the storage go.
func (s *Store) Close() error { return s.bucket.Close() }
