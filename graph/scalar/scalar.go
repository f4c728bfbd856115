// Package scalar reads and writes the schema's scalars.
package scalar

import (
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"televisit/internal/fault"
	"televisit/internal/files"
	"televisit/internal/rules"
)

// MarshalDateTime writes an instant in UTC with milliseconds (RFC 3339).
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, strconv.Quote(t.UTC().Format("2006-01-02T15:04:05.000Z07:00")))
	})
}

// UnmarshalDateTime reads an instant with any offset.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, ok := v.(string)
	t, err := time.Parse(time.RFC3339Nano, s)
	if !ok || err != nil {
		return time.Time{}, fault.New(fault.BadRequest, "a DateTime is an RFC 3339 instant such as 2026-03-02T09:50:00Z")
	}
	return t.UTC(), inReach(t)
}

// inReach refuses years that no patient and no visit has: days are counted
// between instants, and databases keep fewer years than RFC 3339 can write.
func inReach(t time.Time) error {
	const first, last = 1850, 2200
	if y := t.UTC().Year(); y < first || y > last {
		return fault.New(fault.BadRequest, "the year must be from %d to %d", first, last)
	}
	return nil
}

// MarshalText writes an ID, a String or a Cursor.
func MarshalText(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalText reads an ID, a String or a Cursor. U+0000 is in no text:
// PostgreSQL takes none.
func UnmarshalText(v any) (string, error) {
	s, err := graphql.UnmarshalString(v)
	if err != nil {
		return "", fault.New(fault.BadRequest, "this is no text")
	}
	if strings.ContainsRune(s, 0) {
		return "", fault.New(fault.BadRequest, "a text must not contain U+0000")
	}
	return s, nil
}

// MarshalDate writes a calendar date.
func MarshalDate(d rules.Date) graphql.Marshaler { return graphql.MarshalString(string(d)) }

// UnmarshalDate reads a calendar date.
func UnmarshalDate(v any) (rules.Date, error) {
	s, ok := v.(string)
	t, err := time.Parse(time.DateOnly, s)
	if !ok || err != nil {
		return "", fault.New(fault.BadRequest, "a Date is a calendar date such as 1956-03-08")
	}
	return rules.Date(s), inReach(t)
}

var uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// MarshalUUID writes a UUID.
func MarshalUUID(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalUUID reads a UUID.
func UnmarshalUUID(v any) (string, error) {
	s, ok := v.(string)
	if !ok || !uuidForm.MatchString(s) {
		return "", fault.New(fault.BadRequest, "a UUID looks like 0f8fad5b-d9cb-469f-a165-70867728950e")
	}
	return s, nil
}

// Upload is a staged file, or the refusal to stage it.
type Upload struct {
	File    *files.Staged
	Refusal *fault.Error
}

// MarshalUpload is never asked for: an Upload is input only.
func MarshalUpload(Upload) graphql.Marshaler { return graphql.Null }

// UnmarshalUpload takes what the multipart transport has put into the variables.
func UnmarshalUpload(v any) (Upload, error) {
	switch v := v.(type) {
	case *files.Staged:
		return Upload{File: v}, nil
	case *fault.Error:
		return Upload{Refusal: v}, nil
	}
	return Upload{}, fault.New(fault.BadRequest, "an Upload is a file of a multipart request")
}

// Node is any object with an id.
type Node any
