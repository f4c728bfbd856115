// Package year_test lives a clinic's life in a bubble of testing/synctest: time
// goes on when nobody has anything to do, so a simulated year takes minutes.
// Services, rules, the worker and SQLite are the real ones; the people and the
// bank are played from a seed.
package year_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"hash"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"entgo.io/ent"

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
	"televisit/internal/schedule"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
	"televisit/internal/visiting"
	"televisit/internal/worker"
)

var (
	seeded = flag.Uint64("seed", 0, "repeat the run with this seed; 0 takes a new one")
	days   = flag.Int("days", 3, "how long the clinic is lived in; a year has both nights on which clocks change")
)

var berlin = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}()

// change is an instant at which clocks change in Berlin.
type change struct {
	at   time.Time
	gone time.Duration // afterwards nobody can book for so long: the hour comes for the second time
}

var (
	spring = change{at: time.Date(2026, time.March, 29, 1, 0, 0, 0, time.UTC)} // 02:00 becomes 03:00
	autumn = change{at: time.Date(2026, time.October, 25, 1, 0, 0, 0, time.UTC), gone: time.Hour}
)

// hours are the last that can be booked before clocks change, and the first after.
func (c change) hours() [2]rules.Interval {
	begin := c.at.Add(c.gone)
	return [2]rules.Interval{{Start: c.at.Add(-time.Hour), End: c.at}, {Start: begin, End: begin.Add(time.Hour)}}
}

// morning leaves more than two days until clocks change.
func (c change) morning() time.Time { return c.at.Add(-68 * time.Hour) }

// year is one life of the clinic.
type year struct {
	*testkit.World
	t     *testing.T
	rng   *rand.Rand
	begin time.Time

	book      *booking.Service
	pay       *pay.Service
	bank      *bank
	visits    *visiting.Service
	inside    *visiting.Attendance
	schedules *schedule.Service
	jobs      *worker.Worker
	wake      chan struct{}

	patients []viewer.Viewer
	doctors  []*doctor
	desk     context.Context
	agenda   agenda
	planned  int

	status  map[string]rules.AppointmentStatus // as the last look has seen it
	open    []string                           // appointments that may change by the next look
	names   map[string]int                     // of appointments, for the digest
	told    map[string]bool
	lasts   string    // the newest message that was looked at
	expires time.Time // the first of the holds
	before  int       // at the provider, by the books of the demo
	counts  map[string]int
	digest  hash.Hash

	mu      sync.Mutex      // the worker cleans up beside a job
	touched map[string]bool // entities that were written since the last look
}

type doctor struct {
	*db.Practitioner
	as       context.Context
	services []*db.HealthcareService
}

// newYear opens the clinic at an instant; call it in a bubble.
func newYear(t *testing.T, seed uint64, begin time.Time) *year {
	t.Helper()
	y := &year{
		World: testkit.New(t), t: t, rng: rand.New(rand.NewPCG(seed, 0)), begin: begin, inside: visiting.NewAttendance(), wake: make(chan struct{}),
		status: map[string]rules.AppointmentStatus{}, names: map[string]int{}, told: map[string]bool{}, touched: map[string]bool{},
		counts: map[string]int{}, digest: sha256.New(),
	}
	time.Sleep(time.Until(begin))
	y.Clock.Run()
	log := slog.New(slog.DiscardHandler)
	y.bank = &bank{year: y, entries: map[string]*entry{}, strays: map[string]int64{}}
	y.book = &booking.Service{Store: y.Store, Clock: y.Clock}
	y.pay = &pay.Service{Store: y.Store, Clock: y.Clock, Provider: y.bank, Booking: y.book}
	y.book.Money = y.pay
	y.visits = &visiting.Service{Store: y.Store, Clock: y.Clock, Rooms: rooms{y.inside}, Calendar: y.book, Money: y.pay, Log: log}
	y.schedules = &schedule.Service{Store: y.Store, Clock: y.Clock}
	notices := &notifying.Service{Store: y.Store, Clock: y.Clock, SMS: gateway{y}, BaseURL: "https://clinic.example", Key: []byte("a key of tests")}
	y.jobs = &worker.Worker{Store: y.Store, Clock: y.Clock, Log: log, Size: 1, Jitter: y.jitter, Wake: y.wake, Poll: 24 * time.Hour,
		Handlers: map[string]worker.Handler{
			outbox.ExpireHold: y.book.Expire, outbox.CloseVisit: y.book.Close, outbox.LookAtDay: y.visits.LookAtDay, outbox.EndVisit: y.visits.End,
			outbox.AskPayment: y.pay.Reconcile, outbox.AskRefund: y.pay.AskRefund, outbox.CheckRefund: y.pay.CheckRefund,
			outbox.Announce: notices.Announce, outbox.Deliver: notices.Deliver,
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

// gateway takes most messages.
type gateway struct{ *year }

func (g gateway) Send(context.Context, notify.SMS) error {
	g.meet()
	switch n := g.rng.IntN(200); {
	case g.bank.well:
	case n < 4:
		return errNoGateway
	case n < 5:
		return notify.ErrUndeliverable
	case n < 6:
		return notify.ErrNoAnswer
	}
	return nil
}

// settle moves the clinic to Berlin, where a night of the year lacks an hour
// and another has one twice. One doctor receives around the clock.
func (y *year) settle() {
	y.t.Helper()
	sys := testkit.System(y.t, policy.Seed)
	y.must(y.Store.Clinic.Update().SetTimeZone(berlin.String()).Exec(sys))
	y.must(y.Store.Job.Update().SetState("DONE").Exec(testkit.System(y.t, policy.Plumbing)))
	y.must(y.Store.Appointment.Update().SetStatus(rules.Fulfilled).Exec(testkit.System(y.t, policy.Booking))) // those of the demo
	y.must(y.Store.SlotClaim.Update().SetLive(false).Exec(testkit.System(y.t, policy.Booking)))
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
			SetTimeZone(berlin.String()).SetTemplate(week).SetPublishedBy("test").Exec(sys))
		services, err := p.QueryServices().Order(db.Asc("id")).All(sys)
		y.must(err)
		y.doctors = append(y.doctors, &doctor{p, y.As(y.t, email), services})
	}
	y.patients, y.desk = y.Patients(y.t, 40), y.As(y.t, testkit.Desk)
	y.before = y.atProvider()
	y.sweep()
	y.look()
	y.Store.Use(func(next ent.Mutator) ent.Mutator {
		return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
			y.touch(m.Type())
			return next.Mutate(ctx, m)
		})
	})
}

