package worker

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/idempotencykey"
	"televisit/ent/db/job"
	"televisit/internal/outbox"
)

// task is a job that was taken.
type task struct {
	id, kind, subject string
	// attempt tells this taking from every other one of the job.
	attempt int
}

// take leases at most n jobs that are due, the oldest first. One statement looks
// and takes, so that no two workers get the same.
func (w *Worker) take(ctx context.Context, n int) (taken []task, err error) {
	now := w.Clock.Now()
	err = w.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		taken = nil
		rows, err := tx.QueryContext(ctx, `WITH due AS MATERIALIZED
			(SELECT id FROM jobs WHERE state = 'READY' AND run_at <= $1 ORDER BY run_at, id LIMIT $2`+w.Store.SkipLocked()+`)
			UPDATE jobs SET attempt = attempt + 1, run_at = $3 WHERE id IN (SELECT id FROM due)
			RETURNING id, kind, subject, attempt`, now, n, now.Add(lease))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var t task
			if err := rows.Scan(&t.id, &t.kind, &t.subject, &t.attempt); err != nil {
				return err
			}
			taken = append(taken, t)
		}
		return rows.Err()
	})
	return taken, err
}

// blink is the shortest pause: what is due then was taken by somebody else.
const blink = 50 * time.Millisecond

// pause is how long nothing is due: until the next job, and no longer than Poll.
func (w *Worker) pause(ctx context.Context) time.Duration {
	longest := cmp.Or(w.Poll, poll)
	next, err := w.Store.Job.Query().Where(job.State("READY")).Order(job.ByRunAt()).Select(job.FieldRunAt).First(system(ctx))
	if err != nil {
		return longest
	}
	return min(max(next.RunAt.Sub(w.Clock.Now()), blink), longest)
}

// settle writes the ends of several tries at once. Who has lost a job to
// somebody else, because its lease ran out, writes nothing.
func (h *hands) settle(ctx context.Context, over []result) {
	ctx = system(context.WithoutCancel(ctx))
	err := h.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, r := range over {
			u := tx.Job.Update().Where(job.ID(r.id), job.State("READY"), job.Attempt(r.attempt))
			n, err := h.outcome(u, r).Save(ctx)
			if err != nil {
				return fmt.Errorf("close a job: %w", err)
			}
			if n == 0 {
				h.Log.Warn("a job was not ours any more", "job", r.id, "kind", r.kind, "attempt", r.attempt)
			}
		}
		return nil
	})
	if err != nil {
		h.Log.Error("close jobs", "err", err)
	}
	for _, r := range over {
		if r.err != nil && !h.givenBack(r) {
			h.Log.Warn("job failed", "job", r.id, "kind", r.kind, "attempt", r.attempt, "err", plain(r.err.Error()))
		}
	}
}

func (h *hands) outcome(u *db.JobUpdate, r result) *db.JobUpdate {
	now := h.Clock.Now()
	switch {
	case r.err == nil:
		return u.SetState("DONE").SetClosedAt(now)
	case h.givenBack(r):
		return u.SetRunAt(now).AddAttempt(-1)
	case r.attempt >= park:
		return u.SetState("PARKED").SetClosedAt(now).SetLastError(plain(r.err.Error()))
	}
	return u.SetRunAt(now.Add(backOff(r.attempt, h.jitter()))).SetLastError(plain(r.err.Error()))
}

// backOff grows from a second to ten minutes, more or less a quarter: what has
// failed together does not come back together.
func backOff(attempt int, jitter float64) time.Duration {
	full := min(time.Second<<min(attempt-1, 10), 10*time.Minute)
	return time.Duration(float64(full) * (0.75 + jitter/2)).Round(time.Millisecond)
}

func (w *Worker) jitter() float64 {
	if w.Jitter != nil {
		return w.Jitter()
	}
	return rand.Float64()
}

// kept is how long jobs that are done or abandoned can still be looked at.
const kept = 7 * 24 * time.Hour

// clean deletes what nobody needs any more.
func (w *Worker) clean(ctx context.Context) {
	ctx, now := system(ctx), w.Clock.Now()
	_, err := w.Store.Job.Delete().Where(job.StateIn("DONE", "ABANDONED"), job.ClosedAtLT(now.Add(-kept))).Exec(ctx)
	if err == nil {
		_, err = w.Store.IdempotencyKey.Delete().Where(idempotencykey.CreatedAtLT(now.Add(-outbox.KeyLife))).Exec(ctx)
	}
	if err != nil && ctx.Err() == nil {
		w.Log.Error("clean up after jobs", "err", err)
	}
}
