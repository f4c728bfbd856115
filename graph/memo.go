package graph

import (
	"context"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"televisit/ent/db"
	"televisit/internal/visiting"
)

// memo keeps what one response asks for many times. Each event of a
// subscription is a response of its own and starts with an empty one.
type memo struct {
	mu     sync.Mutex
	files  map[string]*visiting.File
	clinic *db.Clinic
	// listed are practitioners of the response, free the nearest free times of
	// those that were looked up; nil where there is none.
	listed []string
	free   map[string]*time.Time
}

func newMemo() *memo {
	return &memo{files: map[string]*visiting.File{}, free: map[string]*time.Time{}}
}

type memoKey struct{}

func aroundResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	resp := next(context.WithValue(ctx, memoKey{}, newMemo()))
	if resp != nil && resp.Data == nil && len(resp.Errors) > maxErrors {
		resp.Errors = resp.Errors[:maxErrors]
	}
	return resp
}

func memoOf(ctx context.Context) *memo {
	if m, ok := ctx.Value(memoKey{}).(*memo); ok {
		return m
	}
	return newMemo()
}

// file reads the facts of an appointment, once a response.
func (r *Resolver) file(ctx context.Context, id string) (*visiting.File, error) {
	m := memoOf(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	if f := m.files[id]; f != nil {
		return f, nil
	}
	f, err := visiting.Read(ctx, r.Store, id)
	if err == nil {
		m.files[id] = f
	}
	return f, err
}

func (r *Resolver) clinic(ctx context.Context) (*db.Clinic, error) {
	m := memoOf(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.clinic != nil {
		return m.clinic, nil
	}
	c, err := r.Store.Clinic.Query().Only(ctx)
	m.clinic = c
	return c, err
}
