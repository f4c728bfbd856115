package conform

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// Visit is what the promises are tried on: an appointment whose door is open, and
// its two people. They are joined and thrown out again and again.
type Visit struct {
	Appointment     string
	Doctor, Patient Account
	// Way is how media goes: UDP, TCP or RELAY; UDP by default.
	Way string
	// Patience is how long one promise may take; a minute by default.
	Patience time.Duration
}

// Promise is something that a client may rely on.
type Promise struct {
	Name string
	keep func(t *trial)
}

// Promises lists them all.
func Promises() []Promise { return promises }

// Try looks whether the server keeps the promise. The error says what was
// expected and what came.
func (p Promise) Try(ctx context.Context, v Visit) (err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, cmp.Or(v.Patience, time.Minute), errImpatient)
	defer cancel()
	t := &trial{Visit: v}
	t.ctx, t.complain = context.WithCancelCause(ctx)
	defer t.complain(nil)
	defer t.end(&err)
	p.keep(t)
	return nil
}

var errImpatient = fmt.Errorf("nothing more came")

// trial is one try of a promise.
type trial struct {
	Visit
	ctx      context.Context
	complain context.CancelCauseFunc // ends it, from any goroutine
	callers  []*Caller
}

// failure carries what was expected out of a promise, as FailNow does in tests.
type failure struct{ error }

// fail ends the promise; the goroutine of the trial calls it.
func (t *trial) fail(format string, values ...any) { panic(failure{fmt.Errorf(format, values...)}) }

func (t *trial) must(err error) {
	if err != nil {
		panic(failure{err})
	}
}

// want fails unless the two are the same.
func want[T comparable](t *trial, what string, got, expected T) {
	if got != expected {
		t.fail("%s: got %v, expected %v", what, got, expected)
	}
}

// end says how the promise went, and lets everybody leave.
func (t *trial) end(err *error) {
	switch broken := recover().(type) {
	case nil:
		*err = context.Cause(t.ctx)
	case failure:
		*err = broken.error
	default:
		panic(broken)
	}
	t.complain(nil)
	for _, c := range t.callers {
		c.hangUp()
	}
}
