// Package pg gives tests a real PostgreSQL.
//
// URL returns a fresh, empty database and Template a copy of a filled one.
// The server behind them is the one in TEST_POSTGRES_URL (make test starts one
// for all packages) or one that this process starts for itself and that ends
// with it. Without PostgreSQL on the machine the test is skipped; with CI=true
// it fails, so that a green run always means both databases.
package pg

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Env names the variable that holds the URL of a server to share. Its user
// must be allowed to create databases.
const Env = "TEST_POSTGRES_URL"

// URL returns a fresh, empty database that is dropped when the test ends.
func URL(tb testing.TB) string {
	tb.Helper()
	admin, server := connect(tb)
	return create(tb, admin, server, "template1")
}

// create copies a template into a database with a random name, so that tests
// of several processes share one server.
func create(tb testing.TB, admin *sql.DB, server, template string) string {
	tb.Helper()
	name := "test_" + rand.Text()
	execute(tb, admin, "CREATE DATABASE %q TEMPLATE %q", name, template)
	tb.Cleanup(func() { execute(tb, admin, "DROP DATABASE %q WITH (FORCE)", name) })
	return at(server, name)
}

// connect opens the server's own database until the test ends.
func connect(tb testing.TB) (admin *sql.DB, server string) {
	tb.Helper()
	server = find(tb)
	admin, err := sql.Open("pgx", server)
	if err != nil {
		tb.Fatalf("open %s: %v", Env, err)
	}
	tb.Cleanup(func() { admin.Close() })
	return admin, server
}

// shared is the server of this process. Nobody stops it: it ends when the
// process does, however that comes about (see Start).
var shared = sync.OnceValues(Start)

func find(tb testing.TB) string {
	tb.Helper()
	if given := os.Getenv(Env); given != "" {
		return given
	}
	server, err := shared()
	switch {
	case err == nil:
		return server.URL
	case errors.Is(err, ErrMissing) && os.Getenv("CI") != "true":
		tb.Skipf("skipped: %v", err)
	default:
		tb.Fatalf("start PostgreSQL: %v", err)
	}
	return ""
}

// at is the same server's database of another name.
func at(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server // connect has already refused it
	}
	u.Path = "/" + name
	return u.String()
}

// execute runs a statement whose %q arguments are identifiers.
func execute(tb testing.TB, db *sql.DB, statement string, names ...any) {
	tb.Helper()
	query := fmt.Sprintf(statement, names...)
	if _, err := db.Exec(query); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
}
