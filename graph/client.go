package graph

import (
	"context"
	"strings"
	"time"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/apiclient"
	"televisit/ent/db/patientlink"
	"televisit/graph/model"
	"televisit/internal/auth"
)

// apiClients are the programs of other companies, newest first.
func (r *Resolver) apiClients(ctx context.Context, first int, after *string) (*model.APIClientConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	newest := entsql.OrderDesc()
	q := r.Store.ApiClient.Query().Order(apiclient.ByCreatedAt(newest), apiclient.ByID(newest)).Limit(limit)
	if key != "" {
		text, id, _ := strings.Cut(key, "|")
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return nil, badCursor()
		}
		q.Where(apiclient.Or(apiclient.CreatedAtLT(at), apiclient.And(apiclient.CreatedAt(at), apiclient.IDLT(id))))
	}
	found, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, after != nil, clientKey)
	return &model.APIClientConnection{Nodes: found, Edges: edges(found, clientKey, clientEdge), PageInfo: info}, nil
}

func clientKey(c *db.ApiClient) string {
	return c.CreatedAt.UTC().Format(time.RFC3339Nano) + "|" + c.ID
}

func clientEdge(cursor string, c *db.ApiClient) *model.APIClientEdge {
	return &model.APIClientEdge{Cursor: cursor, Node: c}
}

func (r *Resolver) client(ctx context.Context, id string) (*db.ApiClient, error) {
	c, err := r.Store.ApiClient.Get(ctx, id)
	return c, hidden(err, "API client")
}

// links are those of the viewer that have not ended, newest first.
func (r *Resolver) links(ctx context.Context) ([]*db.PatientLink, error) {
	return r.Store.PatientLink.Query().Where(patientlink.EndedAtIsNil()).
		Order(patientlink.ByCreatedAt(entsql.OrderDesc()), patientlink.ByID(entsql.OrderDesc())).All(ctx)
}

func registration(in model.RegisterPatientInput) auth.Form {
	return auth.Form{
		Phone: in.Phone, FamilyName: in.FamilyName, GivenName: in.GivenName, Patronymic: orEmpty(in.Patronymic),
		BirthDate: in.BirthDate, Sex: in.Sex, ConsentDocumentID: in.ConsentDocumentID, Locale: in.Locale, TimeZone: orEmpty(in.TimeZone),
	}
}