func (y *year) touch(entity string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.touched[entity] = true
}

func leaveOn(d *doctor, day rules.Date) schedule.Change {
	return schedule.Exception{PractitionerID: d.ID, Exception: rules.Exception{Kind: rules.Leave, From: day, To: day}, Note: "ill"}
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

// live goes from one thing that happens to the next. After the last day nobody
// books and nothing fails any more, until all is over.
func (y *year) live(days int) {
	y.t.Helper()
	stop := y.work()
	defer stop()
	y.plan(days)
	end := y.begin.AddDate(0, 0, days)
	y.at(end, func() { y.bank.well, y.bank.away = true, y.Clock.Now() })
	for hour := range 24 * (days + quiet) {
		y.at(y.begin.Add(time.Duration(hour)*time.Hour), func() { y.must(y.pay.Sweep(y.t.Context())) })
	}
	for day := range days + quiet {
		y.at(y.begin.AddDate(0, 0, day), y.sweep)
	}
	for day := 30; day < days; day += 30 {
		y.at(y.begin.AddDate(0, 0, day), func() { y.t.Logf("day %d of %d: %d appointments", day, days, len(y.names)) })
	}
	y.until(end)
	for day := range quiet {
		y.at(end.AddDate(0, 0, day).Add(8*time.Hour), y.deskLooks)
	}
	y.until(end.AddDate(0, 0, quiet))
}

// quiet is how many days it takes until every visit that was booked, and all
// money under way, has come to its end.
const quiet = 12

// step is longer than the worker's shortest pause: jobs come before people.
const step = 60 * time.Millisecond

func (y *year) until(end time.Time) {
	y.t.Helper()
	for next := y.next(); next.Before(end) && !y.t.Failed(); next = y.next() {
		late := time.Duration(y.rng.IntN(int(10 * time.Millisecond))) // else people and jobs would meet: times are made of such steps
		y.meet()
		time.Sleep(max(time.Until(next), 0) + step + late)
		synctest.Wait()
		for do := y.agenda.due(y.Clock.Now()); do != nil && !y.t.Failed(); do = y.agenda.due(y.Clock.Now()) {
			do()
			y.wake <- struct{}{}
			synctest.Wait()
		}
		y.look()
	}
}

// meet lets the worker, which only runs while people sleep, see what they have
// done. What it has done they see by synctest.Wait.
func (y *year) meet() {
	y.mu.Lock()
	defer y.mu.Unlock()
}

func (y *year) jitter() float64 {
	y.meet()
	return y.rng.Float64()
}

// work lets the worker run until stop.
func (y *year) work() (stop func()) {
	ctx, cancel := context.WithCancel(y.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		y.jobs.Run(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}

// next is when something happens: to people, or to a job.
func (y *year) next() time.Time {
	y.t.Helper()
	next := y.begin.AddDate(10, 0, 0)
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

// aLife is what came of days of a clinic that opens at an instant.
func aLife(t *testing.T, seed uint64, begin time.Time, days int) (digest string, y *year) {
	t.Helper()
	started := time.Now()
	t.Logf("seed %d: %d days from %s", seed, days, begin.Format(time.DateOnly))
	synctest.Test(t, func(t *testing.T) {
		y = newYear(t, seed, begin)
		y.live(days)
		y.reckon()
		digest = hex.EncodeToString(y.digest.Sum(nil)[:6])
	})
	t.Logf("lived in %s, digest %s", time.Since(started).Round(time.Second), digest)
	t.Logf("%d appointments:%s", len(y.names), y.summary())
	return digest, y
}

func (y *year) summary() (text string) {
	for _, what := range slices.Sorted(maps.Keys(y.counts)) {
		text += fmt.Sprintf(" %s %d,", what, y.counts[what])
	}
	return text
}

func seedOr(seed uint64) uint64 {
	for seed == 0 {
		seed = rand.Uint64()
	}
	return seed
}

func TestAClinicLivesWithoutBreakingItsRules(t *testing.T) {
	_, y := aLife(t, seedOr(*seeded), spring.morning(), *days)
	for _, want := range []string{"FULFILLED", "CANCELLED", "EXPIRED", "NO_SHOW", "moved", "reminded"} {
		if y.counts[want] == 0 {
			t.Errorf("%s: never; that shows little", want)
		}
	}
}

// In autumn an hour of a night comes twice; the life above begins before the
// night in spring that lacks one.
func TestTheNightWithAnHourTwiceIsLivedThrough(t *testing.T) {
	aLife(t, seedOr(*seeded), autumn.morning(), 3)
}

func TestASeedIsTheSameLife(t *testing.T) {
	one, _ := aLife(t, 7, autumn.morning(), 1)
	if other, _ := aLife(t, 7, autumn.morning(), 1); one != other {
		t.Errorf("%s and %s", one, other)
	}
}
