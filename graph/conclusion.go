package graph

import (
	"context"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/conclusion"
	"televisit/ent/db/visit"
	"televisit/internal/rules"
)

func content(complaints, diagnosis, assessment, plan string) rules.ConclusionContent {
	return rules.ConclusionContent{Complaints: complaints, Diagnosis: diagnosis, Assessment: assessment, Plan: plan}
}

// orNil is nil for an empty word.
func orNil[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}

func (r *Resolver) conclusionsOf(ctx context.Context, visitID string) ([]*db.Conclusion, error) {
	return r.Store.Conclusion.Query().Where(conclusion.VisitID(visitID)).
		Order(conclusion.ByNumber(entsql.OrderDesc())).All(ctx)
}

// signedOf lists the signed versions for an appointment, newest first.
func (r *Resolver) signedOf(ctx context.Context, appointmentID string) ([]*db.Conclusion, error) {
	visitID, err := r.Store.Visit.Query().Where(visit.AppointmentID(appointmentID)).OnlyID(ctx)
	if db.IsNotFound(err) {
		return []*db.Conclusion{}, nil
	}
	if err != nil {
		return nil, err
	}
	return r.Store.Conclusion.Query().Where(conclusion.VisitID(visitID), conclusion.StatusNEQ(rules.Draft)).
		Order(conclusion.ByNumber(entsql.OrderDesc())).All(ctx)
}

func (r *Resolver) practitionerName(ctx context.Context, id string) (*string, error) {
	p, err := r.Store.Practitioner.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return orNil(rules.FullName(p.FamilyName, p.GivenName, p.Patronymic)), nil
}
