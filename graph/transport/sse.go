package transport

import (
	"cmp"
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"televisit/internal/fault"
)

// SSE serves one operation a request as server-sent events: the distinct
// connections mode of graphql-sse, for networks that break websockets.
// https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
//
// Requests that cannot be read are refused as over HTTP; GraphQL's own errors
// are events, because an EventSource sees nothing of a refused request.
type SSE struct {
	// Expired is that of WebSocketConfig; the last event is UNAUTHENTICATED with
	// the reason.
	Expired func(ctx context.Context, end func(reason string)) (stop func())
	// Stop cuts all streams off when it is closed, before the server shuts down:
	// each at a moment of its own within DrainSpread. They do not complete, so that
	// the clients come again.
	Stop        <-chan struct{}
	DrainSpread time.Duration // 1 s

	BodyLimit    int64         // bytes; 1 MB
	PingEvery    time.Duration // between comments that keep proxies awake; 12 s
	WriteTimeout time.Duration // of one event; 10 s
}

// Supports implements graphql.Transport.
func (SSE) Supports(r *http.Request) bool {
	return !isUpgrade(r) && contentType(r) != typeMultipart && accepted(r) == typeStream
}

// Do implements graphql.Transport.
func (t SSE) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	e, err := t.prepare(w, r.WithContext(ctx), exec)
	if err != nil {
		(&exchange{w, r, exec, typeJSON}).refuse(err)
		return
	}
	if e.kind() != ast.Subscription {
		t.once(ctx, w, e)
		return
	}
	over := make(chan string, 1)
	if t.Expired != nil {
		defer t.Expired(ctx, func(reason string) { over <- reason })()
	}
	payloads := make(chan []byte)
	go e.pump(ctx, payloads)
	t.stream(ctx, newEvents(w, cmp.Or(t.WriteTimeout, 10*time.Second)), e, payloads, over)
}

func (t SSE) prepare(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) (*execution, error) {
	params, err := readParams(w, r, cmp.Or(t.BodyLimit, defaultBodyLimit))
	if err != nil {
		return nil, err
	}
	e := prepare(r.Context(), exec, params)
	return e, mutationNeedsPost(w, r, e.kind())
}

// once runs what has one answer before the headers leave, which it may add to:
// a sign-in sets a cookie.
func (t SSE) once(ctx context.Context, w http.ResponseWriter, e *execution) {
	var answer []byte
	e.collect(ctx, func(resp *graphql.Response) bool {
		answer = encode(resp)
		return false
	})
	out := newEvents(w, cmp.Or(t.WriteTimeout, 10*time.Second))
	if answer != nil {
		out.next(answer)
	}
	out.complete(ctx)
}

// collect runs the operation; a panic is its last response.
func (e *execution) collect(ctx context.Context, yield func(*graphql.Response) bool) {
	defer func() {
		if p := recover(); p != nil {
			yield(recovered(ctx, e.exec, p))
		}
	}()
	e.run(ctx, yield)
}

// pump runs the operation and closes payloads at its end.
func (e *execution) pump(ctx context.Context, payloads chan<- []byte) {
	defer close(payloads)
	e.collect(ctx, func(resp *graphql.Response) bool {
		select {
		case payloads <- encode(resp):
			return true
		case <-ctx.Done():
			return false
		}
	})
}

// stream writes what comes until the operation, the session, the client or the
// server ends.
func (t SSE) stream(ctx context.Context, out *events, e *execution, payloads <-chan []byte, over <-chan string) {
	ping := time.NewTicker(cmp.Or(t.PingEvery, 12*time.Second))
	defer ping.Stop()
	out.comment("") // the headers leave now
	for out.err == nil {
		select {
		case payload, isOpen := <-payloads:
			if !isOpen {
				out.complete(ctx)
				return
			}
			out.next(payload)
		case <-ping.C:
			out.comment("")
		case reason := <-over:
			out.next(encode(dispatchError(ctx, e.exec, sessionOver(reason))))
			out.complete(ctx)
			return
		case <-ctx.Done():
			return
		case <-t.Stop:
			pause(ctx, rand.N(cmp.Or(t.DrainSpread, time.Second)))
			out.comment(" " + serviceRestart.reason)
			return
		}
	}
}

// sessionOver is what 4403 says on a socket.
func sessionOver(reason string) error {
	return fault.New(fault.Unauthenticated, "the session has ended").With("reason", reason)
}
