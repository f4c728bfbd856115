package graph

import (
	"encoding/json"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// What a field costs when @cost says nothing else.
const (
	objectCost        = 1
	mutationCost      = 10
	introspectionCost = 500 // whatever is selected in it: up to a megabyte
	usualList         = 5   // items of a list that is no connection
)

// weights are what one use of each field costs, without what is selected in it.
type weights map[*ast.FieldDefinition]int

func weigh(s *ast.Schema) weights {
	w := weights{}
	for _, d := range s.Types {
		for _, f := range d.Fields {
			w[f] = weightOf(s, d, f)
		}
	}
	return w
}

func weightOf(s *ast.Schema, d *ast.Definition, f *ast.FieldDefinition) int {
	if said := f.Directives.ForName("cost"); said != nil {
		n, _ := strconv.Atoi(said.Arguments.ForName("weight").Value.Raw) // the schema is checked
		return n
	}
	of := s.Types[f.Type.Name()]
	switch {
	case d == s.Mutation:
		return mutationCost
	case f.Name == "__schema", f.Name == "__type":
		return introspectionCost
	case of.IsLeafType(), of.Name == "PageInfo":
		return 0
	}
	return objectCost
}

// costs adds up an operation and remembers what each fragment costs; fragments
// do not spread each other in a circle, validation has seen to that.
type costs struct {
	weights   weights
	variables map[string]any
	fragments map[*ast.FragmentDefinition]int
}

// of stops counting above the limit.
func (c *costs) of(set ast.SelectionSet) (sum int) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			sum += c.ofField(s)
		case *ast.InlineFragment:
			sum += c.of(s.SelectionSet)
		case *ast.FragmentSpread:
			sum += c.ofFragment(s.Definition)
		}
		if sum > maxCost {
			return maxCost + 1
		}
	}
	return sum
}

func (c *costs) ofFragment(f *ast.FragmentDefinition) int {
	cost, known := c.fragments[f]
	if !known {
		cost = c.of(f.SelectionSet)
		c.fragments[f] = cost
	}
	return cost
}

// ofField is the field and, as often as there are items, what is selected.
func (c *costs) ofField(f *ast.Field) int {
	if isIntrospection(f) {
		return c.weights[f.Definition]
	}
	weight, inside := c.weights[f.Definition], c.of(f.SelectionSet)
	if first, isConnection := c.first(f); isConnection {
		return atMost(weight, first, inside)
	}
	return atMost(0, c.items(f), weight+inside)
}

// atMost is weight + times·each without an overflow.
func atMost(weight, times, each int) int {
	if each > 0 && times > maxCost {
		return maxCost + 1
	}
	return weight + times*each
}

// first is the page that is asked of a connection.
func (c *costs) first(f *ast.Field) (n int, isConnection bool) {
	if f.Definition.Arguments.ForName("first") == nil {
		return 0, false
	}
	return max(whole(f.ArgumentMap(c.variables)["first"]), 1), true
}

// items is how many objects a field gives: as many as ids are given, the usual
// number of a list; a connection has counted its lists already.
func (c *costs) items(f *ast.Field) int {
	if f.Definition.Type.Elem == nil || isPage(f.ObjectDefinition) {
		return 1
	}
	for _, a := range f.Definition.Arguments {
		if a.Type.Elem != nil {
			given, _ := f.ArgumentMap(c.variables)[a.Name].([]any)
			return len(given)
		}
	}
	return usualList
}

// isPage says whether a type is a connection's, whose lists hold `first` items.
func isPage(d *ast.Definition) bool { return d.Fields.ForName("pageInfo") != nil }

// whole reads an argument of type Int; what is none is refused later.
func whole(value any) int {
	switch n := value.(type) {
	case int64:
		return int(n)
	case int:
		return n
	case json.Number:
		i, err := n.Int64()
		if err != nil {
			return maxCost + 1
		}
		return int(i)
	}
	return 0
}
