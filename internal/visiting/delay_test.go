package visiting_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/job"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/ident"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/internal/testkit"
	"televisit/internal/visiting"
)

// The seed's afternoon of Vorontsov: Petr at 10:30, Maksim at 11:00, Vera at
// 11:30 (UTC), half an hour each.
func (s *suite) today(who string) *db.Appointment {
	s.t.Helper()
	a, err := s.Store.Appointment.Query().Where(appointment.StatusIn(rules.Booked, rules.InProgress)).All(s.As(s.t, who))
	if testkit.Must(s.t, a, err); len(a) != 1 {
		s.t.Fatalf("%s has %d visits", who, len(a))
	}
	return a[0]
}

// runJobs does what is due of the timers of visits, as the worker does.
func (s *suite) runJobs() {
	s.t.Helper()
	sys := testkit.System(s.t, policy.Plumbing)
	due, err := s.Store.Job.Query().Where(job.State("READY"), job.Kind(outbox.LookAtDay), job.RunAtLTE(s.Clock.Now())).All(sys)
	for _, j := range testkit.Must(s.t, due, err) {
		if err := s.visit.LookAtDay(s.t.Context(), j.Subject); err != nil {
			s.t.Fatal(err)
		}
		s.Store.Job.UpdateOne(j).SetState("DONE").ExecX(sys)
	}
}

// at moves the clock to a time of the day and lets the timers fire.
func (s *suite) at(hour, minute int) {
	s.t.Helper()
	s.Clock.Set(time.Date(2026, time.March, 2, hour, minute, 0, 0, time.UTC))
	s.runJobs()
}

// wantDelays compares what Petr, Maksim and Vera know, such as "11:10 ANNOUNCED".
func (s *suite) wantDelays(want ...string) {
	s.t.Helper()
	var got []string
	for _, who := range []string{testkit.Petr, testkit.Maksim, testkit.Vera} {
		if d := s.today(who).Delay.Live(); d != nil {
			got = append(got, d.ExpectedAt.UTC().Format("15:04 ")+string(d.Cause))
		} else {
			got = append(got, "-")
		}
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("at %s they know %q, not %q", s.Clock.Now().Format("15:04"), got, want)
	}
}

// kinds are the kinds of the events of a stream from a place on.
func (s *suite) kinds(stream string) (list []string) {
	s.t.Helper()
	events, err := outbox.After(s.t.Context(), s.Store.Client, stream, 0, 1000)
	for _, e := range testkit.Must(s.t, events, err) {
		list = append(list, e.Kind)
	}
	return list
}

// in fills the room of one appointment only.
func (s *suite) in(id string, people ...rules.Presence) {
	s.t.Helper()
	s.rooms.mu.Lock()
	s.rooms.only, s.rooms.people = id, people
	s.rooms.mu.Unlock()
	s.visit.Presence(s.t.Context(), signaling.Presence{AppointmentID: id, Role: rules.Practitioner, State: signaling.Connected})
}

func eachDay(t *testing.T, run func(s *suite)) {
	t.Helper()
	each(t, func(s *suite) {
		s.at(10, 0)
		run(s)
	})
}

