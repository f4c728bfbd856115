// Package fault is the one error type that clients may see.
//
// A *Error is an expected refusal with a code of the public contract
// (ProblemCode in the GraphQL schema). Every other error is for us: it leaves
// the process as INTERNAL with a request id and nothing else.
package fault

import (
	"errors"
	"fmt"
	"maps"
)

// Error is an expected refusal.
type Error struct {
	// Code is a ProblemCode of the public contract.
	Code Code
	// Message is one English sentence for developers; people read texts by code.
	Message string
	// Details are facts a client may use, such as opensAt (time.Time).
	Details map[string]any
}

// New makes a fault; the arguments follow fmt.Sprintf.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// With returns a copy that carries one more detail.
func (e *Error) With(key string, value any) *Error {
	c := *e
	c.Details = maps.Clone(e.Details)
	if c.Details == nil {
		c.Details = map[string]any{}
	}
	c.Details[key] = value
	return &c
}

// Error implements error.
func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

// Is lets errors.Is(err, fault.NotFound) compare by code.
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	return ok && code == e.Code
}

// As returns the fault inside err, if there is one.
func As(err error) (*Error, bool) {
	var f *Error
	ok := errors.As(err, &f)
	return f, ok
}

// Detail reads one detail of its type; the zero value when it is absent.
func Detail[T any](e *Error, key string) T {
	v, _ := e.Details[key].(T)
	return v
}
