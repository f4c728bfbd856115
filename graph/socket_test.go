package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/coder/websocket"
)

// socket is one graphql-transport-ws connection; subscriptions share it.
type socket struct {
	t      *testing.T
	conn   *websocket.Conn
	ctx    context.Context
	closed chan struct{} // by the reader, after it has set end

	mu      sync.Mutex
	n       int
	streams map[string]*stream
	end     error
}

// stream is one subscription; its channel is closed when it completes.
type stream struct {
	socket  *socket
	id      string
	channel chan event
}

// event is one payload of a stream, or the error that refused it.
type event struct {
	data node   // of the one root field
	code string // of a refusal
}

// connect opens a socket of one of people.
func (w *world) connect(who string) *socket {
	w.t.Helper()
	return w.connectAs(w.token(who))
}

// dial opens a connection and introduces itself.
func (w *world) dial(init map[string]string) *websocket.Conn {
	w.t.Helper()
	conn, _, err := websocket.Dial(w.t.Context(), w.url+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	w.must(err)
	conn.SetReadLimit(-1)
	b, err := json.Marshal(map[string]any{"type": "connection_init", "payload": init})
	w.must(err)
	w.must(conn.Write(w.t.Context(), websocket.MessageText, b))
	return conn
}

func (w *world) connectAs(token string) *socket {
	w.t.Helper()
	init := map[string]string{"locale": "en"}
	if token != "" {
		init["authorization"] = "Bearer " + token
	}
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	conn := w.dial(init)
	s := &socket{t: w.t, conn: conn, ctx: ctx, closed: make(chan struct{}), streams: map[string]*stream{}}
	_, ack, err := conn.Read(ctx)
	if err != nil {
		w.t.Fatalf("no acknowledgement: %v %s", err, ack)
	}
	go s.read()
	w.t.Cleanup(func() {
		cancel()
		_ = conn.CloseNow()
		<-s.closed
	})
	return s
}

func (s *socket) write(message any) {
	s.t.Helper()
	b, err := json.Marshal(message)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.conn.Write(s.ctx, websocket.MessageText, b); err != nil {
		s.t.Fatal(err)
	}
}

func (s *socket) subscribe(query string, variables any) *stream {
	s.t.Helper()
	s.mu.Lock()
	s.n++
	one := &stream{socket: s, id: fmt.Sprint(s.n), channel: make(chan event, 1000)}
	s.streams[one.id] = one
	s.mu.Unlock()
	s.write(map[string]any{"id": one.id, "type": "subscribe", "payload": map[string]any{"query": query, "variables": variables}})
	return one
}

// read hands messages to the streams until the socket closes.
func (s *socket) read() {
	defer close(s.closed)
	for {
		_, b, err := s.conn.Read(s.ctx)
		if err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.end = err
			for _, one := range s.streams {
				close(one.channel)
			}
			s.streams = nil
			return
		}
		s.receive(b)
	}
}

func (s *socket) receive(b []byte) {
	var m struct {
		ID, Type string
		Payload  json.RawMessage
	}
	if err := json.Unmarshal(b, &m); err != nil {
		s.t.Errorf("%v: %s", err, b)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.streams[m.ID]
	if one == nil {
		return
	}
	switch m.Type {
	case "next":
		var payload struct {
			Data   map[string]node
			Errors []codeHolder
		}
		_ = json.Unmarshal(m.Payload, &payload)
		if len(payload.Errors) > 0 {
			one.channel <- event{code: payload.Errors[0].Extensions.Code}
			return
		}
		for _, data := range payload.Data {
			one.channel <- event{data: data}
		}
	case "error":
		var refusals []codeHolder
		_ = json.Unmarshal(m.Payload, &refusals)
		one.channel <- event{code: refusals[0].Extensions.Code}
		fallthrough
	case "complete":
		close(one.channel)
		delete(s.streams, m.ID)
	}
}

type codeHolder struct {
	Extensions struct{ Code string }
}

// next waits for one event; false when the stream is over.
func (s *stream) next() (event, bool) {
	s.socket.t.Helper()
	select {
	case e, ok := <-s.channel:
		return e, ok
	case <-s.socket.ctx.Done():
		s.socket.t.Fatal("nothing comes")
	}
	return event{}, false
}

// want waits for an event of a type.
func (s *stream) want(typename string) node {
	s.socket.t.Helper()
	e, ok := s.next()
	if !ok || e.data["__typename"] != typename {
		s.socket.t.Fatalf("got %v %v, want %s", e, ok, typename)
	}
	return e.data
}

// wantRefusal waits for an error and the end.
func (s *stream) wantRefusal(code string) {
	s.socket.t.Helper()
	e, _ := s.next()
	if e.code != code {
		s.socket.t.Errorf("got %v, want %s", e, code)
	}
	if more, ok := s.next(); ok {
		s.socket.t.Errorf("after the refusal came %v", more)
	}
}

// stop ends the subscription as a client does.
func (s *stream) stop() {
	s.socket.t.Helper()
	s.socket.mu.Lock()
	if s.socket.streams[s.id] == s {
		delete(s.socket.streams, s.id)
		close(s.channel)
	}
	s.socket.mu.Unlock()
	s.socket.write(map[string]any{"id": s.id, "type": "complete"})
}

// closeCode waits until the server has closed the socket.
func (s *socket) closeCode() websocket.StatusCode {
	s.t.Helper()
	select {
	case <-s.closed:
	case <-s.ctx.Done():
		s.t.Fatal("the socket stays open")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var end websocket.CloseError
	if !errors.As(s.end, &end) {
		s.t.Fatalf("the socket ended with %v", s.end)
	}
	return end.Code
}
