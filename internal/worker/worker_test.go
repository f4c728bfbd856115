package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/job"
	"televisit/internal/outbox"
	"televisit/internal/testkit"
)

// yard is a seeded clinic whose old jobs are done, with one worker.
type yard struct {
	*testkit.World
	t *testing.T
	w *Worker

	mu   sync.Mutex
	done []string // subjects, in the order they were handled
	fail func(subject string) error
}

const kind = "test"

func each(t *testing.T, run func(y *yard)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		run(open(t, w))
	})
}

func open(t *testing.T, w *testkit.World) *yard {
	t.Helper()
	w.Store.Job.Update().SetState("DONE").ExecX(system(t.Context()))
	y := &yard{World: w, t: t}
	y.w = y.worker()
	return y
}

func (y *yard) worker() *Worker {
	return &Worker{Store: y.Store, Clock: y.Clock, Log: slog.New(slog.DiscardHandler), Handlers: map[string]Handler{kind: y.handle}, Size: 1, Jitter: func() float64 { return 0.5 }}
}

func (y *yard) handle(_ context.Context, subject string) error {
	y.mu.Lock()
	y.done = append(y.done, subject)
	y.mu.Unlock()
	if y.fail != nil {
		return y.fail(subject)
	}
	return nil
}

// drain does what is due and returns how many jobs that were.
func (y *yard) drain() int { return y.w.Drain(y.t.Context()) }

func (y *yard) add(kind, subject string, at time.Time) {
	y.t.Helper()
	err := y.Store.InTx(y.t.Context(), func(ctx context.Context, tx *db.Tx) error { return outbox.Enqueue(ctx, tx, kind, subject, at) })
	if err != nil {
		y.t.Fatal(err)
	}
}

func (y *yard) job(subject string) *db.Job {
	y.t.Helper()
	return y.Store.Job.Query().Where(job.Subject(subject)).OnlyX(system(y.t.Context()))
}

func (y *yard) wantDone(want ...string) {
	y.t.Helper()
	if fmt.Sprint(y.done) != fmt.Sprint(want) {
		y.t.Errorf("handled %v, not %v", y.done, want)
	}
}

func TestJobsAreDoneWhenTheyAreDueTheOldestFirst(t *testing.T) {
	each(t, func(y *yard) {
		y.add(kind, "later", testkit.Noon.Add(time.Minute))
		y.add(kind, "now", testkit.Noon)
		y.add(kind, "overdue", testkit.Noon.Add(-time.Hour))
		y.drain()
		y.wantDone("overdue", "now")
		y.Clock.Advance(time.Minute)
		y.drain()
		y.drain()
		y.wantDone("overdue", "now", "later")
		if j := y.job("now"); j.State != "DONE" || j.Attempt != 1 {
			y.t.Errorf("the job is %s after %d attempts", j.State, j.Attempt)
		}
	})
}

func TestAJobOfAWorkerThatDiedComesBackAfterItsLease(t *testing.T) {
	each(t, func(y *yard) {
		y.add(kind, "a", testkit.Noon)
		dead := y.worker()
		if taken, err := dead.take(y.t.Context(), 10); len(taken) != 1 || err != nil { // and then the power went
			y.t.Fatalf("%d taken, %v", len(taken), err)
		}
		y.Clock.Advance(lease - 1000)
		if y.drain(); len(y.done) != 0 {
			y.t.Error("somebody else's job is done within its lease")
		}
		y.Clock.Advance(1000)
		y.drain()
		y.wantDone("a")
		if j := y.job("a"); j.State != "DONE" || j.Attempt != 2 {
			y.t.Errorf("the job is %s after %d attempts", j.State, j.Attempt)
		}
	})
}

func TestAJobThatFailsIsTriedAgainLaterAndLaterAndThenParked(t *testing.T) {
	each(t, func(y *yard) {
		y.add(kind, "a", testkit.Noon)
		y.fail = func(string) error { return errors.New("out of order") }
		for attempt := 1; attempt < park; attempt++ {
			y.drain()
			j := y.job("a")
			wait := j.RunAt.Sub(y.Clock.Now())
			if j.State != "READY" || j.Attempt != attempt || j.LastError != "out of order" || wait != backOff(attempt, 0.5) {
				y.t.Fatalf("attempt %d: %s, attempt %d, again in %s, %q", attempt, j.State, j.Attempt, wait, j.LastError)
			}
			y.Clock.Advance(wait - 1000)
			if y.drain() != 0 {
				y.t.Fatal("it is tried before its time")
			}
			y.Clock.Advance(1000)
		}
		y.drain()
		if j := y.job("a"); j.State != "PARKED" || j.Attempt != park || j.LastError == "" {
			y.t.Errorf("the job is %s after %d attempts", j.State, j.Attempt)
		}
		y.Clock.Advance(24 * time.Hour)
		if y.drain() != 0 {
			y.t.Error("a parked job is taken")
		}
	})
}

