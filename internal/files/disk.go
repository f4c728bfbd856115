package files

import (
	"errors"
	"os"
	"path/filepath"

	"gocloud.dev/blob"
)

// onDisk flushes a local file and its name, so that a committed row never
// points at bytes that a power cut took away. Object stores do this
// themselves: there the file stays nil and both calls do nothing.
type onDisk struct{ file *os.File }

func (d *onDisk) options(contentType string) *blob.WriterOptions {
	return &blob.WriterOptions{
		ContentType: contentType,
		BeforeWrite: func(as func(any) bool) error { as(&d.file); return nil },
	}
}

func (d *onDisk) sync() error {
	if d.file == nil {
		return nil
	}
	return d.file.Sync()
}

func (d *onDisk) syncFolder() error {
	if d.file == nil {
		return nil
	}
	folder, err := os.Open(filepath.Dir(d.file.Name()))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
