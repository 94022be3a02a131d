package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// flow examines an expression whose value goes to a place of a type: a
// variable, a parameter, an element. Two things may go wrong on the way. A
// value that becomes an interface takes its type along, and types of the
// program's own are not what they are to Go; and a struct or an array must be
// copied, which yaegi sometimes leaves out.
func (x *examiner) flow(e ast.Expr, to types.Type, context string) {
	from := x.info.TypeOf(e)
	tv := x.info.Types[e]
	switch {
	case tv.IsNil():
		if context == "append" {
			context = "append, of nil"
		}
		x.use(e.Pos(), "nil as %s: %s", x.element(to), context)
	case types.IsInterface(to) && !isTypeParam(to):
		if types.IsInterface(from) {
			x.between(e, from, to, context)
		} else {
			x.boxed(e, from, to, context)
		}
	case tv.Value != nil:
		x.use(e.Pos(), "constant as %s", x.plain(to))
	case x.isCopied(from):
		x.use(e.Pos(), "copy of %s from %s: %s", x.copied(from), x.kind(e), context)
	default:
		if _, ok := from.Underlying().(*types.Signature); ok {
			x.use(e.Pos(), "func from %s: %s", x.made(e), context)
			if !types.Identical(from, to) {
				x.use(e.Pos(), "%s as %s", x.class(from), x.class(to))
			}
			break
		}
		x.use(e.Pos(), "%s: %s", context, x.value(e))
		if !types.Identical(from, to) {
			x.use(e.Pos(), "%s as %s", x.class(from), x.class(to))
		}
	}
	if f, ok := ast.Unparen(e).(*ast.FuncLit); ok {
		x.literal(f, false)
		return
	}
	x.expression(e)
}

// made is the kind of an expression, where a call of a function literal that makes
// another is that literal.
func (x *examiner) made(e ast.Expr) string {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		if lit, ok := call.Fun.(*ast.FuncLit); ok && isMaker(lit) {
			return "a function literal"
		}
	}
	return x.value(e)
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// isCopied reports whether values of a type are copied as a whole.
func (x *examiner) isCopied(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return isTypeParam(t)
}

func (x *examiner) copied(t types.Type) string {
	if !x.isOwn(t) {
		if _, ok := t.Underlying().(*types.Struct); ok {
			return "library struct"
		}
	}
	if isTypeParam(t) {
		return "type parameter"
	}
	return x.underlying(t)[2:]
}

// between examines an interface that becomes another one.
func (x *examiner) between(e ast.Expr, from, to types.Type, context string) {
	if types.Identical(from, to) {
		own := ""
		if x.class(from) == "error" && strings.Contains(context, " of ") {
			if own = x.ownErrors; own != "" && x.sentinel(e) {
				own = " of the library"
			}
		}
		x.use(e.Pos(), "%s%s from %s: %s", x.class(from), own, x.value(e), x.unnamed(context, from))
		return
	}
	own := ""
	if x.class(from) == "error" {
		own = x.ownErrors
	}
	if own == "" && !x.isOwn(from) && !isAny(from) {
		x.use(e.Pos(), "interface as %s: %s", x.class(to), x.unnamed(context, from))
		return
	}
	x.use(e.Pos(), "%s%s as %s: %s", x.class(from), own, x.interfaceName(to), context)
}

// boxed examines a value that becomes an interface. For the program's own types
// every context is a construct; a variable that changes later would change what
// the interface holds.
func (x *examiner) boxed(e ast.Expr, from, to types.Type, context string) {
	changes := ""
	if x.isCopied(from) && !x.temporary(e) && !atOnce(context) {
		changes = " from what may change"
	}
	if !x.isOwn(from) {
		x.use(e.Pos(), "%s%s as %s: %s", x.element(types.Default(from)), changes, x.class(to), x.unnamed(context, from))
		return
	}
	if _, ok := from.Underlying().(*types.Pointer); ok && !x.neverNil(e, 8) && !types.IsInterface(from) && x.isLibrary(to) {
		changes += " that may be nil"
	}
	x.use(e.Pos(), "%s%s%s as %s: %s", x.class(from), x.traits(from, to), changes, x.interfaceName(to), context)
}

// atOnce reports whether a context is a library function that is done with its
// arguments when it returns.
func atOnce(context string) bool {
	return strings.Contains(context, " of fmt.") || strings.Contains(context, " of log.") ||
		strings.Contains(context, " of encoding/binary.") || strings.Contains(context, "encoding/json.")
}

// temporary reports whether nobody else can change what an expression yields.
func (x *examiner) temporary(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr, *ast.CompositeLit:
		return true
	case *ast.SelectorExpr: // binary.BigEndian and its like
		return x.kind(e) == "a library variable"
	case *ast.Ident:
		v := x.vars[x.variable(e)]
		return v != nil && v.function != nil && v.fixed() && !v.inLoop
	}
	return false
}

// unnamed is a context without the name of the library function, where the
// value is the library's too.
func (x *examiner) unnamed(context string, from types.Type) string {
	if name := strings.Index(context, "argument of "); name >= 0 && !x.isOwn(from) && !(x.ownErrors != "" && x.class(from) == "error") && !isAny(from) {
		return context[:name] + "argument of the library"
	}
	return context
}

// sentinel reports whether an error is one that the library made: io.EOF and its
// like, or a package variable that keeps what errors.New or fmt.Errorf gave it.
func (x *examiner) sentinel(e ast.Expr) bool {
	if x.kind(e) == "a library variable" {
		return true
	}
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v := x.vars[x.variable(id)]
	if v == nil || v.function != nil || !v.fixed() || v.value == nil {
		return false
	}
	call, ok := v.value.(*ast.CallExpr)
	return ok && (x.libraryCallee(call) == "errors.New" || x.libraryCallee(call) == "fmt.Errorf")
}

func isAny(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.Empty()
}

// isLibrary reports whether an interface is the library's, with methods: a nil
// pointer of the program's own becomes a nil interface of these.
func (x *examiner) isLibrary(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != x.pkg && !t.Underlying().(*types.Interface).Empty()
}

// neverNil reports whether a pointer is sure not to be nil: it is an address, or
// a variable that has kept one, or what a function returns that returns
// nothing else.
func (x *examiner) neverNil(e ast.Expr, depth int) bool {
	if depth == 0 {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return e.Op == token.AND
	case *ast.Ident:
		v := x.vars[x.variable(e)]
		return v != nil && v.fixed() && v.value != nil && x.neverNil(v.value, depth-1)
	case *ast.CallExpr:
		if x.info.Types[e.Fun].IsBuiltin() {
			return builtinName(e.Fun) == "new"
		}
		id, ok := ast.Unparen(e.Fun).(*ast.Ident)
		return ok && x.returnsAddresses(x.info.Uses[id], depth-1)
	}
	return false
}

// returnsAddresses reports whether a function of the program has one result,
// which is never nil.
func (x *examiner) returnsAddresses(fn types.Object, depth int) bool {
	d := x.declared[fn]
	if d == nil || d.Type.Results.NumFields() != 1 {
		return false
	}
	all := true
	ast.Inspect(d.Body, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok {
			all = all && len(r.Results) == 1 && x.neverNil(r.Results[0], depth)
		}
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
	return all
}

func (x *examiner) variable(e *ast.Ident) *types.Var {
	o, _ := x.info.Uses[e].(*types.Var)
	return o
}
