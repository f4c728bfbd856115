package pg

import (
	"database/sql"
	"testing"
)

// Template returns a copy of a database that fill has prepared, which takes
// milliseconds where migrating takes seconds. fill runs once per server and
// name, whichever process comes first. The name must say what is inside, for
// example by a hash of the migrations: a server that lives longer than a test
// run keeps its templates.
func Template(tb testing.TB, name string, fill func(url string)) string {
	tb.Helper()
	admin, server := connect(tb)
	template := "template_" + name
	prepare(tb, admin, server, template, fill)
	return create(tb, admin, server, template)
}

// prepare fills under another name and renames at the end: a template that
// exists is complete, even when a filling process was killed.
func prepare(tb testing.TB, admin *sql.DB, server, template string, fill func(string)) {
	tb.Helper()
	defer lock(tb, admin, template)()
	if exists(tb, admin, template) {
		return
	}
	draft := template + "_draft"
	execute(tb, admin, "DROP DATABASE IF EXISTS %q WITH (FORCE)", draft)
	execute(tb, admin, "CREATE DATABASE %q", draft)
	fill(at(server, draft))
	disconnect(tb, admin, draft)
	execute(tb, admin, "ALTER DATABASE %q RENAME TO %q", draft, template)
}

// lock keeps other processes from filling the same template. The lock belongs
// to the connection, so it also ends with a test that fails while holding it.
func lock(tb testing.TB, admin *sql.DB, name string) (unlock func()) {
	tb.Helper()
	conn, err := admin.Conn(tb.Context())
	if err != nil {
		tb.Fatalf("connect to PostgreSQL: %v", err)
	}
	const query = "SELECT pg_advisory_lock(hashtext($1))"
	if _, err := conn.ExecContext(tb.Context(), query, name); err != nil {
		conn.Close()
		tb.Fatalf("lock template %s: %v", name, err)
	}
	return func() { release(tb, conn, name) }
}

func release(tb testing.TB, conn *sql.Conn, name string) {
	tb.Helper()
	defer conn.Close()
	const query = "SELECT pg_advisory_unlock(hashtext($1))"
	if _, err := conn.ExecContext(tb.Context(), query, name); err != nil {
		tb.Errorf("unlock template %s: %v", name, err)
	}
}

func exists(tb testing.TB, admin *sql.DB, name string) (found bool) {
	tb.Helper()
	const query = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"
	if err := admin.QueryRow(query, name).Scan(&found); err != nil {
		tb.Fatalf("look for template %s: %v", name, err)
	}
	return found
}

// disconnect ends connections that fill left in a pool: PostgreSQL neither
// renames nor copies a database that somebody uses.
func disconnect(tb testing.TB, admin *sql.DB, name string) {
	tb.Helper()
	const query = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1"
	if _, err := admin.Exec(query, name); err != nil {
		tb.Fatalf("disconnect %s: %v", name, err)
	}
}
