package outbox_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointmentevent"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

func emit(t *testing.T, w *testkit.World, streams ...string) error {
	return w.Store.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, stream := range streams {
			if _, err := outbox.Emit(ctx, tx, stream, outbox.Event{Kind: "X", Subject: "s"}); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestParallelWritersMakeADenseSequence(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		const writers = 60
		failed := errors.New("rolled back")
		for i, err := range testkit.Together(writers, func(i int) error {
			if i%6 == 0 { // a transaction that fails leaves no gap
				err := w.Store.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					_, err := outbox.Emit(ctx, tx, "s", outbox.Event{Kind: "LOST"})
					return errors.Join(err, failed)
				})
				if errors.Is(err, failed) {
					return nil
				}
				return err
			}
			return emit(t, w, "s", "other", "s")
		}) {
			if err != nil {
				t.Fatalf("writer %d: %v", i, err)
			}
		}
		want := (writers - writers/6) * 2
		events, err := outbox.After(t.Context(), w.Store.Client, "s", 0, 1000)
		head, herr := outbox.Head(t.Context(), w.Store.Client, "s")
		if err != nil || herr != nil || len(events) != want || head != int64(want) {
			t.Fatalf("%d events, head %d, %v, %v", len(events), head, err, herr)
		}
		for i, e := range events {
			if e.Seq != int64(i+1) || e.Kind != "X" {
				t.Fatalf("event %d has seq %d: %s", i, e.Seq, e.Kind)
			}
		}
	})
}

// Whoever has read up to a seq never finds an older event later.
func TestAReaderWhoFollowsMissesNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		const writers = 40
		done := make(chan struct{})
		var readers sync.WaitGroup
		for range 2 {
			readers.Go(func() {
				var seq int64
				for end := false; ; {
					events, err := outbox.After(t.Context(), w.Store.Client, "s", seq, 7)
					if err != nil {
						t.Error(err)
						return
					}
					for _, e := range events {
						if e.Seq != seq+1 {
							t.Errorf("after %d comes %d", seq, e.Seq)
						}
						seq = e.Seq
					}
					if end && len(events) == 0 {
						break
					}
					select {
					case <-done:
						end = true
					default:
					}
				}
				if seq != writers {
					t.Errorf("the reader has come to %d", seq)
				}
			})
		}
		for _, err := range testkit.Together(writers, func(int) error { return emit(t, w, "s") }) {
			if err != nil {
				t.Error(err)
			}
		}
		close(done)
		readers.Wait()
	})
}

func TestAStreamIsResumedFromAnyPlace(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		if head, err := outbox.Head(t.Context(), w.Store.Client, "nobody writes here"); head != 0 || err != nil {
			t.Errorf("an empty stream is at %d, %v", head, err)
		}
		if err := emit(t, w, "s", "s", "s", "s", "s"); err != nil {
			t.Fatal(err)
		}
		for after, want := range map[int64][]int64{0: {1, 2}, 2: {3, 4}, 4: {5}, 5: nil, 99: nil, -1: {1, 2}} {
			events, err := outbox.After(t.Context(), w.Store.Client, "s", after, 2)
			if err != nil || len(events) != len(want) {
				t.Errorf("after %d: %v, %v", after, events, err)
				continue
			}
			for i, e := range events {
				if e.Seq != want[i] || e.Subject != "s" || e.From != nil {
					t.Errorf("after %d: %+v", after, e)
				}
			}
		}
	})
}

func TestANoteIsForTheAppointmentTheBoardAndTheFloor(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		a := w.Appointment(t, testkit.Vera, rules.Booked)
		streams := []string{outbox.Appointment(a.ID), outbox.Board(a.PractitionerID), outbox.Floor}
		before := map[string]int64{}
		for _, s := range streams {
			before[s], _ = outbox.Head(t.Context(), w.Store.Client, s)
		}
		err := w.Store.InTx(w.As(t, testkit.Vera), func(ctx context.Context, tx *db.Tx) error { return outbox.Note(ctx, tx, a, "WAVED") })
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range streams {
			events, err := outbox.After(t.Context(), w.Store.Client, s, before[s], 10)
			if err != nil || len(events) != 1 || events[0].Kind != "WAVED" || events[0].Subject != a.ID || !events[0].From.Equal(a.StartsAt) {
				t.Errorf("%s: %v, %v", s, events, err)
			}
		}
		kept := w.Store.AppointmentEvent.Query().Where(appointmentevent.Kind("WAVED")).OnlyX(testkit.System(t, policy.Plumbing))
		if kept.AppointmentID != a.ID || kept.Actor[:4] != "acc_" || !kept.CreatedAt.Equal(testkit.Noon) {
			t.Errorf("kept: %v", kept)
		}
	})
}

func TestOnceRemembersForADayWhatAKeyHasMade(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		nina, ran := w.As(t, testkit.Nina), 0
		call := func(ctx context.Context, key string, request any, end error) ([]string, error) {
			return outbox.Once(ctx, w.Store, key, request, w.Clock.Now(), func(context.Context, *db.Tx) ([]string, error) {
				ran++
				return []string{"id", key}, end
			})
		}
		if _, err := call(nina, "k", "a", fault.New(fault.Conflict, "no")); !errors.Is(err, fault.Conflict) || ran != 1 {
			t.Errorf("a refusal: %v after %d", err, ran)
		}
		for range 2 {
			ids, err := call(nina, "k", "a", nil)
			if err != nil || len(ids) != 2 || ids[1] != "k" || ran != 2 {
				t.Errorf("%v, %v after %d", ids, err, ran)
			}
		}
		_, err := call(nina, "k", "b", nil)
		testkit.Refused(t, err, fault.IdempotencyKeyReused)
		if _, err := call(w.As(t, testkit.Vera), "k", "b", nil); err != nil || ran != 3 {
			t.Errorf("somebody else's key: %v after %d", err, ran)
		}
		w.Clock.Advance(24*time.Hour + 1000)
		if _, err := call(nina, "k", "b", nil); err != nil || ran != 4 {
			t.Errorf("a day later: %v after %d", err, ran)
		}
	})
}
