package transport

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

const (
	defaultUploadLimit = 1 << 30
	defaultMaxFiles    = 20
	defaultReadIdle    = 30 * time.Second
)

// Stager takes a file while it is being read and returns what resolvers get in
// its place. The name is the client's: data, not a path.
//
// A *fault.Error is for the resolver: it takes the file's place, and the rest
// of the file is skipped. Any other error ends the request. If the value has a
// method Discard(), it is called when the request is over, however it ended; a
// file that was kept ignores it.
type Stager interface {
	Stage(ctx context.Context, name string, r io.Reader) (any, error)
}

// Multipart takes uploads by the GraphQL multipart request specification, one
// operation a request. Files are never held in memory nor written to disk
// here: they go to the Stager as they come.
// https://github.com/jaydenseric/graphql-multipart-request-spec
type Multipart struct {
	Stager Stager
	// MayUpload, if set, refuses before anything of the body is read.
	MayUpload func(ctx context.Context) error

	MaxFiles  int           // 20
	BodyLimit int64         // bytes of the whole request; 1 GiB
	ReadIdle  time.Duration // the longest wait for the next bytes; 30 s
}

// Supports implements graphql.Transport.
func (Multipart) Supports(r *http.Request) bool {
	return !isUpgrade(r) && contentType(r) == typeMultipart
}

// Do implements graphql.Transport.
func (t Multipart) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	x, err := newExchange(w, r, exec)
	if err == nil {
		err = t.admit(w, r)
	}
	if err != nil {
		x.refuseUnread(err)
		return
	}
	u := &uploads{stager: t.Stager}
	defer u.discard() // also after a panic
	params, err := t.receive(w, r, u)
	if err != nil {
		x.refuseUnread(err)
		return
	}
	x.execute(params)
}

// refuseUnread answers at once. Else net/http would wait for more of a body
// that nobody will read, in order to use the connection again.
func (x *exchange) refuseUnread(err error) {
	if x.r.ProtoMajor == 1 {
		x.w.Header().Set("Connection", "close")
	}
	x.refuse(err)
}

func (t Multipart) admit(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return refuse(http.StatusMethodNotAllowed, "an upload needs POST")
	}
	if !hasPreflight(r.Header) {
		return malformed("an upload needs the header GraphQL-Require-Preflight")
	}
	if t.MayUpload == nil {
		return nil
	}
	return t.MayUpload(r.Context())
}

// hasPreflight wants a header that a page of another site cannot send without
// asking first, as it can send the media type.
func hasPreflight(h http.Header) bool {
	return h.Get("GraphQL-Require-Preflight") != "" || h.Get("Apollo-Require-Preflight") != ""
}

// receive reads the whole body; the files are staged then.
func (t Multipart) receive(w http.ResponseWriter, r *http.Request, u *uploads) (*graphql.RawParams, error) {
	params := &graphql.RawParams{Headers: r.Header}
	params.ReadTime.Start = graphql.Now()
	f, err := openForm(w, r, cmp.Or(t.BodyLimit, defaultUploadLimit), cmp.Or(t.ReadIdle, defaultReadIdle))
	if err != nil {
		return nil, err
	}
	defer f.close()
	if err := f.readParams(params); err != nil {
		return nil, err
	}
	if u.seats, err = f.readMap(params.Variables, cmp.Or(t.MaxFiles, defaultMaxFiles)); err != nil {
		return nil, err
	}
	err = u.readFiles(r.Context(), f)
	params.ReadTime.End = graphql.Now()
	return params, err
}
