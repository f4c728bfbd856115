// Command booking measures hold and book over HTTP against a real server
// process, in pairs per second of the server's own CPU.
//
//	go run ./bench/booking -workers 16
//	go run ./internal/testkit/pg/serve go run ./bench/booking -postgres -workers 16 -practitioners 1
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"televisit/bench/clinic"
	"televisit/internal/drive"
)

var (
	workers       = flag.Int("workers", 1, "how many patients hold and book at the same time")
	practitioners = flag.Int("practitioners", 4, "with how many doctors")
	length        = flag.Duration("for", 8*time.Second, "how long")
	postgres      = flag.Bool("postgres", false, "on an empty database of TEST_POSTGRES_URL instead of SQLite")
)

func main() {
	flag.Parse()
	if err := measure(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func measure(ctx context.Context) error {
	c, err := clinic.Open(ctx, *postgres)
	if err != nil {
		return err
	}
	defer c.Close()
	return run(ctx, c.Node)
}

func run(ctx context.Context, node *drive.Node) error {
	times, err := offer(ctx, node)
	if err != nil {
		return err
	}
	people := make([]*person, *workers)
	for i := range people {
		people[i] = &person{client: drive.NewClient(node)}
		if people[i].id, err = people[i].client.SignUp(ctx, fmt.Sprintf("+7977%07d", i)); err != nil {
			return err
		}
	}
	var pairs, next atomic.Int64
	var all sync.WaitGroup
	failed := make([]error, len(people))
	before, begun := node.Used(), time.Now()
	for i, p := range people {
		all.Go(func() {
			for time.Since(begun) < *length && failed[i] == nil {
				n := int(next.Add(1)) - 1
				if n >= len(times) {
					return
				}
				if failed[i] = p.pair(ctx, times[n]); failed[i] == nil {
					pairs.Add(1)
				}
			}
		})
	}
	all.Wait()
	took, used := time.Since(begun), node.Used()-before
	fmt.Printf("workers=%d practitioners=%d postgres=%t: %d pairs in %.1f s (%.0f/s), server CPU %.2f s: %.0f pairs per CPU second\n",
		*workers, *practitioners, *postgres, pairs.Load(), took.Seconds(), float64(pairs.Load())/took.Seconds(), used.Seconds(), float64(pairs.Load())/used.Seconds())
	return errors.Join(failed...)
}

// when is a time of a doctor.
type when struct {
	practitioner, service string
	at                    time.Time
}

// offer is every covered time of the doctors, so that nothing has to be paid.
// Neighbours are days apart, so that no patient has two visits at once.
func offer(ctx context.Context, node *drive.Node) (times []when, err error) {
	var a struct {
		ServerTime    time.Time
		Practitioners struct {
			Nodes []struct {
				ID       string
				Services []struct {
					ID              string
					Funding         string
					DurationMinutes int
				}
			}
		}
	}
	c := drive.NewClient(node)
	defer c.Close()
	if err := c.Ask(ctx, `{ serverTime practitioners(first: 20) { nodes { id services { id funding durationMinutes } } } }`, nil, &a); err != nil {
		return nil, err
	}
	moscow := time.FixedZone("Europe/Moscow", 3*60*60)
	y, m, d := a.ServerTime.In(moscow).Date()
	first := time.Date(y, m, d+2, 0, 0, 0, 0, moscow)
	if err := c.SignInStaff(ctx, "REGISTRAR"); err != nil {
		return nil, err
	}
	for _, p := range a.Practitioners.Nodes {
		if err := c.OpenAllDay(ctx, p.ID, first); err != nil {
			return nil, err
		}
	}
	const month = 24 * 24 * 60
	for minute := 0; minute < month; minute += 10 {
		for i, p := range a.Practitioners.Nodes[:min(*practitioners, len(a.Practitioners.Nodes))] {
			for _, s := range p.Services {
				if s.Funding == "COVERED" && minute%s.DurationMinutes == 0 {
					times = append(times, when{p.ID, s.ID, first.Add(time.Duration((minute+i*6*24*60)%month) * time.Minute)})
					break
				}
			}
		}
	}
	return times, nil
}

type person struct {
	client *drive.Client
	id     string
	n      int
}

// pair holds a time and books it.
func (p *person) pair(ctx context.Context, w when) error {
	var held struct {
		HoldSlot struct{ Appointment struct{ ID string } }
	}
	err := p.client.Ask(ctx, `mutation($p: ID!, $s: ID!, $me: ID!, $at: DateTime!, $key: UUID!) {
		holdSlot(input: {practitionerId: $p, serviceId: $s, patientId: $me, startsAt: $at, idempotencyKey: $key}) {
		... on HoldSlotSuccess { appointment { id } } ... on Problem { code message } } }`,
		map[string]any{"p": w.practitioner, "s": w.service, "me": p.id, "at": w.at.UTC().Format(time.RFC3339), "key": p.key()}, &held)
	if err != nil {
		return err
	}
	return p.client.Ask(ctx, `mutation($id: ID!, $key: UUID!) { bookAppointment(input: {appointmentId: $id, idempotencyKey: $key}) {
		... on BookAppointmentSuccess { appointment { id } } ... on Problem { code message } } }`,
		map[string]any{"id": held.HoldSlot.Appointment.ID, "key": p.key()}, &struct{}{})
}

func (p *person) key() string {
	p.n++
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", p.n)
}
