package cell

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Each program declares the cells' types anew, and the interpreter does not know that
// of one program's to be the other's where only the value says what type it has. So a
// cell may not ask an interface for such a type if an earlier cell could have put a value
// of it there: it is refused, where Go would answer. Calling methods is no such question.

// asks finds the first place at which the cell, or a function that it calls, asks a
// value of an earlier cell for a type that is the cells' own.
func (m *maker) asks() *Problem {
	own := m.checked.Package
	if !slices.ContainsFunc(m.before.kept, func(d declaration) bool { return d.kind == "type" }) || !m.holders() {
		return nil
	}
	var found *Problem
	for _, body := range m.reachable() {
		var above []ast.Node
		ast.Inspect(body, func(n ast.Node) bool {
			if n == nil {
				above = above[:len(above)-1]
				return false
			}
			if found != nil {
				return false
			}
			t := m.asked(n)
			if e, ok := n.(ast.Expr); ok && t == nil && len(above) > 0 && m.becomes(e, above[len(above)-1]) {
				t = m.checked.Info.TypeOf(e)
			}
			above = append(above, n)
			if t != nil {
				at := m.checked.Fset.PositionFor(n.Pos(), false)
				found = &Problem{m.name, 1, at.Column, fmt.Sprintf("a value of an earlier cell may be asked for the type %s, which is a cell's", types.TypeString(t, types.RelativeTo(own))), true}
				if f := m.checked.files[at.Filename]; f != nil && f.cell != "" {
					found.Cell, found.Line = f.cell, f.place(at.Line)
				}
			}
			return true
		})
	}
	return found
}

// asked is the type of the cells' own that a node asks an interface for; nil if none.
func (m *maker) asked(n ast.Node) types.Type {
	info := m.checked.Info
	kept := func(e ast.Expr) types.Type {
		if t := info.TypeOf(e); t != nil && m.isKept(t) {
			return t
		}
		return nil
	}
	switch n := n.(type) {
	case *ast.TypeAssertExpr:
		if n.Type != nil {
			return kept(n.Type)
		}
	case *ast.TypeSwitchStmt:
		for _, c := range n.Body.List {
			for _, e := range c.(*ast.CaseClause).List {
				if t := kept(e); t != nil {
					return t
				}
			}
		}
	case *ast.BinaryExpr:
		x, y := info.TypeOf(n.X), info.TypeOf(n.Y)
		if n.Op != token.EQL && n.Op != token.NEQ || x == nil || y == nil || !types.IsInterface(x) && !types.IsInterface(y) {
			return nil
		}
		for _, side := range []ast.Expr{n.X, n.Y} {
			if _, selected := ast.Unparen(side).(*ast.SelectorExpr); selected || info.Types[side].IsNil() {
				return nil // io.EOF, say
			}
		}
		return x
	case *ast.CallExpr:
		f, ok := n.Fun.(*ast.SelectorExpr)
		if !ok || info.Uses[f.Sel] == nil || info.Uses[f.Sel].Pkg() == nil || info.Uses[f.Sel].Pkg().Path() != "errors" {
			return nil
		}
		for _, arg := range n.Args {
			if t := kept(arg); t != nil {
				return t
			}
		}
	}
	return nil
}

// becomes holds for a value of an interface of the cells' own that may become one of
// another type, which asks for what is in it.
func (m *maker) becomes(e ast.Expr, in ast.Node) bool {
	info := m.checked.Info
	t := info.TypeOf(e)
	if t == nil || !info.Types[e].IsValue() && info.Uses[identOf(e)] == nil || !types.IsInterface(t) || !m.isKept(t) {
		return false
	}
	if id := identOf(e); id != nil {
		if _, variable := info.ObjectOf(id).(*types.Var); !variable {
			return false
		}
	}
	same := func(other types.Type) bool { return other == nil || types.Identical(t, other) }
	switch in := in.(type) {
	case *ast.SelectorExpr, *ast.ParenExpr, *ast.BinaryExpr, *ast.RangeStmt, *ast.ExprStmt, *ast.TypeAssertExpr, *ast.IndexExpr:
		return false
	case *ast.AssignStmt:
		i := slices.Index(in.Rhs, e)
		return i >= 0 && len(in.Lhs) == len(in.Rhs) && !same(info.TypeOf(in.Lhs[i]))
	case *ast.ValueSpec:
		return in.Type != nil && !same(info.TypeOf(in.Type))
	case *ast.CallExpr:
		if id, ok := in.Fun.(*ast.Ident); ok && id.Name == "cellValue" {
			return false
		}
		if s, ok := info.TypeOf(in.Fun).(*types.Signature); ok {
			i := slices.Index(in.Args, e)
			return i < 0 || i >= s.Params().Len() || !same(s.Params().At(i).Type())
		}
	}
	return true
}

func identOf(e ast.Expr) *ast.Ident {
	id, _ := e.(*ast.Ident)
	return id
}

// isKept holds for a type that an earlier cell declares, and for a pointer to one.
func (m *maker) isKept(t types.Type) bool {
	for {
		p, ok := t.(*types.Pointer)
		if !ok {
			break
		}
		t = p.Elem()
	}
	n, ok := t.(*types.Named)
	return ok && n.Obj().Pkg() == m.checked.Package && slices.ContainsFunc(m.before.kept, func(d declaration) bool {
		return d.kind == "type" && slices.Contains(d.names, n.Obj().Name())
	})
}

// holders holds if an earlier variable may have a value of any type in it.
func (m *maker) holders() bool {
	scope := m.checked.Package.Scope()
	for _, name := range scope.Names() {
		v, ok := scope.Lookup(name).(*types.Var)
		if _, before := m.before.variables[name]; ok && before && holds(v.Type(), map[types.Type]bool{}) {
			return true
		}
	}
	return false
}

// holds holds for a type of whose values a part is of any type.
func holds(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() != "main" && !types.IsInterface(t) {
		path := n.Obj().Pkg().Path()
		return strings.HasPrefix(path, "container/") || strings.HasPrefix(path, "sync") || path == "context" || path == "reflect"
	}
	switch t := t.Underlying().(type) {
	case *types.Interface, *types.Signature:
		return true
	case *types.Pointer:
		return holds(t.Elem(), seen)
	case *types.Slice:
		return holds(t.Elem(), seen)
	case *types.Array:
		return holds(t.Elem(), seen)
	case *types.Chan:
		return holds(t.Elem(), seen)
	case *types.Map:
		return holds(t.Key(), seen) || holds(t.Elem(), seen)
	case *types.Struct:
		for i := range t.NumFields() {
			if holds(t.Field(i).Type(), seen) {
				return true
			}
		}
	}
	return false
}

// reachable are the bodies of main, of the functions that it may call, and of all methods.
func (m *maker) reachable() []*ast.BlockStmt {
	bodies := map[types.Object]*ast.BlockStmt{}
	all := []*ast.BlockStmt{m.checked.main.Body}
	for _, f := range m.checked.Files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			switch {
			case !ok || fn.Body == nil || fn == m.checked.main:
			case fn.Recv != nil:
				all = append(all, fn.Body)
			default:
				bodies[m.checked.Info.Defs[fn.Name]] = fn.Body
			}
		}
	}
	for i := 0; i < len(all); i++ {
		ast.Inspect(all[i], func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if body := bodies[m.checked.Info.Uses[id]]; body != nil && !slices.Contains(all, body) {
					all = append(all, body)
				}
			}
			return true
		})
	}
	return all
}
