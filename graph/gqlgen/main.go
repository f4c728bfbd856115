// Command gqlgen generates the code of a GraphQL schema by the gqlgen.yml of the
// current folder. Lists are made by televisit/graph/lists: gqlgen has no setting
// that keeps it from starting a goroutine for every element.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"os"

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
	return replaceLists(c.Exec.Filename)
}

func replaceLists(file string) error {
	code, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	code = bytes.ReplaceAll(code, []byte("graphql.MarshalSliceConcurrently("), []byte("lists.Marshal("))
	code = bytes.Replace(code, []byte("import (\n"), []byte("import (\n\t\"televisit/graph/lists\"\n"), 1)
	if code, err = format.Source(code); err != nil { // also puts the imports in order
		return err
	}
	return os.WriteFile(file, code, 0o644)
}
