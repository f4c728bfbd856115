package visiting_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/booking"
	"televisit/internal/fault"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/internal/testkit"
	"televisit/internal/visiting"
)

// rooms are calls that a test fills with people.
type rooms struct {
	mu     sync.Mutex
	people []rules.Presence
	only   string   // the appointment that they are in; empty for every one
	said   []string // what was done to the room
}

func (r *rooms) Room(id string) []rules.Presence {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.only != "" && r.only != id {
		return nil
	}
	return slices.Clone(r.people)
}

func (r *rooms) EndCall(_, reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.people = nil
	r.said = append(r.said, "end "+reason)
}

func (r *rooms) StateChanged(_ string, s rules.VisitStatus) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, string(s))
}

// suite is where Vera's visit with Vorontsov is run.
type suite struct {
	*testkit.World
	t     *testing.T
	visit *visiting.Service
	rooms *rooms
	id    string // the appointment
}

var (
	patient = rules.Presence{Role: rules.Patient, Connected: true}
	doctor  = rules.Presence{Role: rules.Practitioner, Connected: true}
)

func each(t *testing.T, run func(s *suite)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		s := &suite{World: w, t: t, rooms: &rooms{}, id: w.Appointment(t, testkit.Vera, rules.Booked).ID}
		s.visit = &visiting.Service{
			Store: w.Store, Clock: w.Clock, Rooms: s.rooms, Log: slog.New(slog.DiscardHandler),
			Calendar: &booking.Service{Store: w.Store, Clock: w.Clock}, Money: &pay.Service{Store: w.Store, Clock: w.Clock},
		}
		w.Clock.Set(w.Appointment(t, testkit.Vera, rules.Booked).StartsAt)
		run(s)
	})
}

// come fills the room with exactly these people.
func (s *suite) come(people ...rules.Presence) {
	s.rooms.mu.Lock()
	s.rooms.people = people
	s.rooms.mu.Unlock()
	s.visit.Presence(s.t.Context(), signaling.Presence{AppointmentID: s.id, Role: rules.Patient, State: signaling.Connected})
}

func (s *suite) state() (*db.Appointment, *db.Visit) {
	s.t.Helper()
	a := s.Store.Appointment.GetX(testkit.System(s.t, policy.Presence), s.id)
	return a, a.QueryVisit().OnlyX(testkit.System(s.t, policy.Presence))
}

func (s *suite) want(v rules.VisitStatus, a rules.AppointmentStatus) {
	s.t.Helper()
	gotA, gotV := s.state()
	if gotV.Status != v || gotA.Status != a {
		s.t.Errorf("the visit is %s and the appointment %s, not %s and %s", gotV.Status, gotA.Status, v, a)
	}
}

// pass is what the gate gives to somebody now.
func (s *suite) pass(login string) rules.Pass {
	s.t.Helper()
	f, err := visiting.Read(s.As(s.t, login), s.Store, s.id)
	testkit.Must(s.t, f, err)
	p, err := rules.Admit(f.Facts, f.Settings.Window(), s.Clock.Now())
	return testkit.Must(s.t, p, err)
}

func TestAVisitRunsFromTheWaitingRoomToItsEnd(t *testing.T) {
	each(t, func(s *suite) {
		s.come(patient)
		s.want(rules.VisitWaiting, rules.Booked)
		s.come(patient, rules.Presence{Role: rules.Practitioner})
		s.want(rules.VisitReady, rules.Booked)
		s.come(patient, doctor)
		s.want(rules.VisitInCall, rules.InProgress)
		began := s.Clock.Now()
		s.Clock.Advance(60_000_000_000)
		s.come(doctor)
		s.want(rules.VisitInterrupted, rules.InProgress)
		s.come(patient, doctor)
		s.want(rules.VisitInCall, rules.InProgress)
		if _, v := s.state(); !v.StartedAt.Equal(began) {
			s.t.Errorf("it began at %s", v.StartedAt)
		}
		if err := s.visit.Finish(s.As(s.t, testkit.Vorontsov), s.id); err != nil {
			s.t.Fatal(err)
		}
		s.want(rules.VisitWrapUp, rules.Fulfilled)
		s.come()
		s.come(patient, doctor) // too late: it is finished
		s.want(rules.VisitWrapUp, rules.Fulfilled)
		if got := fmt.Sprint(s.rooms.said); got != "[WAITING READY IN_CALL INTERRUPTED IN_CALL end VISIT_FINISHED]" {
			s.t.Errorf("the room was told %s", got)
		}
	})
}

