package graph

import (
	"context"
	"maps"
	"slices"

	"entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/dispute"
	"televisit/ent/db/payment"
	"televisit/ent/db/paymentevent"
	"televisit/ent/db/refund"
	"televisit/graph/model"
	"televisit/internal/ledger"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

func (r *Resolver) ledger(ctx context.Context) (*model.Ledger, error) {
	all, err := ledger.Audit(ctx, r.Store)
	if err != nil {
		return nil, err
	}
	shown := &model.Ledger{Balances: []*model.LedgerBalance{}, Imbalances: []string{}}
	for _, currency := range slices.Sorted(maps.Keys(all)) {
		shown.Imbalances = append(shown.Imbalances, all[currency].Imbalances()...)
		if !currency.IsSold() { // money in it fits no payment
			continue
		}
		for _, account := range rules.LedgerAccounts() {
			sum := &rules.Money{AmountMinor: all[currency].Balances[account], Currency: currency}
			shown.Balances = append(shown.Balances, &model.LedgerBalance{Account: account, Amount: sum})
		}
	}
	return shown, nil
}

// payments are pages of all payments, the newest first.
func (r *Resolver) payments(ctx context.Context, statuses []rules.PaymentStatus, first int, after *string) (*model.PaymentConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	q := r.Store.Payment.Query().Order(payment.ByID(sql.OrderDesc())).Limit(limit)
	if len(statuses) > 0 {
		q.Where(payment.StatusIn(statuses...))
	}
	if key != "" {
		q.Where(payment.IDLT(key))
	}
	found, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, after != nil, paymentKey)
	return &model.PaymentConnection{Nodes: found, Edges: edges(found, paymentKey, paymentEdge), PageInfo: info}, nil
}

func paymentKey(p *db.Payment) string { return p.ID }

func paymentEdge(cursor string, p *db.Payment) *model.PaymentEdge {
	return &model.PaymentEdge{Cursor: cursor, Node: p}
}

// refunds are pages in the order of their ids: every refund has as long as the
// others, so that is the order of deadlines. What is done is read backwards.
func (r *Resolver) refunds(ctx context.Context, isDone bool, first int, after *string) (*model.RefundConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	q := r.Store.Refund.Query().Limit(limit)
	beyond := refund.IDGT
	if isDone {
		q.Where(refund.StatusEQ(rules.RefundDone)).Order(refund.ByID(sql.OrderDesc()))
		beyond = refund.IDLT
	} else {
		q.Where(refund.StatusNEQ(rules.RefundDone)).Order(refund.ByID())
	}
	if key != "" {
		q.Where(beyond(key))
	}
	found, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, after != nil, refundKey)
	return &model.RefundConnection{Nodes: found, Edges: edges(found, refundKey, refundEdge), PageInfo: info}, nil
}

func refundKey(f *db.Refund) string { return f.ID }

func refundEdge(cursor string, f *db.Refund) *model.RefundEdge {
	return &model.RefundEdge{Cursor: cursor, Node: f}
}

func (r *Resolver) disputes(ctx context.Context, first int, after *string) (*model.DisputeConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	q := r.Store.Dispute.Query().Order(dispute.ByID(sql.OrderDesc())).Limit(limit)
	if key != "" {
		q.Where(dispute.IDLT(key))
	}
	found, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, key != "", disputeKey)
	return &model.DisputeConnection{Nodes: found, Edges: edges(found, disputeKey, disputeEdge), PageInfo: info}, nil
}

func disputeKey(d *db.Dispute) string { return d.ID }

func disputeEdge(cursor string, d *db.Dispute) *model.DisputeEdge {
	return &model.DisputeEdge{Cursor: cursor, Node: d}
}

func (r *Resolver) unmatchedPayments(ctx context.Context, first int, after *string) (*model.UnmatchedPaymentConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	found, err := r.Store.PaymentEvent.Query().
		Where(paymentevent.Effect(pay.Unmatched), paymentevent.NotedAtIsNil(), paymentevent.IDGT(key)).
		Order(paymentevent.ByID()).Limit(limit).All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, after != nil, unmatchedKey)
	return &model.UnmatchedPaymentConnection{Nodes: found, Edges: edges(found, unmatchedKey, unmatchedEdge), PageInfo: info}, nil
}

func unmatchedKey(e *db.PaymentEvent) string { return e.ID }

func unmatchedEdge(cursor string, e *db.PaymentEvent) *model.UnmatchedPaymentEdge {
	return &model.UnmatchedPaymentEdge{Cursor: cursor, Node: e}
}

// refunded is what has been returned of a payment's price.
func (r *Resolver) refunded(ctx context.Context, p *db.Payment) (*rules.Money, error) {
	done, err := p.QueryRefunds().Where(refund.StatusEQ(rules.RefundDone), refund.ReasonNEQ(rules.PaidTwice)).
		Select(refund.FieldAmountMinor).Ints(ctx)
	sum := &rules.Money{Currency: p.Currency}
	for _, minor := range done {
		sum.AmountMinor += minor
	}
	return sum, err
}

func atDesk(ctx context.Context) bool { return viewer.From(ctx).Role == viewer.Registrar }

// trouble says to the desk why it has to look at a refund.
func (r *Resolver) trouble(ctx context.Context, f *db.Refund) (*rules.RefundTrouble, error) {
	if !atDesk(ctx) || f.Status == rules.RefundDone {
		return nil, nil
	}
	isParked, err := r.Pay.IsParked(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	if t := rules.TroubleOf(f.Status, isParked, f.Deadline, r.now()); t != "" {
		return &t, nil
	}
	return nil, nil
}