func TestADoctorRunningLateIsAnnouncedToEveryoneWhoWaits(t *testing.T) {
	eachDay(t, func(s *suite) {
		petr := s.today(testkit.Petr)
		s.at(10, 32)
		s.wantDelays("-", "-", "-")
		s.at(10, 33) // nobody has asked: the timer fires
		s.wantDelays("10:40 PRACTITIONER_ABSENT", "11:10 PRACTITIONER_ABSENT", "11:40 PRACTITIONER_ABSENT")
		for _, who := range []string{testkit.Petr, testkit.Maksim, testkit.Vera} {
			stream := outbox.Appointment(s.today(who).ID)
			if got := s.kinds(stream); !slices.Equal(got, []string{visiting.DelayAnnounced}) {
				s.t.Errorf("%s hears %v", who, got)
			}
		}
		for _, stream := range []string{outbox.Floor, outbox.Board(petr.PractitionerID)} {
			if got := s.kinds(stream); len(got) != 3 || got[0] != visiting.DelayAnnounced {
				s.t.Errorf("%s carries %v", stream, got)
			}
		}
		s.at(10, 40) // the estimate has passed, and the desk is called
		s.wantDelays("10:45 PRACTITIONER_ABSENT", "11:15 PRACTITIONER_ABSENT", "11:45 PRACTITIONER_ABSENT")
		s.at(10, 45)
		s.wantDelays("10:50 PRACTITIONER_ABSENT", "11:20 PRACTITIONER_ABSENT", "11:50 PRACTITIONER_ABSENT")
		if d := s.today(testkit.Petr).Delay; !d.Alarm || !d.Choice {
			s.t.Errorf("after fifteen minutes: %+v", d)
		}
		want := []string{visiting.DelayAnnounced, visiting.DelayAlarm, visiting.DelayChoice}
		if got := s.kinds(outbox.Appointment(petr.ID)); !slices.Equal(got, want) {
			s.t.Errorf("Petr hears %v", got)
		}
		s.runJobs() // twice the same job tells nothing new
		if got := s.kinds(outbox.Appointment(petr.ID)); len(got) != 3 {
			s.t.Errorf("Petr hears %v", got)
		}
		s.in(petr.ID, rules.Presence{Role: rules.Practitioner}) // the doctor comes
		s.runJobs()
		s.wantDelays("-", "-", "-")
		if got := s.kinds(outbox.Appointment(petr.ID)); got[len(got)-1] != visiting.DelayOver {
			s.t.Errorf("Petr hears %v", got)
		}
	})
}

func TestARunningCallAnnouncesItsOverrunToThoseWhoComeNext(t *testing.T) {
	eachDay(t, func(s *suite) {
		petr := s.today(testkit.Petr)
		s.at(10, 30)
		s.in(petr.ID, patient, doctor)
		s.at(11, 2)
		s.wantDelays("-", "-", "-")
		s.at(11, 3)
		s.wantDelays("-", "11:10 PREVIOUS_VISIT", "11:40 PREVIOUS_VISIT")
		s.at(11, 10)
		s.wantDelays("-", "11:15 PREVIOUS_VISIT", "11:45 PREVIOUS_VISIT")
		if err := s.visit.Finish(s.As(s.t, testkit.Vorontsov), petr.ID); err != nil {
			s.t.Fatal(err)
		}
		maksim, err := s.Store.Appointment.Query().Where(appointment.StatusEQ(rules.Booked)).Order(appointment.ByStartsAt()).First(s.As(s.t, testkit.Maksim))
		testkit.Must(s.t, maksim, err)
		s.in(maksim.ID, doctor)
		s.runJobs()
		for _, who := range []string{testkit.Maksim, testkit.Vera} {
			if d := s.today(who).Delay; d == nil || d.OverAt == nil {
				s.t.Errorf("%s still knows %+v", who, d)
			}
		}
	})
}

func TestADelayIsAnnouncedByHandAndTakenBack(t *testing.T) {
	eachDay(t, func(s *suite) {
		maksim := s.today(testkit.Maksim)
		for who, want := range map[string]fault.Code{testkit.Melnikova: fault.NotFound, testkit.Nina: fault.NotFound} {
			testkit.Refused(s.t, s.visit.AnnounceDelay(s.As(s.t, who), ident.Make("key"), maksim.ID, 10), want)
		}
		key, doctor := ident.Make("key"), s.As(s.t, testkit.Vorontsov)
		for range 2 { // a repetition changes nothing
			if err := s.visit.AnnounceDelay(doctor, key, maksim.ID, 20); err != nil {
				s.t.Fatal(err)
			}
		}
		s.wantDelays("-", "11:20 ANNOUNCED", "11:50 ANNOUNCED")
		if d := s.today(testkit.Vera).Delay; d.By != rules.Practitioner {
			s.t.Errorf("%+v", d)
		}
		if err := s.visit.AnnounceDelay(s.As(s.t, testkit.Desk), ident.Make("key"), maksim.ID, 5); err != nil { // a later word counts
			s.t.Fatal(err)
		}
		s.wantDelays("-", "11:05 ANNOUNCED", "11:35 ANNOUNCED")
		if err := s.visit.WithdrawDelay(doctor, s.today(testkit.Vera).ID); err != nil {
			s.t.Fatal(err)
		}
		s.wantDelays("-", "-", "-")
		testkit.Refused(s.t, s.visit.WithdrawDelay(doctor, maksim.ID), fault.Conflict)
		want := []string{visiting.DelayAnnounced, visiting.DelayChanged, visiting.DelayOver}
		if got := s.kinds(outbox.Appointment(maksim.ID)); !slices.Equal(got, want) {
			s.t.Errorf("Maksim hears %v", got)
		}
	})
}

