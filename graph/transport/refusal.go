package transport

import (
	"errors"
	"net/http"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"televisit/internal/fault"
)

// refusal is an answer to a request that never reached the executor. Its text
// is ours: it never repeats what the client has sent.
type refusal struct {
	status int
	fault  *fault.Error
}

func refuse(status int, message string) error {
	return &refusal{status, fault.New(fault.BadRequest, "%s", message)}
}

func malformed(message string) error { return refuse(http.StatusBadRequest, message) }

// Error implements error.
func (r *refusal) Error() string { return r.fault.Error() }

// Unwrap lets an error presenter find the fault.
func (r *refusal) Unwrap() error { return r.fault }

// unread explains why the body could not be read.
func unread(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return refuse(http.StatusRequestEntityTooLarge, "the body is too large")
	}
	return malformed("the body cannot be read")
}

// publicError is what a client may know of err. One that is not a fault has no
// code yet: by that the application's error presenter knows that it is for us.
func publicError(err error) *gqlerror.Error {
	if f, ok := fault.As(err); ok {
		return &gqlerror.Error{Err: err, Message: f.Message, Extensions: codeOf(f.Code)}
	}
	return &gqlerror.Error{Err: err, Message: "internal error"}
}

func codeOf(c fault.Code) map[string]any { return map[string]any{"code": string(c)} }

func statusOf(err error) int {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.status
	}
	if f, ok := fault.As(err); ok {
		return statusOfCode(string(f.Code))
	}
	return http.StatusInternalServerError
}

// statusOfCode is for errors of a request that was not executed; most of them
// are the client's own.
func statusOfCode(code string) int {
	switch fault.Code(code) {
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.RateLimited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Internal:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}
