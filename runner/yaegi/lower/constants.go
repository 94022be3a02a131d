package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
)

// constants writes out the value of every constant of the program's own types
// whose expression is an operation, and of those that repeat one: yaegi makes
// something of it that is equal to nothing.
//
//	const (                           const (
//		Start Event = iota + 1            Start Event = 1
//		Pause                             Pause Event = 2
//	)                                 )
func constants(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		d, ok := n.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			return
		}
		var repeated *ast.ValueSpec // the last one with values of its own
		for _, s := range d.Specs {
			spec := s.(*ast.ValueSpec)
			if len(spec.Values) > 0 {
				repeated = spec
			}
			if len(spec.Names) == 1 && len(repeated.Values) == 1 {
				w.writeOut(spec, repeated.Values[0])
			}
		}
	})
}

func (w *rewriter) writeOut(spec *ast.ValueSpec, value ast.Expr) {
	name := spec.Names[0]
	c, ok := w.Info.Defs[name].(*types.Const)
	if !ok || name.Name == "_" || plainConstant(value) {
		return
	}
	named, ok := types.Unalias(c.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() != c.Pkg() {
		return
	}
	written := ""
	switch c.Val().Kind() {
	case constant.Int, constant.String, constant.Bool:
		written = c.Val().ExactString()
	case constant.Float:
		exact, _ := constant.Float64Val(c.Val()) // it is one, or a float32, by its type
		written = strconv.FormatFloat(exact, 'g', -1, 64)
	default:
		return
	}
	text, ok := w.typeText(named, w.file(spec), spec.Pos())
	if !ok {
		return
	}
	w.replace(name.End(), spec.End(), fmt.Sprintf(" %s = %s", text, written))
}

// plainConstant holds for the expressions that yaegi gets right.
func plainConstant(value ast.Expr) bool {
	switch value.(type) {
	case *ast.BasicLit, *ast.Ident:
		return true
	}
	return false
}