func TestEndingTheCallLeavesTheVisitOpen(t *testing.T) {
	each(t, func(s *suite) {
		pass := s.pass(testkit.Vorontsov)
		testkit.Refused(s.t, s.visit.EndCall(s.t.Context(), pass), fault.Conflict)
		if len(s.rooms.said) != 0 {
			s.t.Errorf("without a call the room is told %v", s.rooms.said)
		}
		s.come(patient, doctor)
		testkit.Refused(s.t, s.visit.EndCall(s.t.Context(), rules.Pass{}), fault.Forbidden)
		testkit.Refused(s.t, s.visit.EndCall(s.t.Context(), s.pass(testkit.Vera)), fault.Forbidden)
		if err := s.visit.EndCall(s.t.Context(), s.pass(testkit.Vorontsov)); err != nil {
			s.t.Fatal(err)
		}
		s.want(rules.VisitWrapUp, rules.InProgress)
		s.come()
		s.want(rules.VisitWrapUp, rules.InProgress)
		s.come(patient, doctor)
		s.want(rules.VisitInCall, rules.InProgress)
	})
}

func TestWhoCameToTheOldTimeHasNotComeToTheNewOne(t *testing.T) {
	each(t, func(s *suite) {
		s.come(patient)
		guestID, err := s.visit.InviteGuest(s.As(s.t, testkit.Vera), "g", s.id, rules.Invitation{Role: rules.Relative, Name: "Олег", Phone: "+79160000077", Locale: rules.RU})
		testkit.Must(s.t, guestID, err)
		s.Store.Guest.UpdateOneID(guestID).SetStatus(rules.GuestAdmitted).ExecX(testkit.System(s.t, policy.Presence))
		s.Clock.Advance(20 * time.Minute) // the doctor does not come: the patient may choose
		book := &booking.Service{Store: s.Store, Clock: s.Clock}
		if err := book.Reschedule(s.As(s.t, testkit.Vera), "k", s.id, testkit.Noon.AddDate(0, 0, 2)); err != nil {
			s.t.Fatal(err)
		}
		s.come(patient, doctor) // both are about to be sent out
		s.come(doctor)
		s.come()
		s.want(rules.VisitScheduled, rules.Booked)
		if _, v := s.state(); v.PatientCameAt != nil || v.PractitionerCameAt != nil || v.StartedAt != nil {
			s.t.Errorf("came at %v and %v, began at %v", v.PatientCameAt, v.PractitionerCameAt, v.StartedAt)
		}
		if g := s.Store.Guest.GetX(testkit.System(s.t, policy.Presence), guestID); g.Status != rules.GuestInvited {
			s.t.Errorf("the guest is %s", g.Status)
		}
		s.Clock.Set(testkit.Noon.AddDate(0, 0, 2))
		s.come(doctor)
		s.want(rules.VisitWaiting, rules.Booked)
		if _, v := s.state(); v.PatientCameAt != nil || v.PractitionerCameAt == nil {
			s.t.Errorf("came at %v and %v", v.PatientCameAt, v.PractitionerCameAt)
		}
	})
}

func TestOnlyTheDoctorFinishesAndOnlyARunningVisit(t *testing.T) {
	each(t, func(s *suite) {
		testkit.Refused(s.t, s.visit.Finish(s.As(s.t, testkit.Vorontsov), s.id), fault.Conflict)
		s.come(patient, doctor)
		for _, who := range []string{testkit.Nina, testkit.Melnikova, testkit.Admin} {
			testkit.Refused(s.t, s.visit.Finish(s.As(s.t, who), s.id), fault.NotFound)
		}
		finished := 0
		ctx := s.As(s.t, testkit.Vorontsov)
		for _, err := range testkit.Together(6, func(int) error { return s.visit.Finish(ctx, s.id) }) {
			if err == nil {
				finished++
				continue
			}
			testkit.Refused(s.t, err, fault.Conflict)
		}
		if finished != 1 {
			s.t.Errorf("finished %d times", finished)
		}
	})
}

func TestPresenceAndButtonsAtOnceLeaveNoTornState(t *testing.T) {
	each(t, func(s *suite) {
		s.come(patient, doctor)
		ctx := s.As(s.t, testkit.Vorontsov)
		var finished error
		testkit.Together(9, func(i int) error {
			switch i {
			case 4:
				finished = s.visit.Finish(ctx, s.id)
			default:
				s.rooms.mu.Lock()
				s.rooms.people = [][]rules.Presence{{patient}, {patient, doctor}, {}}[i%3]
				s.rooms.mu.Unlock()
				s.visit.Presence(s.t.Context(), signaling.Presence{AppointmentID: s.id, Role: rules.Patient, State: signaling.Connected})
			}
			return nil
		})
		if finished != nil {
			s.t.Errorf("finish: %v", finished)
		}
		a, v := s.state()
		if a.Status != rules.Fulfilled || v.FinishedAt == nil || v.Status != rules.VisitWrapUp {
			s.t.Errorf("%s, %s, finished at %v", a.Status, v.Status, v.FinishedAt)
		}
	})
}

