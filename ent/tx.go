package ent

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"entgo.io/ent/dialect"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"televisit/ent/db"
	"televisit/internal/planted"
	"televisit/internal/viewer"
)

// wakes collects the event streams that a transaction writes to.
type wakes map[string]int64

type wakesKey struct{}

// Touched notes that the running transaction has raised a stream.
func Touched(ctx context.Context, stream string, seq int64) {
	if w, ok := ctx.Value(wakesKey{}).(wakes); ok {
		w[stream] = seq
	}
}

// InTx runs one transition: everything or nothing, and wake-ups only after the
// commit. A deadlock or serialisation failure is tried again, so do must have
// no other effect than on tx.
func (s *Store) InTx(ctx context.Context, do func(ctx context.Context, tx *db.Tx) error) error {
	for try := 1; ; try++ {
		err := s.once(ctx, do)
		if try == 4 || !isRetryable(err) {
			return err
		}
		select {
		case <-time.After(time.Duration(try*(5+rand.IntN(10))) * time.Millisecond):
		case <-ctx.Done():
			return err
		}
	}
}

// Snapshot reads several tables as they were at one instant. What do writes is
// not kept.
func (s *Store) Snapshot(ctx context.Context, do func(ctx context.Context, tx *db.Tx) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if s.dialect == dialect.Postgres { // a transaction of SQLite always sees one instant
		options.Isolation = sql.LevelRepeatableRead
	}
	tx, err := s.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	return do(ctx, tx)
}

func (s *Store) once(ctx context.Context, do func(ctx context.Context, tx *db.Tx) error) error {
	tx, err := s.Tx(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	touched := wakes{}
	if err := do(context.WithValue(ctx, wakesKey{}, touched), tx); err != nil {
		return err
	}
	if planted.Is(planted.EarlyAnswer) && viewer.From(ctx).SignedIn() && rand.IntN(10) == 0 {
		return nil // and then the power went
	}
	if err := tx.Commit(); err != nil {
		if errors.Is(err, sql.ErrTxDone) { // rolled back when the context ended
			err = errors.Join(ctx.Err(), err)
		}
		return fmt.Errorf("commit: %w", err)
	}
	for stream, seq := range touched {
		s.Woken(stream, seq)
	}
	return nil
}

// LockPractitioner makes other bookings of the practitioner wait for the end of
// the transaction. On SQLite a writing transaction is alone anyway.
func (s *Store) LockPractitioner(ctx context.Context, tx *db.Tx, id string) error {
	return s.lock(ctx, tx, "SELECT id FROM practitioners WHERE id = $1 FOR UPDATE", id)
}

// LockPatient does the same for a patient's own calendar.
func (s *Store) LockPatient(ctx context.Context, tx *db.Tx, id string) error {
	return s.lock(ctx, tx, "SELECT id FROM patients WHERE id = $1 FOR UPDATE", id)
}

// LockName makes other transactions that lock the same name wait, for counts of
// rows that no single row stands for.
func (s *Store) LockName(ctx context.Context, tx *db.Tx, name string) error {
	return s.lock(ctx, tx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name)
}

// SkipLocked ends a SELECT of a transaction that takes rows which others take
// at the same time: each row goes to one of them.
func (s *Store) SkipLocked() string {
	if s.dialect == dialect.SQLite {
		return ""
	}
	return " FOR UPDATE SKIP LOCKED"
}

func (s *Store) lock(ctx context.Context, tx *db.Tx, statement, name string) error {
	if s.dialect == dialect.SQLite {
		return nil
	}
	_, err := tx.ExecContext(ctx, statement, name)
	return err
}

// IsConflict says whether the database has refused a row because of another
// one: a unique index, a foreign key or an exclusion constraint.
func IsConflict(err error) bool {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	return db.IsConstraintError(err) ||
		errors.As(err, &pg) && pg.Code == "23P01" || // exclusion constraint
		errors.As(err, &lite) && lite.Code() == 1811 // trigger
}

func isRetryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001")
}
