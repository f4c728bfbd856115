package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
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
		w.Store.Job.Update().SetState("DONE").ExecX(system(t.Context()))
		y := &yard{World: w, t: t}
		y.w = y.worker()
		run(y)
	})
}

func (y *yard) worker() *Worker {
	return &Worker{Store: y.Store, Clock: y.Clock, Log: slog.New(slog.DiscardHandler), Handlers: map[string]Handler{kind: y.handle}}
}

func (y *yard) handle(_ context.Context, subject string) error {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.done = append(y.done, subject)
	if y.fail != nil {
		return y.fail(subject)
	}
	return nil
}

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
		y.w.round(y.t.Context())
		y.wantDone("overdue", "now")
		y.Clock.Advance(time.Minute)
		y.w.round(y.t.Context())
		y.w.round(y.t.Context())
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
		if taken, err := dead.take(system(y.t.Context())); len(taken) != 1 || err != nil { // and then the power went
			y.t.Fatalf("%d taken, %v", len(taken), err)
		}
		y.Clock.Advance(lease - 1000)
		if y.w.round(y.t.Context()); len(y.done) != 0 {
			y.t.Error("somebody else's job is done within its lease")
		}
		y.Clock.Advance(1000)
		y.w.round(y.t.Context())
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
			y.w.round(y.t.Context())
			j := y.job("a")
			wait := j.RunAt.Sub(y.Clock.Now())
			if j.State != "READY" || j.Attempt != attempt || j.LastError != "out of order" || wait != backOff(attempt-1) {
				y.t.Fatalf("attempt %d: %s, attempt %d, again in %s, %q", attempt, j.State, j.Attempt, wait, j.LastError)
			}
			y.Clock.Advance(wait - 1000)
			if y.w.round(y.t.Context()) != 0 {
				y.t.Fatal("it is tried before its time")
			}
			y.Clock.Advance(1000)
		}
		y.w.round(y.t.Context())
		if j := y.job("a"); j.State != "PARKED" || j.Attempt != park || j.LastError == "" {
			y.t.Errorf("the job is %s after %d attempts", j.State, j.Attempt)
		}
		y.Clock.Advance(24 * time.Hour)
		if y.w.round(y.t.Context()) != 0 {
			y.t.Error("a parked job is taken")
		}
	})
}

func TestTheWaitGrowsFromASecondToTenMinutes(t *testing.T) {
	for attempt, want := range map[int]time.Duration{0: time.Second, 1: 2 * time.Second, 5: 32 * time.Second, 9: 512 * time.Second, 10: 10 * time.Minute, 1000: 10 * time.Minute} {
		if got := backOff(attempt); got != want {
			t.Errorf("after attempt %d: %s", attempt, got)
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
		y.w.round(y.t.Context())
		for subject, want := range map[string][2]string{"u": {"READY", "no handler"}, "panics": {"READY", "panic: a bug"}, "good": {"DONE", ""}} {
			if j := y.job(subject); j.State != want[0] || j.LastError != want[1] {
				y.t.Errorf("%s is %s: %q", subject, j.State, j.LastError)
			}
		}
	})
}

func TestFourWorkersDoEachOf200JobsOnce(t *testing.T) {
	each(t, func(y *yard) {
		for i := range 200 {
			y.add(kind, fmt.Sprint(i), testkit.Noon)
		}
		testkit.Together(4, func(int) error {
			w := y.worker()
			for range 100 { // a round may lose all its jobs to another worker
				w.round(y.t.Context())
			}
			return nil
		})
		seen := map[string]int{}
		for _, subject := range y.done {
			seen[subject]++
		}
		if len(seen) != 200 || len(y.done) != 200 {
			y.t.Errorf("%d jobs were done %d times", len(seen), len(y.done))
		}
	})
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
