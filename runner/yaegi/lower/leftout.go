package lower

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
)

// leftOut hands over the last arguments of variadic functions where a call has none, as the list
// that Go makes of them: nil. yaegi calls all that is no function's name by way of reflect, which
// makes an empty list. Programs whose functions do not ask for the difference are left alone.
//
//	h.join()            h.join([]string(nil)...)
func leftOut(w *rewriter) {
	asked := w.askedForNil()
	if len(asked) == 0 {
		return
	}
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || w.Info.Types[call.Fun].IsType() || w.Info.Types[call.Fun].IsBuiltin() || w.libraryFunction(call) != nil {
			return
		}
		s, ok := w.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
		if !ok || !s.Variadic() || call.Ellipsis.IsValid() || w.handed(call) >= s.Params().Len() {
			return
		}
		t := s.Params().At(s.Params().Len() - 1).Type()
		if slices.ContainsFunc(asked, func(a types.Type) bool { return types.Identical(a, t) }) {
			w.handNil(call, t)
		}
	})
}

// handed is how many arguments a call hands over.
func (w *rewriter) handed(call *ast.CallExpr) int {
	if len(call.Args) == 1 {
		if values, ok := w.Info.TypeOf(call.Args[0]).(*types.Tuple); ok {
			return values.Len()
		}
	}
	return len(call.Args)
}

// handNil adds the argument. What has no place for it, or no name for its type, does so in words
// that package certify refuses.
func (w *rewriter) handNil(call *ast.CallExpr, t types.Type) {
	list := "nil..."
	if text, ok := w.typeText(t, w.file(call), call.Pos()); ok && (len(call.Args) == 0 || !isTuple(w.Info.TypeOf(call.Args[0]))) {
		list = text + "(nil)..."
	}
	if len(call.Args) == 0 {
		w.insert(call.Lparen+1, list)
		return
	}
	w.insert(call.Args[len(call.Args)-1].End(), ", "+list)
}

// askedForNil are the types of the variadic parameters that are used in a way in which nil and an
// empty list differ, or may.
func (w *rewriter) askedForNil() []types.Type {
	parameters := map[types.Object]bool{}
	w.walk(func(n ast.Node, _ []ast.Node) {
		if f, ok := n.(*ast.FuncType); ok && len(f.Params.List) > 0 {
			last := f.Params.List[len(f.Params.List)-1]
			if _, ok := last.Type.(*ast.Ellipsis); ok && len(last.Names) > 0 {
				parameters[w.Info.Defs[last.Names[0]]] = true
			}
		}
	})
	var asked []types.Type
	w.walk(func(n ast.Node, within []ast.Node) {
		id, ok := n.(*ast.Ident)
		if o := w.Info.Uses[id]; ok && parameters[o] && w.mayAskForNil(id, within[len(within)-1]) {
			asked = append(asked, o.Type())
		}
	})
	return asked
}

// mayAskForNil reports whether a use of a list may tell nil from one that is empty.
func (w *rewriter) mayAskForNil(id *ast.Ident, parent ast.Node) bool {
	switch p := parent.(type) {
	case *ast.IndexExpr:
		return false
	case *ast.RangeStmt:
		return p.X != id
	case *ast.AssignStmt:
		return !slices.Contains(p.Lhs, ast.Expr(id))
	case *ast.SliceExpr:
		return p.X != id || p.Low == nil || w.Info.Types[p.Low].Value == nil || constant.Sign(w.Info.Types[p.Low].Value) == 0
	case *ast.CallExpr:
		last := len(p.Args) - 1
		switch {
		case p.Ellipsis.IsValid():
			return p.Args[last] != id
		case w.isAppend(p):
			return p.Args[0] != id || last == 0
		}
		return !w.Info.Types[p.Fun].IsBuiltin()
	}
	return true
}
