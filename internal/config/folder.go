package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Folder is the data folder, locked: one process a folder.
type Folder struct{ lock *os.File }

// OpenFolder makes the data folder if it is missing and locks it.
func OpenFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the data folder %s: %w", path, errors.Unwrap(err))
	}
	f, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot write to the data folder %s: choose another with --data", path)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("the data folder %s is used by another televisit: stop it, or choose another with --data", path)
	}
	return &Folder{f}, nil
}

// Close lets the folder go.
func (f *Folder) Close() error { return f.lock.Close() }
