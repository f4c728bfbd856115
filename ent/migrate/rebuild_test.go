package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/schema/field"
	"github.com/pressly/goose/v3"

	tables "televisit/ent/db/migrate"
	"televisit/internal/testkit/pg"
)

// copied is a copy of the committed migrations.
func copied(t *testing.T, of target) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("../migrations", of.name))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// addColumn gives the practitioners a column that SQLite cannot add in place.
func addColumn(t *testing.T) {
	t.Helper()
	p := tables.PractitionersTable
	before := slices.Clone(p.Columns)
	t.Cleanup(func() { p.Columns = before })
	p.Columns = append(before, &schema.Column{Name: "seats", Type: field.TypeInt, Default: 1})
}

func TestARebuiltTableKeepsTheRowsThatReferToIt(t *testing.T) {
	dir := copied(t, sqlite)
	addColumn(t)
	if err := sqlite.diff(t.Context(), dir, "seats"); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*_seats.sql"))
	if len(files) != 1 {
		t.Fatalf("written: %v", files)
	}
	b, err := os.ReadFile(files[0])
	if err != nil || !strings.HasPrefix(string(b), "-- +goose NO TRANSACTION\n") {
		t.Fatalf("the line is missing: %.200s, %v", b, err)
	}
	if left := childrenAfter(t, dir, files[0]); left != 1 {
		t.Errorf("%d of 1 rows are left", left)
	}
	// Without the line the rows are gone, and nothing says so.
	if err := os.WriteFile(files[0], []byte(strings.TrimPrefix(string(b), "-- +goose NO TRANSACTION\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	if left := childrenAfter(t, dir, files[0]); left != 0 {
		t.Errorf("%d rows are left: this test proves nothing any more", left)
	}
}

// childrenAfter migrates a database that has a practitioner with a specialty,
// and counts their specialties after the last file.
func childrenAfter(t *testing.T, dir, last string) (left int) {
	t.Helper()
	conn, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "x.db")+"?_pragma=foreign_keys(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetMaxOpenConns(1)
	provider, err := goose.NewProvider(goose.DialectSQLite3, conn, os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	sources := provider.ListSources()
	if filepath.Base(sources[len(sources)-1].Path) != filepath.Base(last) {
		t.Fatalf("%s is not the last file", last)
	}
	if _, err := provider.UpTo(t.Context(), sources[len(sources)-2].Version); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO specialties (id, created_at, name, summary) VALUES ('s', '2026-03-02', '{}', '{}')`,
		`INSERT INTO practitioners (id, created_at, family_name, given_name, practises_since, qualification, languages)
			VALUES ('p', '2026-03-02', 'x', 'x', '2026-03-02', '{}', '[]')`,
		`INSERT INTO practitioner_specialties (practitioner_id, specialty_id) VALUES ('p', 's')`,
	} {
		if _, err := conn.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRow(`SELECT count(*) FROM practitioner_specialties`).Scan(&left); err != nil {
		t.Fatal(err)
	}
	return left
}

func TestTheCheckFindsWhatNoMigrationSays(t *testing.T) {
	t.Setenv("TEST_POSTGRES_URL", pg.URL(t))
	for _, of := range []target{sqlite, postgres} {
		t.Run(of.name, func(t *testing.T) {
			dir := copied(t, of)
			if err := of.check(t.Context(), dir); err != nil {
				t.Fatalf("the committed migrations: %v", err)
			}
			addColumn(t)
			err := of.check(t.Context(), dir)
			if err == nil || !strings.Contains(err.Error(), "make migrations") {
				t.Errorf("a new column: %v", err)
			}
			files, _ := filepath.Glob(filepath.Join(dir, "*.sql"))
			committed, _ := filepath.Glob(filepath.Join("../migrations", of.name, "*.sql"))
			if len(files) != len(committed) {
				t.Errorf("the check has written: %v", files)
			}
		})
	}
}

func TestAMigrationThatWasChangedIsRefused(t *testing.T) {
	dir := copied(t, sqlite)
	files, _ := filepath.Glob(filepath.Join(dir, "*.sql"))
	f, err := os.OpenFile(files[0], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("\n-- changed\n"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if err := sqlite.check(t.Context(), dir); err == nil {
		t.Error("a changed file passes")
	}
}
