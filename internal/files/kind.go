package files

import (
	"errors"
	"io"

	"github.com/gabriel-vasile/mimetype"

	"televisit/internal/fault"
)

// headSize is how much of a file decides its type.
const headSize = 3 << 10

// plain is the type of everything that is only text to us: laboratory exports
// come as CSV, and a note holding one number looks like JSON.
const plain = "text/plain"

// kinds are the contents that may come in, as they are detected and as they
// are kept. SVG and HTML are absent on purpose: a browser would run them.
var kinds = map[string]string{
	"application/pdf":           "application/pdf",
	"application/dicom":         "application/dicom",
	"image/jpeg":                "image/jpeg",
	"image/png":                 "image/png",
	"image/webp":                "image/webp",
	"image/tiff":                "image/tiff",
	"image/heic":                "image/heic",
	"image/heif":                "image/heif",
	"text/plain":                plain,
	"text/csv":                  plain,
	"text/tab-separated-values": plain,
	"application/json":          plain,

	"application/vnd.oasis.opendocument.text":                                 "application/vnd.oasis.opendocument.text",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

func readHead(r io.Reader) ([]byte, error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:n], err
}

// admit decides by the first bytes what the file is and whether it may come in.
func admit(name string, head []byte) (string, error) {
	if len(head) == 0 {
		return "", fault.New(fault.InvalidInput, "the file is empty").With("name", name)
	}
	detected := mimetype.Detect(head)
	for kind, kept := range kinds {
		if detected.Is(kind) {
			return kept, nil
		}
	}
	return "", fault.New(fault.FileTypeRefused, "files of this type are not accepted").With("name", name)
}
