package ent

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"entgo.io/ent/dialect"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// Migrate applies the migrations that a database lacks. On PostgreSQL several
// nodes may start together: one of them does it, under a lock.
func Migrate(ctx context.Context, conn *sql.DB, kind string) error {
	files, err := fs.Sub(migrations, "migrations/"+folder(kind))
	if err != nil {
		return err
	}
	provider, err := provider(conn, kind, files)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

func folder(kind string) string {
	if kind == dialect.SQLite {
		return "sqlite"
	}
	return "postgres"
}

func provider(conn *sql.DB, kind string, files fs.FS) (*goose.Provider, error) {
	if kind == dialect.SQLite {
		return goose.NewProvider(goose.DialectSQLite3, conn, files)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, conn, files, goose.WithSessionLocker(locker))
}
