package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// launches evaluates what go calls, and with what, when the statement is
// executed; yaegi does so when the call is made.
//
//	go fmt.Println(x)        lowered1 := x; go func() { fmt.Println(lowered1) }()
//
// go with a declared function or a literal is left as it is: yaegi evaluates
// these in time.
func launches(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.GoStmt)
		if !ok || !inList(within) || isFuncLit(s.Call.Fun) || w.isDeclared(s.Call.Fun) {
			return
		}
		if c, ok := w.takeApart(s.Call, ""); ok {
			c.write(w, s, within, w.unlessNothing(c, s)+fmt.Sprintf("go func() { %s }()", c.later))
		}
	})
}

// unlessNothing is what ends the process, as the Go runtime does, if the function to start is nil.
// One with arguments or results fails on the new goroutine.
func (w *rewriter) unlessNothing(c *postponed, s *ast.GoStmt) string {
	name, ok := strings.CutSuffix(c.later, "()")
	signature, isFunc := w.Info.TypeOf(s.Call.Fun).Underlying().(*types.Signature)
	if !ok || !isFunc || signature.Results().Len() > 0 || !strings.HasPrefix(name, Prefix) || strings.Contains(name, ".") || !w.universal("nil", s.Pos()) {
		return ""
	}
	return fmt.Sprintf("if %s == nil { %s.GoNothing() }; ", name, w.host(w.file(s)))
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

func isFuncLit(e ast.Expr) bool {
	_, ok := ast.Unparen(e).(*ast.FuncLit)
	return ok
}

func isTuple(t types.Type) bool {
	_, ok := t.(*types.Tuple)
	return ok
}

// A postponed call is taken apart into what is evaluated now, in the order of
// the source, and the call that is made later.
type postponed struct {
	now   []launchPart
	later string
	nil   bool // an interface must not be nil
}

// A launchPart is an expression that is evaluated into a variable.
type launchPart struct {
	ast.Expr
	define string // what stands before it
	rest   string // and behind it
}

// takeApart takes a call apart; first is an argument to pass before the others.
func (w *rewriter) takeApart(call *ast.CallExpr, first string) (*postponed, bool) {
	c := &postponed{}
	fun, ok := w.callee(c, call.Fun)
	if !ok || w.isUnordered(call.Fun, call.Args) {
		return nil, false
	}
	var args []string
	if first != "" {
		args = append(args, first)
	}
	if len(call.Args) == 1 && isTuple(w.Info.TypeOf(call.Args[0])) {
		var names []string
		for range w.Info.TypeOf(call.Args[0]).(*types.Tuple).Len() {
			names = append(names, w.name())
		}
		c.now = append(c.now, launchPart{Expr: call.Args[0], define: strings.Join(names, ", ") + " := "})
		c.later = fmt.Sprintf("%s(%s)", fun, strings.Join(append(args, names...), ", "))
		return c, true
	}
	for _, arg := range call.Args {
		if w.constant(arg) || isLowered(arg) || w.Info.Types[arg].IsType() {
			args = append(args, w.text(arg))
			continue
		}
		name := w.name()
		define, ok := w.define(name, arg, w.Info.TypeOf(arg))
		if !ok {
			return nil, false
		}
		c.now = append(c.now, launchPart{Expr: arg, define: define})
		args = append(args, name)
	}
	c.later = fmt.Sprintf("%s(%s)", fun, strings.Join(args, ", "))
	if call.Ellipsis.IsValid() {
		c.later = strings.TrimSuffix(c.later, ")") + "...)"
	}
	return c, !strings.Contains(c.later, "\n")
}

// define is the beginning of the definition of a variable that gets a value, and
// becomes of a type.
func (w *rewriter) define(name string, value ast.Expr, t types.Type) (string, bool) {
	typed := types.Identical(w.Info.TypeOf(value), t) && w.Info.Types[value].Value == nil
	switch e := ast.Unparen(value).(type) {
	case *ast.BinaryExpr: // may be untyped, and take its type from where it goes
		typed = typed && plainType(t)
	case *ast.UnaryExpr:
		typed = typed && (e.Op == token.AND || e.Op == token.ARROW || plainType(t))
	}
	if typed {
		return name + " := ", true
	}
	text, ok := w.typeText(t, w.file(value), value.Pos())
	return fmt.Sprintf("var %s %s = ", name, text), ok
}

// plainType holds for the types that untyped values have by default.
func plainType(t types.Type) bool {
	return types.Identical(t, types.Typ[types.Int]) || types.Identical(t, types.Typ[types.Bool]) ||
		types.Identical(t, types.Typ[types.String]) || types.Identical(t, types.Typ[types.Float64])
}

// callee is what to call later. What there is to evaluate for it is added to
// the call.
func (w *rewriter) callee(c *postponed, fun ast.Expr) (later string, ok bool) {
	if w.Info.Types[fun].IsBuiltin() {
		name := w.text(fun)
		return name, name == "close" || name == "delete" || name == "panic"
	}
	f := ast.Unparen(fun)
	switch of := f.(type) {
	case *ast.IndexExpr:
		f = of.X
	case *ast.IndexListExpr:
		f = of.X
	}
	switch f := f.(type) {
	case *ast.Ident:
		if _, ok := w.Info.Uses[f].(*types.Func); ok {
			return w.text(fun), true
		}
	case *ast.SelectorExpr:
		s := w.Info.Selections[f]
		if s == nil {
			if _, ok := w.Info.Uses[f.Sel].(*types.Func); ok {
				return w.text(fun), true
			}
		} else if s.Kind() == types.MethodVal {
			return w.receiver(c, f, s)
		}
	}
	name := w.name()
	c.now = append(c.now, launchPart{Expr: fun, define: name + " := "})
	return name, true
}

// receiver keeps the receiver of a method: its address if that is what the
// method gets, a copy if it is a value. An interface must not be nil.
func (w *rewriter) receiver(c *postponed, f *ast.SelectorExpr, s *types.Selection) (later string, ok bool) {
	t, path := w.embedded(s)
	name := w.name()
	p := launchPart{Expr: f.X, define: name + " := ", rest: path}
	pointer := isPointer(s.Obj().(*types.Func).Signature().Recv().Type())
	switch _, typeParam := types.Unalias(t).(*types.TypeParam); {
	case types.IsInterface(t) && !typeParam:
		if !w.universal("nil", f.Pos()) {
			return "", false
		}
		c.nil = true
		p.rest += fmt.Sprintf("; if %s == nil { %s.Nil() }", name, hostName)
	case pointer && !isPointer(t):
		p.define += "&"
	case !pointer && isPointer(t):
		p.define += "*"
	}
	c.now = append(c.now, p)
	return name + "." + f.Sel.Name, true
}

// embedded is the type that has the method, and how to come to it, if it is
// embedded in another. What a type of the library embeds in secret is part of it.
func (w *rewriter) embedded(s *types.Selection) (t types.Type, path string) {
	t = s.Recv()
	for _, i := range s.Index()[:len(s.Index())-1] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok || !st.Field(i).Exported() && st.Field(i).Pkg() != w.Package {
			return s.Recv(), ""
		}
		t, path = st.Field(i).Type(), path+"."+st.Field(i).Name()
	}
	return t, path
}

// write puts what is evaluated now before what is done with the call.
func (c *postponed) write(w *rewriter, s ast.Stmt, within []ast.Node, then string) {
	if c.nil {
		w.host(w.file(s))
	}
	open, end := w.scopeFor(within)
	start, text := s.Pos(), open
	for _, p := range c.now {
		w.replace(start, p.Pos(), text+p.define)
		start, text = p.End(), p.rest+"; "
	}
	w.replace(start, s.End(), text+then+end)
}

// scopeFor is a block of their own for new variables where a goto might jump over
// their definition otherwise.
func (w *rewriter) scopeFor(within []ast.Node) (open, end string) {
	found := false
	if body := function(within); body != nil {
		ast.Inspect(body, func(n ast.Node) bool {
			b, ok := n.(*ast.BranchStmt)
			found = found || ok && b.Tok == token.GOTO
			return !found
		})
	}
	if found {
		return "{ ", " }"
	}
	return "", ""
}
