// Package testkit gives tests a seeded clinic on real databases.
package testkit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/policy"
	"televisit/internal/auth"
	"televisit/internal/rules"
	"televisit/internal/seed"
	"televisit/internal/testkit/pg"
	"televisit/internal/viewer"
)

// Noon is when each test begins: a Monday, 12:00 in Moscow.
var Noon = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// Zone is the clinic's.
var Zone, _ = rules.Zone(rules.DefaultZone)

// Clock stands still until a test moves it.
type Clock struct {
	mu   sync.Mutex
	now  time.Time
	runs bool
}

// NewClock returns a clock that reads at.
func NewClock(at time.Time) *Clock { return &Clock{now: at} }

// Now implements clock.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.runs {
		return time.Now().UTC()
	}
	return c.now
}

// Run makes the clock go with package time from now on, for bubbles of testing/synctest.
func (c *Clock) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.runs = true
}

// Set makes the clock read at.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at.UTC()
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }

// World is a seeded demo clinic at Noon.
type World struct {
	Store *ent.Store
	Clock *Clock
	Auth  *auth.Service

	url string
}

// Again opens the world's database once more, as another node does.
func (w *World) Again(t *testing.T) *ent.Store {
	t.Helper()
	store, err := ent.Open(t.Context(), w.url, w.Clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// Each runs a test twice, on SQLite and on PostgreSQL, each time in a fresh world.
func Each(t *testing.T, run func(t *testing.T, w *World)) {
	t.Run("sqlite", func(t *testing.T) { run(t, open(t, "sqlite:"+sqliteCopy(t))) })
	t.Run("postgres", func(t *testing.T) {
		run(t, open(t, pg.Template(t, templateName(t), func(url string) { fill(t, url) })))
	})
}

// EachBenchmark does the same for a benchmark.
func EachBenchmark(b *testing.B, run func(b *testing.B, w *World)) {
	b.Run("sqlite", func(b *testing.B) { run(b, open(b, "sqlite:"+sqliteCopy(b))) })
	b.Run("postgres", func(b *testing.B) {
		run(b, open(b, pg.Template(b, templateName(b), func(url string) { fill(b, url) })))
	})
}

// New is a fresh world on SQLite, for tests that no dialect can change.
func New(t *testing.T) *World {
	t.Helper()
	return open(t, "sqlite:"+sqliteCopy(t))
}

func open(t testing.TB, url string) *World {
	t.Helper()
	clk := NewClock(Noon)
	store, err := ent.Open(t.Context(), url, clk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return &World{Store: store, Clock: clk, Auth: auth.New(store, clk, []byte("a key of tests, 32 bytes or more.")), url: url}
}

func fill(tb testing.TB, url string) {
	clk := NewClock(Noon)
	store, err := ent.Open(context.Background(), url, clk)
	if err != nil {
		tb.Fatal(err)
	}
	defer store.Close()
	if err := (&seed.Seeder{Store: store, Clock: clk, Zone: Zone}).Ensure(context.Background()); err != nil {
		tb.Fatal(err)
	}
	if err := openRoundTheClock(store); err != nil {
		tb.Fatal(err)
	}
}

// openRoundTheClock lets every doctor receive at any time, so that tests choose
// their hours: a version over the one of the demo, with a fine grid.
func openRoundTheClock(store *ent.Store) error {
	week := rules.Template{Grid: 10, Horizon: 30}
	for day := range week.Week {
		week.Week[day] = []rules.Hours{{From: 0, To: 24 * 60}}
	}
	return store.InTx(viewer.System(context.Background(), policy.Seed), func(ctx context.Context, tx *db.Tx) error {
		doctors, err := tx.Practitioner.Query().All(ctx)
		for _, d := range doctors {
			err = errors.Join(err, tx.Schedule.Create().SetPractitionerID(d.ID).SetNumber(2).SetValidFrom("2000-01-01").
				SetTimeZone(Zone.String()).SetTemplate(week).SetPublishedBy("test").Exec(ctx))
		}
		return err
	})
}

// seeded is one SQLite file with the demo clinic, made once a process.
var seeded struct {
	once sync.Once
	file []byte
}

func sqliteCopy(t testing.TB) string {
	t.Helper()
	seeded.once.Do(func() {
		path := filepath.Join(t.TempDir(), "seeded.db")
		fill(t, "sqlite:"+path)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		seeded.file = b
	})
	path := filepath.Join(t.TempDir(), "televisit.db")
	if err := os.WriteFile(path, seeded.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// templateName changes with the migrations, the seed and this kit: a server that outlives
// the run keeps its templates.
func templateName(t testing.TB) string {
	t.Helper()
	sum := sha256.New()
	for _, dir := range []string{"ent/migrations/postgres", "internal/seed", "internal/testkit"} {
		err := fs.WalkDir(os.DirFS(filepath.Join(root(t), dir)), ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			b, err := os.ReadFile(filepath.Join(root(t), dir, name))
			sum.Write(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return "world_" + hex.EncodeToString(sum.Sum(nil)[:8])
}

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

// As is the context of somebody who is signed in: the phone of a patient or the
// e-mail of staff, as the seed has them.
func (w *World) As(t *testing.T, login string) context.Context {
	t.Helper()
	sys := viewer.System(t.Context(), policy.Auth)
	a, err := w.Store.Account.Query().Where(account.Or(account.Phone(login), account.Email(login))).Only(sys)
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.Auth.ViewerOf(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	return viewer.With(t.Context(), v)
}

// System is the context of a part of the system.
func System(t *testing.T, task string) context.Context {
	return viewer.System(t.Context(), task)
}

// Logins of the seed that tests use.
const (
	Nina      = "+79160000001" // confirmed patient
	Petr      = "+79160000002" // unconfirmed patient, an unpaid visit today
	Maksim    = "+79160000003" // unconfirmed patient, a visit without consent today
	Vera      = "+79160000004" // confirmed patient, a visit with everything done today
	Vorontsov = "vorontsov@lipa.example"
	Melnikova = "melnikova@lipa.example"
	Grinev    = "grinev@lipa.example"
	Desk      = "desk@lipa.example"
	Admin     = "admin@lipa.example"
)

// Appointment finds the one visit of a patient in a state.
func (w *World) Appointment(t *testing.T, login string, s rules.AppointmentStatus) *db.Appointment {
	t.Helper()
	ctx := w.As(t, login)
	all, err := w.Store.Appointment.Query().All(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.Status == s {
			return a
		}
	}
	t.Fatalf("%s has no appointment %s", login, s)
	return nil
}
