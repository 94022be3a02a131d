package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// late makes the calls of a statement before it, if one of them is of the program's own
// and a variable is read beside it which it may change. Go leaves open which comes first
// (Order of evaluation, in its specification). Its compiler makes the calls, len and cap
// among them, in their order, and reads variables, fields and elements when all are made;
// it copies first only what is large and becomes an interface. yaegi goes from left to
// right.
//
//	n.sub = append(n.sub, parse())    lowered1 := parse(); n.sub = append(n.sub, lowered1)
//	n.size += n.count()               lowered1 := n.count(); n.size += lowered1
//	fmt.Println(q.n, q.pop())         lowered1 := q.pop(); fmt.Println(q.n, lowered1)
//
// What may fail, fails when the calls are made, too: a pointer or an interface that is nil, an
// index that is out of range.
//
// What is made of other expressions than these, and of several lines, is left as it is.
func late(w *rewriter) {
	_, locals := w.locals()
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(ast.Stmt)
		if !ok || !inList(within) {
			return
		}
		o := &ordered{rewriter: w, locals: locals, at: w.line(s.Pos())}
		if o.statement(s, within) && o.needed > 0 {
			for _, e := range o.first[:o.needed] {
				name := w.name()
				w.insert(s.Pos(), fmt.Sprintf("%s := %s; ", name, w.text(e)))
				w.replace(e.Pos(), e.End(), name)
			}
		}
	})
}

// An ordered is a statement taken apart into what is evaluated in the order in which it
// stands there, and what is read late.
type ordered struct {
	*rewriter
	locals map[*types.Var]*local
	at     int        // the line of the statement
	first  []ast.Expr // what is evaluated in order
	needed int        // how many of them must be made before
	read   bool       // something that a call may change is read
	own    bool       // a function of the program may be called
}

// statement takes a statement apart. It reports whether it is one of a kind that is
// understood.
func (o *ordered) statement(s ast.Stmt, within []ast.Node) bool {
	switch s := s.(type) {
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && o.arguments(call)
	case *ast.GoStmt:
		return o.arguments(s.Call)
	case *ast.DeferStmt:
		return o.arguments(s.Call)
	case *ast.ReturnStmt:
		results := o.signature(within).Results()
		if len(s.Results) != results.Len() {
			call, ok := soleCall(s.Results)
			return ok && o.arguments(call)
		}
		return o.values(s.Results, func(i int) types.Type { return results.At(i).Type() })
	case *ast.IfStmt:
		return s.Init == nil && o.take(s.Cond, nil)
	case *ast.AssignStmt:
		for _, e := range s.Lhs {
			before := len(o.first)
			if s.Tok != token.DEFINE && (!o.take(e, nil) || len(o.first) > before) {
				return false
			}
		}
		if s.Tok == token.ASSIGN { // it is only written, which may fail
			o.read = slices.ContainsFunc(s.Lhs, func(e ast.Expr) bool { return o.failures(e) != 0 })
		}
		if len(s.Lhs) != len(s.Rhs) {
			call, ok := soleCall(s.Rhs)
			return ok && o.arguments(call)
		}
		return o.values(s.Rhs, func(i int) types.Type { return o.Info.TypeOf(s.Lhs[i]) })
	}
	return false
}

// values are those of an assignment or a return. A call that is the only one is made last.
func (o *ordered) values(list []ast.Expr, to func(int) types.Type) bool {
	if call, ok := soleCall(list); ok && !o.Info.Types[call.Fun].IsType() && (!o.read || !o.isOwnCall(call)) {
		return o.arguments(call)
	}
	for i, e := range list {
		if !o.take(e, to(i)) {
			return false
		}
	}
	return true
}

func soleCall(list []ast.Expr) (*ast.CallExpr, bool) {
	if len(list) != 1 {
		return nil, false
	}
	call, ok := list[0].(*ast.CallExpr)
	return call, ok
}

// arguments are those of a call whose function is there already.
func (o *ordered) arguments(call *ast.CallExpr) bool {
	if call.Ellipsis.IsValid() || o.Info.Types[call.Fun].IsType() || !o.callee(ast.Unparen(call.Fun)) {
		return false
	}
	to := map[ast.Expr]types.Type{}
	o.callConversions(call, func(e ast.Expr, t types.Type, _ *ast.CallExpr, _ int) { to[e] = t })
	for _, arg := range call.Args {
		if isTuple(o.Info.TypeOf(arg)) || !o.take(arg, to[arg]) {
			return false
		}
	}
	return true
}

// callee takes the function of a call apart, which is a name, a literal, an element, or a method
// or field of one. A receiver is read when the arguments are there, and must not be nil then.
func (o *ordered) callee(f ast.Expr) bool {
	switch f := f.(type) {
	case *ast.Ident, *ast.FuncLit:
		return true
	case *ast.IndexExpr:
		return o.isThere(f.X) && o.take(f, nil)
	case *ast.SelectorExpr:
		s := o.Info.Selections[f]
		if s == nil {
			return true
		}
		if !o.isThere(f.X) || !o.take(f.X, nil) {
			return false
		}
		takesPointer := s.Kind() == types.MethodVal && isPointer(s.Obj().(*types.Func).Signature().Recv().Type())
		o.read = o.read || types.IsInterface(s.Recv()) || isPointer(s.Recv()) && (!takesPointer || len(s.Index()) > 1)
		return true
	}
	return false
}

