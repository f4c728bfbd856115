package pg_test

import (
	"bytes"
	"database/sql"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"televisit/internal/testkit/pg"
)

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func run(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func text(t *testing.T, db *sql.DB, query string, args ...any) (answer string) {
	t.Helper()
	if err := db.QueryRow(query, args...).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

func TestEachDatabaseIsItsOwn(t *testing.T) {
	t.Parallel()
	one, two := open(t, pg.URL(t)), open(t, pg.URL(t))
	run(t, one, "CREATE TABLE visit (id int)")
	run(t, two, "CREATE TABLE visit (id int)") // fails if both were one
}

func TestCyrillicFoldsCase(t *testing.T) {
	t.Parallel()
	if got := text(t, open(t, pg.URL(t)), "SELECT lower('ЖАНАР')"); got != "жанар" {
		t.Errorf("lower = %q", got)
	}
}

func TestTheDatabaseIsDroppedThoughStillInUse(t *testing.T) {
	t.Parallel()
	var name string
	t.Run("user", func(t *testing.T) {
		db, _ := sql.Open("pgx", pg.URL(t)) // left open on purpose
		name = text(t, db, "SELECT current_database()")
	})
	left := text(t, open(t, pg.URL(t)), "SELECT count(*) FROM pg_database WHERE datname = $1", name)
	if left != "0" {
		t.Errorf("database %s is still there", name)
	}
}

func TestATemplateIsFilledOnce(t *testing.T) {
	t.Parallel()
	var fills atomic.Int32
	fill := func(url string) {
		fills.Add(1)
		db, _ := sql.Open("pgx", url) // left open on purpose
		run(t, db, "CREATE TABLE clinic AS SELECT 'Sauap' AS name")
	}
	t.Run("copies", func(t *testing.T) {
		name := strings.ToLower(t.Name()[:4]) + time.Now().Format("150405.000000")
		for range 3 {
			t.Run("copy", func(t *testing.T) {
				t.Parallel()
				db := open(t, pg.Template(t, name, fill))
				if got := text(t, db, "SELECT name FROM clinic"); got != "Sauap" {
					t.Errorf("clinic = %q", got)
				}
			})
		}
	})
	if fills.Load() != 1 {
		t.Errorf("filled %d times", fills.Load())
	}
}

func TestStopLeavesNothing(t *testing.T) {
	t.Parallel()
	pg.URL(t) // skips where there is no PostgreSQL
	server, err := pg.Start()
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(server.URL)
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there (%v)", dir, err)
	}
}

// TestAKilledProcessLeavesNothing runs this test binary once more as the
// process that dies: os.Exit passes every cleanup by.
func TestAKilledProcessLeavesNothing(t *testing.T) {
	if os.Getenv("PG_TEST_DIE") != "" {
		server, _ := pg.Start()
		os.Stdout.WriteString(folder(server.URL))
		os.Exit(0)
	}
	pg.URL(t)
	child := exec.Command(os.Args[0], "-test.run=^TestAKilledProcessLeavesNothing$")
	child.Env = append(os.Environ(), "PG_TEST_DIE=1")
	dir, err := child.Output()
	if err != nil {
		t.Fatal(err)
	}
	waitGone(t, string(bytes.TrimSpace(dir)))
}

func waitGone(t *testing.T, dir string) {
	t.Helper()
	if dir == "" {
		t.Fatal("the child named no folder")
	}
	// Another process removes it: there is nothing to wait on but the clock.
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
	}
	t.Errorf("%s is still there", dir)
}

// folder is where a server that this package started keeps its socket.
func folder(serverURL string) string {
	_, query, _ := strings.Cut(serverURL, "?host=")
	return strings.ReplaceAll(query, "%2F", "/")
}
