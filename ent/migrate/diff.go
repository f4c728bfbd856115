package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"
	atlas "ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqltool"
	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	tables "televisit/ent/db/migrate"
)

// target is one kind of database.
type target struct {
	name, dialect string
	scratch       func() (*sql.DB, func(), error)
}

var (
	sqlite   = target{"sqlite", dialect.SQLite, scratchSQLite}
	postgres = target{"postgres", dialect.Postgres, scratchPostgres}
)

// diff replays the files into an empty database and writes what is missing.
func (t target) diff(ctx context.Context, dir, name string) error {
	conn, drop, err := t.scratch()
	if err != nil {
		return err
	}
	defer drop()
	files, err := sqltool.NewGooseDir(dir)
	if err != nil {
		return err
	}
	m, err := schema.NewMigrate(entsql.OpenDB(t.dialect, conn),
		schema.WithDir(files), schema.WithFormatter(sqltool.GooseFormatter),
		schema.WithMigrationMode(schema.ModeReplay), schema.WithDialect(t.dialect),
		schema.WithDropColumn(true), schema.WithDropIndex(true), schema.WithDiffHook(keepByHand))
	if err != nil {
		return err
	}
	if err := m.NamedDiff(ctx, name, tables.Tables...); err != nil && !errors.Is(err, migrate.ErrNoPlan) {
		return err
	}
	return keepRows(files, dir)
}

// byHand ends the names of constraints that ent/schema cannot say; migrations
// written by hand make them.
const byHand = "_no_overlap"

// keepByHand leaves such constraints alone, which a diff would drop.
func keepByHand(next schema.Differ) schema.Differ {
	return schema.DiffFunc(func(current, desired *atlas.Schema) ([]atlas.Change, error) {
		changes, err := next.Diff(current, desired)
		return slices.DeleteFunc(changes, func(c atlas.Change) bool {
			m, ok := c.(*atlas.ModifyTable)
			if !ok {
				return false
			}
			m.Changes = slices.DeleteFunc(m.Changes, isByHand)
			return len(m.Changes) == 0
		}), err
	})
}

func isByHand(c atlas.Change) bool {
	drop, ok := c.(*atlas.DropIndex)
	return ok && strings.HasSuffix(drop.I.Name, byHand)
}

// keepRows takes SQLite files that rebuild a table out of goose's transaction.
// Inside one, "PRAGMA foreign_keys=off" does nothing, and dropping the old table
// would delete the rows that refer to it.
func keepRows(files migrate.Dir, dir string) error {
	names, _ := filepath.Glob(filepath.Join(dir, "*.sql"))
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		text := string(b)
		if !strings.Contains(strings.ToLower(text), "pragma foreign_keys = off") || strings.Contains(text, "+goose NO TRANSACTION") {
			continue
		}
		if err := os.WriteFile(name, []byte("-- +goose NO TRANSACTION\n"+text), 0o644); err != nil {
			return err
		}
	}
	return hash(files)
}

// hash writes atlas.sum anew, for files that were written or changed by hand.
func hash(files migrate.Dir) error {
	sum, err := files.Checksum()
	if err != nil {
		return err
	}
	return migrate.WriteSumFile(files, sum)
}

func scratchSQLite() (*sql.DB, func(), error) {
	conn, err := sql.Open("sqlite", "file:scratch?mode=memory&cache=shared&_pragma=foreign_keys(1)")
	return conn, func() { conn.Close() }, err
}

func scratchPostgres() (*sql.DB, func(), error) {
	server := os.Getenv("TEST_POSTGRES_URL")
	if server == "" {
		return nil, nil, fmt.Errorf("set TEST_POSTGRES_URL to a PostgreSQL server for a scratch database")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return nil, nil, err
	}
	name := fmt.Sprintf("scratch_%d", rand.Int64())
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		return nil, nil, err
	}
	u, err := url.Parse(server)
	if err != nil {
		return nil, nil, err
	}
	u.Path = "/" + name
	conn, err := sql.Open("pgx", u.String())
	return conn, func() {
		conn.Close()
		_, _ = admin.Exec("DROP DATABASE " + name)
		admin.Close()
	}, err
}
