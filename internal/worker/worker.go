// Package worker does the jobs that transitions have written: at least once,
// by whichever node takes them first.
package worker

import (
	"context"
	"log/slog"
	"time"

	"televisit/ent"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/viewer"
)

// Handler does the job of one kind for a subject; it may be called again for
// work that is done already. It ends when its context does.
type Handler func(ctx context.Context, subject string) error

// Worker takes jobs that are due and does several at once. Any number of them
// may run, on any number of nodes.
type Worker struct {
	Store    *ent.Store
	Clock    clock.Clock
	Log      *slog.Logger
	Handlers map[string]Handler
	// Wake is a hint that there is something to do.
	Wake <-chan struct{}
	// Size is how many jobs are done at once; 8 when it is 0.
	Size int
	// Jitter is a number from [0,1) for each pause; random when nil.
	Jitter func() float64
	// Poll is how long it waits at most before it looks again without a hint; a
	// second when it is 0.
	Poll time.Duration
}

const (
	size = 8
	poll = time.Second
	// lease is how long a job belongs to the worker that has taken it. A job of
	// a worker that died is due again after it.
	lease = 30 * time.Second
	// limit is how long one try of a handler may take. It is well within the
	// lease, so that nobody else begins while it runs.
	limit = 20 * time.Second
	// grace is how long jobs in hand may go on when the worker has to stop;
	// then they are given back.
	grace = 5 * time.Second
	// park is the attempt after which somebody has to look at the job.
	park = 12
)

func system(ctx context.Context) context.Context { return viewer.System(ctx, policy.Plumbing) }

// Run works until the context ends and the jobs in hand are done or given back.
func (w *Worker) Run(ctx context.Context) {
	h := w.newHands(ctx)
	look, clean := time.NewTimer(0), time.NewTicker(time.Hour)
	defer look.Stop()
	defer clean.Stop()
	for due := true; ctx.Err() == nil; {
		if due {
			due = h.fill(ctx)
			look.Reset(w.pause(ctx))
		}
		select {
		case r := <-h.finished:
			h.close(r)
		case <-look.C:
			due = true
		case <-w.Wake:
			due = true
		case <-clean.C:
			w.clean(ctx)
		case <-ctx.Done():
		}
	}
	h.stop()
}

// Drain does what is due now, until nothing is, and returns how many jobs that were.
func (w *Worker) Drain(ctx context.Context) (n int) {
	h := w.newHands(ctx)
	defer h.cancel(nil)
	for h.fill(ctx) || h.busy > 0 {
		h.close(<-h.finished)
		n++
	}
	return n
}
