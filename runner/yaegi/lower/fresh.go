package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// fresh gives a value that becomes one of the program's own interfaces a place that
// nothing else has: what such an interface holds under yaegi is no value, but the
// place that it was in, a variable or the one of an expression in the frame. So all
// that one line of a loop puts into a list is the last in the end, and what changes
// a variable changes what an interface was given from it.
//
//	shapes = append(shapes, &Circle{r})     shapes = append(shapes, *loweredin1(&Circle{r}))
//
//	func loweredin1(v *Circle) *Shape { var s Shape = v; return &s }
//
// Values that are in the only place for good are left as they are.
func fresh(w *rewriter) {
	f := &freshener{rewriter: w, changed: changedVariables(w), planned: map[ast.Expr]conversion{}}
	for _, c := range w.conversions() {
		from := w.Info.TypeOf(c.expr)
		if isOwnInterface(w, c.to) && !isOwnInterface(w, from) && !hasTypeParam(from) {
			f.planned[c.expr] = c
		}
	}
	w.walk(func(n ast.Node, within []ast.Node) {
		e, ok := n.(ast.Expr)
		if c, planned := f.planned[e]; ok && planned && !f.stays(e, within) {
			f.wrap(c)
		}
	})
}

// inPrefix begins the names of the functions that do so. They have no effect but that.
const inPrefix = Prefix + "in"

type freshener struct {
	*rewriter
	changed map[*types.Var]bool
	planned map[ast.Expr]conversion
	helpers []string     // the functions, by their names
	first   []conversion // that each is made for
}

// isOwnInterface holds for interfaces whose values are the interpreter's own.
func isOwnInterface(w *rewriter, t types.Type) bool {
	return types.IsInterface(t) && !isTypeParam(t) && !isEmpty(t) && w.isOwn(t)
}

// stays reports whether a value is in a place that nothing else changes: that of a
// variable that keeps its value, or of an expression that is evaluated once in the
// frame. What is only compared may be anywhere.
func (f *freshener) stays(e ast.Expr, within []ast.Node) bool {
	switch outer := within[len(within)-1].(type) {
	case *ast.BinaryExpr, *ast.CaseClause:
		return true
	case *ast.AssignStmt: // what a select receives can be nothing else
		if c, ok := within[len(within)-2].(*ast.CommClause); ok && c.Comm == ast.Stmt(outer) {
			return true
		}
	}
	if function(within) == nil {
		return true // a package variable
	}
	loop, jumps := outermostLoop(within), jumpsBack(function(within))
	once := loop == nil && !jumps
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := f.Info.Uses[e].(*types.Var)
		return ok && !jumps && v.Parent() != f.Package.Scope() && !f.changed[v] && (once || v.Pos() < loop.Pos())
	case *ast.CompositeLit, *ast.CallExpr, *ast.FuncLit:
		return once || isReturned(within)
	case *ast.UnaryExpr:
		_, literal := ast.Unparen(e.X).(*ast.CompositeLit)
		return e.Op == token.AND && literal && (once || isReturned(within))
	}
	return f.Info.Types[e].Value != nil && once
}

// outermostLoop is the one of the same function that has all others in it.
func outermostLoop(within []ast.Node) (loop ast.Node) {
	for _, n := range within {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if loop == nil {
				loop = n
			}
		case *ast.FuncLit, *ast.FuncDecl:
			loop = nil
		}
	}
	return loop
}

// isReturned reports whether an expression is what a function returns: its frame is
// not used again.
func isReturned(within []ast.Node) bool {
	_, ok := within[len(within)-1].(*ast.ReturnStmt)
	return ok
}

// changedVariables are those that are assigned to after their declaration, whose
// address is taken, or that a function literal uses.
func changedVariables(w *rewriter) map[*types.Var]bool {
	changed := map[*types.Var]bool{}
	note := func(e ast.Expr) {
		for {
			switch inner := ast.Unparen(e).(type) {
			case *ast.SelectorExpr:
				e = inner.X
				continue
			case *ast.IndexExpr:
				e = inner.X
				continue
			case *ast.Ident:
				if v, ok := w.Info.Uses[inner].(*types.Var); ok {
					changed[v] = true
				}
			}
			return
		}
	}
	w.walk(func(n ast.Node, within []ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				note(left)
			}
		case *ast.IncDecStmt:
			note(n.X)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				note(n.Key)
				note(n.Value)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				note(n.X)
			}
		case *ast.SliceExpr:
			note(n.X)
		case *ast.SelectorExpr:
			if s := w.Info.Selections[n]; s != nil && s.Kind() == types.MethodVal {
				if _, pointer := s.Recv().Underlying().(*types.Pointer); !pointer {
					note(n.X)
				}
			}
		case *ast.Ident:
			v, ok := w.Info.Uses[n].(*types.Var)
			for _, outer := range within {
				if lit, isLit := outer.(*ast.FuncLit); ok && isLit && (v.Pos() < lit.Pos() || lit.End() < v.Pos()) {
					changed[v] = true
				}
			}
		}
	})
	return changed
}

// wrap puts a value into the interface in a function of its own.
func (f *freshener) wrap(c conversion) {
	from := f.Info.TypeOf(c.expr)
	name := ""
	for i, known := range f.first {
		if types.Identical(f.Info.TypeOf(known.expr), from) && types.Identical(known.to, c.to) && f.file(known.expr) == f.file(c.expr) {
			name = f.helpers[i]
		}
	}
	if name == "" {
		file := f.file(c.expr)
		value, ok := f.fileTypeText(from, file)
		in, ok2 := f.fileTypeText(c.to, file)
		if !ok || !ok2 {
			return
		}
		name = strings.Replace(f.name(), Prefix, inPrefix, 1)
		f.first, f.helpers = append(f.first, c), append(f.helpers, name)
		f.append(file, fmt.Sprintf("func %s(v %s) *%s { var s %s = v; return &s }", name, value, in, in))
	}
	f.insert(c.expr.Pos(), "*"+name+"(")
	f.insert(c.expr.End(), ")")
}
