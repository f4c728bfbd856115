package policy

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// shortcuts are ways round the policies, and the one place each may stand in.
var shortcuts = []struct {
	what  *regexp.Regexp
	place string
	why   string
}{
	{regexp.MustCompile(`entgo\.io/ent/privacy|DecisionContext|privacy\.Allow|ent/db/privacy`), "nowhere",
		"a service that needs more rights is a system task that ent/policy names"},
	{regexp.MustCompile(`\bdb\.(NewClient|Open)\(`), "ent/open.go", "a client made elsewhere has no policies"},
	{regexp.MustCompile(`\bRole:\s*"SYSTEM"|viewer\.Role\("SYSTEM"\)`), "nowhere", "only viewer.System makes the system"},
}

func TestNoCodeGoesRoundThePolicies(t *testing.T) {
	root, seen := os.DirFS("../.."), 0
	err := fs.WalkDir(root, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (path == "ent/db" || path == "web" || strings.HasPrefix(e.Name(), ".") && path != ".") {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		seen++
		b, err := fs.ReadFile(root, path)
		for _, x := range shortcuts {
			if x.what.Match(b) && path != x.place {
				t.Errorf("%s has %q: %s", path, x.what.Find(b), x.why)
			}
		}
		return err
	})
	if err != nil || seen < 100 {
		t.Errorf("%d files read, %v", seen, err)
	}
}
