package graph

import (
	"context"
	"fmt"
	"strings"
	"time"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/consent"
	"televisit/ent/db/consentwithdrawal"
	"televisit/graph/model"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

func (r *Resolver) consentSigned(ctx context.Context, consentID, appointmentID string) (model.SignConsentResult, error) {
	c, err := r.Store.Consent.Get(ctx, consentID)
	if err != nil {
		return nil, err
	}
	a, err := r.Store.Appointment.Get(ctx, appointmentID)
	if err != nil {
		return nil, err
	}
	return &model.SignConsentSuccess{Consent: c, Appointment: a}, nil
}

// dataConsent is the consent to data processing that is in force, for whom may see it.
func (r *Resolver) dataConsent(ctx context.Context, p *db.Patient) (*db.Consent, error) {
	if p.ConsentWithdrawnAt != nil {
		return nil, nil
	}
	return orNone(r.Store.Consent.Query().Where(consent.PatientID(p.ID), consent.Kind(rules.PersonalData)).
		Order(consent.BySignedAt(entsql.OrderDesc()), consent.ByID(entsql.OrderDesc())).First(ctx))
}

// withdrawalOf is the withdrawal that is in force.
func (r *Resolver) withdrawalOf(ctx context.Context, p *db.Patient) (*db.ConsentWithdrawal, error) {
	if p.ConsentWithdrawnAt == nil {
		return nil, nil
	}
	return orNone(r.Store.ConsentWithdrawal.Query().Where(consentwithdrawal.PatientID(p.ID)).
		Order(consentwithdrawal.ByCreatedAt(entsql.OrderDesc()), consentwithdrawal.ByID(entsql.OrderDesc())).First(ctx))
}

func (r *Resolver) withdrawalTerms(ctx context.Context) (*model.WithdrawalTerms, error) {
	now := r.now()
	times, err := rules.Withdraw(now, now)
	if err != nil {
		return nil, err
	}
	ids, refunds, err := r.Booking.WithdrawalTerms(ctx, viewer.From(ctx).PatientID)
	if err != nil {
		return nil, err
	}
	t := &model.WithdrawalTerms{Visits: []*model.VisitToCallOff{}, FinishBy: times.FinishBy, ServerTime: now}
	for i, id := range ids {
		a, err := r.Store.Appointment.Get(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("read a visit: %w", err)
		}
		t.Visits = append(t.Visits, &model.VisitToCallOff{Appointment: a, Refund: &refunds[i]})
	}
	return t, nil
}

// openWithdrawals are those that are not finished, the nearest deadline first.
func (r *Resolver) openWithdrawals(ctx context.Context, first int, after *string) (*model.ConsentWithdrawalConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	q := r.Store.ConsentWithdrawal.Query().Where(consentwithdrawal.FinishedAtIsNil()).
		Order(consentwithdrawal.ByFinishBy(), consentwithdrawal.ByID()).Limit(limit)
	if key != "" {
		text, id, _ := strings.Cut(key, "|")
		by, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return nil, badCursor()
		}
		q.Where(consentwithdrawal.Or(consentwithdrawal.FinishByGT(by), consentwithdrawal.And(consentwithdrawal.FinishBy(by), consentwithdrawal.IDGT(id))))
	}
	head, err := r.headCursor(ctx, outbox.Withdrawals) // before the rows: an event may repeat, none is lost
	if err != nil {
		return nil, err
	}
	found, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, after != nil, withdrawalKey)
	return &model.ConsentWithdrawalConnection{
		Nodes: found, Edges: edges(found, withdrawalKey, withdrawalEdge), PageInfo: info, Cursor: head,
	}, nil
}

// followWithdrawals streams those that come or come to their end.
func (r *Resolver) followWithdrawals(ctx context.Context, after *string) (<-chan model.ConsentWithdrawalEvent, error) {
	shape := func(ctx context.Context, e outbox.Event, cursor string) (model.ConsentWithdrawalEvent, bool, error) {
		w, err := r.Store.ConsentWithdrawal.Get(ctx, e.Subject)
		return &model.ConsentWithdrawalChanged{Cursor: cursor, Seq: int(e.Seq), Withdrawal: w}, true, err
	}
	return follow(ctx, r, events[model.ConsentWithdrawalEvent]{stream: outbox.Withdrawals, after: after, shape: shape})
}

func withdrawalKey(w *db.ConsentWithdrawal) string {
	return w.FinishBy.UTC().Format(time.RFC3339Nano) + "|" + w.ID
}

func withdrawalEdge(cursor string, w *db.ConsentWithdrawal) *model.ConsentWithdrawalEdge {
	return &model.ConsentWithdrawalEdge{Cursor: cursor, Node: w}
}
