package main

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// generated code follows its generator, not the layout.
var generated = []string{"ent/db", "graph/generated", "graph/model"}

// foreign folders are no part of the program.
var foreign = []string{"node_modules", "testdata", "vendor", "tools"}

// sources lists the hand-written Go files.
func sources(tree fs.FS) (files []string, err error) {
	err = fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && skipped(name):
			return fs.SkipDir
		case path.Ext(name) == ".go":
			files = append(files, name)
		}
		return nil
	})
	return files, err
}

func skipped(dir string) bool {
	base := path.Base(dir)
	hidden := strings.HasPrefix(base, ".") && base != "."
	return hidden || slices.Contains(generated, dir) || slices.Contains(foreign, base)
}
