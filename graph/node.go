package graph

import (
	"context"

	"televisit/ent/db"
	"televisit/graph/scalar"
	"televisit/internal/ident"
)

// node finds an object by the type in its id. The policies decide whether the
// viewer gets it; a hidden one and an absent one are both null.
func (r *Resolver) node(ctx context.Context, id string) (scalar.Node, error) {
	find := r.finders()[ident.Prefix(id)]
	if find == nil {
		return nil, nil
	}
	return find(ctx, id)
}

type finder func(ctx context.Context, id string) (scalar.Node, error)

func (r *Resolver) finders() map[string]finder {
	return map[string]finder{
		"cln": by(r.Store.Clinic.Get), "spc": by(r.Store.Specialty.Get), "prc": by(r.Store.Practitioner.Get),
		"svc": by(r.Store.HealthcareService.Get), "pat": by(r.Store.Patient.Get), "apt": by(r.Store.Appointment.Get),
		"pay": by(r.Store.Payment.Get), "doc": by(r.Store.Document.Get), "cdc": by(r.Store.ConsentDocument.Get),
		"cns": by(r.Store.Consent.Get), "vis": by(r.Store.Visit.Get), "msg": by(r.Store.ChatMessage.Get),
		"cnc": by(r.Store.Conclusion.Get), "cwd": by(r.Store.ConsentWithdrawal.Get), "chr": r.historyNode,
		"gst": by(r.Store.Guest.Get),
	}
}

func by[T any](get func(context.Context, string) (*T, error)) finder {
	return func(ctx context.Context, id string) (scalar.Node, error) {
		row, err := get(ctx, id)
		if db.IsNotFound(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return row, nil
	}
}
