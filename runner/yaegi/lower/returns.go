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

// functionReturns gives functions a name before they are returned, unless they have one. To
// yaegi, their type, which is that of the element, the field or the result that they come from,
// is that of a generic function from then on.
//
//	return s.logged(h)            lowered1 := s.logged(h); return lowered1
//	return s.handlers[name]       lowered1 := s.handlers[name]; return lowered1
//
// So it does with what a function in a field gives that is one of several results: yaegi
// returns nothing in its place. And with what is received as one of several: yaegi cannot set it.
//
//	return s.dial(a), nil         lowered1 := s.dial(a); return lowered1, nil
//	return <-ch, true             lowered1 := <-ch; return lowered1, true
func functionReturns(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.ReturnStmt)
		if !ok || !inList(within) {
			return
		}
		for i, e := range s.Results {
			if w.needsName(e) || len(s.Results) > 1 && (w.isFieldCalled(e) || isReceive(e)) {
				var names []string
				for range max(1, len(typesOf(w.Info.TypeOf(e)))) {
					names = append(names, w.name())
				}
				all := strings.Join(names, ", ")
				w.insert(s.Pos(), fmt.Sprintf("%s := %s; ", all, w.text(e)))
				w.replace(e.Pos(), e.End(), all)
			}
			if !w.isStill(s.Results[i]) { // its turn would come after that of the next
				return
			}
		}
	})
}

// needsName reports whether an expression is a function, or several values with one among
// them, and neither a variable or a literal, nor what a function with a name returns.
func (w *rewriter) needsName(e ast.Expr) bool {
	list := typesOf(w.Info.TypeOf(e))
	if list == nil {
		list = []types.Type{w.Info.TypeOf(e)}
	}
	if !slices.ContainsFunc(list, func(t types.Type) bool { return isFunc(t) || w.isOwnFunction(t) }) {
		return false
	}
	from := TakenFrom(e)
	id, isName := from.(*ast.Ident)
	_, isVariable := w.Info.Uses[id].(*types.Var) // which may become a field; see cells
	return from != nil && (!isName || isVariable)
}

// TakenFrom is what an expression calls, or takes a value out of; nil for others.
func TakenFrom(e ast.Expr) ast.Expr {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		return e.Fun
	case *ast.IndexExpr:
		return e.X
	case *ast.SelectorExpr:
		return e.X
	case *ast.StarExpr:
		return e.X
	case *ast.UnaryExpr:
		return e.X
	case *ast.TypeAssertExpr:
		return e.X
	}
	return nil
}

// isStill reports whether it makes no difference when a value is looked at, as long as no call
// changes it.
func (w *rewriter) isStill(e ast.Expr) bool {
	_, isVariable := e.(*ast.Ident)
	return isVariable || w.constant(e)
}

// isFieldCalled reports whether an expression is a call of a function that is in a field.
func (w *rewriter) isFieldCalled(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && w.Info.Selections[sel] != nil && w.Info.Selections[sel].Kind() == types.FieldVal
}

// isOwnFunction reports whether a type is of functions, and has a name in the program.
func (w *rewriter) isOwnFunction(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok && w.isOwn(t) && types.Unalias(t) != t.Underlying()
}
