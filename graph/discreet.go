package graph

import (
	"strings"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxErrors is how many errors of one document are told.
const maxErrors = 10

// discreet says what is wrong with a document, and where, without repeating
// anything of it: what clients send may name people.
func discreet(e *gqlerror.Error) *gqlerror.Error {
	switch e.Extensions["code"] {
	case errcode.ParseFailed:
		e.Message = "the document cannot be parsed"
	case errcode.ValidationFailed:
		if e.Rule == "" {
			return discreetInput(e)
		}
		e.Message = "the document is not valid: " + wordsOf(e.Rule)
		e.Extensions = map[string]any{"code": errcode.ValidationFailed, "rule": e.Rule}
	}
	return e
}

// plainInput are the validator's words about variables that name types only.
var plainInput = []string{"cannot be null", "must be defined", "cannot use", "must be a ", "a subscription has"}

// discreetInput is for variables, which are known by their path, and for the
// name of the operation.
func discreetInput(e *gqlerror.Error) *gqlerror.Error {
	for _, words := range plainInput {
		if strings.HasPrefix(e.Message, words) {
			return e
		}
	}
	switch {
	case strings.HasPrefix(e.Message, "unknown field"):
		e.Message, e.Path = "a variable has an unknown field", e.Path[:max(len(e.Path)-1, 0)]
	case len(e.Path) > 0:
		e.Message = "this is no value of its type"
	default:
		e.Message = "the document has no such operation"
	}
	return e
}

// wordsOf splits the name of a rule of the specification into its words.
func wordsOf(rule string) string {
	var b strings.Builder
	for i, r := range rule {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}
