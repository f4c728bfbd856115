package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sort"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"televisit/ent"
	"televisit/graph/generated"
	"televisit/internal/clock"
	"televisit/internal/config"
	"televisit/internal/seed"
)

// cli is the command line.
type cli struct {
	config.Config

	Serve   serveCmd   `cmd:"" default:"1" help:"Run the server (default)."`
	Migrate migrateCmd `cmd:"" help:"Bring the database up to date and stop."`
	Seed    seedCmd    `cmd:"" help:"Make the demo clinic in an empty database and stop."`
	Clinic  clinicCmd  `cmd:"" help:"Make the clinic and its first administrator in an empty database and stop."`
	Staff   staffCmd   `cmd:"" help:"Make a link for somebody of the staff who lost the password or the authenticator, and stop."`
	Doctor  doctorCmd  `cmd:"" help:"Try everything the server needs and say what is wrong."`
	Schema  schemaCmd  `cmd:"" help:"Print the GraphQL schema."`
}

func main() {
	var c cli
	parser := kong.Must(&c, kong.Name("televisit"),
		kong.Description("Online consultations of a clinic: GraphQL API, media server and web app in one binary."))
	run, err := parser.Parse(os.Args[1:])
	if err != nil {
		fail(fmt.Errorf("%w; see televisit --help", err))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second one ends it at once
	run.BindTo(ctx, (*context.Context)(nil))
	if err := run.Run(&c.Config); err != nil {
		fail(err)
	}
}

// fail says in one line what is wrong.
func fail(err error) {
	fmt.Fprintln(os.Stderr, "televisit:", err)
	os.Exit(1)
}

type serveCmd struct{}

// Run serves until a signal.
func (serveCmd) Run(ctx context.Context, c *config.Config) error { return serve(ctx, c, os.Stdout) }

type migrateCmd struct{}

// Run opens the store, which migrates it.
func (migrateCmd) Run(ctx context.Context, c *config.Config) error {
	return withStore(ctx, c, func(*ent.Store) error {
		fmt.Println("the database is up to date")
		return nil
	})
}

type seedCmd struct{}

// Run makes the demo clinic.
func (seedCmd) Run(ctx context.Context, c *config.Config) error {
	if c.Env == "production" {
		return fmt.Errorf("ENV=production refuses demo parts")
	}
	return withStore(ctx, c, func(s *ent.Store) error {
		zone, err := clinicZone(ctx, s, c.ClinicTimeZone)
		if err != nil {
			return err
		}
		seeder := &seed.Seeder{Store: s, Clock: clock.System{}, Zone: zone}
		if err := seeder.Ensure(ctx); err != nil {
			return err
		}
		return seeder.KeepOpen(ctx)
	})
}

func withStore(ctx context.Context, c *config.Config, do func(*ent.Store) error) error {
	if err := c.Check(); err != nil {
		return err
	}
	folder, err := config.OpenFolder(c.Data)
	if err != nil {
		return err
	}
	defer folder.Close()
	store, err := ent.Open(ctx, c.Database(), clock.System{})
	if err != nil {
		return err
	}
	defer store.Close()
	return do(store)
}

type schemaCmd struct{}

// Run prints the schema, sorted, so that a diff shows changes only.
func (schemaCmd) Run(context.Context) error { return printSchema(os.Stdout) }

func printSchema(w io.Writer) error {
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	for _, t := range schema.Types {
		sort.Slice(t.Fields, func(i, j int) bool {
			return strings.HasPrefix(t.Fields[j].Name, "__") && !strings.HasPrefix(t.Fields[i].Name, "__")
		})
	}
	public := *schema
	public.Directives = map[string]*ast.DirectiveDefinition{}
	for name, d := range schema.Directives {
		if name != "goModel" && name != "goField" {
			public.Directives[name] = d
		}
	}
	formatter.NewFormatter(w, formatter.WithIndent("  ")).FormatSchema(&public)
	return nil
}