func TestTheWaitGrowsFromASecondToTenMinutesMoreOrLessAQuarter(t *testing.T) {
	for attempt, want := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 6: 32 * time.Second, 10: 512 * time.Second, 11: 10 * time.Minute, 1001: 10 * time.Minute} {
		if least, most := backOff(attempt, 0), backOff(attempt, 1); least != want*3/4 || most != want*5/4 {
			t.Errorf("after attempt %d: %s to %s", attempt, least, most)
		}
	}
}

func TestOneBadJobDoesNotStopTheOthers(t *testing.T) {
	each(t, func(y *yard) {
		y.add("unknown kind", "u", testkit.Noon.Add(-3))
		y.add(kind, "panics", testkit.Noon.Add(-2000))
		y.add(kind, "good", testkit.Noon)
		y.fail = func(subject string) error {
			if subject == "panics" {
				panic("a bug")
			}
			return nil
		}
		y.drain()
		for subject, want := range map[string][2]string{"u": {"READY", "no handler"}, "panics": {"READY", "panic: a bug"}, "good": {"DONE", ""}} {
			if j := y.job(subject); j.State != want[0] || j.LastError != want[1] {
				y.t.Errorf("%s is %s: %q", subject, j.State, j.LastError)
			}
		}
	})
}

// Each worker has a pool of connections of its own, as on nodes of their own.
func TestFourNodesDoEachOf300JobsOnce(t *testing.T) {
	each(t, func(y *yard) {
		for i := range 300 {
			y.add(kind, fmt.Sprint(i), testkit.Noon)
		}
		nodes := make([]*Worker, 4)
		for i := range nodes {
			nodes[i] = y.worker()
			nodes[i].Store, nodes[i].Size = y.Again(y.t), 5
		}
		testkit.Together(len(nodes), func(i int) error {
			for range 20 { // others may have taken all that is left, and then fail
				nodes[i].Drain(y.t.Context())
			}
			return nil
		})
		seen := map[string]int{}
		for _, subject := range y.done {
			seen[subject]++
		}
		if len(seen) != 300 || len(y.done) != 300 {
			y.t.Errorf("%d jobs were done %d times", len(seen), len(y.done))
		}
	})
}

func TestASlowJobKeepsNobodyWaiting(t *testing.T) {
	each(t, func(y *yard) {
		y.w.Size = 2
		slow, others := make(chan struct{}), make(chan struct{}, 10)
		y.fail = func(subject string) error {
			if subject == "slow" {
				<-slow
				return nil
			}
			others <- struct{}{}
			return nil
		}
		y.add(kind, "slow", testkit.Noon.Add(-time.Minute))
		for i := range 10 {
			y.add(kind, fmt.Sprint(i), testkit.Noon)
		}
		ended := make(chan struct{})
		go func() { defer close(ended); y.drain() }()
		for range 10 {
			<-others
		}
		close(slow)
		<-ended
		if j := y.job("slow"); j.State != "DONE" || j.Attempt != 1 {
			y.t.Errorf("the slow one is %s after %d attempts", j.State, j.Attempt)
		}
	})
}

// Whoever was away for so long that the lease ran out writes nothing over the
// work of the next one.
func TestALateEndOfALostJobChangesNothing(t *testing.T) {
	each(t, func(y *yard) {
		y.add(kind, "a", testkit.Noon)
		late := y.worker().newHands(y.t.Context())
		taken, err := late.take(y.t.Context(), 1)
		testkit.Must(y.t, taken, err)
		y.Clock.Advance(lease)
		next, err := y.w.take(y.t.Context(), 1)
		if len(next) != 1 || err != nil {
			y.t.Fatalf("%v, %v", next, err)
		}
		late.settle(y.t.Context(), []result{{taken[0], nil}})
		if j := y.job("a"); j.State != "READY" || j.Attempt != 2 || !j.RunAt.Equal(testkit.Noon.Add(2*lease)) {
			y.t.Errorf("the job is %s, attempt %d, until %s", j.State, j.Attempt, j.RunAt)
		}
		late.settle(y.t.Context(), []result{{next[0], nil}})
		if j := y.job("a"); j.State != "DONE" {
			y.t.Errorf("the job is %s", j.State)
		}
	})
}

func TestAHandlerIsCutOffBeforeItsLeaseEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := open(t, testkit.New(t))
		y.w.Handlers[kind] = func(ctx context.Context, _ string) error {
			<-ctx.Done()
			return ctx.Err()
		}
		y.add(kind, "a", testkit.Noon)
		begun := time.Now()
		y.drain()
		if took := time.Since(begun); took != limit || took >= lease {
			t.Errorf("it was cut off after %s", took)
		}
		if j := y.job("a"); j.State != "READY" || j.LastError != "context deadline exceeded" {
			t.Errorf("the job is %s: %s", j.State, j.LastError)
		}
	})
}

