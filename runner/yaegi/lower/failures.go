package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// failures are the ways in which what is evaluated may fail. Which of two comes first can be
// told, unless both follow a nil pointer.
type failures int

const (
	ofNil   failures = 1 << iota // a nil pointer is followed
	ofOther                      // an index is out of range, a divisor zero, a type another one
)

// failures finds them in an expression, but for those of the functions that it calls.
func (w *rewriter) failures(e ast.Expr) (found failures) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.StructType, *ast.FuncType, *ast.InterfaceType:
			return false
		case *ast.SelectorExpr:
			s := w.Info.Selections[n]
			if s != nil && (s.Kind() == types.FieldVal && s.Indirect() && !isLowered(n.X) || types.IsInterface(s.Recv())) {
				found |= ofNil
			}
		case *ast.StarExpr:
			if !w.Info.Types[n].IsType() {
				found |= ofNil
			}
		case *ast.IndexExpr:
			found |= w.indexFailures(n)
		case *ast.SliceExpr, *ast.TypeAssertExpr:
			found |= ofOther
		case *ast.BinaryExpr:
			switch n.Op {
			case token.QUO, token.REM, token.SHL, token.SHR:
				if !w.constant(n.Y) {
					found |= ofOther
				}
			}
		}
		return true
	})
	return found
}

// indexFailures are those of an index itself.
func (w *rewriter) indexFailures(e *ast.IndexExpr) failures {
	tv := w.Info.Types[e.X]
	if !tv.IsValue() || isTypeParam(tv.Type) {
		return 0
	}
	switch tv.Type.Underlying().(type) {
	case *types.Map, *types.Signature:
		return 0
	case *types.Array:
		if w.constant(e.Index) {
			return 0
		}
	case *types.Pointer:
		if w.constant(e.Index) {
			return ofNil
		}
		return ofNil | ofOther
	}
	return ofOther
}
