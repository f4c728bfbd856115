package main

import (
	"fmt"
	"os"

	"github.com/OpenPeeDeeP/depguard/v2"
	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/go/analysis"
)

// list is one of depguard's with the reason that its finding tells.
type list struct {
	depguard.List `yaml:",inline"`
	Why           string
}

// rules are compiled lists.
type rules []rule

type rule struct {
	why      string
	analyzer *analysis.Analyzer
}

func read(path string) (rules, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var lists map[string]*list
	if err := yaml.Unmarshal(text, &lists); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return compile(lists)
}

func compile(lists map[string]*list) (rules, error) {
	var all rules
	for name, list := range lists {
		if list.Why == "" {
			return nil, fmt.Errorf("list %s does not say why", name)
		}
		analyzer, err := depguard.NewAnalyzer(&depguard.LinterSettings{name: &list.List})
		if err != nil {
			return nil, err
		}
		all = append(all, rule{list.Why, analyzer})
	}
	return all, nil
}