// isThere reports whether an expression is a name, or a field or an element of one.
func (o *ordered) isThere(f ast.Expr) bool {
	switch f := f.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return o.isThere(f.X)
	case *ast.IndexExpr:
		return o.isThere(f.X)
	}
	return false
}

// take takes an expression apart whose value goes to a type, if one is given. It reports
// false for what the compiler may copy before calls that come later, and for what it
// evaluates in a way of its own.
func (o *ordered) take(e ast.Expr, to types.Type) bool {
	if o.constant(e) {
		return true
	}
	if to != nil && types.IsInterface(to) && isLarge(o.Info.TypeOf(e)) {
		switch o.held(e) {
		case unknown:
			return false
		case copied:
			return o.inOrder(e, func(in *ordered) bool { return in.take(e, nil) })
		}
	}
	switch e := e.(type) {
	case *ast.Ident:
		v := o.variable(e)
		l := o.locals[v]
		o.read = o.read || v != nil && (v.Parent() == o.Package.Scope() || l != nil && (l.captured || l.hasAddress()))
		return true
	case *ast.ParenExpr:
		return o.take(e.X, nil)
	case *ast.StarExpr:
		return o.part(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.ARROW { // others may change it meanwhile
			return o.inOrder(e, func(in *ordered) bool { in.own = true; return in.take(e.X, nil) })
		}
		_, isLiteral := e.X.(*ast.CompositeLit)
		return (e.Op != token.AND || isLiteral) && o.take(e.X, nil)
	case *ast.CompositeLit:
		return o.literal(e)
	case *ast.BinaryExpr:
		isLogic := e.Op == token.LAND || e.Op == token.LOR
		return !isLogic && !isWhole(o.Info.TypeOf(e.X)) && !isWhole(o.Info.TypeOf(e.Y)) && o.take(e.X, nil) && o.take(e.Y, nil)
	case *ast.SelectorExpr:
		if s := o.Info.Selections[e]; s == nil || s.Kind() == types.FieldVal {
			if s == nil {
				return o.part() // a variable of the library
			}
			return o.part(e.X)
		}
	case *ast.IndexExpr:
		return o.indexes(e) && o.part(e.X, e.Index)
	case *ast.CallExpr:
		return o.call(e)
	}
	return false
}

// part takes apart what leads to a part of something, which is read when that is there.
func (o *ordered) part(of ...ast.Expr) bool {
	for _, e := range of {
		if !o.take(e, nil) {
			return false
		}
	}
	o.read = true
	return true
}

// indexes reports whether an index is read when the element is. Keys of most maps are
// copied before, those of the kinds that have functions of their own in the runtime
// (cmd/compile/internal/walk, mapfast) are not.
func (o *ordered) indexes(e *ast.IndexExpr) bool {
	if o.Info.Types[e.Index].IsType() || isTypeParam(o.Info.TypeOf(e.X)) {
		return false
	}
	m, ok := o.Info.TypeOf(e.X).Underlying().(*types.Map)
	if !ok {
		return true
	}
	b, ok := m.Key().Underlying().(*types.Basic)
	sizes := types.SizesFor("gc", "amd64")
	switch {
	case !ok || sizes.Sizeof(m.Elem()) > 128:
		return false
	case b.Info()&types.IsInteger != 0:
		return sizes.Sizeof(b) >= 4
	}
	return b.Info()&types.IsString != 0
}

// call is what is evaluated in order: a call of a function, len or cap. A conversion of a
// number, or of what a call returns, is as late as what is converted.
func (o *ordered) call(call *ast.CallExpr) bool {
	tv := o.Info.Types[call.Fun]
	if tv.IsType() {
		if inner, ok := ast.Unparen(call.Args[0]).(*ast.CallExpr); ok && !o.Info.Types[inner.Fun].IsType() && !types.IsInterface(tv.Type) {
			return o.take(inner, nil)
		}
		from, ok := o.Info.TypeOf(call.Args[0]).Underlying().(*types.Basic)
		to, ok2 := tv.Type.Underlying().(*types.Basic)
		return ok && ok2 && (from.Info()&types.IsNumeric != 0) == (to.Info()&types.IsNumeric != 0) && o.take(call.Args[0], nil)
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); tv.IsBuiltin() && (!ok || id.Name != "len" && id.Name != "cap") {
		return false
	}
	return o.inOrder(call, func(in *ordered) bool {
		in.arguments(call)
		in.own = in.own || !tv.IsBuiltin() && o.isOwnCall(call)
		return true
	})
}

// inOrder notes what is evaluated in order. What is evaluated within it, in an order of its
// own, is taken apart once it stands in a statement of its own, and before it if it must.
func (o *ordered) inOrder(e ast.Expr, take func(*ordered) bool) bool {
	in := &ordered{rewriter: o.rewriter, locals: o.locals, at: o.at}
	if o.line(e.Pos()) != o.at || o.line(e.End()) != o.at || !take(in) {
		return false
	}
	o.first = append(o.first, e)
	if in.needed > 0 || o.read && in.own {
		o.needed = len(o.first)
	}
	o.own = o.own || in.own
	return true
}

// literal takes the elements of a literal apart. Those of a map are assigned one after
// another.
func (o *ordered) literal(e *ast.CompositeLit) bool {
	if _, isMap := o.Info.TypeOf(e).Underlying().(*types.Map); isMap {
		return false
	}
	to := map[ast.Expr]types.Type{}
	o.literalConversions(e, func(e ast.Expr, t types.Type, _ *ast.CallExpr, _ int) { to[e] = t })
	for _, element := range e.Elts {
		if kv, ok := element.(*ast.KeyValueExpr); ok {
			element = kv.Value
		}
		if !o.take(element, to[element]) {
			return false
		}
	}
	return true
}

// isWhole reports whether values of a type are compared by way of their addresses.
func isWhole(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return isTypeParam(t)
}

// isLarge reports whether a value of a type becomes an interface by way of its address
// (cmd/compile/internal/walk, dataWordFuncName).
func isLarge(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Struct, *types.Array, *types.Pointer, *types.Map, *types.Chan, *types.Signature:
		return true
	case *types.Basic:
		return u.Info()&(types.IsComplex|types.IsBoolean) != 0 || u.Kind() == types.Int8 || u.Kind() == types.Uint8
	}
	return isTypeParam(t)
}

