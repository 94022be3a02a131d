package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// A direct form of a loop over what a function of the library yields.
type direct struct {
	list  string // what gives a list instead, or nothing if the first argument does
	value bool   // what is yielded first is the list's value, not its key
}

// directs are by import path and name. What a loop does to a slice or a map
// meanwhile, it sees as it would see it through the function; strings do not
// change.
var directs = map[string]direct{
	"slices.All":            {},
	"slices.Values":         {value: true},
	"maps.All":              {},
	"maps.Keys":             {},
	"maps.Values":           {value: true},
	"strings.SplitSeq":      {"Split", true},
	"strings.SplitAfterSeq": {"SplitAfter", true},
	"strings.FieldsSeq":     {"Fields", true},
}

// rangeLibrary ranges over slices and maps themselves, instead of over what the
// library yields of them.
//
//	for k := range maps.Keys(m) {                 for k := range m {
//	for _, v := range slices.Backward(s) {        lowered1 := s; for lowered2 := len(lowered1)-1; lowered2 >= 0; lowered2-- { v := lowered1[lowered2];
//	for line := range strings.Lines(text) {       for _, line := range loweredhost.Lines(text) {
func rangeLibrary(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.RangeStmt)
		if !ok || s.Tok == token.ASSIGN {
			return
		}
		call, ok := ast.Unparen(s.X).(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return
		}
		sel, ok := ast.Unparen(callee(call)).(*ast.SelectorExpr)
		if !ok {
			return
		}
		fn, ok := w.Info.Uses[sel.Sel].(*types.Func)
		if !ok || fn.Pkg() == nil {
			return
		}
		switch name := fn.Pkg().Path() + "." + fn.Name(); name {
		case "slices.Backward":
			w.backward(s, call, within)
		case "strings.Lines":
			w.replace(sel.Pos(), sel.End(), w.host(w.file(s))+".Lines")
			w.yieldsValue(s)
		default:
			if d, ok := directs[name]; ok {
				w.direct(s, call, sel, d)
			}
		}
	})
	if len(w.edits) > 0 {
		w.unusedImports()
	}
}

// callee is what is called, without type arguments.
func callee(call *ast.CallExpr) ast.Expr {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.IndexExpr:
		return f.X
	case *ast.IndexListExpr:
		return f.X
	}
	return call.Fun
}

func (w *rewriter) direct(s *ast.RangeStmt, call *ast.CallExpr, sel *ast.SelectorExpr, d direct) {
	if d.value {
		w.yieldsValue(s)
	}
	if d.list != "" {
		w.replace(sel.Sel.Pos(), sel.Sel.End(), d.list)
		return
	}
	arg := call.Args[0]
	before, after := "", ""
	if lit, ok := arg.(*ast.CompositeLit); ok && !strings.HasPrefix(w.text(lit), "[") {
		before, after = "(", ")"
	}
	w.replace(call.Pos(), arg.Pos(), before)
	w.replace(arg.End(), call.End(), after)
}

// yieldsValue makes the only variable of a loop the second one.
func (w *rewriter) yieldsValue(s *ast.RangeStmt) {
	if s.Key != nil {
		w.insert(s.Key.Pos(), "_, ")
	}
}

func (w *rewriter) backward(s *ast.RangeStmt, call *ast.CallExpr, within []ast.Node) {
	at := s.Pos()
	if label, ok := within[len(within)-1].(*ast.LabeledStmt); ok {
		at, within = label.Pos(), within[:len(within)-1]
	}
	if !inList(within) {
		return
	}
	list, i := w.name(), w.name()
	w.insert(at, fmt.Sprintf("%s := %s; ", list, w.text(call.Args[0])))
	head := fmt.Sprintf("for %s := len(%s)-1; %s >= 0; %s-- {", i, list, i, i)
	for k, e := range []ast.Expr{s.Key, s.Value} {
		if v := w.variable(e); v != nil && v.Name() != "_" {
			head += fmt.Sprintf(" %s := %s;", v.Name(), [2]string{i, list + "[" + i + "]"}[k])
		}
	}
	w.replace(s.Pos(), s.Body.Lbrace+1, head)
}
