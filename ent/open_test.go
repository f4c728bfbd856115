package ent_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	"televisit/ent"
	"televisit/internal/testkit"
	"televisit/internal/testkit/pg"
)

func TestSQLiteKeepsWhatItAcknowledges(t *testing.T) {
	w := testkit.New(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000"} {
		var open []*sql.Rows
		for range 8 { // each keeps its connection: the next question takes another of the pool
			rows, err := w.Store.QueryContext(t.Context(), "PRAGMA "+pragma)
			open = append(open, testkit.Must(t, rows, err))
			var got string
			if !rows.Next() || rows.Scan(&got) != nil || got != want {
				t.Errorf("%s is %q, not %q", pragma, got, want)
			}
		}
		for _, rows := range open {
			rows.Close()
		}
	}
}

func TestADatabaseThatCannotKeepAnythingIsRefused(t *testing.T) {
	store, err := ent.Open(t.Context(), "sqlite::memory:", testkit.NewClock(testkit.Noon))
	if err == nil {
		store.Close()
		t.Fatal("a database in memory is opened")
	}
	if !strings.Contains(err.Error(), "journal_mode is memory") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the error is %v", err)
	}
}

func TestAnAddressThatIsNoneIsRefusedInOneLine(t *testing.T) {
	for _, address := range []string{
		"", "mysql://x", "televisit.db", "postgres://localhost:1/none", "sqlite:" + filepath.Join(t.TempDir(), "no", "folder", "x.db"),
	} {
		store, err := ent.Open(t.Context(), address, testkit.NewClock(testkit.Noon))
		if err == nil {
			store.Close()
			t.Errorf("%q is opened", address)
			continue
		}
		if strings.Contains(strings.TrimSpace(err.Error()), "\n") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestAFolderMayHaveAnyName(t *testing.T) {
	for _, name := range []string{"a b", "100%", "what?", "a#b", "данные", "a%20b", "a&_pragma=x"} {
		path := filepath.Join(t.TempDir(), name, "televisit.db")
		if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		store, err := ent.Open(t.Context(), "sqlite:"+path, testkit.NewClock(testkit.Noon))
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		store.Close()
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%q: the file is elsewhere: %v", name, err)
		}
	}
}

func TestMigratingAgainChangesNothing(t *testing.T) {
	for kind, conn := range empty(t) {
		for range 3 {
			if err := ent.Migrate(t.Context(), conn, kind); err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
		}
		var n, distinct int
		err := conn.QueryRow(`SELECT count(*), count(DISTINCT version_id) FROM goose_db_version`).Scan(&n, &distinct)
		if err != nil || n != distinct || n < 2 {
			t.Errorf("%s: %d migrations, %d different, %v", kind, n, distinct, err)
		}
	}
}

// empty are new databases by their dialects.
func empty(t *testing.T) map[string]*sql.DB {
	t.Helper()
	return map[string]*sql.DB{
		dialect.SQLite:   dial(t, "sqlite", "file:"+filepath.Join(t.TempDir(), "empty.db")+"?_pragma=foreign_keys(1)"),
		dialect.Postgres: dial(t, "pgx", pg.URL(t)),
	}
}

func dial(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	conn, err := sql.Open(driver, dsn)
	testkit.Must(t, conn, err)
	t.Cleanup(func() { conn.Close() })
	return conn
}

func TestFourNodesThatStartTogetherMigrateOnce(t *testing.T) {
	address := pg.URL(t)
	for i, err := range testkit.Together(4, func(int) error {
		store, err := ent.Open(t.Context(), address, testkit.NewClock(testkit.Noon))
		if err == nil {
			_, err = store.Clinic.Query().Count(t.Context())
			store.Close()
		}
		return err
	}) {
		if err != nil {
			t.Errorf("node %d: %v", i, err)
		}
	}
	var n, distinct int
	err := dial(t, "pgx", address).QueryRow(`SELECT count(*), count(DISTINCT version_id) FROM goose_db_version`).Scan(&n, &distinct)
	if err != nil || n != distinct {
		t.Errorf("%d migrations, %d different, %v", n, distinct, err)
	}
}
