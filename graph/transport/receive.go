package transport

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"televisit/internal/fault"
)

var errTooManyOperations = fault.New(fault.RateLimited, "too many operations on one connection")

func (s *socket) receive(data []byte) {
	m, ok := parseMessage(data)
	if !ok {
		s.shut(malformedMessage)
		return
	}
	switch m.Type {
	case "connection_init":
		s.initialise(m)
	case "ping":
		s.send(pongTo(m))
	case "subscribe":
		s.subscribe(m)
	case "complete":
		s.forget(m.ID)
	}
}

func (s *socket) subscribe(m message) {
	o, err := s.register(m.ID)
	if err != nil {
		s.refuse(m.ID, err)
	}
	if o == nil {
		return
	}
	params := &graphql.RawParams{}
	switch err := paramsFromJSON(m.Payload, params); {
	case err == errTooManyValues:
		o.refuse(err)
	case err != nil:
		s.shut(malformedMessage)
	default:
		s.crew.run(func() { o.run(params) })
	}
}

// refuse answers a subscribe message that does not become an operation.
func (s *socket) refuse(id string, err error) {
	s.send(errorMessage(id, dispatchError(s.ctx, s.exec, err).Errors))
}

// register makes room for an operation; without one the socket ends, or err
// says why not. Only the read loop registers.
func (s *socket) register(id string) (*operation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.phase != acknowledged:
		s.shutLocked(notAcknowledged)
		return nil, nil
	case s.rate != nil && !s.rate.Allow():
		s.shutLocked(tooFast)
		return nil, nil
	case s.operations[id] != nil:
		s.shutLocked(duplicateID(id))
		return nil, nil
	case len(s.operations) >= s.config.MaxOperations:
		return nil, errTooManyOperations
	}
	return s.registerLocked(id), nil
}

func (s *socket) registerLocked(id string) *operation {
	o := &operation{socket: s, id: id, head: head(id, "next")}
	o.ctx, o.cancel = context.WithCancel(s.ctx)
	if s.operations == nil {
		s.operations = make(map[string]*operation, 1)
	}
	s.operations[id] = o
	return o
}

// forget drops an operation at the client's wish: it hears no more of it. An
// unknown id is one that ended meanwhile.
func (s *socket) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.operations[id]; o != nil {
		delete(s.operations, id)
		o.cancel()
	}
}
