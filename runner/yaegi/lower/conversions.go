package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A conversion is an expression whose value becomes one of another type,
// without its source saying so or by T(x).
type conversion struct {
	expr ast.Expr
	to   types.Type
	call *ast.CallExpr // whose argument it is, or nil
	arg  int           // which one
	file *ast.File

	whole    bool   // it is an interface of the library that may hold a box
	copied   bool   // it is the library's, and only has to be copied
	asserted string // the interface type that the function's result is asserted to be
	function string // that makes of it what the interface is to hold, if not package host does
	adapter  string // what package host calls the interface, if it is the library's
}

// conversions are all of a program to interface types, from others and from other
// interfaces, in the order of the source, the outer before the inner.
func (w *rewriter) conversions() []conversion {
	var all []conversion
	w.conversionsTo(func(t types.Type) bool { return types.IsInterface(t) && !isTypeParam(t) }, func(c conversion) { all = append(all, c) })
	return all
}

// conversionsTo visits those of a program to the types that are wanted.
func (w *rewriter) conversionsTo(wanted func(types.Type) bool, visit func(conversion)) {
	var file *ast.File
	add := func(e ast.Expr, to types.Type, call *ast.CallExpr, arg int) {
		from := w.Info.TypeOf(e)
		if to == nil || from == nil || !wanted(to) || types.Identical(from, to) || w.Info.Types[e].IsNil() {
			return
		}
		visit(conversion{expr: e, to: to, call: call, arg: arg, file: file})
	}
	w.walk(func(n ast.Node, within []ast.Node) {
		switch n := n.(type) {
		case *ast.File:
			file = n
		case *ast.AssignStmt:
			for i := range n.Rhs {
				if len(n.Lhs) == len(n.Rhs) {
					add(n.Rhs[i], w.Info.TypeOf(n.Lhs[i]), nil, 0)
				}
			}
		case *ast.ValueSpec:
			for _, v := range n.Values {
				if n.Type != nil {
					add(v, w.Info.TypeOf(n.Type), nil, 0)
				}
			}
		case *ast.ReturnStmt:
			if s := w.signature(within); s.Results().Len() == len(n.Results) {
				for i, r := range n.Results {
					add(r, s.Results().At(i).Type(), nil, 0)
				}
			}
		case *ast.CallExpr:
			w.callConversions(n, add)
		case *ast.CompositeLit:
			w.literalConversions(n, add)
		case *ast.SendStmt:
			add(n.Value, w.Info.TypeOf(n.Chan).Underlying().(*types.Chan).Elem(), nil, 0)
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				add(n.X, w.Info.TypeOf(n.Y), nil, 0)
				add(n.Y, w.Info.TypeOf(n.X), nil, 0)
			}
		case *ast.IndexExpr:
			if m, ok := w.Info.TypeOf(n.X).Underlying().(*types.Map); ok {
				add(n.Index, m.Key(), nil, 0)
			}
		case *ast.SwitchStmt:
			w.caseConversions(n, add)
		}
	})
}

type adder = func(e ast.Expr, to types.Type, call *ast.CallExpr, arg int)

// signature is that of the innermost function around.
func (w *rewriter) signature(within []ast.Node) *types.Signature {
	for i := len(within) - 1; i >= 0; i-- {
		switch n := within[i].(type) {
		case *ast.FuncLit:
			return w.Info.TypeOf(n).(*types.Signature)
		case *ast.FuncDecl:
			return w.Info.Defs[n.Name].Type().(*types.Signature)
		}
	}
	return &types.Signature{}
}

func (w *rewriter) callConversions(n *ast.CallExpr, add adder) {
	tv := w.Info.Types[n.Fun]
	if tv.IsType() {
		add(n.Args[0], tv.Type, n, 0)
		return
	}
	if len(n.Args) == 1 && isTuple(w.Info.TypeOf(n.Args[0])) {
		return
	}
	s, ok := tv.Type.Underlying().(*types.Signature)
	if tv.IsBuiltin() {
		switch id, _ := ast.Unparen(n.Fun).(*ast.Ident); {
		case id == nil:
			return
		case id.Name == "panic":
			add(n.Args[0], types.Universe.Lookup("any").Type(), n, 0)
			return
		case id.Name == "delete":
			if m, ok := w.Info.TypeOf(n.Args[0]).Underlying().(*types.Map); ok { // and no type parameter
				add(n.Args[1], m.Key(), n, 1)
			}
			return
		case id.Name != "append" || n.Ellipsis.IsValid():
			return
		}
		if list, isSlice := w.Info.TypeOf(n).Underlying().(*types.Slice); isSlice {
			for i, arg := range n.Args[1:] {
				add(arg, list.Elem(), nil, i)
			}
		}
		return
	}
	if !ok {
		return
	}
	last := s.Params().Len() - 1
	for i, arg := range n.Args {
		switch {
		case s.Variadic() && i >= last && n.Ellipsis.IsValid():
		case s.Variadic() && i >= last:
			add(arg, s.Params().At(last).Type().Underlying().(*types.Slice).Elem(), n, i)
		default:
			add(arg, s.Params().At(i).Type(), n, i)
		}
	}
}

func (w *rewriter) literalConversions(n *ast.CompositeLit, add adder) {
	t := w.Info.TypeOf(n).Underlying()
	if p, ok := t.(*types.Pointer); ok { // &T in a list whose type says so
		t = p.Elem().Underlying()
	}
	for i, e := range n.Elts {
		pair, keyed := e.(*ast.KeyValueExpr)
		value := e
		if keyed {
			value = pair.Value
		}
		switch t := t.(type) {
		case *types.Struct:
			if !keyed {
				add(value, t.Field(i).Type(), nil, 0)
			} else if field, ok := w.Info.Uses[pair.Key.(*ast.Ident)].(*types.Var); ok {
				add(value, field.Type(), nil, 0)
			}
		case *types.Slice:
			add(value, t.Elem(), nil, 0)
		case *types.Array:
			add(value, t.Elem(), nil, 0)
		case *types.Map:
			add(pair.Key, t.Key(), nil, 0)
			add(value, t.Elem(), nil, 0)
		}
	}
}

// caseConversions: the values of cases are compared with the tag.
func (w *rewriter) caseConversions(n *ast.SwitchStmt, add adder) {
	if n.Tag == nil {
		return
	}
	for _, c := range n.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			add(e, w.Info.TypeOf(n.Tag), nil, 0)
		}
	}
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}
