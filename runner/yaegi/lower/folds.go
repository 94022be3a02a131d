package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// folds writes out the value of each constant expression of one of the language's
// types, and leaves out the constants that nothing uses then: yaegi computes
// some otherwise, or in another type.
//
//	const size = 1 << 10              x := uint16(1024)
//	x := uint16(size)                 y := 2049
//	y := 2*size + 1
//
// Names of constants of other types stay: they are what a case is compared with. So does what
// extends over several lines. Programs that have the log print places are left
// alone: package certify looks for the names of that.
func folds(w *rewriter) {
	for _, o := range w.Info.Uses {
		if o.Pkg() != nil && o.Pkg().Path() == "log" && (o.Name() == "Lshortfile" || o.Name() == "Llongfile") {
			return
		}
	}
	done := -1 // how many nodes the last expression that was written out lies within
	w.walk(func(n ast.Node, within []ast.Node) {
		if done >= 0 && len(within) > done {
			return // in that expression
		}
		done = -1
		e, ok := n.(ast.Expr)
		if !ok || declaresConstants(within) {
			return
		}
		if text, ok := w.folded(e); ok {
			done = len(within)
			if w.isShifted(e, within) {
				text = "int(" + text + ")" // or it would take its type from what is around
			}
			w.replace(e.Pos(), e.End(), text)
		} else if text, ok := w.shifted(e); ok {
			w.replace(e.Pos(), e.End(), text)
		}
	})
	if len(w.edits) > 0 {
		w.unusedImports()
	}
}

// unusedConstants leaves out the declarations of constants that nothing uses.
func unusedConstants(w *rewriter) {
	uses := map[types.Object][]token.Pos{}
	for id, o := range w.Info.Uses {
		if _, ok := o.(*types.Const); ok {
			uses[o] = append(uses[o], id.Pos())
		}
	}
	w.walk(func(n ast.Node, within []ast.Node) {
		d, ok := n.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST || within == nil {
			return
		}
		for _, s := range d.Specs {
			for _, name := range s.(*ast.ValueSpec).Names {
				if slices.ContainsFunc(uses[w.Info.Defs[name]], func(at token.Pos) bool { return at < d.Pos() || at >= d.End() }) {
					return
				}
			}
		}
		if !slices.ContainsFunc(within, func(n ast.Node) bool { _, ok := n.(*ast.LabeledStmt); return ok }) {
			w.replace(d.Pos(), d.End(), "")
		}
	})
	if len(w.edits) > 0 {
		w.unusedImports()
	}
}

func declaresConstants(within []ast.Node) bool {
	return slices.ContainsFunc(within, func(n ast.Node) bool {
		d, ok := n.(*ast.GenDecl)
		return ok && d.Tok == token.CONST
	})
}

// folded is what to write instead of an expression.
func (w *rewriter) folded(e ast.Expr) (text string, ok bool) {
	tv := w.Info.Types[e]
	if tv.Value == nil || tv.Value.Kind() == constant.Complex || w.isWrittenOut(e) || w.usesVariables(e) || strings.Contains(w.text(e), "\n") {
		return "", false
	}
	t, ok := tv.Type.(*types.Basic)
	if !ok {
		return w.foldedOther(e, tv)
	}
	text, usual := literal(tv.Value, t)
	switch {
	case text == "true" || text == "false":
		ok = w.universal(text, e.Pos()) && t.Kind() != types.Invalid
	case t.Info()&types.IsUntyped == 0 && t.Kind() != usual:
		name, visible := w.typeText(t, w.file(e), e.Pos())
		text, ok = name+"("+text+")", visible
	}
	return text, ok && text != "" && text != w.text(e)
}

// isShifted reports whether an expression is a constant int to the left of a shift
// by a variable.
func (w *rewriter) isShifted(e ast.Expr, within []ast.Node) bool {
	for i := len(within) - 1; i >= 0; i-- {
		switch outer := within[i].(type) {
		case *ast.ParenExpr:
			continue
		case *ast.BinaryExpr:
			shift := outer.Op == token.SHL || outer.Op == token.SHR
			return shift && e.End() <= outer.OpPos && types.Identical(w.Info.TypeOf(e), types.Typ[types.Int])
		default:
			return false
		}
	}
	return false
}