// A held is how the compiler holds what becomes an interface by way of its address.
type held int

const (
	unknown held = iota // it depends on optimizations
	copied              // when its turn comes
	inPlace             // it has an address, and is read late
)

// held tells it for an expression. The compiler makes no copies of what is in the memory of
// a package, and of what a pointer leads to, and one of what has no address. Of variables of
// functions it depends, and of values that are as large as a word.
func (o *ordered) held(e ast.Expr) held {
	switch e := e.(type) {
	case *ast.Ident:
		v := o.variable(e)
		if v == nil {
			return unknown
		}
		if v.Parent() == o.Package.Scope() {
			return inPlace
		}
		l := o.locals[v]
		if l == nil || l.captured || l.hasAddress() {
			return unknown
		}
		return copied // and nobody changes it
	case *ast.ParenExpr:
		return o.held(e.X)
	case *ast.StarExpr:
		return inPlace
	case *ast.SelectorExpr:
		if s := o.Info.Selections[e]; s == nil || s.Kind() != types.FieldVal || s.Indirect() {
			return inPlace
		}
		return o.held(e.X)
	case *ast.IndexExpr:
		switch o.Info.TypeOf(e.X).Underlying().(type) {
		case *types.Slice, *types.Pointer:
			return inPlace
		case *types.Array:
			return o.held(e.X)
		}
	}
	if isOneWord(o.Info.TypeOf(e)) {
		return unknown
	}
	return copied
}

// isOneWord reports whether a struct or an array may be handed over as a number is, or
// as the one part that it has.
func isOneWord(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return u.NumFields() < 2 || types.SizesFor("gc", "amd64").Sizeof(u) <= 8
	case *types.Array:
		return u.Len() < 2 || types.SizesFor("gc", "amd64").Sizeof(u) <= 8
	}
	return false
}

// isUnordered reports whether of expressions that are evaluated one after another, a function to
// call among them perhaps, one reads what a function that is called behind it may change: Go
// would read it when that is done.
func (w *rewriter) isUnordered(fun ast.Expr, list []ast.Expr) bool {
	_, locals := w.locals()
	o := &ordered{rewriter: w, locals: locals}
	o.read = fun != nil && !o.callee(ast.Unparen(fun)) || o.read
	for _, e := range list {
		if l := locals[w.holder(e)]; w.constant(e) || l != nil && !l.captured && !l.hasAddress() {
			continue // nobody else can change it
		}
		if o.read && w.callsOwn(e) {
			return true
		}
		if call, ok := ast.Unparen(e).(*ast.CallExpr); (!ok || w.Info.Types[call.Fun].IsType()) && !o.take(e, nil) {
			o.read = true
		}
	}
	return false
}

// callsOwn reports whether functions of the program are called in an expression.
func (w *rewriter) callsOwn(e ast.Expr) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		found = found || ok && !w.Info.Types[call.Fun].IsType() && w.isOwnCall(call) && !makesLiteral(call)
		_, isLiteral := n.(*ast.FuncLit)
		return !isLiteral && !found
	})
	return found
}

// isOwnCall reports whether a call is one of a function of the program, or of one that may be.
func (w *rewriter) isOwnCall(call *ast.CallExpr) bool {
	if o := w.called(call); o != nil {
		return o.Pkg() == w.Package
	}
	return !w.Info.Types[call.Fun].IsBuiltin()
}
