package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// call examines conversions, builtins and calls.
func (x *examiner) call(e *ast.CallExpr) {
	switch tv := x.info.Types[e.Fun]; {
	case tv.IsType():
		x.conversion(e)
	case tv.IsBuiltin():
		x.builtin(e)
	default:
		x.use(e.Pos(), "call of %s", x.callee(e))
		x.decodes(e)
		x.deepEqual(e)
		x.called(e)
		x.arguments(e, e.Pos())
	}
}

// decodes examines a call that decodes JSON: package lower has the host put the names of
// the program's types into the error that it may return.
func (x *examiner) decodes(e *ast.CallExpr) {
	switch x.libraryCallee(e) {
	case "(*" + hostPath + ".Types).Decoded":
		x.decoded = e.Args[2]
	case "encoding/json.Unmarshal", "(*encoding/json.Decoder).Decode":
		t := x.info.TypeOf(e.Args[len(e.Args)-1])
		if x.decoded != ast.Expr(e) && x.isOwn(t) && !types.IsInterface(t) {
			x.use(e.Pos(), "JSON decoded without the names of the program's types")
		}
	}
}

// deepEqual examines reflect.DeepEqual, which compares types too: those of the program's own
// are only the same if they are so as they are written.
func (x *examiner) deepEqual(e *ast.CallExpr) {
	if x.libraryCallee(e) != "reflect.DeepEqual" || len(e.Args) != 2 {
		return
	}
	left, right := x.info.TypeOf(e.Args[0]), x.info.TypeOf(e.Args[1])
	if (x.isOwn(left) || x.isOwn(right)) && !types.Identical(left, right) {
		x.use(e.Pos(), "own value without its type: compared with one of another")
	}
}

// callee says what kind of function is called.
func (x *examiner) callee(e *ast.CallExpr) string {
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.FuncLit:
		return "a function literal"
	case *ast.SelectorExpr:
		s := x.info.Selections[f]
		if s == nil || s.Kind() != types.MethodVal {
			return x.kind(f)
		}
		return x.method(s)
	}
	return x.kind(e.Fun)
}

// method names a method by its receiver: how the value gets there is what yaegi
// may do wrong.
func (x *examiner) method(s *types.Selection) string {
	fn := s.Obj().(*types.Func)
	recv := fn.Signature().Recv().Type()
	what := "a method of " + x.class(recv)
	if !types.Identical(recv, s.Recv()) {
		what += " on " + x.class(s.Recv())
	}
	if len(s.Index()) > 1 {
		what += " through " + count(len(s.Index())-1, "embedded type")
	}
	return what
}

// isOwnTarget reports whether a type is a pointer to an interface of the program's own, or to
// one without a name.
func (x *examiner) isOwnTarget(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok || !types.IsInterface(p.Elem()) || isAny(p.Elem()) {
		return false
	}
	_, unnamed := types.Unalias(p.Elem()).(*types.Interface)
	return unnamed || x.isOwn(p.Elem())
}

// called examines what is called.
func (x *examiner) called(e *ast.CallExpr) {
	if x.libraryCallee(e) == "errors.As" && len(e.Args) == 2 && types.IsInterface(x.info.TypeOf(e.Args[1])) {
		x.use(e.Pos(), "errors.As with a target in an interface")
	}
	if x.libraryCallee(e) == "errors.As" && len(e.Args) == 2 && x.isOwnTarget(x.info.TypeOf(e.Args[1])) {
		x.use(e.Pos(), "errors.As with a target that is an interface of the program's making")
	}
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.FuncLit:
		x.literal(f, true)
	case *ast.SelectorExpr:
		s := x.info.Selections[f]
		if s != nil && s.Kind() == types.MethodVal {
			within := "receiver"
			if t := s.Recv(); x.isOwn(t) && types.IsInterface(t) {
				within += " in an own interface" // which yaegi does not always make of what is converted there
			}
			x.operand(f.X, within)
			return
		}
		x.expression(f)
	default:
		x.expression(e.Fun)
	}
}

