package transport

import (
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

const (
	partHeaderLimit = 16 << 10
	fieldLimit      = 1 << 20 // of operations and of map
)

// form reads a multipart body part by part.
type form struct {
	body  *meter
	parts *multipart.Reader
}

func openForm(w http.ResponseWriter, r *http.Request, limit int64, idle time.Duration) (*form, error) {
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Time{}) // the server's one counts from the start of a long upload
	m := &meter{r: http.MaxBytesReader(w, r.Body, limit), left: -1}
	m.renew = func(t time.Time) { _ = control.SetReadDeadline(t) } // a server may have none
	m.idle = idle
	r.Body = m
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, malformed("the body is not multipart/form-data with a boundary")
	}
	return &form{m, parts}, nil
}

// next returns the next part, whose headers are bounded; io.EOF after the last.
func (f *form) next() (*multipart.Part, error) {
	f.body.left = partHeaderLimit
	part, err := f.parts.NextPart()
	f.body.left = -1
	if err != nil && err != io.EOF {
		return nil, f.failure("a part of the body cannot be read")
	}
	return part, err
}

// failure prefers what went wrong with the body itself.
func (f *form) failure(message string) error {
	if f.body.err != nil && f.body.err != io.EOF {
		return unread(f.body.err)
	}
	return malformed(message)
}

// close lifts the read deadline: net/http reads on while the operation runs,
// and would take a missed deadline for a client that has gone.
func (f *form) close() { f.body.renew(time.Time{}) }

func (f *form) readParams(params *graphql.RawParams) error {
	b, err := f.readField("operations", "the first part must be operations")
	if err != nil {
		return err
	}
	return paramsFromJSON(b, params)
}

func (f *form) readMap(variables map[string]any, most int) (map[string][]seat, error) {
	b, err := f.readField("map", "the second part must be map")
	if err != nil {
		return nil, err
	}
	return seatsFromJSON(b, variables, most)
}

func (f *form) readField(name, otherwise string) ([]byte, error) {
	part, err := f.next()
	if err == io.EOF || err == nil && part.FormName() != name {
		return nil, malformed(otherwise)
	}
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(part, fieldLimit+1))
	switch {
	case err != nil:
		return nil, f.failure(name + " cannot be read")
	case len(b) > fieldLimit:
		return nil, refuse(http.StatusRequestEntityTooLarge, name+" is too large")
	}
	return b, nil
}
