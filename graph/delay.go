package graph

import (
	"context"

	"televisit/ent/db"
	"televisit/graph/model"
	"televisit/internal/rules"
)

// delay shows what people know of a visit that is to come.
func (r *Resolver) delay(ctx context.Context, a *db.Appointment) (*model.Delay, error) {
	d := a.Delay.Live()
	if d == nil || a.Status != rules.Booked {
		return nil, nil
	}
	c, err := r.clinic(ctx)
	if err != nil {
		return nil, err
	}
	made := &model.Delay{
		ExpectedAt: d.ExpectedAt, Minutes: d.Minutes(a.StartsAt), Cause: d.Cause, Since: d.Since, NeedsDesk: d.Alarm,
		PatientMayChoose: c.Settings.MayChoose(a.StartsAt, d, false, r.now()),
		ChoiceFrom:       a.StartsAt.Add(c.Settings.Lateness().Choice),
		KeepsLength:      d.ExpectedAt.Sub(a.StartsAt) <= c.Settings.Overrun,
	}
	if d.By != "" {
		made.AnnouncedBy = &d.By
	}
	return made, nil
}
