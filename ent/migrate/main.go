// Command migrate writes the migrations that bring the files in ent/migrations
// up to ent/schema, for both databases; with -check it only says whether any
// are missing; with -hash it accepts files that were written by hand.
// TEST_POSTGRES_URL names a PostgreSQL server for scratch databases.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"ariga.io/atlas/sql/sqltool"
)

func main() {
	log.SetFlags(0)
	check := flag.Bool("check", false, "write nothing, fail when a migration is missing")
	byHand := flag.Bool("hash", false, "accept files that were written by hand")
	flag.Parse()
	if *byHand {
		if err := hashAll(); err != nil {
			log.Fatal(err)
		}
		return
	}
	name := flag.Arg(0)
	if name == "" && !*check {
		log.Fatal("usage: go run ./ent/migrate <name> | -check | -hash")
	}
	if err := run(context.Background(), name, *check); err != nil {
		log.Fatal(err)
	}
}

func hashAll() error {
	for _, t := range []target{sqlite, postgres} {
		files, err := sqltool.NewGooseDir(filepath.Join("ent/migrations", t.name))
		if err != nil {
			return err
		}
		if err := hash(files); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}

func run(ctx context.Context, name string, check bool) error {
	for _, t := range []target{sqlite, postgres} {
		dir := filepath.Join("ent/migrations", t.name)
		if check {
			if err := t.check(ctx, dir); err != nil {
				return err
			}
			continue
		}
		if err := t.diff(ctx, dir, name); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}

// check runs the diff on a copy of the files.
func (t target) check(ctx context.Context, dir string) error {
	tmp, err := os.MkdirTemp("", "migrations")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := os.CopyFS(tmp, os.DirFS(dir)); err != nil {
		return err
	}
	before, _ := filepath.Glob(filepath.Join(tmp, "*.sql"))
	if err := t.diff(ctx, tmp, "check"); err != nil {
		return fmt.Errorf("%s: %w", t.name, err)
	}
	after, _ := filepath.Glob(filepath.Join(tmp, "*.sql"))
	if len(after) != len(before) {
		return fmt.Errorf("%s: ent/schema has changed, run: make migrations name=<what>", t.name)
	}
	return nil
}
