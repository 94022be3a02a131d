package lower

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"bothends/runner/yaegi/lower/generic"
)

// library gives the program the generic functions and types of the library that
// it uses as its own, behind its last line; yaegi has none. What package
// generics does not have is left.
//
//	slices.Sort(list)        lowered1(list)
//	                         …; func lowered1 /* slices.Sort */ [S ~[]E, E cmp.Ordered](x S) { … }
func library(w *rewriter) {
	l := &lender{rewriter: w, names: map[string]string{}}
	w.walk(func(n ast.Node, within []ast.Node) {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || l.pair(sel, within) || l.chunks(sel, within) {
			return
		}
		if path, name, ok := w.libraryName(sel); ok && l.done[sel] == "" && generic.Find(path, name) != nil {
			w.replace(sel.Pos(), sel.End(), l.name(w.file(sel), path, name))
		}
	})
	if len(l.names) == 0 {
		return
	}
	l.lend()
	w.unusedImports()
}

// libraryName is the import path and name of what a selector stands for, of
// those generic, and of constraints.
func (w *rewriter) libraryName(sel *ast.SelectorExpr) (path, name string, ok bool) {
	o := w.Info.Uses[sel.Sel]
	if o == nil || o.Pkg() == nil || o.Pkg() == w.Package || w.Info.Selections[sel] != nil {
		return "", "", false
	}
	switch o := o.(type) {
	case *types.Func:
		ok = o.Signature().TypeParams().Len() > 0
	case *types.TypeName:
		named, isNamed := o.Type().(*types.Named)
		ok = isNamed && named.TypeParams().Len() > 0 || o.Pkg().Path() == "cmp"
	}
	return o.Pkg().Path(), o.Name(), ok
}

// A lender puts declarations of package generic into a program.
type lender struct {
	*rewriter
	names map[string]string // of what is lent, by path and name
	queue []*generic.Declaration
	file  *ast.File
	done  map[*ast.SelectorExpr]string
}

// name is what something is called in the program, which will have it.
func (l *lender) name(file *ast.File, path, name string) string {
	key := path + "." + name
	if l.names[key] == "" {
		l.names[key] = l.rewriter.name()
		l.queue = append(l.queue, generic.Find(path, name))
		if l.file == nil {
			l.file = file
		}
	}
	return l.names[key]
}

// pairs are the functions that collect what others yield, and those others: in
// calls of these, the one can take the list that the other makes at once.
var (
	collectors = []string{"Collect", "Sorted", "SortedFunc", "SortedStableFunc"}
	yielders   = map[string]bool{"maps.Keys": true, "maps.Values": true, "slices.Values": true}
)

// pair rewrites slices.Sorted(maps.Keys(m)) and its like.
func (l *lender) pair(sel *ast.SelectorExpr, within []ast.Node) bool {
	path, name, ok := l.libraryName(sel)
	call, isCall := within[len(within)-1].(*ast.CallExpr)
	if !ok || !isCall || call.Fun != ast.Expr(sel) || path != "slices" || !slices.Contains(collectors, name) {
		return false
	}
	inner, isCall := ast.Unparen(call.Args[0]).(*ast.CallExpr)
	if !isCall {
		return false
	}
	of, ok := inner.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, yields, ok := l.libraryName(of)
	if !ok || !yielders[from+"."+yields] {
		return false
	}
	file := l.rewriter.file(sel)
	l.replace(sel.Pos(), sel.End(), l.name(file, path, name+"List"))
	l.replace(of.Pos(), of.End(), l.name(file, from, yields+"List"))
	if l.done == nil {
		l.done = map[*ast.SelectorExpr]string{}
	}
	l.done[of] = yields
	return true
}

// chunks rewrites a loop over slices.Chunk, which gets a list.
func (l *lender) chunks(sel *ast.SelectorExpr, within []ast.Node) bool {
	if path, name, ok := l.libraryName(sel); !ok || path != "slices" || name != "Chunk" || len(within) < 2 {
		return false
	}
	call, isCall := within[len(within)-1].(*ast.CallExpr)
	s, isRange := within[len(within)-2].(*ast.RangeStmt)
	if !isCall || !isRange || s.X != ast.Expr(call) || s.Tok == token.ASSIGN {
		return false
	}
	l.replace(sel.Pos(), sel.End(), l.name(l.rewriter.file(sel), "slices", "ChunkList"))
	l.yieldsValue(s)
	return true
}

// lend writes the declarations, and those that they need, behind the last one
// of a file.
func (l *lender) lend() {
	var b strings.Builder
	for len(l.queue) > 0 {
		d := l.queue[0]
		l.queue = l.queue[1:]
		for _, n := range d.Nodes {
			text := oneLine(l.rename(d, n))
			if _, ok := n.(*ast.TypeSpec); ok {
				text = "type " + text
			}
			b.WriteString("; " + text)
		}
	}
	l.insert(l.file.Decls[len(l.file.Decls)-1].End(), b.String())
}

// rename is the text of a declaration with the names that the program has for
// what it mentions.
func (l *lender) rename(d *generic.Declaration, n ast.Node) string {
	text := d.Text(n)
	var edits []edit
	put := func(e ast.Node, name string) {
		edits = append(edits, edit{"", d.Offset(n, e.Pos()), d.Offset(n, e.End()), name})
	}
	selected, params := map[*ast.Ident]bool{}, l.typeParams(n)
	ast.Inspect(n, func(e ast.Node) bool {
		switch e := e.(type) {
		case *ast.SelectorExpr:
			selected[e.Sel] = true
			if id, ok := e.X.(*ast.Ident); ok && id.Name == "host" {
				put(id, l.host(l.file))
			} else if ok && generic.Find(id.Name, e.Sel.Name) != nil {
				put(e, l.name(l.file, id.Name, e.Sel.Name))
				return false
			}
		case *ast.FuncDecl:
			selected[e.Name] = e.Recv != nil
		case *ast.Ident:
			if name := params[e.Name]; name != "" && !selected[e] {
				put(e, name)
				return true
			}
			if selected[e] || generic.Find(d.Path, e.Name) == nil || !ast.IsExported(e.Name) {
				return true
			}
			name := l.name(l.file, d.Path, e.Name)
			if e.Name == d.Name {
				name += fmt.Sprintf(" /* %s.%s */ ", d.Path[strings.LastIndex(d.Path, "/")+1:], d.Name)
			}
			put(e, name)
		}
		return true
	})
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	return (&rewriter{edits: edits}).applyText("", text)
}

// typeParams gives the type parameters of a declaration names that no type of the program has.
func (l *lender) typeParams(n ast.Node) map[string]string {
	var list []ast.Expr
	fields := func(params *ast.FieldList) {
		for i := 0; params != nil && i < len(params.List); i++ {
			for _, name := range params.List[i].Names {
				list = append(list, name)
			}
		}
	}
	switch n := n.(type) {
	case *ast.TypeSpec:
		fields(n.TypeParams)
	case *ast.FuncDecl:
		fields(n.Type.TypeParams)
		if n.Recv != nil {
			t := n.Recv.List[0].Type
			if star, ok := t.(*ast.StarExpr); ok {
				t = star.X
			}
			switch t := t.(type) {
			case *ast.IndexExpr:
				list = append(list, t.Index)
			case *ast.IndexListExpr:
				list = append(list, t.Indices...)
			}
		}
	}
	names := map[string]string{}
	for _, e := range list {
		if id, ok := e.(*ast.Ident); ok && id.Name != "_" {
			names[id.Name] = l.rewriter.name()
		}
	}
	return names
}
