// Command gqlgen generates the code of a GraphQL schema by the gqlgen.yml of the
// current folder, and makes three things cheaper for which gqlgen has no setting:
// a list is made without a goroutine for every element (televisit/graph/lists),
// a leaf that is a plain field of a struct is written without a context of its
// own, and an object whose fields all are at hand prepares nothing for @defer.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"path"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "gqlgen:", err)
		os.Exit(1)
	}
}

func generate() error {
	c, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		return err
	}
	if err := api.Generate(c); err != nil {
		return err
	}
	return rewrite(c.Exec.Filename)
}

// rewrite replaces the file by its cheaper form.
func rewrite(file string) error {
	code, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if code, err = cheaper(code); err != nil {
		return err
	}
	for _, name := range []string{"math", "sync/atomic"} { // that only deferring needs
		if !bytes.Contains(code, []byte(path.Base(name)+".")) {
			code = bytes.Replace(code, fmt.Appendf(nil, "\t%q\n", name), nil, 1)
		}
	}
	code = bytes.ReplaceAll(code, []byte("graphql.MarshalSliceConcurrently("), []byte("lists.Marshal("))
	code = bytes.Replace(code, []byte("import (\n"), []byte("import (\n\t\"televisit/graph/lists\"\n"), 1)
	if code, err = format.Source(code); err != nil { // also puts the imports in order
		return err
	}
	return os.WriteFile(file, code, 0o644)
}
