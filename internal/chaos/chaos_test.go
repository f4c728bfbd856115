package chaos_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"televisit/internal/chaos"
	"televisit/internal/drive"
	"televisit/internal/planted"
	"televisit/internal/testkit/pg"
)

var (
	seed = flag.Uint64("seed", 0, "repeat the run with this seed; 0 takes a new one")
	long = flag.Duration("long", 0, "how long each database is put through it; 0 leaves it at a short run on SQLite")
)

// binaries are the servers under test by their build tags, built once.
var binaries = struct {
	mu     sync.Mutex
	folder string
	paths  map[string]string
}{paths: map[string]string{}}

func TestMain(m *testing.M) {
	flag.Parse()
	folder, err := os.MkdirTemp("", "televisit-chaos-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binaries.folder = folder
	status := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(status)
}

func binary(t *testing.T, tags string) string {
	t.Helper()
	binaries.mu.Lock()
	defer binaries.mu.Unlock()
	if binaries.paths[tags] == "" {
		path, err := drive.Build(t.Context(), binaries.folder, tags)
		if err != nil {
			t.Fatal(err)
		}
		binaries.paths[tags] = path
	}
	return binaries.paths[tags]
}

// node is a server with data of its own that ends with the test.
func node(t *testing.T, binary string, env ...string) *drive.Node {
	t.Helper()
	n := &drive.Node{Binary: binary, Data: t.TempDir(), Env: env}
	t.Cleanup(n.Kill)
	return n
}

// pair are two nodes on one PostgreSQL and one folder of papers.
func pair(t *testing.T, binary string, env ...string) []*drive.Node {
	t.Helper()
	shared := append(env, "DATABASE_URL="+pg.URL(t), "BLOB_URL="+t.TempDir(), "SECRET_KEY="+strings.Repeat("k", 32))
	return []*drive.Node{node(t, binary, shared...), node(t, binary, shared...)}
}

func run(t *testing.T, c chaos.Config) *chaos.Report {
	t.Helper()
	c.Seed = *seed
	for c.Seed == 0 {
		c.Seed = rand.Uint64()
	}
	r, err := chaos.Run(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("seed %d: %d kills; %d deeds: %d acknowledged, %d refused, %d unanswered of which sent again %d times",
		c.Seed, r.Kills, r.Asked, r.Acknowledged, r.Refused, r.Unanswered, r.SentAgain)
	return r
}

func wantNone(t *testing.T, c chaos.Config) {
	t.Helper()
	r := run(t, c)
	for _, v := range r.Violations {
		t.Error(v)
	}
	if r.Kills < 3 && !c.Calm || r.Acknowledged < 50 {
		t.Errorf("that shows nothing: %d kills, %d acknowledged", r.Kills, r.Acknowledged)
	}
	if t.Failed() {
		for i, n := range c.Nodes {
			n.Stop()
			t.Logf("node %d: %s", i, n.Log())
		}
	}
}

func TestAKilledServerKeepsItsWord(t *testing.T) {
	wantNone(t, chaos.Config{For: max(10*time.Second, *long), Patients: 6, Times: 200, Nodes: []*drive.Node{node(t, binary(t, ""))}})
}

func TestAKilledServerOnPostgreSQLKeepsItsWord(t *testing.T) {
	forLong(t)
	n := node(t, binary(t, ""), "DATABASE_URL="+pg.URL(t))
	wantNone(t, chaos.Config{For: *long, Patients: 8, Times: 300, Nodes: []*drive.Node{n}})
}

func TestTwoKilledNodesWithOneBankKeepTheirWord(t *testing.T) {
	forLong(t)
	nodes, bank := payingPair(t)
	wantNone(t, chaos.Config{For: *long, Patients: 8, Times: 300, Nodes: nodes, Bank: bank})
}

func forLong(t *testing.T) {
	t.Helper()
	if *long == 0 {
		t.Skip("make chaos runs it")
	}
}

// Each planted defect is found: a checker that finds nothing shows nothing.
func TestEveryPlantedDefectIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds another server")
	}
	for defect, x := range map[planted.Defect]struct {
		times   int
		symptom string
	}{
		planted.Amnesia:     {200, "with the same key|is there 2 times"},
		planted.EarlyAnswer: {200, "is not there|is there 0 times|NOT_FOUND|INTERNAL|was acknowledged, and the visit is|accounts of one phone"},
		planted.LostJob:     {200, "a refund is still on its way"},
		planted.Overlap:     {40, "in two places at once"},
		planted.DoubleEvent: {200, "the bank has"},
		planted.LostLine:    {200, "the books sum to"},
	} {
		t.Run(string(defect), func(t *testing.T) {
			r := run(t, chaos.Config{
				For: 6 * time.Second, Patience: 3 * time.Second, Patients: 4, Times: x.times,
				Nodes: []*drive.Node{node(t, binary(t, "insecure_test"), "TELEVISIT_PLANTED_DEFECT="+string(defect))},
			})
			if !slices.ContainsFunc(r.Violations, regexp.MustCompile(x.symptom).MatchString) {
				t.Errorf("the violations: %q", r.Violations)
			}
		})
	}
}

// The server that people run has none of it.
func TestADefectCannotBePlantedInARealServer(t *testing.T) {
	b, err := os.ReadFile(binary(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"TELEVISIT_PLANTED_DEFECT", "DROP TRIGGER IF EXISTS slot_claims"} {
		if bytes.Contains(b, []byte(word)) {
			t.Errorf("the server knows %s", word)
		}
	}
}
