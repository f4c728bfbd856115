package ent

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
)

// lite is ent's driver for SQLite, made for its two ways to be slow.
//
// A connection forgets the pages that it has read when another one writes. So one
// connection writes, and the others read.
//
// In database/sql each transaction, and each answer of a query in one, has a
// goroutine that waits for the end of a context, and the driver has one more for
// each statement. To wake them up costs several times what the statements do, which
// is microseconds: here the context is asked before each of them instead.
type lite struct {
	*entsql.Driver
	readers, writer *sql.DB
	turn            chan struct{} // holds who writes: in the order in which they come
}

func newLite(readers, writer *sql.DB) *lite {
	writer.SetMaxOpenConns(1)
	either := struct {
		querier
		execer
	}{unwatched{readers}, unwatched{writer}}
	return &lite{entsql.NewDriver(dialect.SQLite, entsql.Conn{ExecQuerier: either}), readers, writer, make(chan struct{}, 1)}
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Close implements dialect.Driver.
func (d *lite) Close() error { return errors.Join(d.writer.Close(), d.readers.Close()) }

// Tx implements dialect.Driver.
func (d *lite) Tx(ctx context.Context) (dialect.Tx, error) { return d.BeginTx(ctx, nil) }

// BeginTx begins one that may write, unless the options say that it only reads.
func (d *lite) BeginTx(ctx context.Context, options *sql.TxOptions) (dialect.Tx, error) {
	if options != nil && options.ReadOnly {
		return begin(ctx, d.readers, "BEGIN", func() {})
	}
	select {
	case d.turn <- struct{}{}:
		return begin(ctx, d.writer, "BEGIN IMMEDIATE", func() { <-d.turn })
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func begin(ctx context.Context, pool *sql.DB, how string, leave func()) (dialect.Tx, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		leave()
		return nil, err
	}
	t := &liteTx{ctx, conn, leave}
	statements := unwatched{conn}
	if _, err := statements.ExecContext(ctx, how); err != nil {
		return nil, errors.Join(err, t.end())
	}
	return &entsql.Tx{Conn: entsql.Conn{ExecQuerier: statements}, Tx: t}, nil
}

// liteTx is a transaction that is open on a connection.
type liteTx struct {
	ctx   context.Context
	conn  *sql.Conn // nil when it is over
	leave func()
}

// Commit implements driver.Tx.
func (t *liteTx) Commit() error {
	if t.conn == nil {
		return sql.ErrTxDone
	}
	if _, err := (unwatched{t.conn}).ExecContext(t.ctx, "COMMIT"); err != nil {
		return errors.Join(err, t.Rollback())
	}
	return t.end()
}

// Rollback implements driver.Tx.
func (t *liteTx) Rollback() error {
	if t.conn == nil {
		return sql.ErrTxDone
	}
	if _, err := t.conn.ExecContext(context.Background(), "ROLLBACK"); err != nil {
		_ = t.conn.Raw(func(any) error { return driver.ErrBadConn }) // nobody may get it with the transaction open
		return errors.Join(fmt.Errorf("roll back: %w", err), t.end())
	}
	return t.end()
}

func (t *liteTx) end() error {
	err := t.conn.Close()
	t.conn = nil
	t.leave()
	return err
}

// unwatched asks the context before a statement, not during it.
type unwatched struct{ entsql.ExecQuerier }

// ExecContext implements entsql.ExecQuerier.
func (u unwatched) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return u.ExecQuerier.ExecContext(context.WithoutCancel(ctx), query, args...)
}

// QueryContext implements entsql.ExecQuerier.
func (u unwatched) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return u.ExecQuerier.QueryContext(context.WithoutCancel(ctx), query, args...)
}
