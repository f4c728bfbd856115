package ent_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/policy"
	"televisit/internal/outbox"
	"televisit/internal/testkit"
	"televisit/internal/testkit/pg"
)

func seed(t *testing.T) context.Context {
	t.Helper()
	return testkit.System(t, policy.Seed)
}

func TestATransitionIsDoneAsAWholeOrNotAtAll(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		woken := 0
		w.Store.Woken = func(string, int64) { woken++ }
		write := func(end error) error {
			return w.Store.InTx(seed(t), func(ctx context.Context, tx *db.Tx) error {
				if err := tx.Clinic.Update().SetSupportPhone("+70000000000").Exec(ctx); err != nil {
					return err
				}
				if _, err := outbox.Emit(ctx, tx, "test", outbox.Event{Kind: "X"}); err != nil {
					return err
				}
				return end
			})
		}
		stop := errors.New("stop")
		if err := write(stop); !errors.Is(err, stop) {
			t.Errorf("the error is %v", err)
		}
		if c := w.Store.Clinic.Query().OnlyX(t.Context()); c.SupportPhone == "+70000000000" || woken != 0 {
			t.Errorf("a failed transition has left %s, woken %d", c.SupportPhone, woken)
		}
		func() {
			defer func() { _ = recover() }()
			_ = w.Store.InTx(seed(t), func(ctx context.Context, tx *db.Tx) error {
				tx.Clinic.Update().SetSupportPhone("+70000000000").ExecX(ctx)
				panic("a bug")
			})
		}()
		if err := write(nil); err != nil { // the panic holds no lock
			t.Fatal(err)
		}
		if c := w.Store.Clinic.Query().OnlyX(t.Context()); c.SupportPhone != "+70000000000" || woken != 1 {
			t.Errorf("a transition has left %s, woken %d", c.SupportPhone, woken)
		}
	})
}

func TestWhoIsWokenSeesWhatWasWritten(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		woken := map[string]int64{}
		w.Store.Woken = func(stream string, seq int64) {
			woken[stream] = seq
			if events, err := outbox.After(t.Context(), w.Store.Client, stream, 0, 10); err != nil || len(events) != int(seq) {
				t.Errorf("%s: %d events at seq %d, %v", stream, len(events), seq, err)
			}
		}
		err := w.Store.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, stream := range []string{"a", "b", "a"} {
				if _, err := outbox.Emit(ctx, tx, stream, outbox.Event{Kind: "X"}); err != nil {
					return err
				}
				if len(woken) != 0 {
					t.Error("woken before the commit")
				}
			}
			return nil
		})
		if err != nil || len(woken) != 2 || woken["a"] != 2 || woken["b"] != 1 {
			t.Errorf("woken %v, %v", woken, err)
		}
	})
}

func TestADeadlockIsTriedAgain(t *testing.T) {
	w := postgres(t)
	var first sync.WaitGroup // both have locked their first row
	first.Add(2)
	var tries atomic.Int32
	won := make(chan struct{}, 2)
	rows := []string{"a", "b"}
	errs := testkit.Together(2, func(i int) error {
		var once sync.Once
		mine := 0
		defer func() { won <- struct{}{} }()
		return w.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			tries.Add(1)
			if mine++; mine == 2 {
				<-won // or it might lock its row once more before the other one has it
			}
			for n := range 2 {
				_, err := tx.ExecContext(ctx, `INSERT INTO stream_heads (id, seq) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET seq = stream_heads.seq + 1`, rows[(i+n)%2])
				if err != nil {
					return err
				}
				once.Do(func() { first.Done(); first.Wait() })
			}
			return nil
		})
	})
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	if tries.Load() != 3 {
		t.Errorf("%d tries of two transitions: there was no deadlock, or too many", tries.Load())
	}
	for _, row := range rows {
		if seq, err := outbox.Head(t.Context(), w.Client, row); err != nil || seq != 2 {
			t.Errorf("%s is at %d, %v", row, seq, err)
		}
	}
}

func postgres(t *testing.T) *ent.Store {
	t.Helper()
	store, err := ent.Open(t.Context(), pg.URL(t), testkit.NewClock(testkit.Noon))
	testkit.Must(t, store, err)
	t.Cleanup(func() { store.Close() })
	return store
}

func TestOtherErrorsAreNotTriedAgain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		tries := 0
		err := w.Store.InTx(seed(t), func(ctx context.Context, tx *db.Tx) error {
			tries++
			c := tx.Clinic.Query().OnlyX(ctx)
			return tx.Clinic.Create().SetID(c.ID).SetName(c.Name).SetAddress(c.Address).SetSupportPhone("x").SetTimeZone("x").SetSettings(c.Settings).Exec(ctx)
		})
		if tries != 1 || !ent.IsConflict(err) {
			t.Errorf("%d tries, %v", tries, err)
		}
	})
}

func TestRowsAreStampedFromTheClock(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		w.Clock.Advance(17 * time.Minute)
		s, err := w.Store.Specialty.Create().SetName(w.Store.Clinic.Query().OnlyX(t.Context()).Name).SetSummary(w.Store.Clinic.Query().OnlyX(t.Context()).Name).Save(seed(t))
		if err != nil || !s.CreatedAt.Equal(testkit.Noon.Add(17*time.Minute)) {
			t.Errorf("%v, %v", s, err)
		}
	})
}

func TestTimesOfAnyZoneFindTheSameRows(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		a := w.Appointment(t, testkit.Vera, "BOOKED")
		almaty := time.FixedZone("+05", 5*3600)
		found, err := w.Store.Appointment.Query().Where(appointment.StartsAt(a.StartsAt.In(almaty))).Count(w.As(t, testkit.Vera))
		if err != nil || found != 1 {
			t.Errorf("%d rows, %v", found, err)
		}
	})
}

func TestANameIsLockedUntilTheEndOfTheTransaction(t *testing.T) {
	w := postgres(t)
	inside, most := 0, 0
	var mu sync.Mutex
	count := func(by int) {
		mu.Lock()
		defer mu.Unlock()
		inside += by
		most = max(most, inside)
	}
	for _, err := range testkit.Together(12, func(int) error {
		return w.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := w.LockName(ctx, tx, "name"); err != nil {
				return err
			}
			count(1)
			_, err := outbox.Emit(ctx, tx, "x", outbox.Event{})
			count(-1)
			return err
		})
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	if most != 1 {
		t.Errorf("%d were inside at once", most)
	}
}
