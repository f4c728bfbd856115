package transport_test

import (
	"bytes"
	"context"
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"televisit/graph/transport"
)

// patience is what the servers below have for a whole request.
const patience = 50 * time.Millisecond

func (w *world) serveImpatiently(t *testing.T, transports ...graphql.Transport) *httptest.Server {
	t.Helper()
	srv := httptest.NewUnstartedServer(w.handler(transports...))
	srv.Config.ReadTimeout, srv.Config.WriteTimeout = patience, patience
	srv.Start()
	t.Cleanup(srv.Close)
	return srv
}

// slowly gives one byte, then works for d, then gives the rest.
type slowly struct {
	io.Reader
	d     time.Duration
	began bool
}

func (s *slowly) Read(p []byte) (int, error) {
	if !s.began {
		s.began = true
		return s.Reader.Read(p[:1])
	}
	<-time.After(s.d)
	s.d = 0
	return s.Reader.Read(p)
}

func TestSlowUploadOutlastsTheServersTimeouts(t *testing.T) {
	w := newWorld()
	w.fields["upload"] = describe
	srv := w.serveImpatiently(t, transport.Multipart{Stager: &shelf{}})
	contentType, body := encodeParts([]part{operations(oneFile), mapping(`{"0":["variables.f"]}`), {"0", "a.pdf", "hello"}})
	resp := uploadRaw(t, srv.URL, "", preflight, contentType, &slowly{Reader: bytes.NewReader(body), d: 3 * patience})
	call{status: 200, has: []string{`"upload":"a.pdf:5"`}}.check(t, resp)
}

func TestStreamsOutlastTheServersTimeouts(t *testing.T) {
	w := newWorld()
	w.streams["forever"] = func(ctx context.Context, _ args) (<-chan any, error) {
		out := make(chan any)
		go func() {
			defer close(out)
			select {
			case <-time.After(3 * patience):
				out <- 1
			case <-ctx.Done():
			}
		}()
		return out, nil
	}
	srv := w.serveImpatiently(t, transport.SSE{}, transport.NewWebSocket(transport.WebSocketConfig{}))
	t.Run("SSE", func(t *testing.T) {
		r := open(t, srv, "subscription { forever }")
		r.want("next", `{"data":{"forever":1}}`)
		r.want("complete", "")
	})
	t.Run("WebSocket", func(t *testing.T) {
		p := connect(t, srv)
		p.subscribe("1", "subscription { forever }")
		p.want("1", "next", `{"data":{"forever":1}}`)
		p.want("1", "complete", "")
	})
}
