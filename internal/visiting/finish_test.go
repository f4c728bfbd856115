package visiting_test

import (
	"testing"
	"time"

	"televisit/ent/policy"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

func TestAVisitThatNobodyFinishesEndsWhenItCanRunOverNoLonger(t *testing.T) {
	each(t, func(s *suite) {
		end := func() {
			if err := s.visit.End(s.t.Context(), s.id); err != nil {
				s.t.Fatal(err)
			}
		}
		a, _ := s.state()
		over := a.EndsAt.Add(rules.DefaultSettings().Overrun)
		s.come(patient, doctor)
		s.come()
		s.Clock.Set(over.Add(-time.Nanosecond))
		end()
		if a, _ := s.state(); a.Status != rules.InProgress {
			s.t.Errorf("a nanosecond early the appointment is %s", a.Status)
		}
		s.Clock.Set(over)
		end()
		s.want(rules.VisitWrapUp, rules.Fulfilled)
		if _, v := s.state(); v.FinishedAt == nil || !v.FinishedAt.Equal(over) {
			s.t.Errorf("finished at %v", v.FinishedAt)
		}
		if p := paymentOf(s, a.ID); p != rules.PaymentSettled {
			s.t.Errorf("the payment is %s", p)
		}
		end() // the timer may fire twice
		s.want(rules.VisitWrapUp, rules.Fulfilled)
	})
}

func TestAVisitWithoutACallIsNotFinishedByItself(t *testing.T) {
	each(t, func(s *suite) {
		s.Clock.Advance(24 * time.Hour)
		if err := s.visit.End(s.t.Context(), s.id); err != nil {
			s.t.Fatal(err)
		}
		if a, _ := s.state(); a.Status != rules.Booked {
			s.t.Errorf("the appointment is %s", a.Status)
		}
	})
}

func paymentOf(s *suite, appointmentID string) rules.PaymentStatus {
	s.t.Helper()
	a := s.Store.Appointment.GetX(testkit.System(s.t, policy.Settle), appointmentID)
	return a.QueryPayment().OnlyX(testkit.System(s.t, policy.Settle)).Status
}
