package certify

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"bothends/runner/gocheck"
)

// What a program may be at most to be interpreted; what is beyond is compiled.
// The bounds are far from what is written in a lesson. They keep the examiner
// from taking a type apart for ever, and the interpreter from needing memory
// that Go does not need.
const (
	maxSource   = 64 << 10 // bytes of lowered source
	maxLiterals = 500      // function literals: yaegi keeps for each what it keeps for the function around
	maxLaunches = 500      // go and defer statements: package lower looks at the whole program for each
	maxScopes   = 500      // blocks within blocks: yaegi's parser gives up at a thousand
	maxParts    = 10_000   // types in a type: yaegi's types have no names, so each is written out in full
)

// TooMuch returns what of a program is beyond the bounds. [Program] looks for it
// too; who asks before a program is lowered spares that.
func TooMuch(c *gocheck.Checked) (Refusal, bool) {
	pos, what := tooManyNodes(c)
	if !pos.IsValid() {
		pos, what = tooDeepTypes(c)
	}
	if s := deepest(c.Package.Scope(), 0); s != nil && !pos.IsValid() {
		pos, what = s.Pos(), fmt.Sprintf("more than %d blocks within blocks", maxScopes)
	}
	at := c.Fset.PositionFor(pos, false)
	return Refusal{at.Filename, at.Line, at.Column, what}, pos.IsValid()
}

// tooManyNodes looks at the trees.
func tooManyNodes(c *gocheck.Checked) (at token.Pos, what string) {
	size, literals, launches := 0, 0, 0
	for _, f := range c.Files {
		if size += int(f.FileEnd - f.FileStart); size > maxSource {
			return f.Package, fmt.Sprintf("a program of more than %d KiB", maxSource>>10)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.FuncLit:
				literals++
			case *ast.GoStmt, *ast.DeferStmt:
				launches++
			}
			switch {
			case at.IsValid():
			case literals > maxLiterals:
				at, what = n.Pos(), fmt.Sprintf("more than %d function literals", maxLiterals)
			case launches > maxLaunches:
				at, what = n.Pos(), fmt.Sprintf("more than %d go and defer statements", maxLaunches)
			}
			return !at.IsValid()
		})
		if at.IsValid() {
			break
		}
	}
	return at, what
}

// tooDeepTypes looks at the types that the program declares.
func tooDeepTypes(c *gocheck.Checked) (at token.Pos, what string) {
	p := parts{pkg: c.Package, known: map[types.Type]int{}}
	for _, name := range typeNames(c) {
		switch {
		case pointsToItself(name.Type()):
			return name.Pos(), "a pointer to itself"
		case p.of(name.Type()) > maxParts:
			return name.Pos(), fmt.Sprintf("a type that is made of more than %d others", maxParts)
		}
	}
	return token.NoPos, ""
}

// deepest returns a scope that is too deep; nil if none is.
func deepest(s *types.Scope, depth int) *types.Scope {
	if depth > maxScopes {
		return s
	}
	for child := range s.Children() {
		if found := deepest(child, depth+1); found != nil {
			return found
		}
	}
	return nil
}

// typeNames are those that the program declares, by place.
func typeNames(c *gocheck.Checked) []*types.TypeName {
	var names []*types.TypeName
	for _, object := range c.Info.Defs {
		if name, ok := object.(*types.TypeName); ok {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b *types.TypeName) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return names
}

// pointsToItself holds for a type like P where type P *P.
func pointsToItself(t types.Type) bool {
	seen := map[types.Type]bool{}
	for !seen[t] {
		seen[t] = true
		p, ok := t.Underlying().(*types.Pointer)
		if !ok {
			return false
		}
		t = types.Unalias(p.Elem())
	}
	return true
}

// parts counts what a type is made of, all the way down to the library's types
// and to where a type comes again within itself.
type parts struct {
	pkg   *types.Package
	known map[types.Type]int
}

func (p parts) of(t types.Type) int {
	t = types.Unalias(t)
	if n, ok := p.known[t]; ok {
		return n
	}
	p.known[t] = 1 // of what comes again
	n := 1
	add := func(list ...types.Type) {
		for _, t := range list {
			n = min(n+p.of(t), maxParts+1)
		}
	}
	switch t := t.(type) {
	case *types.Named:
		if t.Obj().Pkg() == p.pkg {
			add(t.Underlying())
		}
	case *types.Map:
		add(t.Key(), t.Elem())
	case interface{ Elem() types.Type }:
		add(t.Elem())
	case *types.Signature:
		add(t.Params(), t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			add(v.Type())
		}
	case *types.Struct:
		for f := range t.Fields() {
			add(f.Type())
		}
	case *types.Interface:
		for m := range t.Methods() {
			add(m.Type())
		}
	}
	p.known[t] = n
	return n
}
