package chaos_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"televisit/internal/chaos"
	"televisit/internal/drive"
)

// People in each other's way: few times, many who want, move and cancel them.
// Nobody is ever answered with a defect, and nobody is in two places.
func TestStormsEndInTypedAnswers(t *testing.T) {
	for name, open := range map[string]func(*testing.T) ([]*drive.Node, chaos.Bank){
		"sqlite":                          func(t *testing.T) ([]*drive.Node, chaos.Bank) { return []*drive.Node{node(t, binary(t, ""))}, nil },
		"two nodes that do not find NATS": func(t *testing.T) ([]*drive.Node, chaos.Bank) { return payingPair(t, "NATS_URL=nats://127.0.0.1:9") },
	} {
		t.Run(name, func(t *testing.T) {
			nodes, bank := open(t)
			wantNone(t, chaos.Config{For: 6 * time.Second, Patients: 16, Times: 12, Calm: true, Nodes: nodes, Bank: bank})
		})
	}
}

// Ten parallel bookings of one time make one booking; here two hundred, of two
// hundred patients, at two processes that share nothing but the database: each
// has a bus of its own.
func TestTwoHundredPatientsAtTwoNodesGetOneTimeOnce(t *testing.T) {
	nodes := pair(t, binary(t, ""))
	for _, n := range nodes {
		if err := n.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	const patients = 200
	people, ids := make([]*drive.Client, patients), make([]string, patients)
	each(patients, 12, func(i int) {
		people[i] = drive.NewClient(nodes...)
		var err error
		if ids[i], err = people[i].SignUp(t.Context(), fmt.Sprintf("+7988%07d", i)); err != nil {
			t.Error(err)
		}
	})
	doctor, at := openTime(t, people[0])
	errs := make([]error, patients)
	each(patients, patients, func(i int) {
		var held any
		errs[i] = people[i].Ask(t.Context(), `mutation($doctor: ID!, $service: ID!, $patient: ID!, $at: DateTime!, $key: UUID!) {
			holdSlot(input: {practitionerId: $doctor, serviceId: $service, patientId: $patient, startsAt: $at, idempotencyKey: $key}) {
			... on HoldSlotSuccess { appointment { id } } ... on Problem { code message } } }`, map[string]any{
			"doctor": doctor.ID, "service": doctor.Services[0].ID, "patient": ids[i],
			"at":  at.Format(time.RFC3339),
			"key": fmt.Sprintf("00000000-0000-4000-8000-%012d", i),
		}, &held)
	})
	won := 0
	for _, err := range errs {
		var no *drive.Refused
		switch {
		case err == nil:
			won++
		case !errors.As(err, &no) || no.Code != "SLOT_TAKEN":
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d patients have the time", won)
	}
}

type receiving struct {
	ID       string
	Services []struct{ ID string }
}

// openTime finds a practitioner and a free time of theirs, a day or more ahead.
func openTime(t *testing.T, c *drive.Client) (receiving, time.Time) {
	t.Helper()
	var clinic struct {
		ServerTime    time.Time
		Practitioners struct{ Nodes []receiving }
	}
	if err := c.Ask(t.Context(), `{ serverTime practitioners(first: 1) { nodes { id services { id } } } }`, nil, &clinic); err != nil {
		t.Fatal(err)
	}
	doctor := clinic.Practitioners.Nodes[0]
	var free struct {
		Availability struct {
			Days []struct {
				Slots []struct{ StartsAt time.Time }
			}
		}
	}
	from := clinic.ServerTime.Add(24 * time.Hour)
	err := c.Ask(t.Context(), `query($doctor: ID!, $service: ID!, $from: DateTime!, $to: DateTime!) {
		availability(practitionerId: $doctor, serviceId: $service, from: $from, to: $to) { days { slots { startsAt } } } }`, map[string]any{
		"doctor": doctor.ID, "service": doctor.Services[0].ID,
		"from": from.Format(time.RFC3339), "to": from.AddDate(0, 0, 14).Format(time.RFC3339),
	}, &free)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range free.Availability.Days {
		for _, slot := range day.Slots {
			return doctor, slot.StartsAt
		}
	}
	t.Fatal("nobody receives in two weeks")
	return receiving{}, time.Time{}
}

// each does n things, at most so many at once.
func each(n, atOnce int, do func(i int)) {
	var all sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for i := range n {
		all.Go(func() {
			free <- struct{}{}
			do(i)
			<-free
		})
	}
	all.Wait()
}
