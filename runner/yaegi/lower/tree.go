package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// A place is a node of the trees and how many it lies within.
type place struct {
	node  ast.Node
	depth int
}

// places lists the nodes of all files, in the order in which they stand there.
func places(files []*ast.File) []place {
	var all []place
	depth := 0
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				depth--
				return true
			}
			all = append(all, place{n, depth})
			depth++
			return true
		})
	}
	return all
}

// walk visits all nodes, each with those that it lies within, innermost last.
func (w *rewriter) walk(visit func(n ast.Node, within []ast.Node)) {
	var within []ast.Node
	for _, p := range w.places {
		within = within[:p.depth]
		visit(p.node, within)
		within = append(within, p.node)
	}
}

// inList reports whether a statement may have others before and behind it: one
// in a block or a case, without a label.
func inList(within []ast.Node) bool {
	switch within[len(within)-1].(type) {
	case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
		return true
	}
	return false
}

// function is the innermost one around; nil outside of functions.
func function(within []ast.Node) (body *ast.BlockStmt) {
	for _, n := range within {
		switch n := n.(type) {
		case *ast.FuncDecl:
			body = n.Body
		case *ast.FuncLit:
			body = n.Body
		}
	}
	return body
}

// inLoop reports whether a loop of the same function is around.
func inLoop(within []ast.Node) bool {
	for i := len(within) - 1; i >= 0; i-- {
		switch within[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		case *ast.FuncLit, *ast.FuncDecl:
			return false
		}
	}
	return false
}

// typeText writes a type as it can be written in a file, which imports what that
// takes if it is used; no text if the type has no name there, or another one of the
// same name is in between.
func (w *rewriter) typeText(t types.Type, file *ast.File, at token.Pos) (text string, ok bool) {
	ok = true
	text = types.TypeString(t, func(p *types.Package) string {
		if p == w.Package {
			return ""
		}
		for _, spec := range file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if path == p.Path() && spec.Name == nil && w.means(p.Name(), at, file) {
				return p.Name()
			} else if path == p.Path() && spec.Name != nil && isLowered(spec.Name) {
				return spec.Name.Name
			}
		}
		ok = ok && !strings.Contains(p.Path(), "internal") && !strings.HasPrefix(p.Path(), "vendor/")
		return w.imported(p, file)
	})
	return text, ok && !strings.Contains(text, "invalid type") && w.visible(t, at, map[types.Type]bool{})
}

// means reports whether a name at a place is the package that the file imports
// by it.
func (w *rewriter) means(name string, at token.Pos, file *ast.File) bool {
	_, object := w.scope(at).LookupParent(name, at)
	_, isPackage := object.(*types.PkgName)
	return isPackage
}

// universal reports whether a name of the language's own has its meaning at a place.
func (w *rewriter) universal(name string, at token.Pos) bool {
	_, object := w.scope(at).LookupParent(name, at)
	return object == types.Universe.Lookup(name)
}

// scope is the innermost one at a place.
func (w *rewriter) scope(at token.Pos) *types.Scope {
	if s := w.Package.Scope().Innermost(at); s != nil {
		return s
	}
	return w.Package.Scope()
}

// visible reports whether the names in a type mean at a place what they mean in
// the type.
func (w *rewriter) visible(t types.Type, at token.Pos, seen map[types.Type]bool) bool {
	if seen[t] {
		return true
	}
	seen[t] = true
	all := func(list ...types.Type) bool {
		for _, t := range list {
			if !w.visible(t, at, seen) {
				return false
			}
		}
		return true
	}
	named := func(o types.Object) bool {
		if o.Pkg() != nil && o.Pkg() != w.Package {
			return o.Exported()
		}
		if strings.HasPrefix(o.Name(), Prefix) {
			return true // made by a rewriting, and like no other
		}
		_, found := w.scope(at).LookupParent(o.Name(), at)
		return found == o
	}
	switch t := t.(type) {
	case *types.Basic:
		return t.Info()&types.IsUntyped == 0 && named(types.Universe.Lookup(t.Name()))
	case *types.Alias:
		return named(t.Obj())
	case *types.Named:
		for arg := range t.TypeArgs().Types() {
			if !all(arg) {
				return false
			}
		}
		return named(t.Obj())
	case *types.TypeParam:
		return named(t.Obj())
	case *types.Pointer:
		return all(t.Elem())
	case *types.Slice:
		return all(t.Elem())
	case *types.Array:
		return all(t.Elem())
	case *types.Chan:
		return all(t.Elem())
	case *types.Map:
		return all(t.Key(), t.Elem())
	case *types.Signature:
		return all(t.Params(), t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			if !all(v.Type()) {
				return false
			}
		}
		return true
	case *types.Interface:
		return t.Empty()
	case *types.Struct:
		for field := range t.Fields() {
			if !field.Exported() && field.Pkg() != w.Package || !all(field.Type()) {
				return false
			}
		}
		return true
	}
	return false
}

// file is the one that a node is in.
func (w *rewriter) file(n ast.Node) *ast.File {
	for _, f := range w.Files {
		if f.FileStart <= n.Pos() && n.Pos() < f.FileEnd {
			return f
		}
	}
	return nil
}

// variable is the variable that a name stands for.
func (w *rewriter) variable(e ast.Expr) *types.Var {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	v, _ := w.Info.ObjectOf(id).(*types.Var)
	return v
}

// constant reports whether an expression needs no evaluation.
func (w *rewriter) constant(e ast.Expr) bool {
	tv := w.Info.Types[e]
	return tv.Value != nil || tv.IsNil()
}