func TestJobsInHandAreFinishedOrGivenBackWhenTheWorkerStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := open(t, testkit.New(t))
		ctx, stop := context.WithCancel(t.Context())
		y.w.Size = 3
		y.w.Handlers[kind] = func(ctx context.Context, subject string) error {
			switch subject {
			case "quick":
				time.Sleep(time.Second)
				return nil
			case "long":
				<-ctx.Done()
				return ctx.Err()
			}
			stop()
			return errors.New("out of order")
		}
		for _, subject := range []string{"quick", "long", "stops"} {
			y.add(kind, subject, testkit.Noon)
		}
		y.add(kind, "next", testkit.Noon.Add(time.Microsecond))
		begun := time.Now()
		y.w.Run(ctx)
		if took := time.Since(begun); took != grace {
			t.Errorf("it has stopped after %s", took)
		}
		for subject, want := range map[string]string{"quick": "DONE 1 ", "long": "READY 0 ", "stops": "READY 1 out of order", "next": "READY 0 "} {
			j := y.job(subject)
			if got := fmt.Sprint(j.State, " ", j.Attempt, " ", j.LastError); got != want {
				t.Errorf("%s: %s, not %s", subject, got, want)
			}
		}
		if n := len(must(y.w.take(t.Context(), 10))); n != 1 {
			t.Errorf("%d jobs are there for the next worker", n)
		}
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestWhatIsDoneIsForgottenAfterAWeek(t *testing.T) {
	each(t, func(y *yard) {
		y.add(kind, "a", testkit.Noon)
		y.add(kind, "poison", testkit.Noon)
		y.fail = func(subject string) error {
			if subject == "poison" {
				return errors.New("never")
			}
			return nil
		}
		y.drain()
		for range park {
			y.Clock.Advance(15 * time.Minute)
			y.drain()
		}
		y.Clock.Set(testkit.Noon.Add(kept))
		y.w.clean(y.t.Context())
		y.job("a")
		y.Clock.Advance(time.Microsecond)
		y.w.clean(y.t.Context())
		if y.Store.Job.Query().Where(job.Subject("a")).ExistX(system(y.t.Context())) {
			y.t.Error("it is still there")
		}
		if y.Clock.Advance(time.Hour * 24 * 365); y.job("poison").State != "PARKED" {
			y.t.Error("what nobody has looked at is gone")
		}
	})
}

func TestAKeyIsForgottenWhenItMeansNothingAnyMore(t *testing.T) {
	each(t, func(y *yard) {
		sys := system(y.t.Context())
		y.Store.IdempotencyKey.Create().SetActor("a").SetKey("k").SetRequestSha256("").SetResult(nil).ExecX(sys)
		y.Clock.Advance(outbox.KeyLife)
		if y.w.clean(sys); y.Store.IdempotencyKey.Query().CountX(sys) != 1 {
			y.t.Error("it is forgotten too early")
		}
		y.Clock.Advance(time.Microsecond)
		if y.w.clean(sys); y.Store.IdempotencyKey.Query().CountX(sys) != 0 {
			y.t.Error("it is kept")
		}
	})
}

func TestAnErrorIsKeptWithoutWhatNamesAPerson(t *testing.T) {
	for text, want := range map[string]string{
		`Post "https://sms.example/send?to=79160000001&msg=code": timeout`: `Post "https://sms.example/send?… timeout`,
		"no route to +7 (916) 000-00-01, sorry":                            "no route to …, sorry",
		"mail to nina@lipa.example refused":                                "mail to … refused",
		"read apt_0199f0c2000000000000000000000000: no such row":           "read apt_0199f0c2000000000000000000000000: no such row",
		"status 503 after 12000 ms":                                        "status 503 after 12000 ms",
		strings.Repeat("я", 1000):                                          strings.Repeat("я", 250),
		"a\x00b\xff":                                                       "ab",
	} {
		if got := plain(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

func TestAHintWakesTheWorkerAndItsContextEndsIt(t *testing.T) {
	each(t, func(y *yard) {
		ctx, stop := context.WithCancel(y.t.Context())
		wake, handled, ended := make(chan struct{}, 1), make(chan string), make(chan struct{})
		y.w.Wake = wake
		y.w.Handlers[kind] = func(_ context.Context, subject string) error { handled <- subject; return nil }
		go func() { defer close(ended); y.w.Run(ctx) }()
		y.add(kind, "a", testkit.Noon)
		wake <- struct{}{}
		if got := <-handled; got != "a" {
			y.t.Errorf("handled %s", got)
		}
		stop()
		<-ended
	})
}
