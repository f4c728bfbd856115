//go:build ignore

// Command entc generates ent/db from ent/schema.
package main

import (
	"log"

	"entgo.io/ent/entc"
	"entgo.io/ent/entc/gen"
)

func main() {
	err := entc.Generate("./ent/schema", &gen.Config{
		Target:  "./ent/db",
		Package: "televisit/ent/db",
		Features: []gen.Feature{
			gen.FeatureIntercept, gen.FeatureLock, gen.FeatureExecQuery, gen.FeatureVersionedMigration,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
}
