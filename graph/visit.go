package graph

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/visit"
	"televisit/ent/policy"
	"televisit/graph/model"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/internal/viewer"
)

func (r *Resolver) visitOf(ctx context.Context, appointmentID string) (*db.Visit, error) {
	v, err := r.Store.Visit.Query().Where(visit.AppointmentID(appointmentID)).Only(ctx)
	return v, hidden(err, "visit")
}

// join opens a session of the call for the holder of a pass.
func (r *Resolver) join(ctx context.Context, pass rules.Pass) (*model.VisitSession, error) {
	v := viewer.From(ctx)
	a, err := r.Store.Account.Get(ctx, v.AccountID)
	if err != nil {
		return nil, err
	}
	s, err := r.Calls.Join(ctx, pass, signaling.Participant{
		AccountID: v.AccountID, AuthSession: v.SessionID, Name: a.Name, Asked: graphql.GetOperationContext(ctx).Stats.OperationStart,
	})
	if err != nil {
		return nil, err
	}
	return &model.VisitSession{ID: s.ID, ResumeToken: s.ResumeToken, IceServers: iceServers(s.ICEServers), ExpiresAt: s.ExpiresAt}, nil
}

// leave ends one of the viewer's own sessions; it asks for no pass, since
// everybody may go.
func (r *Resolver) leave(ctx context.Context, sessionID string) (appointmentID string, err error) {
	owner, appointmentID, ok := r.Calls.Owner(sessionID)
	if !ok || owner != viewer.From(ctx).AccountID {
		return "", fault.New(fault.SessionGone, "the session is gone")
	}
	r.Calls.Leave(owner, sessionID)
	r.Calls.Told(ctx) // so that the answer shows the visit without them
	return appointmentID, nil
}

// participants names who is in the room, for those who may see the visit.
func (r *Resolver) participants(ctx context.Context, v *db.Visit) ([]*model.Participant, error) {
	inside := r.Inside(v.AppointmentID)
	list := make([]*model.Participant, 0, len(inside))
	for _, g := range inside {
		a, err := r.Store.Account.Query().Where(account.ID(g.AccountID)).Only(viewer.System(ctx, policy.Auth))
		if err != nil {
			return nil, err
		}
		list = append(list, &model.Participant{ID: g.AccountID, Role: g.Role, GuestRole: orNil(g.GuestRole), Name: a.Name, Away: g.Away})
	}
	return list, nil
}

func (r *Resolver) chatWindow(ctx context.Context, v *db.Visit) (opens, closes time.Time, err error) {
	f, err := r.file(ctx, v.AppointmentID)
	if err != nil {
		return opens, closes, err
	}
	opens, closes = rules.ChatWindow(f.Facts, f.Settings)
	return opens, closes, nil
}
