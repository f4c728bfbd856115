package graph

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Limits of a document's shape.
const (
	maxDepth      = 10
	maxAliases    = 20
	maxDirectives = 20
	maxRootFields = 10
	maxFragments  = 50
	maxRepeats    = 20 // of one name in one selection
)

// checkShape refuses documents by their form alone, before validation looks at
// them: validation compares every pair of fields of one name, and its cost
// grows with the square of what these limits bound. What it cannot know yet,
// it takes as it stands: fragments may be missing or run in a circle.
func checkShape(doc *ast.QueryDocument) *gqlerror.Error {
	if len(doc.Fragments) > maxFragments {
		return tooComplex("the document has more than %d fragments", maxFragments)
	}
	s := &shape{fragments: doc.Fragments, extents: map[string]extent{}}
	for _, op := range doc.Operations {
		s.directives += len(op.Directives)
		for _, v := range op.VariableDefinitions {
			s.directives += len(v.Directives)
		}
		s.count(op.SelectionSet, false)
		s.grow(s.of(op.SelectionSet))
	}
	for _, f := range doc.Fragments {
		s.directives += len(f.Directives)
		s.count(f.SelectionSet, false)
	}
	return s.refusal()
}

// shape is what a document's form adds up to.
type shape struct {
	fragments ast.FragmentDefinitionList
	extents   map[string]extent // of fragments; the zero one while it is looked at

	aliases, directives, repeats int
	widest                       extent
	aliasInside                  bool // of introspection
}

// extent is how far a selection reaches with its fragments.
type extent struct{ depth, fields int }

func (s *shape) refusal() *gqlerror.Error {
	for _, limit := range []struct {
		is, most int
		text     string
	}{
		{s.aliases, maxAliases, "the document has more than %d aliases"},
		{s.directives, maxDirectives, "the document has more than %d directives"},
		{s.repeats, maxRepeats, "a selection names one field more than %d times"},
		{s.widest.depth, maxDepth, "the operation is deeper than %d"},
		{s.widest.fields, maxRootFields, "the operation has more than %d fields at its root"},
	} {
		if limit.is > limit.most {
			return tooComplex(limit.text, limit.most)
		}
	}
	if s.aliasInside {
		return tooComplex("introspection takes %d aliases", 0)
	}
	return nil
}

func (s *shape) grow(e extent) {
	s.widest = extent{max(s.widest.depth, e.depth), max(s.widest.fields, e.fields)}
}

// count adds up what stands in a selection as it is written.
func (s *shape) count(set ast.SelectionSet, introspects bool) {
	names := map[string]int{}
	for _, selection := range set {
		switch n := selection.(type) {
		case *ast.Field:
			names[n.Alias]++
			s.repeats = max(s.repeats, names[n.Alias])
			if n.Alias != n.Name {
				s.aliases++
				s.aliasInside = s.aliasInside || introspects
			}
			s.directives += len(n.Directives)
			s.count(n.SelectionSet, introspects || isIntrospection(n))
		case *ast.InlineFragment:
			s.directives += len(n.Directives)
			s.count(n.SelectionSet, introspects)
		case *ast.FragmentSpread:
			names["..."+n.Name]++
			s.repeats = max(s.repeats, names["..."+n.Name])
			s.directives += len(n.Directives)
		}
	}
}

// of measures a selection; each fragment is measured once.
func (s *shape) of(set ast.SelectionSet) (e extent) {
	for _, selection := range set {
		switch n := selection.(type) {
		case *ast.Field:
			depth := 1
			if !isIntrospection(n) { // validation has a limit of its own for it
				depth += s.of(n.SelectionSet).depth
			}
			e = extent{max(e.depth, depth), e.fields + 1}
		case *ast.InlineFragment:
			e = e.with(s.of(n.SelectionSet))
		case *ast.FragmentSpread:
			e = e.with(s.ofFragment(n.Name))
		}
	}
	return e
}

// with stops adding above the limits: fragments of fragments double fields.
func (e extent) with(o extent) extent {
	return extent{max(e.depth, o.depth), min(e.fields+o.fields, maxRootFields+1)}
}

func (s *shape) ofFragment(name string) extent {
	e, known := s.extents[name]
	f := s.fragments.ForName(name)
	if known || f == nil {
		return e
	}
	s.extents[name] = extent{}
	e = s.of(f.SelectionSet)
	s.extents[name] = e
	return e
}

func isIntrospection(f *ast.Field) bool { return f.Name == "__schema" || f.Name == "__type" }
