// Package worker does the jobs that transitions have written: at least once,
// by whichever node takes them first.
package worker

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/job"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/viewer"
)

// Handler does the job of one kind for a subject; it may be called again for
// work that is done already.
type Handler func(ctx context.Context, subject string) error

// Worker takes jobs that are due.
type Worker struct {
	Store    *ent.Store
	Clock    clock.Clock
	Log      *slog.Logger
	Handlers map[string]Handler
	// Wake is a hint that there is something to do.
	Wake <-chan struct{}
}

const (
	lease = 30 * time.Second // a job of a worker that died is due again after it
	poll  = time.Second
	batch = 20
	// park is the attempt after which somebody has to look at the job.
	park = 12
)

func system(ctx context.Context) context.Context { return viewer.System(ctx, policy.Plumbing) }

// Run works until the context ends.
func (w *Worker) Run(ctx context.Context) {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		for w.round(ctx) == batch {
		}
		select {
		case <-tick.C:
		case <-w.Wake:
		case <-ctx.Done():
			return
		}
	}
}

// round does one batch and returns how many jobs it had.
func (w *Worker) round(ctx context.Context) int {
	due, err := w.take(system(ctx))
	if err != nil && ctx.Err() == nil {
		w.Log.Error("take jobs", "err", err)
	}
	for _, j := range due {
		w.do(ctx, j)
	}
	return len(due)
}

func (w *Worker) take(ctx context.Context) ([]*db.Job, error) {
	now := w.Clock.Now()
	due, err := w.Store.Job.Query().Where(job.State("READY"), job.RunAtLTE(now)).
		Order(job.ByRunAt()).Limit(batch).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for jobs: %w", err)
	}
	var taken []*db.Job
	for _, j := range due {
		n, err := w.Store.Job.Update().Where(job.ID(j.ID), job.State("READY"), job.Attempt(j.Attempt)).
			AddAttempt(1).SetRunAt(now.Add(lease)).Save(ctx)
		if err != nil {
			return taken, fmt.Errorf("take a job: %w", err)
		}
		if n == 1 {
			taken = append(taken, j)
		}
	}
	return taken, nil
}

func (w *Worker) do(ctx context.Context, j *db.Job) {
	err := w.handle(ctx, j)
	update := w.Store.Job.UpdateOneID(j.ID)
	switch {
	case err == nil:
		update.SetState("DONE")
	case j.Attempt+1 >= park:
		update.SetState("PARKED").SetLastError(err.Error())
	default:
		update.SetLastError(err.Error()).SetRunAt(w.Clock.Now().Add(backOff(j.Attempt)))
	}
	if err != nil {
		w.Log.Warn("job failed", "job", j.ID, "kind", j.Kind, "attempt", j.Attempt+1, "err", err)
	}
	if err := update.Exec(system(ctx)); err != nil && ctx.Err() == nil {
		w.Log.Error("close a job", "job", j.ID, "err", err)
	}
}

// handle calls the job's handler. A bug in it fails the job, not the process:
// the job would only come back and do it again.
func (w *Worker) handle(ctx context.Context, j *db.Job) (err error) {
	handle, known := w.Handlers[j.Kind]
	if !known {
		return fmt.Errorf("no handler")
	}
	defer func() {
		if bug := recover(); bug != nil {
			w.Log.Error("a handler panics", "job", j.ID, "kind", j.Kind, "panic", bug, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", bug)
		}
	}()
	return handle(ctx, j.Subject)
}

// backOff grows from a second to ten minutes.
func backOff(attempt int) time.Duration {
	return min(time.Second<<min(attempt, 10), 10*time.Minute)
}