// arguments examines what is passed. What goes to an empty interface of a
// library function is told apart by the function, which may look into it.
func (x *examiner) arguments(e *ast.CallExpr, at token.Pos) {
	signature, ok := x.info.TypeOf(e.Fun).Underlying().(*types.Signature)
	if !ok {
		x.use(at, "call of %s", x.class(x.info.TypeOf(e.Fun)))
		return
	}
	params := signature.Params()
	if len(e.Args) == 1 && params.Len() != 1 || len(e.Args) == 1 && isTuple(x.info.TypeOf(e.Args[0])) {
		if isTuple(x.info.TypeOf(e.Args[0])) {
			x.use(at, "call with the several values of a call: %s", x.callee(e))
			for i, v := range values(x.info.TypeOf(e.Args[0])) {
				if last := params.Len() - 1; signature.Variadic() && i >= last {
					x.became(at, v, params.At(last).Type().Underlying().(*types.Slice).Elem())
				} else {
					x.became(at, v, params.At(i).Type())
				}
				if n, ok := types.Unalias(v).(*types.Named); ok && types.IsInterface(v) && n.Obj().Pkg() == x.pkg {
					x.use(at, "call with the several values of a call, one an own interface")
				}
			}
			x.expression(e.Args[0])
			return
		}
	}
	x.severalToField(e, signature, at)
	verbs := x.verbs(e)
	for i, arg := range e.Args {
		context, to := "argument", types.Type(nil)
		switch {
		case signature.Variadic() && e.Ellipsis.IsValid() && i == params.Len()-1:
			x.use(arg.Pos(), "argument with ... of type %s", x.class(params.At(i).Type()))
			context, to = "argument with ...", params.At(i).Type()
		case signature.Variadic() && i >= params.Len()-1:
			context, to = "variadic argument", params.At(params.Len()-1).Type().Underlying().(*types.Slice).Elem()
		default:
			to = params.At(i).Type()
		}
		if name := x.libraryCallee(e); name != "" {
			context = libraryContext(to, context, name+verbs[i])
		}
		x.flow(arg, to, context)
	}
}

// severalToField examines the call of a variadic function that may lie in a field, where yaegi
// takes its last parameter for a list: what is more than that has no place.
func (x *examiner) severalToField(e *ast.CallExpr, signature *types.Signature, at token.Pos) {
	params := signature.Params().Len()
	if !signature.Variadic() || e.Ellipsis.IsValid() || len(e.Args) < params {
		return
	}
	element := signature.Params().At(params - 1).Type().Underlying().(*types.Slice).Elem()
	if len(e.Args) == params && (!types.IsInterface(element) || isAny(element)) {
		return
	}
	var of types.Object
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.FuncLit:
		return
	case *ast.Ident:
		of = x.info.Uses[f]
	case *ast.SelectorExpr:
		of = x.info.Uses[f.Sel]
	}
	if _, declared := of.(*types.Func); declared {
		return
	}
	for _, o := range x.info.Defs {
		if v, ok := o.(*types.Var); ok && v.IsField() {
			if s, ok := v.Type().Underlying().(*types.Signature); ok && s.Variadic() {
				x.use(at, "several values to a variadic function that may lie in a field")
				return
			}
		}
	}
}

func isTuple(t types.Type) bool {
	_, ok := t.(*types.Tuple)
	return ok
}

// libraryCallee is the name of the library function or method that is called;
// nothing for others.
func (x *examiner) libraryCallee(e *ast.CallExpr) string {
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	fn, ok := x.info.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg() == x.pkg {
		return ""
	}
	name, known := x.fullNames[fn]
	if !known {
		name = fn.FullName()
		x.fullNames[fn] = name
	}
	return name
}

// libraryContext is the context of an argument of a library function.
func libraryContext(to types.Type, context, name string) string {
	if i, ok := to.Underlying().(*types.Interface); ok && i.Empty() {
		return context + " of " + name
	}
	return context + " of the library"
}

// conversion: to an interface it is a construct of its own, otherwise the two
// types decide.
func (x *examiner) conversion(e *ast.CallExpr) {
	from, to := x.info.TypeOf(e.Args[0]), x.info.TypeOf(e.Fun)
	what := "conversion"
	if x.info.Types[e.Args[0]].IsNil() {
		what = "conversion of nil"
	}
	x.use(e.Pos(), "%s: %s to %s", what, x.converted(from), x.converted(to))
	x.typ(e.Fun)
	x.operand(e.Args[0], "converted")
}

