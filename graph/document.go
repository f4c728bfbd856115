package graph

import (
	"context"

	"televisit/ent/db"
	"televisit/ent/db/document"
	"televisit/graph/scalar"
	"televisit/internal/files"
)

// stagedFiles refuses the whole upload when one of its files was refused.
func stagedFiles(uploads []*scalar.Upload) ([]*files.Staged, error) {
	staged := make([]*files.Staged, 0, len(uploads))
	for _, u := range uploads {
		if u.Refusal != nil {
			return nil, u.Refusal.With("fields", []string{"files"})
		}
		staged = append(staged, u.File)
	}
	return staged, nil
}

// documentsByID reads documents in the order of the ids; hidden ones are left out.
func (r *Resolver) documentsByID(ctx context.Context, ids []string) ([]*db.Document, error) {
	list := []*db.Document{}
	if len(ids) == 0 {
		return list, nil
	}
	found, err := r.Store.Document.Query().Where(document.IDIn(ids...)).All(ctx)
	byID := map[string]*db.Document{}
	for _, d := range found {
		byID[d.ID] = d
	}
	for _, id := range ids {
		if d := byID[id]; d != nil {
			list = append(list, d)
		}
	}
	return list, err
}
