package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"strconv"
	"strings"
)

// minMax writes out min and max of integers and strings, and clear of maps and
// slices, which are newer than yaegi. It asks the host to clear a map in which a key
// may not be equal to itself.
//
//	min(a, b)        func(lowered1, lowered2 int) int { if lowered2 < lowered1 { return lowered2 }; return lowered1 }(a, b)
func minMax(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !w.Info.Types[call.Fun].IsBuiltin() {
			return
		}
		if v := w.Info.Types[call].Value; v != nil {
			if name := w.text(call.Fun); name == "min" || name == "max" {
				w.extremeConstant(call, v)
			}
			return
		}
		switch w.text(call.Fun) {
		case "min":
			w.extreme(call, "<")
		case "max":
			w.extreme(call, ">")
		case "clear":
			w.clear(call)
		}
	})
}

// extremeConstant writes a constant as its value, of the kind that it has.
func (w *rewriter) extremeConstant(call *ast.CallExpr, v constant.Value) {
	basic, ok := w.Info.TypeOf(call).Underlying().(*types.Basic)
	if !ok {
		return
	}
	switch {
	case basic.Kind() == types.UntypedRune:
	case basic.Info()&(types.IsInteger|types.IsString) != 0:
		text := v.ExactString()
		if t, ok := w.typeText(w.Info.TypeOf(call), w.file(call), call.Pos()); ok { // not an untyped one
			text = fmt.Sprintf("%s(%s)", t, text)
		}
		w.replace(call.Pos(), call.End(), text)
	case basic.Info()&types.IsFloat != 0:
		f, exact := constant.Float64Val(v)
		if text := strconv.FormatFloat(f, 'e', -1, 64); exact {
			w.replace(call.Pos(), call.End(), text)
		}
	}
}

// extreme asks the host where floating-point numbers are compared: there NaN and
// -0 have a say.
func (w *rewriter) extreme(call *ast.CallExpr, operator string) {
	t := w.Info.TypeOf(call)
	basic, ok := t.Underlying().(*types.Basic)
	if !ok || basic.Info()&(types.IsInteger|types.IsString|types.IsFloat) == 0 {
		return
	}
	text, ok := w.typeText(t, w.file(call), call.Pos())
	if !ok {
		return
	}
	var params []string
	for range call.Args {
		params = append(params, w.name())
	}
	body := ""
	for _, p := range params[1:] {
		if basic.Info()&types.IsFloat != 0 {
			name := map[string]string{"<": "Min", ">": "Max"}[operator]
			body += fmt.Sprintf("%s = %s(%s.%s(float64(%s), float64(%s))); ", params[0], text, w.host(w.file(call)), name, params[0], p)
			continue
		}
		body += fmt.Sprintf("if %s %s %s { %s = %s }; ", p, operator, params[0], params[0], p)
	}
	w.replace(call.Fun.Pos(), call.Fun.End(), fmt.Sprintf("func(%s %s) %s { %sreturn %s }", strings.Join(params, ", "), text, text, body, params[0]))
}

// mayBeNaN reports whether a key of a type may be one, or hold one, that is not equal to itself.
func mayBeNaN(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsFloat|types.IsComplex) != 0
	case *types.Interface:
		return true
	case *types.Array:
		return mayBeNaN(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if mayBeNaN(f.Type()) {
				return true
			}
		}
	}
	return false
}

func (w *rewriter) clear(call *ast.CallExpr) {
	t := w.Info.TypeOf(call.Args[0])
	text, ok := w.typeText(t, w.file(call), call.Pos())
	if !ok {
		return
	}
	name, key := w.name(), w.name()
	statement := ""
	switch u := t.Underlying().(type) {
	case *types.Map:
		if mayBeNaN(u.Key()) { // delete does not find it
			w.replace(call.Fun.Pos(), call.Fun.End(), w.host(w.file(call))+".Clear")
			return
		}
		statement = fmt.Sprintf("delete(%s, %s)", name, key)
	case *types.Slice:
		elem, ok := w.typeText(u.Elem(), w.file(call), call.Pos())
		if !ok {
			return
		}
		zero := w.name()
		statement = fmt.Sprintf("var %s %s; %s[%s] = %s", zero, elem, name, key, zero)
	}
	w.replace(call.Fun.Pos(), call.Fun.End(), fmt.Sprintf("func(%s %s) { for %s := range %s { %s } }", name, text, key, name, statement))
}
