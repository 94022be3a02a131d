package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// methodValues makes function literals of methods that are used as values;
// yaegi evaluates the receiver when the function is called.
//
//	f := t.Get        f := func(lowered1 T) func() int { return func() int { return lowered1.Get() } }(t)
//	f := T.Get        f := func(lowered1 T) int { return lowered1.Get() }
//
// A nil interface has none, and a method that takes a value has none of a nil pointer.
func methodValues(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		e, ok := n.(*ast.SelectorExpr)
		if !ok {
			return
		}
		s := w.Info.Selections[e]
		if s == nil || s.Kind() == types.FieldVal {
			return
		}
		if call, ok := within[len(within)-1].(*ast.CallExpr); ok && call.Fun == ast.Expr(e) && s.Kind() == types.MethodVal {
			return
		}
		if s.Kind() == types.MethodVal {
			w.methodValue(e, s)
		} else {
			w.methodExpression(e, s)
		}
	})
}

func (w *rewriter) methodValue(e *ast.SelectorExpr, s *types.Selection) {
	fn := s.Obj().(*types.Func)
	recv, address := fn.Signature().Recv().Type(), ""
	if len(s.Index()) > 1 || w.line(e.X.End()) != w.line(e.End()) {
		return
	}
	_, have := s.Recv().Underlying().(*types.Pointer)
	switch {
	case types.IsInterface(s.Recv()):
		recv = s.Recv()
		if !w.universal("nil", e.Pos()) {
			return
		}
	case isPointer(recv) && !have:
		address = "&"
	case !isPointer(recv) && have:
		address = "*"
	}
	recvText, ok := w.typeText(recv, w.file(e), e.Pos())
	resultText, ok2 := w.typeText(s.Type(), w.file(e), e.Pos())
	head, args, ok3 := w.literal(s.Type().(*types.Signature), e)
	if !ok || !ok2 || !ok3 {
		return
	}
	name, check := w.name(), ""
	if types.IsInterface(recv) {
		check = fmt.Sprintf("if %s == nil { %s.Nil() }; ", name, w.host(w.file(e)))
	}
	w.insert(e.Pos(), fmt.Sprintf("func(%s %s) %s { %sreturn %s { %s%s.%s(%s) } }(%s",
		name, recvText, resultText, check, head, returns(s.Type()), name, e.Sel.Name, args, address))
	w.replace(e.X.End(), e.End(), ")") // what is between may take lines
}

func (w *rewriter) methodExpression(e *ast.SelectorExpr, s *types.Selection) {
	head, args, ok := w.literal(s.Type().(*types.Signature), e)
	if !ok {
		return
	}
	recv, rest, _ := strings.Cut(args, ", ")
	check := ""
	if isPointer(s.Recv()) && !isPointer(s.Obj().(*types.Func).Signature().Recv().Type()) {
		t, ok := types.Unalias(s.Recv().(*types.Pointer).Elem()).(*types.Named)
		if !ok || t.TypeArgs() != nil || len(s.Index()) > 1 || t.Obj().Parent() != w.Package.Scope() || !w.universal("nil", e.Pos()) {
			return // Go has another name for it
		}
		check = fmt.Sprintf("if %s == nil { %s.NilPointer(%q, %q) }; ", recv, w.host(w.file(e)), t.Obj().Name(), e.Sel.Name)
	}
	w.replace(e.Pos(), e.End(), fmt.Sprintf("%s { %s%s%s.%s(%s) }", head, check, returns(s.Type()), recv, e.Sel.Name, rest))
}

// literal is the head of a function literal of a signature, and its parameters
// as arguments.
func (w *rewriter) literal(s *types.Signature, at ast.Node) (head, args string, ok bool) {
	var params, names []string
	for i := range s.Params().Len() {
		name := w.name()
		t := s.Params().At(i).Type()
		dots := ""
		if s.Variadic() && i == s.Params().Len()-1 {
			t, dots = t.(*types.Slice).Elem(), "..."
		}
		text, ok := w.typeText(t, w.file(at), at.Pos())
		if !ok {
			return "", "", false
		}
		params = append(params, name+" "+dots+text)
		names = append(names, name+dots)
	}
	var results []string
	for v := range s.Results().Variables() {
		text, ok := w.typeText(v.Type(), w.file(at), at.Pos())
		if !ok {
			return "", "", false
		}
		results = append(results, text)
	}
	return fmt.Sprintf("func(%s) (%s)", strings.Join(params, ", "), strings.Join(results, ", ")), strings.Join(names, ", "), true
}

// returns is the word before a call whose results are passed on.
func returns(t types.Type) string {
	if t.(*types.Signature).Results().Len() > 0 {
		return "return "
	}
	return ""
}

// functionValues makes function literals of declared functions that are used as
// values; yaegi has another kind of value for these, which not every place takes.
//
//	f := double        f := func(lowered1 int) int { return double(lowered1) }
func functionValues(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		fn, ok := w.Info.Uses[id].(*types.Func)
		if !ok || fn.Pkg() != w.Package || fn.Signature().Recv() != nil {
			return
		}
		var e ast.Expr = id
		for i := len(within) - 1; i >= 0; i-- {
			switch p := within[i].(type) {
			case *ast.ParenExpr:
				e = p
				continue
			case *ast.IndexExpr:
				if p.X == e {
					e = p
					continue
				}
			case *ast.IndexListExpr:
				e = p
				continue
			case *ast.CallExpr:
				if p.Fun == e {
					return
				}
			}
			break
		}
		signature, ok := w.Info.TypeOf(e).(*types.Signature)
		if !ok || strings.Contains(w.text(e), "\n") {
			return
		}
		if head, args, ok := w.literal(signature, e); ok {
			w.replace(e.Pos(), e.End(), fmt.Sprintf("%s { %s%s(%s) }", head, returns(signature), w.text(ast.Unparen(e)), args))
		}
	})
}
