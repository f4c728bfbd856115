// Package year_test lives a clinic's life, day by day with the clock moved from
// one thing that happens to the next: a simulated year takes minutes. Services,
// rules, jobs and SQLite are the real ones; the people and the bank are played
// from a seed.
package year_test

import (
	"container/heap"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"hash"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/job"
	"televisit/ent/policy"
	"televisit/internal/booking"
	"televisit/internal/fault"
	"televisit/internal/notify"
	"televisit/internal/notifying"
	"televisit/internal/outbox"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
	"televisit/internal/visiting"
	"televisit/internal/worker"
)

var (
	seeded = flag.Uint64("seed", 0, "repeat the run with this seed; 0 takes a new one")
	days   = flag.Int("days", 6, "how long the clinic is lived in; a year has both nights on which clocks change")
)

// begin is three days before summer time begins in Berlin.
var begin = time.Date(2026, time.March, 26, 5, 0, 0, 0, time.UTC)

// year is one life of the clinic.
type year struct {
	*testkit.World
	t   *testing.T
	rng *rand.Rand

	book    *booking.Service
	pay     *pay.Service
	bank    *bank
	visits  *visiting.Service
	inside  *visiting.Attendance
	notices *notifying.Service
	jobs    *worker.Worker

	patients []viewer.Viewer
	doctors  []*doctor
	agenda   agenda
	happened int

	status map[string]rules.AppointmentStatus // as the last look has seen it
	open   []string                           // appointments that may change by the next look
	names  map[string]int                     // of appointments, for the digest
	told   map[string]bool
	counts map[string]int
	digest hash.Hash
}

type doctor struct {
	*db.Practitioner
	as       context.Context
	services []*db.HealthcareService
}

// event is something that happens at an instant.
type event struct {
	at time.Time
	n  int
	do func()
}

type agenda []event

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at.Before(a[j].at) || a[i].at.Equal(a[j].at) && a[i].n < a[j].n
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(event)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// sms takes every message.
type sms struct{}

func (sms) Send(context.Context, notify.SMS) error { return nil }

func newYear(t *testing.T, seed uint64) *year {
	t.Helper()
	y := &year{
		World: testkit.New(t), t: t, rng: rand.New(rand.NewPCG(seed, 0)), inside: visiting.NewAttendance(),
		status: map[string]rules.AppointmentStatus{}, names: map[string]int{}, told: map[string]bool{}, counts: map[string]int{}, digest: sha256.New(),
	}
	log := slog.New(slog.DiscardHandler)
	y.bank = &bank{year: y, entries: map[string]*entry{}}
	y.book = &booking.Service{Store: y.Store, Clock: y.Clock}
	y.pay = &pay.Service{Store: y.Store, Clock: y.Clock, Provider: y.bank, Booking: y.book}
	y.book.Money = y.pay
	y.visits = &visiting.Service{Store: y.Store, Clock: y.Clock, Rooms: rooms{y.inside}, Calendar: y.book, Money: y.pay, Log: log}
	y.notices = &notifying.Service{Store: y.Store, Clock: y.Clock, SMS: sms{}, BaseURL: "https://clinic.example", Key: []byte("a key of tests")}
	y.jobs = &worker.Worker{Store: y.Store, Clock: y.Clock, Log: log, Size: 1, Jitter: y.rng.Float64, Handlers: map[string]worker.Handler{
		outbox.ExpireHold: y.book.Expire, outbox.CloseVisit: y.book.Close, outbox.LookAtDay: y.visits.LookAtDay, outbox.EndVisit: y.visits.End,
		outbox.AskPayment: y.pay.Reconcile, outbox.AskRefund: y.pay.AskRefund, outbox.CheckRefund: y.pay.CheckRefund,
		outbox.Announce: y.notices.Announce, outbox.Deliver: y.notices.Deliver,
	}}
	y.settle()
	return y
}

// rooms are calls without media.
type rooms struct{ *visiting.Attendance }

func (r rooms) Room(id string) []rules.Presence {
	return visiting.Calls{Attendance: r.Attendance}.Room(id)
}
func (rooms) EndCall(string, string) {}

func (rooms) StateChanged(string, rules.VisitStatus) {}

