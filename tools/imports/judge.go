package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// judge returns one line per forbidden import, in the order of the files.
func (r rules) judge(root string, files []string) ([]string, error) {
	var findings []string
	for _, name := range files {
		found, err := r.file(root, name)
		if err != nil {
			return findings, err
		}
		slices.Sort(found)
		findings = append(findings, found...)
	}
	return findings, nil
}

func (r rules) file(root, name string) (findings []string, err error) {
	set := token.NewFileSet()
	file, err := parse(set, root, name)
	if err != nil {
		return nil, err
	}
	for _, rule := range r {
		pass := &analysis.Pass{Fset: set, Files: []*ast.File{file}}
		pass.Report = func(d analysis.Diagnostic) {
			line := fmt.Sprintf("%s: %s: %s", set.Position(d.Pos), d.Message, rule.why)
			findings = append(findings, line)
		}
		if _, err := rule.analyzer.Run(pass); err != nil {
			return nil, err
		}
	}
	return findings, nil
}

// parse reads the imports; positions carry the name relative to root, which
// the lists' globs are written for.
func parse(set *token.FileSet, root, name string) (*ast.File, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	return parser.ParseFile(set, name, text, parser.ImportsOnly)
}
