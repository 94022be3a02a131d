package gocheck

import (
	"fmt"
	"go/ast"
)

// wideTypes refuses types of which one value holds very many others, as thirty
// structs do of which each has two fields of the next: the type checker looks
// at each, where the compiler has given up long before or goes on for hours.
func wideTypes(p *program) []Problem {
	w := parts{declared: map[string][]*ast.TypeSpec{}, known: map[string]int{}}
	for _, f := range p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.TypeSpec); ok {
				w.declared[s.Name.Name] = append(w.declared[s.Name.Name], s)
			}
			return true
		})
	}
	var problems []Problem
	for _, f := range p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if x, ok := n.(ast.Expr); ok && problems == nil && w.isType(x) && w.of(x) > maxParts {
				problems = []Problem{p.problem(x.Pos(), fmt.Sprintf("this type is too large: a value of it holds more than %d others", maxParts))}
			}
			return problems == nil
		})
	}
	return problems
}

// parts bounds how many values lie within a value of a type, itself
// included. It goes by names alone: of several types with one name the one
// with most counts. The elements of an array count as one, since the type
// checker looks at one.
type parts struct {
	declared map[string][]*ast.TypeSpec
	known    map[string]int
}

// isType holds for what can be large: structs, and types with arguments.
func (w parts) isType(x ast.Expr) bool {
	switch x.(type) {
	case *ast.StructType, *ast.IndexExpr, *ast.IndexListExpr:
		return true
	}
	return false
}

func (w parts) of(x ast.Expr) int {
	switch x := x.(type) {
	case *ast.ParenExpr:
		return w.of(x.X)
	case *ast.ArrayType:
		if x.Len != nil {
			return 1 + w.of(x.Elt)
		}
	case *ast.StructType:
		n := 1
		for _, field := range x.Fields.List {
			n = min(n+w.of(field.Type)*max(len(field.Names), 1), maxParts+1)
		}
		return n
	case *ast.IndexExpr:
		return w.instance(x.X, x.Index)
	case *ast.IndexListExpr:
		return w.instance(x.X, x.Indices...)
	case *ast.Ident:
		return w.named(x.Name)
	}
	return 1
}

// instance bounds a type with arguments, each of which may stand in place of
// any of its parts.
func (w parts) instance(generic ast.Expr, args ...ast.Expr) int {
	most := 1
	for _, arg := range args {
		most = max(most, w.of(arg))
	}
	return min(w.of(generic)*most, maxParts+1)
}

func (w parts) named(name string) int {
	if n, ok := w.known[name]; ok {
		return n
	}
	w.known[name] = 1 // a cycle, which the type checker reports
	n := 1
	for _, s := range w.declared[name] {
		n = max(n, w.of(s.Type))
	}
	w.known[name] = n
	return n
}