// settle moves the clinic to Berlin, where a night of the year lacks an hour
// and another has one twice. One doctor receives around the clock.
func (y *year) settle() {
	y.t.Helper()
	y.Clock.Set(begin)
	sys := testkit.System(y.t, policy.Seed)
	y.must(y.Store.Clinic.Update().SetTimeZone("Europe/Berlin").Exec(sys))
	y.must(y.Store.Job.Update().SetState("DONE").Exec(testkit.System(y.t, policy.Plumbing)))
	office := rules.Template{Grid: 10, Notice: 60, Horizon: 30}
	always := office
	for day := range always.Week {
		always.Week[day] = []rules.Hours{{From: 0, To: 24 * 60}}
	}
	for day := time.Monday; day <= time.Friday; day++ {
		office.Week[day] = []rules.Hours{{From: 8 * 60, To: 13 * 60}, {From: 14 * 60, To: 18 * 60}}
	}
	for i, email := range []string{testkit.Grinev, testkit.Vorontsov, testkit.Melnikova} {
		p := y.Practitioner(y.t, email)
		week := office
		if i == 0 {
			week = always
		}
		y.must(y.Store.Schedule.Create().SetPractitionerID(p.ID).SetNumber(3).SetValidFrom("2000-01-01").
			SetTimeZone("Europe/Berlin").SetTemplate(week).SetPublishedBy("test").Exec(sys))
		services, err := p.QueryServices().Order(db.Asc("id")).All(sys)
		y.must(err)
		y.doctors = append(y.doctors, &doctor{p, y.As(y.t, email), services})
	}
	y.patients = y.Patients(y.t, 40)
	y.look()
}

func (y *year) must(err error) {
	y.t.Helper()
	if err != nil {
		y.t.Fatal(err)
	}
}

// expected lets refusals of the rules pass.
func (y *year) expected(err error) bool {
	y.t.Helper()
	if f, refused := fault.As(err); refused {
		y.counts["refused "+string(f.Code)]++
		return false
	}
	y.must(err)
	return true
}

func (y *year) happens(percent int) bool { return y.rng.IntN(100) < percent }

func (y *year) minutes(from, to int) time.Duration {
	return time.Duration(from+y.rng.IntN(to-from)) * time.Minute
}

// key is a key that nobody else has.
func (y *year) key() string { return fmt.Sprintf("%016x", y.rng.Uint64()) }

func (y *year) at(when time.Time, do func()) {
	y.happened++
	heap.Push(&y.agenda, event{when, y.happened, do})
}

func (y *year) after(d time.Duration, do func()) { y.at(y.Clock.Now().Add(d), do) }

// live goes from one thing that happens to the next.
func (y *year) live(days int) {
	y.t.Helper()
	end := begin.AddDate(0, 0, days)
	for day := range days {
		for range 12 + y.rng.IntN(14) {
			y.at(begin.AddDate(0, 0, day).Add(y.minutes(0, 24*60)), y.somebodyBooks)
		}
	}
	for next := y.next(); next.Before(end) && !y.t.Failed(); next = y.next() {
		if next.After(y.Clock.Now()) {
			y.Clock.Set(next)
		}
		for len(y.agenda) > 0 && !y.agenda[0].at.After(y.Clock.Now()) {
			heap.Pop(&y.agenda).(event).do()
		}
		y.jobs.Drain(y.t.Context())
		y.look()
	}
}

// next is when something happens: to people, or to a job.
func (y *year) next() time.Time {
	y.t.Helper()
	next := begin.AddDate(10, 0, 0)
	if len(y.agenda) > 0 {
		next = y.agenda[0].at
	}
	due, err := y.Store.Job.Query().Where(job.State("READY")).Order(job.ByRunAt()).First(testkit.System(y.t, policy.Plumbing))
	if err == nil && due.RunAt.Before(next) {
		return due.RunAt
	}
	if err != nil && !db.IsNotFound(err) {
		y.t.Fatal(err)
	}
	return next
}

func TestAClinicLivesWithoutBreakingItsRules(t *testing.T) {
	seed := *seeded
	for seed == 0 {
		seed = rand.Uint64()
	}
	y := newYear(t, seed)
	begun := time.Now()
	y.live(*days)
	t.Logf("seed %d: %d days in %s, digest %s", seed, *days, time.Since(begun).Round(time.Second), hex.EncodeToString(y.digest.Sum(nil)[:6]))
	t.Logf("%d appointments: %v", len(y.names), y.counts)
	if n := y.Store.Job.Query().Where(job.State("PARKED")).CountX(testkit.System(t, policy.Plumbing)); n > 0 {
		t.Errorf("%d jobs were given up", n)
	}
	for _, want := range []string{"FULFILLED", "CANCELLED", "EXPIRED", "NO_SHOW", "moved", "reminded"} {
		if y.counts[want] == 0 {
			t.Errorf("nothing was %s: that shows little", want)
		}
	}
}

func TestASeedIsTheSameLife(t *testing.T) {
	var digests []string
	for range 2 {
		y := newYear(t, 7)
		y.live(2)
		digests = append(digests, hex.EncodeToString(y.digest.Sum(nil)))
	}
	if digests[0] != digests[1] {
		t.Errorf("%v", digests)
	}
}
