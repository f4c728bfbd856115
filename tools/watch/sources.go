package main

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// fingerprint changes when a source is added, removed or written.
type fingerprint uint64

// watched are the kinds of files that are compiled or embedded.
var watched = []string{".go", ".mod", ".sql", ".json", ".yml", ".html", ".txt", ".ttf"}

// ignored folders never change the server: Vite serves web, tools are tools.
var ignored = []string{"web", "tools", "docs", "data", "tmp", "node_modules", "testdata"}

func sources(tree fs.FS) fingerprint {
	sum := fnv.New64a()
	fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // removed while we looked: the next look sees it gone
		case entry.IsDir() && passed(name):
			return fs.SkipDir
		case matters(name):
			if info, err := entry.Info(); err == nil {
				fmt.Fprintln(sum, name, info.Size(), info.ModTime().UnixNano())
			}
		}
		return nil
	})
	return fingerprint(sum.Sum64())
}

func passed(dir string) bool {
	base := path.Base(dir)
	return base != "." && (strings.HasPrefix(base, ".") || slices.Contains(ignored, base))
}

func matters(name string) bool {
	return slices.Contains(watched, path.Ext(name)) && !strings.HasSuffix(name, "_test.go")
}