func TestTheFactsAreThoseOfTheViewer(t *testing.T) {
	each(t, func(s *suite) {
		for who, want := range map[string]rules.Role{testkit.Vera: rules.Patient, testkit.Vorontsov: rules.Practitioner, testkit.Desk: ""} {
			f, err := visiting.Read(s.As(s.t, who), s.Store, s.id)
			if err != nil || f.Facts.Role != want || !f.Facts.Paid || !f.Facts.Consented || !f.Readiness.DeviceChecked || f.Readiness.ConclusionFinal {
				s.t.Errorf("%s: %+v, %v", who, f, err)
			}
		}
		for who, ctx := range map[string]context.Context{
			"another patient": s.As(s.t, testkit.Nina), "another doctor": s.As(s.t, testkit.Melnikova), "an admin": s.As(s.t, testkit.Admin), "nobody": s.t.Context(),
		} {
			_, err := visiting.Read(ctx, s.Store, s.id)
			if f, _ := fault.As(err); f == nil || f.Code != fault.NotFound {
				s.t.Errorf("%s: %v", who, err)
			}
		}
		unpaid, err := visiting.Read(s.As(s.t, testkit.Petr), s.Store, s.Appointment(s.t, testkit.Petr, rules.Booked).ID)
		if err != nil || unpaid.Facts.Paid {
			s.t.Errorf("Petr has not paid: %v, %v", unpaid, err)
		}
		unsigned, err := visiting.Read(s.As(s.t, testkit.Maksim), s.Store, s.Appointment(s.t, testkit.Maksim, rules.Booked).ID)
		if err != nil || unsigned.Facts.Consented {
			s.t.Errorf("Maksim has not signed: %v, %v", unsigned, err)
		}
	})
}

func TestTheDeviceCheckOfThePatientIsKept(t *testing.T) {
	each(t, func(s *suite) {
		check := rules.DeviceCheck{CheckedAt: s.Clock.Now(), Microphone: true}
		if err := s.visit.SaveDeviceCheck(s.As(s.t, testkit.Vera), s.id, check); err != nil {
			s.t.Fatal(err)
		}
		if err := s.visit.SaveDeviceCheck(s.As(s.t, testkit.Vorontsov), s.id, rules.DeviceCheck{}); err != nil {
			s.t.Error(err)
		}
		if a, _ := s.state(); a.DeviceCheck.Verdict() != rules.GoodForAudio {
			s.t.Errorf("kept %+v", a.DeviceCheck)
		}
		testkit.Refused(s.t, s.visit.SaveDeviceCheck(s.As(s.t, testkit.Nina), s.id, check), fault.NotFound)
		s.come(patient, doctor)
		if err := s.visit.Finish(s.As(s.t, testkit.Vorontsov), s.id); err != nil {
			s.t.Fatal(err)
		}
		testkit.Refused(s.t, s.visit.SaveDeviceCheck(s.As(s.t, testkit.Vera), s.id, check), fault.Conflict)
	})
}

func TestAttendanceKnowsWhoIsInside(t *testing.T) {
	a := visiting.NewAttendance()
	note := func(account string, state signaling.PresenceState) {
		a.Note(signaling.Presence{AppointmentID: "apt", AccountID: account, Role: rules.Patient, State: state})
	}
	for i, x := range []struct {
		account string
		state   signaling.PresenceState
		want    string
	}{
		{"vera", signaling.Joined, "[vera]"},
		{"vera", signaling.Connected, "[vera connected]"},
		{"vera", signaling.Joined, "[vera]"}, // a reload takes the place of the old one
		{"vera", signaling.Connected, "[vera connected]"},
		{"ivan", signaling.Joined, "[vera connected ivan]"},
		{"vera", signaling.Away, "[ivan vera]"},
		{"vera", signaling.Back, "[ivan vera connected]"},
		{"ivan", signaling.Departed, "[vera connected]"},
		{"ivan", signaling.Departed, "[vera connected]"},
		{"vera", signaling.Departed, "[]"},
	} {
		note(x.account, x.state)
		var got []string
		for _, g := range a.Inside("apt") {
			got = append(got, g.AccountID)
			if g.Connected {
				got = append(got, "connected")
			}
		}
		if fmt.Sprint(got) != x.want {
			t.Errorf("step %d, %s %v: %v, not %s", i, x.account, x.state, got, x.want)
		}
	}
	if len(a.Inside("another")) != 0 {
		t.Error("people are in a room where nobody is")
	}
}
