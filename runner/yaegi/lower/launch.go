package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// launches evaluates what go and defer call, and with what, when the statement
// is executed; yaegi does so when the call is made.
//
//	go fmt.Println(x)        lowered1 := x; go func() { fmt.Println(lowered1) }()
//	defer f(x)               lowered1 := x; defer func() { f(lowered1) }()
//
// A function that calls recover must itself be what is deferred, so there only
// the arguments are moved. go with a declared function or a literal is left as it is:
// yaegi evaluates these in time. defer in a loop is left alone: yaegi has one
// variable for all its rounds.
func launches(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		switch s := n.(type) {
		case *ast.GoStmt:
			if inList(within) && !isFuncLit(s.Call.Fun) && !w.isDeclared(s.Call.Fun) {
				w.launch(s, s.Call, false)
			}
		case *ast.DeferStmt:
			if inList(within) && !inLoop(within) {
				w.launch(s, s.Call, w.recovers(s.Call))
			}
		}
	})
}

// startedInLoops puts a go statement with a function literal in a loop into a
// function of its own. yaegi keeps the literal's value in one place for all rounds,
// and a goroutine that ends puts back what was there before it began: the
// next round might start the function of the last.
//
//	go func() { … }()        func() { go func() { … }() }()
func startedInLoops(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.GoStmt)
		if ok && inLoop(within) && inList(within) && isFuncLit(s.Call.Fun) {
			w.insert(s.Pos(), "func() { ")
			w.insert(s.End(), " }()")
		}
	})
}

// isDeclared reports whether a call is of a function of the program by its name.
func (w *rewriter) isDeclared(fun ast.Expr) bool {
	id, ok := ast.Unparen(fun).(*ast.Ident)
	if !ok {
		return false
	}
	_, ok = w.Info.Uses[id].(*types.Func)
	return ok
}

func (w *rewriter) launch(s ast.Stmt, call *ast.CallExpr, direct bool) {
	if len(call.Args) == 1 && isTuple(w.Info.TypeOf(call.Args[0])) {
		return
	}
	before, args, ok := w.evaluated(call)
	if !ok {
		return
	}
	if isFuncLit(call.Fun) {
		if before != "" {
			w.insert(s.Pos(), before)
			w.replace(call.Lparen+1, call.Rparen, args)
		}
		return
	}
	fun, first, ok := w.callee(call.Fun)
	if !ok || direct && first+before == "" || strings.Contains(w.text(call.Fun), "\n") {
		return
	}
	w.insert(s.Pos(), first+before)
	if direct {
		w.replace(call.Pos(), call.End(), fmt.Sprintf("%s(%s)", fun, args))
		return
	}
	w.replace(call.Pos(), call.End(), fmt.Sprintf("func() { %s(%s) }()", fun, args))
}

// evaluated is the statements that evaluate the arguments of a call, and the
// list of what to pass instead.
func (w *rewriter) evaluated(call *ast.CallExpr) (before, list string, ok bool) {
	var args []string
	for _, arg := range call.Args {
		if w.constant(arg) || isLowered(arg) {
			args = append(args, w.text(arg))
			continue
		}
		if strings.Contains(w.text(arg), "\n") {
			return "", "", false
		}
		name := w.name()
		before += fmt.Sprintf("%s := %s; ", name, w.text(arg))
		args = append(args, name)
	}
	list = strings.Join(args, ", ")
	if call.Ellipsis.IsValid() {
		list += "..."
	}
	return before, list, true
}

func isFuncLit(e ast.Expr) bool {
	_, ok := ast.Unparen(e).(*ast.FuncLit)
	return ok
}

func isTuple(t types.Type) bool {
	_, ok := t.(*types.Tuple)
	return ok
}

// callee is what to call later, and the statement that evaluates it now.
func (w *rewriter) callee(fun ast.Expr) (later, now string, ok bool) {
	if w.Info.Types[fun].IsBuiltin() {
		name := w.text(fun)
		return name, "", name == "close" || name == "delete" || name == "panic"
	}
	switch f := ast.Unparen(fun).(type) {
	case *ast.Ident:
		if _, ok := w.Info.Uses[f].(*types.Func); ok {
			return f.Name, "", true
		}
	case *ast.SelectorExpr:
		s := w.Info.Selections[f]
		if s == nil {
			if _, ok := w.Info.Uses[f.Sel].(*types.Func); ok {
				return w.text(f), "", true
			}
			return "", "", false
		}
		if s.Kind() == types.MethodVal {
			return w.receiver(f, s)
		}
	}
	if w.recoversInLiteral() {
		return "", "", false
	}
	name := w.name()
	return name, fmt.Sprintf("%s := %s; ", name, w.text(fun)), true
}

// receiver keeps the receiver of a method: its address if that is what the
// method gets, a copy if it is a value.
func (w *rewriter) receiver(f *ast.SelectorExpr, s *types.Selection) (later, now string, ok bool) {
	recv := s.Obj().(*types.Func).Signature().Recv().Type()
	name, of := w.name(), w.text(f.X)
	if !types.IsInterface(recv) {
		if _, inner := s.Recv().Underlying().(*types.Pointer); isPointer(recv) && !inner {
			of = "&" + of
		} else if !isPointer(recv) && inner && len(s.Index()) == 1 {
			of = "*" + of
		} else if len(s.Index()) > 1 && !isPointer(recv) {
			return "", "", false // a value somewhere within
		}
	}
	return name + "." + f.Sel.Name, fmt.Sprintf("%s := %s; ", name, of), true
}

// recovers reports whether a call may be of a function of the program that
// calls recover.
func (w *rewriter) recovers(call *ast.CallExpr) bool {
	var id *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return false
	}
	found := false
	w.recoverCalls(func(within []ast.Node) {
		fn, ok := within[1].(*ast.FuncDecl)
		found = found || ok && fn.Name.Name == id.Name
	})
	return found
}

// recoversInLiteral reports whether a function literal calls recover that is
// not deferred where it stands.
func (w *rewriter) recoversInLiteral() bool {
	found := false
	w.recoverCalls(func(within []ast.Node) {
		for i := len(within) - 1; i > 1; i-- {
			if _, ok := within[i].(*ast.FuncLit); ok {
				_, deferred := within[i-2].(*ast.DeferStmt)
				found = found || !deferred
				break
			}
		}
	})
	return found
}

// recoverCalls visits what each use of recover lies within.
func (w *rewriter) recoverCalls(visit func(within []ast.Node)) {
	w.walk(func(n ast.Node, within []ast.Node) {
		id, ok := n.(*ast.Ident)
		if ok && w.Info.Uses[id] == types.Universe.Lookup("recover") {
			visit(within)
		}
	})
}
