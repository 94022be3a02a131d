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

// A placer lists nodes, and remembers those of the declarations that it listed last.
type placer struct{ of map[ast.Decl][]place }

// places lists the nodes of all files, in the order in which they stand there, a list for
// each declaration.
func (p *placer) places(files []*ast.File) (all [][]place) {
	of := map[ast.Decl][]place{}
	for _, f := range files {
		all = append(all, []place{{f, 0}, {f.Name, 1}})
		for _, d := range f.Decls {
			if of[d] = p.of[d]; of[d] == nil {
				of[d] = placesIn(d, 1)
			}
			all = append(all, of[d])
		}
	}
	p.of = of
	return all
}

// placesIn lists a node and those in it.
func placesIn(n ast.Node, depth int) []place {
	const each = 4 // bytes of source at least, of most nodes
	all := make([]place, 0, (n.End()-n.Pos())/each)
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil {
			depth--
			return true
		}
		all = append(all, place{n, depth})
		depth++
		return true
	})
	return all
}

// walk visits all nodes, each with those that it lies within, innermost last.
func (w *rewriter) walk(visit func(n ast.Node, within []ast.Node)) {
	within := make([]ast.Node, 0, 32) // deeper than most programs are
	for _, declaration := range w.places {
		for _, p := range declaration {
			within = within[:p.depth]
			visit(p.node, within)
			within = append(within, p.node)
		}
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
		lowered := ""
		for _, spec := range file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if path == p.Path() && spec.Name == nil && w.means(p.Name(), at, file) {
				return p.Name() // which the program must use as long as it imports it
			} else if path == p.Path() && spec.Name != nil && isLowered(spec.Name) {
				lowered = spec.Name.Name
			}
		}
		if lowered != "" {
			return lowered
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
	switch t := t.(type) {
	case *types.Basic:
		return t.Info()&types.IsUntyped == 0 && w.visibleName(types.Universe.Lookup(t.Name()), at)
	case *types.Alias:
		return w.visibleName(t.Obj(), at)
	case *types.Named:
		for arg := range t.TypeArgs().Types() {
			if !all(arg) {
				return false
			}
		}
		return w.visibleName(t.Obj(), at)
	case *types.TypeParam:
		return w.visibleName(t.Obj(), at)
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

// visibleName reports whether a name means at a place what it means in a type.
func (w *rewriter) visibleName(o types.Object, at token.Pos) bool {
	if o.Pkg() != nil && o.Pkg() != w.Package {
		return o.Exported()
	}
	if strings.HasPrefix(o.Name(), Prefix) {
		return true // made by a rewriting, and like no other
	}
	_, found := w.scope(at).LookupParent(o.Name(), at)
	return found == o
}

// file is the one that a node is in.
func (w *rewriter) file(n ast.Node) *ast.File {
	name, _ := w.Place(n.Pos())
	for _, f := range w.Files {
		if w.fileName(f) == name {
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
