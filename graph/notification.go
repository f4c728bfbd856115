package graph

import (
	"context"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/notification"
	"televisit/ent/db/predicate"
	"televisit/graph/model"
	"televisit/internal/fault"
	"televisit/internal/notifying"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// notificationSettings are the viewer's, as they are now.
func (r *Resolver) notificationSettings(ctx context.Context) (*model.NotificationSettings, error) {
	a, err := r.Store.Account.Get(ctx, viewer.From(ctx).AccountID)
	if err != nil {
		return nil, err
	}
	reachable, err := r.Notices.Reachable(ctx)
	if err != nil {
		return nil, err
	}
	s := &model.NotificationSettings{Groups: []*model.NotificationGroupSettings{}, Reachable: reachable, PushKey: orNil(r.Notices.PushKey)}
	for _, group := range rules.GroupsOf(a.Role) {
		s.Groups = append(s.Groups, groupSettings(group, a.NoticesOff))
	}
	return s, nil
}

func groupSettings(group rules.NoticeGroup, off rules.NoticeSettings) *model.NotificationGroupSettings {
	g := &model.NotificationGroupSettings{Group: group}
	for _, c := range group.ChannelsOf() {
		g.Channels = append(g.Channels, &model.NotificationChannelSettings{Channel: c, IsOn: off.Wants(group, c), IsLocked: group.IsLocked(c)})
	}
	return g
}

// maxSwitches is more than there are.
const maxSwitches = 18

func switchesOf(in []*model.NotificationSwitch) ([]notifying.Switch, error) {
	if len(in) > maxSwitches {
		return nil, fault.New(fault.BadRequest, "at most %d switches", maxSwitches)
	}
	switches := make([]notifying.Switch, len(in))
	for i, s := range in {
		switches[i] = notifying.Switch{Group: s.Group, Channel: s.Channel, On: s.IsOn}
	}
	return switches, nil
}

// notifications are messages of somebody, newest first.
func (r *Resolver) notifications(ctx context.Context, whose predicate.Notification, first int, after *string) (*model.NotificationConnection, error) {
	limit, key, err := page(first, after)
	if err != nil {
		return nil, err
	}
	q := r.Store.Notification.Query().Where(whose).Order(notification.ByID(entsql.OrderDesc())).Limit(limit)
	if key != "" {
		q.Where(notification.IDLT(key))
	}
	found, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	found, info := cut(found, limit, after != nil, notificationKey)
	return &model.NotificationConnection{Nodes: found, Edges: edges(found, notificationKey, notificationEdge), PageInfo: info}, nil
}

func notificationKey(n *db.Notification) string { return n.ID }

func notificationEdge(cursor string, n *db.Notification) *model.NotificationEdge {
	return &model.NotificationEdge{Cursor: cursor, Node: n}
}

// calendarURL is for the patient of a visit only: whoever has it reads on.
func (r *Resolver) calendarURL(ctx context.Context, a *db.Appointment) (*string, error) {
	if v := viewer.From(ctx); v.PatientID == "" || v.PatientID != a.PatientID {
		return nil, nil
	}
	p, err := r.Store.Patient.Get(ctx, a.PatientID)
	if err != nil {
		return nil, err
	}
	return orNil(r.Notices.FileURL(a, p)), nil
}
