package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The rule file of the repository itself, on files that break it.
var violations = map[string]struct {
	file, imports string
	list          string // the list that must object; none for an allowed import
}{
	"ids may use uuid":                     {"internal/ident/a.go", "github.com/google/uuid", ""},
	"a fault knows no ent":                 {"internal/fault/a.go", "televisit/ent/db", "foundation"},
	"rules may use time":                   {"internal/rules/a.go", "time", ""},
	"rules may use fault":                  {"internal/rules/a.go", "televisit/internal/fault", ""},
	"rules know no clock":                  {"internal/rules/a.go", "televisit/internal/clock", "rules"},
	"rules know no library":                {"internal/rules/a.go", "github.com/google/uuid", "rules"},
	"rules read no file":                   {"internal/rules/a.go", "os", "rules-pure"},
	"rules call nobody":                    {"internal/rules/a.go", "net/http", "rules-pure"},
	"tests of rules may read files":        {"internal/rules/a_test.go", "os", ""},
	"media may use pion":                   {"media/a.go", "github.com/pion/webrtc/v4", ""},
	"media knows no database":              {"media/a.go", "televisit/ent/db", "media"},
	"media knows no faults":                {"media/peer/a.go", "televisit/internal/fault", "media"},
	"core may use packets":                 {"media/core/a.go", "github.com/pion/rtp", ""},
	"core knows no webrtc":                 {"media/core/a.go", "github.com/pion/webrtc/v4", "media-core"},
	"core opens no socket":                 {"media/core/a.go", "net", "media-core"},
	"ent may use rules":                    {"ent/schema/a.go", "televisit/internal/rules", ""},
	"ent knows no graph":                   {"ent/policy/a.go", "televisit/graph", "ent"},
	"ent knows no media":                   {"ent/a.go", "televisit/media", "ent"},
	"ent knows no service":                 {"ent/a.go", "televisit/internal/booking", "ent"},
	"generated code is left out":           {"ent/db/a.go", "televisit/graph", ""},
	"graph may use services":               {"graph/a.go", "televisit/internal/booking", ""},
	"graph knows no pion":                  {"graph/a.go", "github.com/pion/webrtc/v4", "graph"},
	"graph knows no provider":              {"graph/a.go", "github.com/stripe/stripe-go/v85", "graph"},
	"graph knows no SQL":                   {"graph/a.go", "database/sql", "graph-sql"},
	"graph knows no HTTP":                  {"graph/a.go", "net/http", "graph-http"},
	"transport may use HTTP":               {"graph/transport/a.go", "net/http", ""},
	"transport may use websockets":         {"graph/transport/a.go", "github.com/coder/websocket", ""},
	"transport knows no SQL":               {"graph/transport/a.go", "database/sql", "graph-sql"},
	"a service knows no graph":             {"internal/booking/a.go", "televisit/graph/model", "services"},
	"a service keeps the policies on":      {"internal/pay/a.go", "televisit/ent/db/privacy", "privacy"},
	"signaling may open rooms":             {"internal/signaling/a.go", "televisit/media", ""},
	"booking opens no room":                {"internal/booking/a.go", "televisit/media", "room"},
	"the server chooses adapters":          {"server.go", "televisit/internal/pay/demo", ""},
	"a service chooses no adapter":         {"internal/booking/a.go", "televisit/internal/pay/demo", "adapters"},
	"graph chooses no adapter":             {"graph/a.go", "televisit/internal/pay/demo", "adapters"},
	"an adapter has parts":                 {"internal/pay/demo/a.go", "televisit/internal/pay/demo/page", ""},
	"a test may use helpers":               {"internal/booking/a_test.go", "televisit/internal/testkit/pg", ""},
	"the program uses no test helper":      {"server.go", "televisit/internal/testkit/pg", "test-helpers"},
	"the program does not contain testing": {"internal/seed/a.go", "testing", "test-helpers"},
}

func TestTheRepositorysRulesBite(t *testing.T) {
	for name, c := range violations {
		t.Run(name, func(t *testing.T) {
			findings := lint(t, c.file, c.imports)
			if c.list == "" {
				if findings != "" {
					t.Fatalf("unexpected: %s", findings)
				}
				return
			}
			wantFinding(t, findings, c.file, "'"+c.imports+"'", "list '"+c.list+"': ")
		})
	}
}

func TestAListMustSayWhy(t *testing.T) {
	if _, err := compile(map[string]*list{"silent": {}}); err == nil {
		t.Error("a list without a reason was taken")
	}
}

// lint checks a tree that holds the real rule file and one source file. The
// tree lies below folders with telling names, which must not matter.
func lint(t *testing.T, file, imports string) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "media", "graph", "ent")
	rules, err := os.ReadFile("../../.depguard.yml")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, ".depguard.yml"), string(rules))
	write(t, filepath.Join(root, file), "package a\n\nimport _ \""+imports+"\"\n")
	findings, err := check(root)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(findings, "\n")
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func wantFinding(t *testing.T, findings string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(findings, part) {
			t.Errorf("findings do not mention %q:\n%s", part, findings)
		}
	}
}
