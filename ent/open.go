// Package ent opens the store: the one place where clients are made, so that
// no client exists without its policies and hooks.
package ent

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"modernc.org/sqlite"

	"televisit/ent/db"
	"televisit/ent/hook"
	"televisit/ent/policy"
	"televisit/internal/clock"
)

// Store is the database with its policies.
type Store struct {
	*db.Client
	// Woken is called after a commit for each event stream it has written to.
	Woken func(stream string, seq int64)

	sql     *sql.DB
	dialect string
}

// Open connects to a database and applies what migrations it lacks. The URL is
// postgres://… or sqlite:<path of a file>.
func Open(ctx context.Context, address string, clk clock.Clock) (*Store, error) {
	s, err := connect(address)
	if err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{s.isSafe, s.migrate, s.forgetOverlap} {
		if err := step(ctx); err != nil {
			s.sql.Close()
			return nil, err
		}
	}
	driver, err := s.driver(address)
	if err != nil {
		s.sql.Close()
		return nil, err
	}
	s.Client = db.NewClient(db.Driver(driver))
	s.Client.Use(hook.StampCreated(clk))
	policy.Register(s.Client)
	return s, nil
}

func (s *Store) driver(address string) (dialect.Driver, error) {
	if s.dialect == dialect.Postgres {
		return entsql.OpenDB(s.dialect, s.sql), nil
	}
	writer, _, err := dial(address)
	if err != nil {
		return nil, fmt.Errorf("open the database to write: %w", err)
	}
	return newLite(s.sql, writer), nil
}

// isSafe refuses a SQLite database that would forget what it has acknowledged.
func (s *Store) isSafe(ctx context.Context) error {
	if s.dialect != dialect.SQLite {
		return nil
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := s.sql.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return fmt.Errorf("ask for %s: %w", pragma, err)
		}
		if got != want {
			return fmt.Errorf("the database does not keep what it acknowledges: %s is %s, not %s", pragma, got, want)
		}
	}
	return nil
}

// migrate uses one connection: a migration that rebuilds a table switches foreign
// keys off for its connection only.
func (s *Store) migrate(ctx context.Context) error {
	if s.dialect == dialect.SQLite {
		s.sql.SetMaxOpenConns(1)
	}
	defer limitPool(s.sql, s.dialect)
	return Migrate(ctx, s.sql, s.dialect)
}

func connect(address string) (*Store, error) {
	conn, kind, err := dial(address)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := conn.Ping(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("reach the database: %s", strings.Join(strings.Fields(err.Error()), " ")) // pgx says it in several lines
	}
	return &Store{sql: conn, dialect: kind, Woken: func(string, int64) {}}, nil
}

func dial(address string) (conn *sql.DB, kind string, err error) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		connector, err := sqlite.NewConnector(sqliteDSN(path))
		return sql.OpenDB(preparing{connector}), dialect.SQLite, err
	}
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		conn, err = sql.Open("pgx", address)
		return conn, dialect.Postgres, err
	}
	return nil, "", errors.New("its URL begins with neither postgres:// nor sqlite: (a path)")
}

// sqliteDSN asks for what an acknowledged booking needs to survive a power cut.
// Times are compared as text, so they must all be in UTC (_timezone).
func sqliteDSN(path string) string {
	uri := url.URL{Path: filepath.ToSlash(path)} // a folder's name may have a ? or # in it
	return "file:" + uri.EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_txlock=immediate&_time_format=sqlite&_timezone=UTC"
}

func limitPool(conn *sql.DB, kind string) {
	conn.SetMaxOpenConns(8)
	conn.SetMaxIdleConns(8)
	if kind == dialect.Postgres {
		conn.SetMaxOpenConns(24)
		conn.SetConnMaxLifetime(30 * time.Minute)
	}
}

// Close closes the database.
func (s *Store) Close() error { return s.Client.Close() }

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.sql.PingContext(ctx) }
