package visiting_test

import (
	"testing"
	"time"

	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/internal/testkit"
)

func TestTheQualityOfACallIsKeptForItsTwoSides(t *testing.T) {
	each(t, func(s *suite) {
		sample := rules.LinkSample{LossDown: 0.25, RTT: 120 * time.Millisecond, UpKbps: 30, DownKbps: 700, Freezes: 2, Way: "tcp"}
		s.visit.Quality(s.t.Context(), []signaling.Quality{
			{AppointmentID: s.id, Role: rules.Patient, Link: sample.Quality(), LinkSample: sample},
			{AppointmentID: s.id, Role: "GUEST", Link: rules.LinkGood},
			{AppointmentID: "apt_absent", Role: rules.Patient, Link: rules.LinkGood},
		})
		rows := s.Store.VisitQuality.Query().AllX(s.As(s.t, testkit.Vorontsov))
		if len(rows) != 1 {
			s.t.Fatalf("kept %d rows", len(rows))
		}
		r := rows[0]
		if r.Role != rules.Patient || r.Link != rules.LinkWeak || r.LossDown != 0.25 || r.RttMs != 120 || r.DownKbps != 700 || r.Freezes != 2 || r.Way != "tcp" {
			s.t.Errorf("kept %+v", r)
		}
	})
}
