// Package visiting runs the visit itself: who may be in the room, what state
// the people in it make, and how a call and a visit end.
package visiting

import (
	"context"
	"fmt"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/conclusion"
	"televisit/ent/db/consent"
	"televisit/ent/db/guest"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// File is everything that the rules ask about one appointment, for one viewer.
type File struct {
	Appointment *db.Appointment
	Facts       rules.Facts
	Readiness   rules.Readiness
	Settings    rules.Settings
}

// Read collects the facts of an appointment that the viewer may see, or NOT_FOUND.
func Read(ctx context.Context, s *ent.Store, id string) (*File, error) {
	invited, err := seen(ctx, s, id)
	if err != nil {
		return nil, err
	}
	sys := viewer.System(ctx, policy.Admissions)
	a, err := s.Appointment.Query().Where(appointment.ID(id)).WithVisit().WithPayment().
		WithConsents(func(q *db.ConsentQuery) { q.Where(consent.Kind(rules.IDS)) }).Only(sys)
	if err != nil {
		return nil, fmt.Errorf("read the appointment: %w", err)
	}
	c, err := s.Clinic.Query().Only(sys)
	if err != nil {
		return nil, fmt.Errorf("read the clinic: %w", err)
	}
	signed, err := isConcluded(sys, s, a)
	if err != nil {
		return nil, err
	}
	return &File{
		Appointment: a,
		Facts:       facts(a, viewer.From(ctx), invited),
		Readiness:   rules.Readiness{DeviceChecked: a.DeviceCheck != nil, ConclusionFinal: signed},
		Settings:    c.Settings,
	}, nil
}

// seen makes sure that the viewer may see the appointment, or was asked into it.
func seen(ctx context.Context, s *ent.Store, id string) (invited *db.Guest, err error) {
	if viewer.From(ctx).Role == viewer.Guest {
		invited, err = s.Guest.Query().Where(guest.AppointmentID(id)).Only(ctx)
	} else {
		_, err = s.Appointment.Query().Where(appointment.ID(id)).OnlyID(ctx)
	}
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "no such appointment")
	}
	if err != nil {
		return nil, fmt.Errorf("look for the appointment: %w", err)
	}
	return invited, nil
}

func isConcluded(ctx context.Context, s *ent.Store, a *db.Appointment) (bool, error) {
	if a.Edges.Visit == nil {
		return false, nil
	}
	signed, err := s.Conclusion.Query().
		Where(conclusion.VisitID(a.Edges.Visit.ID), conclusion.StatusNEQ(rules.Draft)).Exist(ctx)
	if err != nil {
		return false, fmt.Errorf("look for the conclusion: %w", err)
	}
	return signed, nil
}

func facts(a *db.Appointment, v viewer.Viewer, invited *db.Guest) rules.Facts {
	f := rules.Facts{
		AppointmentID: a.ID, Role: part(a, v), Status: a.Status, Visit: rules.VisitScheduled,
		StartsAt: a.StartsAt, EndsAt: a.EndsAt,
		Paid:      a.Funding == rules.Covered || a.PriceMinor == 0,
		Consented: len(a.Edges.Consents) > 0,
		Delay:     a.Delay,
	}
	if invited != nil {
		f.Role, f.Guest = rules.Guest, rules.GuestFacts{Role: invited.Role, Status: invited.Status}
	}
	if a.Edges.Visit != nil {
		f.Visit = a.Edges.Visit.Status
	}
	if a.Edges.Payment != nil && a.Edges.Payment.Status.IsPaid() {
		f.Paid = true
	}
	return f
}

// part is the viewer's part in an appointment; empty for people of the clinic
// who only look at it.
func part(a *db.Appointment, v viewer.Viewer) rules.Role {
	switch {
	case v.PatientID != "" && v.PatientID == a.PatientID:
		return rules.Patient
	case v.PractitionerID != "" && v.PractitionerID == a.PractitionerID:
		return rules.Practitioner
	}
	return ""
}
