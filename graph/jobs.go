package graph

import (
	"context"
	"fmt"
	"strings"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/job"
	"televisit/graph/model"
	"televisit/internal/fault"
	"televisit/internal/outbox"
)

// parkedJobs are jobs that failed too often, the longest waiting first.
func (r *Resolver) parkedJobs(ctx context.Context, first int, after *string) (*model.ParkedJobConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	q := r.Store.Job.Query().Where(job.State("PARKED")).Order(job.ByClosedAt(), job.ByID()).Limit(limit)
	if key != "" {
		text, id, _ := strings.Cut(key, "|")
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return nil, badCursor()
		}
		q.Where(job.Or(job.ClosedAtGT(at), job.And(job.ClosedAt(at), job.IDGT(id))))
	}
	found, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, after != nil, jobKey)
	return &model.ParkedJobConnection{Nodes: found, Edges: edges(found, jobKey, jobEdge), PageInfo: info}, nil
}

func jobKey(j *db.Job) string { return j.ClosedAt.UTC().Format(time.RFC3339Nano) + "|" + j.ID }

func jobEdge(cursor string, j *db.Job) *model.ParkedJobEdge {
	return &model.ParkedJobEdge{Cursor: cursor, Node: j}
}

// changeParked ends the waiting of a parked job and wakes the workers.
func (r *Resolver) changeParked(ctx context.Context, id string, set func(*db.JobUpdate)) error {
	return r.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		u := tx.Job.Update().Where(job.ID(id), job.State("PARKED"))
		set(u)
		n, err := u.Save(ctx)
		if err != nil {
			return fmt.Errorf("change a job: %w", err)
		}
		if n == 1 {
			ent.Touched(ctx, outbox.Jobs, 0)
			return nil
		}
		if _, err := tx.Job.Get(ctx, id); err != nil {
			return hidden(err, "job")
		}
		return fault.New(fault.Conflict, "the job is not parked any more")
	})
}

func (r *Resolver) retryJob(ctx context.Context, id string) error {
	return r.changeParked(ctx, id, func(u *db.JobUpdate) {
		u.SetState("READY").SetRunAt(r.now()).SetAttempt(0).ClearClosedAt()
	})
}

func (r *Resolver) abandonJob(ctx context.Context, id string) error {
	return r.changeParked(ctx, id, func(u *db.JobUpdate) { u.SetState("ABANDONED").SetClosedAt(r.now()) })
}
