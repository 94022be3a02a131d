package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"unicode"
)

// builtinReturns makes operations of the builtin functions that are returned after
// another value; yaegi puts what they yield in the place of the first.
//
//	return x, len(s)              return x, 0+len(s)
//	return x, append(s, y)        return x, append(s, y)[:]
//
// And it converts operations behind an interface of the program's own, since it would put those
// into such an interface, too.
//
//	return shape, n > 0           return shape, bool(n > 0)
func builtinReturns(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.ReturnStmt)
		if !ok || len(s.Results) < 2 {
			return
		}
		results := w.signature(within).Results()
		own := results.Len() > 0 && isOwnInterface(w, results.At(0).Type())
		for i, r := range s.Results[1:] {
			if _, isOperation := r.(*ast.BinaryExpr); isOperation && own && !w.constant(r) {
				w.converting(r, results.At(i+1).Type())
				continue
			}
			call, ok := r.(*ast.CallExpr)
			if !ok || w.constant(r) {
				continue
			}
			id, ok := ast.Unparen(call.Fun).(*ast.Ident)
			if !ok {
				continue
			}
			switch w.Info.Uses[id] {
			case types.Universe.Lookup("len"), types.Universe.Lookup("cap"):
				w.insert(r.Pos(), "0+")
			case types.Universe.Lookup("append"):
				w.insert(r.End(), "[:]")
			}
		}
	})
}

// converting converts a value to the type that it has, or becomes.
func (w *rewriter) converting(e ast.Expr, t types.Type) {
	if text, ok := w.typeText(t, w.file(e), e.Pos()); ok {
		if !isPlainName(text) { // func() (x) would be a function that returns x
			text = "(" + text + ")"
		}
		w.insert(e.Pos(), text+"(")
		w.insert(e.End(), ")")
	}
}

func isPlainName(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// functionReturns gives functions of the program's own type a name before they are
// returned, which come from a call of a method, of an element or of a result. To yaegi,
// the type is that of a generic function from then on.
//
//	return s.logged(h)            lowered1 := s.logged(h); return lowered1
//
// So it does with what a function in a field gives that is one of several results: yaegi
// returns nothing in its place.
//
//	return s.dial(a), nil         lowered1 := s.dial(a); return lowered1, nil
func functionReturns(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.ReturnStmt)
		if !ok || !inList(within) {
			return
		}
		// Before the call there may be nothing whose turn would come first.
		at := slices.IndexFunc(s.Results, func(e ast.Expr) bool { return !w.constant(e) && !w.Info.Types[e].IsNil() })
		if at < 0 {
			return
		}
		call, ok := ast.Unparen(s.Results[at]).(*ast.CallExpr)
		if !ok {
			return
		}
		results := typesOf(w.Info.TypeOf(call))
		if results == nil {
			results = []types.Type{w.Info.TypeOf(call)}
		}
		if _, ok := ast.Unparen(call.Fun).(*ast.Ident); ok || !slices.ContainsFunc(results, w.isOwnFunction) && !(len(s.Results) > 1 && w.isFieldCalled(call)) {
			return
		}
		var names []string
		for range results {
			names = append(names, w.name())
		}
		all := strings.Join(names, ", ")
		w.insert(s.Pos(), fmt.Sprintf("%s := %s; ", all, w.text(call)))
		w.replace(s.Results[at].Pos(), s.Results[at].End(), all)
	})
}

// isFieldCalled reports whether a call is of a function that is in a field.
func (w *rewriter) isFieldCalled(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && w.Info.Selections[sel] != nil && w.Info.Selections[sel].Kind() == types.FieldVal
}

// isOwnFunction reports whether a type is of functions, and has a name in the program.
func (w *rewriter) isOwnFunction(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok && w.isOwn(t) && types.Unalias(t) != t.Underlying()
}