// builtin: each with the types that it works on.
func (x *examiner) builtin(e *ast.CallExpr) {
	name := builtinName(e.Fun)
	if len(e.Args) == 1 && isTuple(x.info.TypeOf(e.Args[0])) {
		x.use(e.Pos(), "%s of all that a call returns", name)
		x.expression(e.Args[0])
		return
	}
	switch name {
	case "append":
		x.appends(e)
	case "make", "new":
		made := x.plain(x.info.TypeOf(e.Args[0]))
		if name == "make" {
			made = x.bare(x.info.TypeOf(e.Args[0]))
		}
		x.use(e.Pos(), "%s of %s with %s", name, made, count(len(e.Args)-1, "size"))
		if x.info.Types[e.Args[0]].IsType() {
			x.typ(e.Args[0])
		} else {
			x.use(e.Pos(), "new of a value")
		}
		for _, size := range e.Args[1:] {
			x.use(size.Pos(), "size of type %s", x.plain(x.info.TypeOf(size)))
			x.operand(size, "size")
		}
	case "recover":
		x.use(e.Pos(), "recover where nothing is deferred")
	case "close":
		x.channel(e.Pos(), "close of", x.info.TypeOf(e.Args[0]))
		x.operand(e.Args[0], "argument of close")
	case "panic":
		x.flow(e.Args[0], types.Universe.Lookup("any").Type(), "panic")
	default:
		classes := ""
		for _, arg := range e.Args {
			classes += " " + x.bare(x.info.TypeOf(arg))
		}
		x.use(e.Pos(), "%s of%s", name, classes)
		if name == "delete" && x.info.Types[e.Args[1]].Value != nil {
			x.use(e.Pos(), "delete with a constant key of type %s", x.plain(x.info.TypeOf(e.Args[1])))
		}
		if name == "cap" {
			if s, ok := x.info.TypeOf(e.Args[0]).Underlying().(*types.Slice); ok && !x.made(e.Args[0]) && x.grown(s) {
				x.use(e.Pos(), "cap of a slice that the program may have let grow")
			}
		}
		for _, arg := range e.Args {
			x.operand(arg, "argument of "+name)
		}
	}
}

// made reports whether a slice is sure to be, or to be part of, what make or a
// literal gave.
func (x *examiner) made(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		return x.info.Types[e.Fun].IsBuiltin() && builtinName(e.Fun) == "make"
	case *ast.SliceExpr:
		_, isSlice := x.info.TypeOf(e.X).Underlying().(*types.Slice)
		return !isSlice || x.made(e.X)
	case *ast.Ident:
		v := x.vars[x.variable(e)]
		return v != nil && v.fixed() && (v.zero || v.value != nil && x.made(v.value))
	}
	return false
}

// grown reports whether the program appends to slices of a type, or makes some
// of strings: what room there is then hangs on whether the compiler finds a place
// on the stack.
func (x *examiner) grown(s *types.Slice) bool {
	for e, tv := range x.info.Types {
		call, ok := e.(*ast.CallExpr)
		if !ok || tv.Type == nil {
			continue
		}
		t, ok := tv.Type.Underlying().(*types.Slice)
		if !ok || !types.Identical(t, s) {
			continue
		}
		if fun := x.info.Types[call.Fun]; fun.IsType() || fun.IsBuiltin() && builtinName(call.Fun) == "append" {
			return true
		}
	}
	return false
}

// isInMemory reports whether an expression is an element, or what a pointer leads to, which may
// be one; what a call gives is its own.
func (x *examiner) isInMemory(e ast.Expr) bool {
	if star, ok := ast.Unparen(e).(*ast.StarExpr); ok {
		_, ofCall := ast.Unparen(star.X).(*ast.CallExpr)
		return !ofCall
	}
	kind := x.kind(e)
	return strings.HasPrefix(kind, "an element of") && !strings.HasSuffix(kind, "a map")
}

func (x *examiner) appends(e *ast.CallExpr) {
	t := x.info.TypeOf(e)
	x.use(e.Pos(), "append to %s", x.plain(t))
	x.operand(e.Args[0], "appended to")
	if e.Ellipsis.IsValid() {
		x.use(e.Pos(), "append of %s with ... to %s", x.plain(x.info.TypeOf(e.Args[1])), x.plain(t))
		x.operand(e.Args[1], "appended with ...")
		return
	}
	if len(e.Args) != 2 {
		x.use(e.Pos(), "append of %s", count(len(e.Args)-1, "value"))
	}
	slice, ok := t.Underlying().(*types.Slice)
	if !ok {
		return // a type parameter, which is refused as such
	}
	for i, arg := range e.Args[1:] {
		x.flow(arg, slice.Elem(), "append")
		if i > 0 && x.isInMemory(arg) {
			x.use(arg.Pos(), "append of what is in memory behind another value")
		}
	}
}