func TestManyEstimatesAtOnceTellEachPersonOnce(t *testing.T) {
	eachDay(t, func(s *suite) {
		petr := s.today(testkit.Petr)
		s.Clock.Set(petr.StartsAt.Add(5 * time.Minute))
		for _, err := range testkit.Together(8, func(int) error { return s.visit.LookAtDay(context.Background(), petr.ID) }) {
			if err != nil {
				s.t.Error(err)
			}
		}
		for _, who := range []string{testkit.Petr, testkit.Maksim, testkit.Vera} {
			if got := s.kinds(outbox.Appointment(s.today(who).ID)); len(got) != 1 {
				s.t.Errorf("%s hears %v", who, got)
			}
		}
	})
}

func TestTheTimelineShowsWhoWasThereAndWhatWasSaid(t *testing.T) {
	each(t, func(s *suite) {
		s.Store.Appointment.Update().Where(appointment.IDNEQ(s.id), appointment.StatusEQ(rules.Booked)).SetStatus(rules.Cancelled).
			ExecX(testkit.System(s.t, policy.Booking))
		note := func(role rules.Role, state signaling.PresenceState) {
			s.visit.Presence(s.t.Context(), signaling.Presence{AppointmentID: s.id, Role: role, State: state})
		}
		s.at(11, 20)
		if err := s.visit.AnnounceDelay(s.As(s.t, testkit.Vorontsov), ident.Make("key"), s.id, 10); err != nil {
			s.t.Fatal(err)
		}
		s.at(11, 30)
		s.in(s.id, rules.Presence{Role: rules.Patient})
		note(rules.Patient, signaling.Joined)
		s.at(11, 32)
		note(rules.Patient, signaling.Away)
		s.Clock.Advance(40 * time.Second)
		note(rules.Patient, signaling.Back)
		s.at(11, 40)
		s.in(s.id, patient, doctor)
		s.at(11, 50)
		if err := s.visit.EndCall(s.As(s.t, testkit.Vorontsov), s.pass(testkit.Vorontsov)); err != nil {
			s.t.Fatal(err)
		}
		if err := s.visit.Finish(s.As(s.t, testkit.Vorontsov), s.id); err != nil {
			s.t.Fatal(err)
		}
		note(rules.Patient, signaling.Departed) // evidence goes on after the end
		f, err := visiting.Read(s.As(s.t, testkit.Desk), s.Store, s.id)
		testkit.Must(s.t, f, err)
		list, err := s.visit.Timeline(s.As(s.t, testkit.Desk), f)
		var got []string
		for _, e := range testkit.Must(s.t, list, err) {
			line := e.At.Format("15:04 ") + string(e.Kind)
			if e.Role != nil {
				line += " " + string(*e.Role)
			}
			if e.Status != nil {
				line += " " + string(*e.Status)
			}
			if e.By != nil {
				line += " by " + string(*e.By)
			}
			if e.Minutes != nil {
				line += fmt.Sprint(" ", *e.Minutes)
			}
			if e.AwaySeconds != nil {
				line += fmt.Sprint(" for ", *e.AwaySeconds)
			}
			got = append(got, line)
		}
		want := []string{
			"11:20 DELAY_PROMISED by PRACTITIONER 10", "11:20 DELAY_ANNOUNCED by PRACTITIONER 10",
			"11:30 DOOR_OPENED", "11:30 CONNECTED PRACTITIONER", "11:30 STATUS WAITING", "11:30 JOINED PATIENT",
			"11:32 AWAY PATIENT for 40", "11:32 BACK PATIENT",
			"11:40 DELAY_ALARM 15", "11:40 CONNECTED PRACTITIONER", "11:40 STATUS IN_CALL",
			"11:50 DOOR_CLOSED", "11:50 CALL_ENDED by PRACTITIONER", "11:50 STATUS WRAP_UP", "11:50 FINISHED by PRACTITIONER", "11:50 STATUS WRAP_UP", "11:50 LEFT PATIENT",
		}
		if !slices.Equal(got, want) {
			s.t.Errorf("the timeline is\n%q\nnot\n%q", got, want)
		}
	})
}
