package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// hands do the jobs that one worker has taken, each in a goroutine of its own.
// The worker's loop owns the fields below "loop".
type hands struct {
	*Worker
	ctx      context.Context // of the handlers; it outlives the worker's by the grace
	cancel   context.CancelCauseFunc
	finished chan result

	// loop
	busy, size int
}

// result is one try of a job.
type result struct {
	task
	err error
}

var errStopping = errors.New("the worker stops")

func (w *Worker) newHands(ctx context.Context) *hands {
	h := &hands{Worker: w, size: cmp.Or(w.Size, size)}
	h.finished = make(chan result, h.size)
	h.ctx, h.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	return h
}

// fill takes a job for each free hand; it is true when more may be due.
func (h *hands) fill(ctx context.Context) (more bool) {
	free := h.size - h.busy
	if free == 0 {
		return true
	}
	taken, err := h.take(ctx, free)
	if err != nil && ctx.Err() == nil {
		h.Log.Error("take jobs", "err", err)
	}
	for _, t := range taken {
		h.busy++
		go func() { h.finished <- result{t, h.do(t)} }() // never blocks: there is room for each hand
	}
	return len(taken) == free
}

// do makes one try. A bug in the handler fails the job, not the process: the
// job would only come back and do it again.
func (h *hands) do(t task) (err error) {
	handle, known := h.Handlers[t.kind]
	if !known {
		return errors.New("no handler")
	}
	ctx, cancel := context.WithTimeout(h.ctx, limit)
	defer cancel()
	defer func() {
		if bug := recover(); bug != nil {
			h.Log.Error("a handler panics", "job", t.id, "kind", t.kind, "panic", plain(fmt.Sprint(bug)), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", bug)
		}
	}()
	return handle(ctx, t.subject)
}

// close writes how the try went, with all others that are over by now.
func (h *hands) close(first result) {
	over := []result{first}
	for range len(h.finished) {
		over = append(over, <-h.finished)
	}
	h.busy -= len(over)
	h.settle(h.ctx, over)
}

// stop waits for the jobs in hand, and after the grace takes them out of the
// handlers' hands.
func (h *hands) stop() {
	defer h.cancel(nil)
	out := time.AfterFunc(grace, func() { h.cancel(errStopping) })
	defer out.Stop()
	for h.busy > 0 {
		h.close(<-h.finished)
	}
}

// givenBack says whether a try failed only because the worker stops.
func (h *hands) givenBack(r result) bool {
	return r.err != nil && errors.Is(context.Cause(h.ctx), errStopping)
}
