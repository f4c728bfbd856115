package graph

import (
	"context"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/guest"
	"televisit/ent/policy"
	"televisit/graph/model"
	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
	"televisit/internal/visiting"
)

func invitationOf(in model.InviteGuestInput) (rules.Invitation, error) {
	phone, err := auth.Phone(in.Phone)
	return rules.Invitation{Role: in.Role, Name: in.Name, Phone: phone, Locale: in.Locale}, err
}

// stepGuest takes a step of an invitation and returns the guest as it is then.
func (r *Resolver) stepGuest(ctx context.Context, id string, step rules.GuestStep) (*db.Guest, error) {
	if err := r.Visiting.StepGuest(ctx, id, step); err != nil {
		return nil, err
	}
	return r.Store.Guest.Get(ctx, id)
}

func (r *Resolver) guestsOf(ctx context.Context, appointmentID string) ([]*db.Guest, error) {
	return r.Store.Guest.Query().Where(guest.AppointmentID(appointmentID)).
		Order(guest.ByCreatedAt(entsql.OrderAsc()), guest.ByID()).All(ctx)
}

// guestSelf is the viewer as a guest.
func (r *Resolver) guestSelf(ctx context.Context) (*db.Guest, error) {
	g, err := r.Store.Guest.Query().Where(guest.AccountID(viewer.From(ctx).AccountID)).Only(ctx)
	return g, hidden(err, "invitation")
}

// invitation shows a guest no more than when and with whom.
func (r *Resolver) invitation(ctx context.Context, g *db.Guest) (*model.Invitation, error) {
	if g.Status.IsOver() {
		return &model.Invitation{Guest: g}, nil
	}
	f, err := visiting.Read(ctx, r.Store, g.AppointmentID)
	if err != nil {
		return nil, err
	}
	p, err := orNone(r.Store.Practitioner.Get(ctx, g.PractitionerID))
	if err != nil {
		return nil, err
	}
	a, w, now := f.Appointment, f.Settings.Window(), r.now()
	live := a.Status == rules.Booked || a.Status == rules.InProgress
	return &model.Invitation{Guest: g, Meeting: &model.GuestMeeting{
		AppointmentID: a.ID, StartsAt: a.StartsAt, EndsAt: a.EndsAt, ClinicTimeZone: a.TimeZone,
		OpensAt: w.Opens(f.Facts), ClosesAt: w.Closes(f.Facts), ServerTime: now,
		IsOver: !live || !now.Before(w.Closes(f.Facts)), Practitioner: p,
	}}, nil
}

// invitationEvent ends the stream of somebody who was removed.
func (r *Resolver) invitationEvent(ctx context.Context, e outbox.Event, cursor string) (model.InvitationEvent, bool, error) {
	g, err := r.guestSelf(ctx)
	if err != nil {
		return nil, false, err
	}
	if g.Status.IsOver() {
		return nil, false, fault.New(fault.NotAdmitted, "the guest is %s", g.Status).With("status", g.Status)
	}
	i, err := r.invitation(ctx, g)
	return &model.InvitationChanged{Cursor: cursor, Seq: int(e.Seq), Invitation: i}, true, err
}

// knownGuest finds whose link it is, for somebody who has not signed in. Where
// the invitation leads nowhere there is none.
func (r *Resolver) knownGuest(ctx context.Context, id string) (*db.Guest, error) {
	sys := viewer.System(ctx, policy.Admissions)
	g, err := r.Store.Guest.Query().Where(guest.ID(id)).Only(sys)
	if err != nil {
		return nil, hidden(err, "invitation")
	}
	if !g.Status.MayEnter() {
		return nil, fault.New(fault.NotFound, "no such invitation")
	}
	a, err := r.Store.Appointment.Get(sys, g.AppointmentID)
	if err != nil {
		return nil, err
	}
	if a.Status != rules.Booked && a.Status != rules.InProgress {
		return nil, fault.New(fault.VisitClosed, "the visit is %s", a.Status).With("status", a.Status)
	}
	return g, nil
}

// phoneEnding is enough to know one's own phone by.
func phoneEnding(phone string) string { return phone[max(0, len(phone)-4):] }
