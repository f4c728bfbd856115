package transport

import (
	"context"
	"io"
	"mime/multipart"

	"televisit/internal/fault"
)

// uploads are the files of one request.
type uploads struct {
	stager Stager
	seats  map[string][]seat // of files that have not come yet
	staged []any
}

// discarder is a staged file that can be given up; one that was kept ignores it.
type discarder interface{ Discard() }

func (u *uploads) readFiles(ctx context.Context, f *form) error {
	for {
		part, err := f.next()
		if err == io.EOF {
			return u.missing()
		}
		if err != nil {
			return err
		}
		if err := u.readFile(ctx, f, part); err != nil {
			return err
		}
	}
}

func (u *uploads) missing() error {
	if len(u.seats) > 0 {
		return malformed("a file that map names is missing")
	}
	return nil
}

func (u *uploads) readFile(ctx context.Context, f *form, part *multipart.Part) error {
	key := part.FormName()
	seats := u.seats[key]
	if seats == nil {
		return malformed("a file comes twice, or map does not name it")
	}
	delete(u.seats, key)
	value, err := u.stage(ctx, f, part)
	if err != nil {
		return err
	}
	for _, put := range seats {
		put(value)
	}
	return nil
}

// stage returns what takes the file's place: the staged value, or the fault
// with which the stager refused it.
func (u *uploads) stage(ctx context.Context, f *form, part *multipart.Part) (any, error) {
	value, err := u.stager.Stage(ctx, part.FileName(), part)
	if err == nil {
		u.staged = append(u.staged, value)
	}
	refused, isRefused := fault.As(err)
	if err != nil && !isRefused && !isBroken(part) {
		return nil, err
	}
	// Also finds what the stager may have overlooked or renamed: a broken body.
	if _, err := io.Copy(io.Discard, part); err != nil {
		return nil, f.failure("a file cannot be read")
	}
	if isRefused {
		return refused, nil
	}
	return value, nil
}

func isBroken(part *multipart.Part) bool {
	_, err := part.Read(make([]byte, 1))
	return err != nil && err != io.EOF
}

func (u *uploads) discard() {
	for _, value := range u.staged {
		if d, ok := value.(discarder); ok {
			d.Discard()
		}
	}
}
