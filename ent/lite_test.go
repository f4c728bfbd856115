package ent_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

// The same statement runs again while its rows are read, and for more texts than
// a connection keeps.
func TestStatementsOfSQLiteAreUsedAgain(t *testing.T) {
	w := testkit.New(t)
	err := w.Store.InTx(seed(t), func(ctx context.Context, tx *db.Tx) error {
		const statement = `SELECT id FROM stream_heads WHERE id >= $1 ORDER BY id`
		if _, err := outbox.EmitAll(ctx, tx, outbox.Event{Kind: "X"}, "zz1", "zz2", "zz3"); err != nil {
			return err
		}
		got := ""
		outer, err := tx.QueryContext(ctx, statement, "zz1")
		if err != nil {
			return err
		}
		defer outer.Close()
		for outer.Next() {
			var a, b string
			if err := outer.Scan(&a); err != nil {
				return err
			}
			inner, err := tx.QueryContext(ctx, statement, a)
			if err != nil {
				return err
			}
			for inner.Next() {
				if err := inner.Scan(&b); err != nil {
					return err
				}
				got += a[2:] + b[2:] + " "
			}
			if err := errors.Join(inner.Err(), inner.Close()); err != nil {
				return err
			}
		}
		if got != "11 12 13 22 23 33 " {
			t.Errorf("read %q", got)
		}
		for i := range 1200 {
			rows, err := tx.QueryContext(ctx, fmt.Sprintf(`SELECT %d WHERE $1 = 1`, i), 1)
			if err != nil {
				return err
			}
			var n int
			if !rows.Next() || rows.Scan(&n) != nil || n != i {
				t.Errorf("%d, not %d", n, i)
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return outer.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A context that ends takes the whole transition with it, and nobody after it
// waits.
func TestATransitionEndsWithItsContext(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		before := w.Store.Specialty.Query().CountX(t.Context())
		ctx, cancel := context.WithCancel(seed(t))
		for name, when := range map[string]func(ctx context.Context, tx *db.Tx) error{
			"before a statement":  func(ctx context.Context, tx *db.Tx) error { cancel(); return write(ctx, tx) },
			"before it is kept":   func(ctx context.Context, tx *db.Tx) error { err := write(ctx, tx); cancel(); return err },
			"before it has begun": nil,
		} {
			if when == nil {
				cancel()
			}
			if err := w.Store.InTx(ctx, when); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", name, err)
			}
			if n := w.Store.Specialty.Query().CountX(t.Context()); n != before {
				t.Errorf("%s: it was kept", name)
			}
			ctx, cancel = context.WithCancel(seed(t))
		}
		defer cancel()
		if err := w.Store.InTx(ctx, write); err != nil {
			t.Error(err)
		}
	})
}

// Who only reads sees one instant and keeps nobody from writing.
func TestReadersDoNotWaitForWriters(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		count := func(c interface{ Query() *db.SpecialtyQuery }) int { return c.Query().CountX(t.Context()) }
		before := count(w.Store.Specialty)
		ctx, cancel := context.WithTimeout(testkit.System(t, policy.Seed), 5*time.Second)
		defer cancel()
		err := w.Store.Snapshot(ctx, func(_ context.Context, tx *db.Tx) error {
			if n := count(tx.Specialty); n != before {
				t.Errorf("%d, not %d", n, before)
			}
			if err := w.Store.InTx(ctx, write); err != nil {
				return err
			}
			if n := count(tx.Specialty); n != before {
				t.Errorf("another instant: %d, not %d", n, before)
			}
			return nil
		})
		if n := count(w.Store.Specialty); err != nil || n != before+1 {
			t.Errorf("%d, not %d: %v", n, before+1, err)
		}
	})
}

func write(ctx context.Context, tx *db.Tx) error {
	return tx.Specialty.Create().SetName(rules.Text{RU: "x"}).SetSummary(rules.Text{}).Exec(ctx)
}
