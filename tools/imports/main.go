// Command imports checks who imports whom by the lists of .depguard.yml.
//
//	go -C tools run ./imports ..
//
// It differs from depguard's own command in three ways: file names are
// relative to the checked folder (so a checkout below a folder named "media"
// is judged like any other), each list tells its reason, and only import
// lines are read, which takes a moment and needs no tree that compiles.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	findings, err := check(root)
	for _, finding := range findings {
		fmt.Println(finding)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "imports:", err)
	}
	if err != nil || len(findings) > 0 {
		os.Exit(1)
	}
}

// check judges every hand-written Go file below root.
func check(root string) ([]string, error) {
	rules, err := read(filepath.Join(root, ".depguard.yml"))
	if err != nil {
		return nil, err
	}
	files, err := sources(os.DirFS(root))
	if err != nil {
		return nil, err
	}
	return rules.judge(root, files)
}