// shifted gives the constant of a shift the type that it takes from what is
// around, of which yaegi knows nothing.
//
//	flags & (1 << i)                  flags & (Flags(1) << i)
func (w *rewriter) shifted(e ast.Expr) (text string, ok bool) {
	b, isBinary := e.(*ast.BinaryExpr)
	if !isBinary || b.Op != token.SHL && b.Op != token.SHR || w.Info.Types[b].Value != nil {
		return "", false
	}
	lit, isLiteral := ast.Unparen(b.X).(*ast.BasicLit)
	t := w.Info.TypeOf(b.X)
	if !isLiteral || types.Identical(t, types.Typ[types.Int]) || strings.Contains(w.text(b), "\n") {
		return "", false
	}
	name, ok := w.typeText(t, w.file(e), e.Pos())
	return name + "(" + lit.Value + ")" + w.between(b.X.End(), b.End()), ok
}

// foldedOther is what to write instead of an operation of a named type, or of
// the program's own name for a value of the library's.
func (w *rewriter) foldedOther(e ast.Expr, tv types.TypeAndValue) (text string, ok bool) {
	b, isBasic := tv.Type.Underlying().(*types.Basic)
	named, isNamed := types.Unalias(tv.Type).(*types.Named)
	switch ast.Unparen(e).(type) {
	case *ast.BinaryExpr, *ast.UnaryExpr, *ast.CallExpr:
	case *ast.Ident:
		if isNamed && named.Obj().Pkg() == w.Package {
			return "", false
		}
	default:
		return "", false
	}
	if !isBasic || b.Info()&types.IsBoolean != 0 {
		return "", false
	}
	text, _ = literal(tv.Value, b)
	name, ok := w.typeText(tv.Type, w.file(e), e.Pos())
	text = name + "(" + strings.Trim(text, "()") + ")"
	return text, ok && text != w.text(e)
}

// literal writes a value as one of a basic type, and says of which type it is
// where nothing else tells.
func literal(v constant.Value, t *types.Basic) (text string, usual types.BasicKind) {
	switch info := t.Info(); {
	case info&types.IsBoolean != 0:
		return v.ExactString(), types.Bool
	case info&types.IsString != 0:
		return strconv.Quote(constant.StringVal(v)), types.String
	case info&types.IsInteger != 0:
		if v = constant.ToInt(v); v.Kind() != constant.Int {
			return "", 0
		}
		text, usual = v.ExactString(), types.Int
		if t.Kind() == types.UntypedRune {
			return "", 0
		}
	case info&types.IsFloat != 0 && t.Info()&types.IsUntyped == 0:
		f, size := 0.0, 64
		if t.Kind() == types.Float32 {
			f32, _ := constant.Float32Val(v)
			f, size = float64(f32), 32
		} else {
			f, _ = constant.Float64Val(v)
		}
		text, usual = strconv.FormatFloat(f, 'g', -1, size), types.Float64
		if !strings.ContainsAny(text, ".e") {
			text += ".0"
		}
	}
	if strings.HasPrefix(text, "-") {
		text = "(" + text + ")"
	}
	return text, usual
}

// isWrittenOut holds for literals, their negations, and conversions of them; and
// for true and false.
func (w *rewriter) isWrittenOut(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return e.Name == "true" || e.Name == "false" || e.Name == "iota"
	case *ast.UnaryExpr:
		_, isLiteral := e.X.(*ast.BasicLit)
		return isLiteral && e.Op == token.SUB
	case *ast.CallExpr:
		if len(e.Args) != 1 {
			return false
		}
		tv := w.Info.Types[e]
		_, again := ast.Unparen(e.Args[0]).(*ast.CallExpr)
		return !again && w.Info.Types[e.Fun].IsType() && !makesText(tv.Type, w.Info.TypeOf(e.Args[0])) && w.isWrittenOut(e.Args[0])
	}
	return false
}

// makesText reports whether a conversion is that of a number to a string.
func makesText(to, from types.Type) bool {
	t, ok := to.Underlying().(*types.Basic)
	f, isBasic := from.Underlying().(*types.Basic)
	return ok && isBasic && t.Info()&types.IsString != 0 && f.Info()&types.IsString == 0
}

// usesVariables reports whether an expression, such as the length of an array,
// has a value that is constant and operands that are not.
func (w *rewriter) usesVariables(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			_, isVar := w.Info.Uses[n].(*types.Var)
			found = found || isVar
		case *ast.CompositeLit, *ast.FuncLit:
			found = true
		}
		return !found
	})
	return found
}
