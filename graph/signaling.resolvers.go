package graph

import (
	"context"
	"errors"
	"televisit/graph/model"
	"televisit/internal/fault"
	"televisit/internal/viewer"
)

// SendVisitSignals is the resolver for the sendVisitSignals field.
func (r *mutationResolver) SendVisitSignals(ctx context.Context, input model.SendVisitSignalsInput) (model.SendVisitSignalsResult, error) {
	pass, err := r.admitSession(ctx, input.SessionID)
	if err != nil {
		return answer[model.SendVisitSignalsResult](nil, err)
	}
	signals, err := clientSignals(input.Signals)
	if err != nil {
		return answer[model.SendVisitSignalsResult](nil, err)
	}
	ack, err := r.Calls.Send(ctx, pass, viewer.From(ctx).AccountID, input.SessionID, input.Seq, signals)
	return answer[model.SendVisitSignalsResult](&model.SignalAck{Ack: ack.Ack, ServerSeq: ack.ServerSeq}, err)
}

// VisitSignals is the resolver for the visitSignals field.
func (r *subscriptionResolver) VisitSignals(ctx context.Context, sessionID string, resumeToken string, afterSeq int) (<-chan *model.Signal, error) {
	pass, err := r.admitSession(ctx, sessionID)
	if errors.Is(err, fault.SessionGone) {
		return r.farewell(ctx, sessionID, resumeToken), nil
	}
	if err != nil {
		return nil, err
	}
	signals, err := r.Calls.Attach(ctx, pass, viewer.From(ctx).AccountID, sessionID, resumeToken, afterSeq)
	if err != nil {
		return nil, err
	}
	r.recheck(ctx, pass.AppointmentID())
	return stream(ctx, signals, toSignal), nil
}
