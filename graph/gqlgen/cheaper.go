package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// source is generated code with the changes to be made to it.
type source struct {
	code    []byte
	files   *token.FileSet
	methods map[string]*ast.FuncDecl
	changes []change
}

// change replaces the bytes from one offset to another.
type change struct {
	from, to int
	text     string
}

// cheaper rewrites the methods of the execution.
func cheaper(code []byte) ([]byte, error) {
	s := &source{code: code, files: token.NewFileSet(), methods: map[string]*ast.FuncDecl{}}
	file, err := parser.ParseFile(s.files, "", code, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
			s.methods[f.Name.Name] = f
		}
	}
	for _, f := range s.methods {
		s.leaf(f)
		s.object(f)
	}
	return s.apply(), nil
}

func (s *source) apply() []byte {
	slices.SortFunc(s.changes, func(a, b change) int { return a.from - b.from })
	var out bytes.Buffer
	at := 0
	for _, c := range s.changes {
		out.Write(s.code[at:c.from])
		out.WriteString(c.text)
		at = c.to
	}
	out.Write(s.code[at:])
	return out.Bytes()
}

func (s *source) offset(p token.Pos) int { return s.files.Position(p).Offset }

func (s *source) text(n ast.Node) string {
	return string(s.code[s.offset(n.Pos()):s.offset(n.End())])
}

func (s *source) replace(from, to token.Pos, text string) {
	s.changes = append(s.changes, change{s.offset(from), s.offset(to), text})
}

// The arguments of graphql.ResolveField that matter here.
const (
	theValue = 4 + iota
	theMiddleware
	theMarshaler
)

// leaf replaces a call of graphql.ResolveField for a field that is read from a
// struct, that no directive guards, and whose value can neither fail nor be null:
//
//	return ec.marshalNString2string(ctx, field.Selections, obj.Text)
func (s *source) leaf(f *ast.FuncDecl) {
	call := resolution(f)
	if call == nil || !s.isScalar(f.Name.Name) || s.text(call.Args[theMiddleware]) != "nil" {
		return
	}
	value, ok := strings.CutSuffix(s.only(call.Args[theValue]), ", nil")
	marshaler, plain := s.plain(call.Args[theMarshaler])
	if !ok || !plain || !strings.HasPrefix(value, "obj.") || strings.Contains(value, "(") {
		return
	}
	s.replace(call.Pos(), call.End(), fmt.Sprintf("ec.%s(ctx, field.Selections, %s)", marshaler, value))
}

// resolution is the call that is all of a method that resolves a field.
func resolution(f *ast.FuncDecl) *ast.CallExpr {
	if len(f.Body.List) != 1 {
		return nil
	}
	r, ok := f.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(r.Results) != 1 {
		return nil
	}
	call, ok := r.Results[0].(*ast.CallExpr)
	if !ok || len(call.Args) <= theMarshaler {
		return nil
	}
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || fun.Sel.Name != "ResolveField" {
		return nil
	}
	return call
}

// isScalar is true for a field without a selection and without arguments.
func (s *source) isScalar(method string) bool {
	context := s.methods["fieldContext"+method]
	return context != nil && strings.Contains(s.text(context), "graphql.NewScalarFieldContext(")
}

// only is what a function literal of one statement returns.
func (s *source) only(e ast.Expr) string {
	literal, ok := e.(*ast.FuncLit)
	if !ok || len(literal.Body.List) != 1 {
		return ""
	}
	text, _ := strings.CutPrefix(s.text(literal.Body.List[0]), "return ")
	return text
}

// plain is the method that marshals, when its type cannot be null.
func (s *source) plain(e ast.Expr) (method string, ok bool) {
	text := s.only(e)
	method, ok = strings.CutPrefix(text, "ec.")
	if !ok {
		return "", false
	}
	method, _, _ = strings.Cut(method, "(")
	params := e.(*ast.FuncLit).Type.Params.List
	switch s.text(params[len(params)-1].Type) {
	case "string", "bool", "int", "int64", "float64":
		return method, true
	}
	return "", false
}

const (
	prepares = "\tdeferred := graphql.NewDeferredGroup(ctx)\n"
	finishes = "\n\tif n := len(deferred.Defers); n > 0 {"
)

// object drops what is prepared for deferred fields where none can be deferred:
// gqlgen defers only those that run beside others.
func (s *source) object(f *ast.FuncDecl) {
	body, start := s.text(f.Body), s.offset(f.Body.Pos())
	at := strings.Index(body, prepares)
	if at < 0 || strings.Contains(body, "&deferred") {
		return
	}
	s.changes = append(s.changes, change{start + at, start + at + len(prepares), ""})
	for _, statement := range f.Body.List {
		if b, ok := statement.(*ast.IfStmt); ok && strings.HasPrefix(s.text(b), strings.TrimSpace(finishes)) {
			s.replace(b.Pos(), b.End(), "")
		}
	}
}
