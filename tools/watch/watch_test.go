package main

import (
	"testing"
	"testing/fstest"
	"time"
)

func tree(names ...string) fstest.MapFS {
	files := fstest.MapFS{"server.go": {Data: []byte("package main")}}
	for _, name := range names {
		files[name] = &fstest.MapFile{Data: []byte("x")}
	}
	return files
}

func TestAChangeOfTheServerIsSeen(t *testing.T) {
	before := sources(tree())
	for _, name := range []string{"internal/pay/pay.go", "go.mod", "ent/migrations/sqlite/1.sql"} {
		if sources(tree(name)) == before {
			t.Errorf("a new %s was not seen", name)
		}
	}
	saved := tree()
	saved["server.go"].ModTime = time.Unix(1, 0)
	if sources(saved) == before {
		t.Error("a saved file was not seen")
	}
}

func TestOtherFilesDoNotRestartIt(t *testing.T) {
	before := sources(tree())
	for _, name := range []string{"web/src/a.go", "server_test.go", ".tools/a.go", "data/a.json", "README.md"} {
		if sources(tree(name)) != before {
			t.Errorf("%s restarts the server", name)
		}
	}
}
