package certify

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// kind is what an expression is, as far as it matters to what holds it.
func (x *examiner) kind(e ast.Expr) string {
	e = ast.Unparen(e)
	tv := x.info.Types[e]
	switch {
	case tv.Value != nil:
		return "a constant"
	case tv.IsNil():
		return "nil"
	case tv.IsType():
		return "a type"
	}
	switch e := e.(type) {
	case *ast.Ident:
		return x.identKind(e)
	case *ast.SelectorExpr:
		return x.selectorKind(e)
	case *ast.IndexExpr, *ast.IndexListExpr:
		return x.indexKind(e)
	case *ast.SliceExpr:
		return "a slice expression"
	case *ast.StarExpr:
		return "a dereference"
	case *ast.CompositeLit:
		return "a literal of " + x.underlying(tv.Type)
	case *ast.FuncLit:
		return "a function literal"
	case *ast.TypeAssertExpr:
		return "an assertion"
	case *ast.CallExpr:
		return x.callKind(e)
	case *ast.BinaryExpr:
		return "an operation " + operationKind(e.Op)
	case *ast.UnaryExpr:
		if lit, ok := ast.Unparen(e.X).(*ast.CompositeLit); ok && e.Op == token.AND {
			return "an address of a literal of " + x.underlying(x.info.TypeOf(lit))
		}
		return "an operation unary " + e.Op.String()
	}
	return fmt.Sprintf("%T", e)
}

func operationKind(op token.Token) string {
	switch op {
	case token.LAND, token.LOR:
		return "of logic"
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return "of comparison"
	case token.SHL, token.SHR:
		return "of shift"
	}
	return "of arithmetic"
}

func (x *examiner) identKind(e *ast.Ident) string {
	switch o := x.info.ObjectOf(e).(type) {
	case *types.Func:
		return "a function"
	case *types.Var:
		if v := x.vars[o]; v != nil && v.function == nil {
			return "a package variable"
		}
		return "a variable"
	}
	return "a name"
}

func (x *examiner) selectorKind(e *ast.SelectorExpr) string {
	s := x.info.Selections[e]
	if s == nil {
		switch x.info.Uses[e.Sel].(type) {
		case *types.Func:
			return "a library function"
		case *types.Var:
			return "a library variable"
		}
		return "a library symbol"
	}
	switch s.Kind() {
	case types.MethodExpr:
		return "a method expression"
	case types.MethodVal:
		return "a method value"
	}
	return "a field"
}

func (x *examiner) indexKind(e ast.Expr) string {
	i, ok := e.(*ast.IndexExpr)
	if !ok || x.info.Types[i.Index].IsType() {
		return "an instantiated function"
	}
	t := x.info.TypeOf(i.X)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
		return "an element of a pointer to " + x.underlying(t)
	}
	return "an element of " + x.underlying(t)
}

// underlying is the class of a type without its name.
func (x *examiner) underlying(t types.Type) string {
	switch t.Underlying().(type) {
	case *types.Struct:
		return "a struct"
	case *types.Slice:
		return "a slice"
	case *types.Array:
		return "an array"
	case *types.Map:
		return "a map"
	case *types.Basic:
		return "a basic type"
	}
	return "another type"
}

func (x *examiner) callKind(e *ast.CallExpr) string {
	if x.info.Types[e.Fun].IsType() {
		return "a conversion"
	}
	if x.info.Types[e.Fun].IsBuiltin() {
		return "a call of " + builtinName(e.Fun)
	}
	return "a call"
}

func builtinName(e ast.Expr) string {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok {
		return id.Name
	}
	return "a builtin"
}

// value is the kind of an expression that is only read: whatever place it is
// read from.
func (x *examiner) value(e ast.Expr) string {
	kind := x.kind(e)
	switch {
	case strings.HasPrefix(kind, "an element of a"), kind == "a variable", kind == "a package variable",
		kind == "a library variable", kind == "a field", kind == "a dereference":
		return "a place"
	}
	return kind
}

// operand examines an expression within another construct, which is named: the
// pair is a construct, since yaegi generates code for one with the other in
// view.
func (x *examiner) operand(e ast.Expr, within string) {
	x.use(e.Pos(), "%s: %s", within, x.value(e))
	x.expression(e)
}

// expression examines one whose value is used as it is.
func (x *examiner) expression(e ast.Expr) {
	if x.info.Types[e].Value != nil {
		x.constant(e)
		return
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		x.use(e.Pos(), "parentheses")
		x.expression(e.X)
	case *ast.Ident:
		x.ident(e)
	case *ast.SelectorExpr:
		x.selector(e)
	case *ast.CompositeLit:
		x.composite(e)
	case *ast.FuncLit:
		x.literal(e, false)
	case *ast.CallExpr:
		x.call(e)
	case *ast.StarExpr:
		x.use(e.Pos(), "dereference of %s", x.class(x.info.TypeOf(e.X)))
		x.operand(e.X, "dereference")
	case *ast.UnaryExpr:
		x.unary(e)
	case *ast.BinaryExpr:
		x.binary(e)
	case *ast.TypeAssertExpr:
		x.assertion(e)
	default:
		x.indexing(e)
	}
}

// indexing examines indexing and slicing.
func (x *examiner) indexing(e ast.Expr) {
	switch e := e.(type) {
	case *ast.IndexExpr:
		if x.info.Types[e.Index].IsType() {
			x.use(e.Pos(), "generic function with a type argument")
			x.typ(e.Index)
			x.expression(e.X)
			return
		}
		x.index(e)
	case *ast.IndexListExpr:
		x.use(e.Pos(), "generic function with type arguments")
		for _, i := range e.Indices {
			x.typ(i)
		}
		x.expression(e.X)
	case *ast.SliceExpr:
		x.slice(e)
	default:
		x.use(e.Pos(), "%T", e)
	}
}

// constant examines an expression that the compiler evaluates. yaegi does so
// too, by rules of its own, so types and operators are told apart.
func (x *examiner) constant(e ast.Expr) {
	tv := x.info.Types[e]
	switch e := e.(type) {
	case *ast.ParenExpr:
		x.constant(e.X)
	case *ast.BasicLit:
		x.use(e.Pos(), "%s literal as %s", e.Kind, x.plain(tv.Type))
	case *ast.Ident:
		x.use(e.Pos(), "constant name of type %s", x.plain(tv.Type))
	case *ast.SelectorExpr:
		x.library(e)
	case *ast.UnaryExpr:
		x.use(e.Pos(), "constant %s %s", e.Op, x.plain(tv.Type))
		if k := tv.Value.Kind(); e.Op == token.SUB && (k == constant.Float || k == constant.Int) && constant.Sign(tv.Value) == 0 {
			x.use(e.Pos(), "constant minus zero")
		}
		x.constant(e.X)
	case *ast.BinaryExpr:
		x.use(e.Pos(), "constant %s %s %s", x.plain(x.info.TypeOf(e.X)), e.Op, x.plain(x.info.TypeOf(e.Y)))
		x.constant(e.X)
		x.constant(e.Y)
	case *ast.CallExpr:
		if x.info.Types[e.Fun].IsType() && x.info.Types[e.Args[0]].Value != nil {
			x.use(e.Pos(), "constant conversion of %s to %s", x.plain(x.info.TypeOf(e.Args[0])), x.class(tv.Type))
			x.typ(e.Fun)
			x.constant(e.Args[0])
			return
		}
		x.use(e.Pos(), "constant call of %s", builtinName(e.Fun))
		for _, arg := range e.Args {
			x.expression(arg)
		}
	default:
		x.use(e.Pos(), "constant %T", e)
	}
}

func (x *examiner) ident(e *ast.Ident) {
	switch o := x.info.ObjectOf(e).(type) {
	case *types.Var:
		if e.Name != "_" {
			x.use(e.Pos(), "%s", x.identKind(e))
		}
	case *types.Nil:
		x.use(e.Pos(), "nil")
	case *types.Func:
		what := "function of the program"
		if o.Signature().TypeParams().Len() > 0 {
			what = "generic " + what
			if _, ok := x.info.Instances[e]; ok {
				what += x.inferred(e)
			}
		}
		x.use(e.Pos(), "%s", what)
	default:
		x.found(e.Pos(), fmt.Sprintf("name that is a %T", o), e.Name)
	}
}

// inferred: yaegi infers type arguments only in simple cases.
func (x *examiner) inferred(e *ast.Ident) string {
	args := x.info.Instances[e].TypeArgs
	return " instantiated with " + count(args.Len(), "type")
}

// selector examines x.f that is not called.
func (x *examiner) selector(e *ast.SelectorExpr) {
	s := x.info.Selections[e]
	if s == nil {
		x.library(e)
		return
	}
	recv := x.class(s.Recv())
	switch s.Kind() {
	case types.FieldVal:
		promoted := ""
		if len(s.Index()) > 1 {
			promoted = " through " + count(len(s.Index())-1, "embedded struct")
		}
		x.use(e.Pos(), "field of %s%s", recv, promoted)
		x.use(e.Pos(), "field of type %s", x.element(s.Type()))
		if hidesMethod(s) {
			x.use(e.Pos(), "field that hides a method of what is embedded beside it")
		}
		x.operand(e.X, "field")
	case types.MethodVal:
		steady := "what may change"
		if x.steady(e.X) {
			steady = "what does not change"
		}
		x.use(e.Pos(), "method value of %s on %s", x.method(s), steady)
		x.operand(e.X, "method value")
	default:
		x.use(e.Pos(), "method expression of %s", recv)
		x.typ(e.X)
	}
}

// hidesMethod reports whether a type that is embedded beside a field has a method of its name.
func hidesMethod(field *types.Selection) bool {
	t := field.Recv().Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	s, ok := t.(*types.Struct)
	if !ok {
		return false
	}
	for beside := range s.Fields() {
		if beside.Embedded() && beside != field.Obj() {
			m, _, _ := types.LookupFieldOrMethod(beside.Type(), true, field.Obj().Pkg(), field.Obj().Name())
			if _, ok := m.(*types.Func); ok {
				return true
			}
		}
	}
	return false
}

func (x *examiner) unary(e *ast.UnaryExpr) {
	t := x.info.TypeOf(e.X)
	switch e.Op {
	case token.AND:
		if lit, ok := ast.Unparen(e.X).(*ast.CompositeLit); ok {
			x.use(e.Pos(), "address of a literal of type %s", x.class(t))
			x.composite(lit)
			return
		}
		x.use(e.Pos(), "address of %s of type %s", x.kind(e.X), x.element(t))
		x.expression(e.X)
	case token.ARROW:
		x.channel(e.Pos(), "receive from", t)
		x.operand(e.X, "receive")
	default:
		x.use(e.Pos(), "%s %s", e.Op, x.plain(t))
		x.operand(e.X, e.Op.String())
	}
}

// binary: for operators that wrap around, the type decides; what the operands
// are decides whether yaegi converts them.
func (x *examiner) binary(e *ast.BinaryExpr) {
	left, right := x.info.TypeOf(e.X), x.info.TypeOf(e.Y)
	switch operationKind(e.Op) {
	case "of comparison":
		x.comparison(e, left, right)
	case "of shift":
		x.use(e.OpPos, "%s %s by %s", x.plain(left), e.Op, x.converted(right.Underlying()))
		if _, ok := ast.Unparen(e.X).(*ast.BasicLit); ok && !types.Identical(left, types.Typ[types.Int]) {
			x.use(e.OpPos, "shift of a literal that has its type from what is around")
		}
	default:
		x.use(e.OpPos, "%s %s %s", x.plain(left), e.Op, x.plain(right))
	}
	group := operationKind(e.Op)
	x.use(e.OpPos, "left operand %s: %s", group, x.value(e.X))
	x.use(e.OpPos, "right operand %s: %s", group, x.value(e.Y))
	x.expression(e.X)
	x.expression(e.Y)
}

func (x *examiner) comparison(e *ast.BinaryExpr, left, right types.Type) {
	if x.info.Types[e.X].IsNil() || x.info.Types[e.Y].IsNil() {
		x.use(e.OpPos, "%s %s %s", x.plain(left), e.Op, x.plain(right))
		return
	}
	x.use(e.OpPos, "%s %s %s", x.plain(left), e.Op, x.plain(right))
	x.compared(e.OpPos, left)
}

// compared examines the type of values that are compared, or that are keys: what is in
// the program's own interfaces is compared by where it is.
func (x *examiner) compared(pos token.Pos, t types.Type) {
	if !types.IsInterface(t) && holdsOwnInterface(x, t) {
		x.use(pos, "comparison of what own interfaces are part of")
	}
}

// holdsOwnInterface reports whether an interface of the program's own is part of a value
// of a type.
func holdsOwnInterface(x *examiner, t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return !isTypeParam(t) && !u.Empty() && x.isOwn(t)
	case *types.Array:
		return holdsOwnInterface(x, u.Elem())
	case *types.Struct:
		for field := range u.Fields() {
			if holdsOwnInterface(x, field.Type()) {
				return true
			}
		}
	}
	return false
}

func (x *examiner) assertion(e *ast.TypeAssertExpr) {
	x.recognized(e, x.info.TypeOf(e.X), x.info.TypeOf(e.Type))
	x.use(e.Pos(), "assertion of %s to %s", x.class(x.info.TypeOf(e.X)), x.caseClass(e.Type, e.X))
	x.alike(e.Type, x.info.TypeOf(e.X))
	x.askedFor(e.Pos(), x.info.TypeOf(e.Type))
	if tv := x.info.Types[e]; tv.Type != nil {
		if _, ok := tv.Type.(*types.Tuple); ok {
			x.use(e.Pos(), "assertion to %s that may fail", x.caseClass(e.Type, e.X))
		}
	}
	x.typ(e.Type)
	within := "assertion"
	if t := x.info.TypeOf(e.X); x.isOwn(t) && !isAny(t) {
		within += " of an own interface" // which yaegi does not make of what is converted there
	}
	x.operand(e.X, within)
}

// askedFor examines what values are asked for: whether a type has the methods of an interface
// of the program's own is told by their names, and those of what it embeds of the library
// cannot be called through one.
func (x *examiner) askedFor(pos token.Pos, t types.Type) {
	i, ok := t.Underlying().(*types.Interface)
	if !ok || isTypeParam(t) || !x.isOwn(t) && types.Unalias(t) != i {
		return
	}
	for _, object := range x.info.Defs {
		name, ok := object.(*types.TypeName)
		if !ok || types.IsInterface(name.Type()) || isTypeParam(name.Type()) {
			continue
		}
		for m := range i.Methods() {
			o, index, _ := types.LookupFieldOrMethod(name.Type(), true, x.pkg, m.Name())
			f, isMethod := o.(*types.Func)
			switch {
			case !isMethod:
			case !types.Identical(f.Type(), m.Type()):
				x.use(pos, "own interface asked for of whose methods a type has one that is another")
			case len(index) > 1 && f.Pkg() != x.pkg:
				x.use(pos, "own interface asked for with a method that is promoted from the library")
			}
		}
	}
}

// recognized examines what a type assertion or a case asks for: in interfaces that are
// not the program's, the interpreter does not know the program's types.
func (x *examiner) recognized(e ast.Expr, from, to types.Type) {
	if (!x.isOwn(from) || isAny(from)) && x.isOwn(to) {
		x.use(e.Pos(), "own type asked for: %s for %s", x.class(to), x.class(from))
	}
}

func (x *examiner) index(e *ast.IndexExpr) {
	t := x.info.TypeOf(e.X)
	x.use(e.Pos(), "index of %s", x.plain(t))
	x.use(e.Index.Pos(), "index of type %s", x.plain(x.info.TypeOf(e.Index)))
	x.operand(e.X, "indexed")
	if m, ok := t.Underlying().(*types.Map); ok {
		x.flow(e.Index, m.Key(), "key")
		return
	}
	x.operand(e.Index, "index")
}

func (x *examiner) slice(e *ast.SliceExpr) {
	t := x.info.TypeOf(e.X)
	what := "slice of "
	for _, part := range []ast.Expr{e.Low, e.High, e.Max} {
		if part == nil {
			what += "-"
			continue
		}
		what += "x"
		x.operand(part, "bound of slice")
	}
	x.use(e.Pos(), "%s %s", what, x.bare(t))
	x.operand(e.X, "sliced")
}

// composite examines a literal T{…}.
func (x *examiner) composite(e *ast.CompositeLit) {
	t := x.info.TypeOf(e)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem() // &T left out
		x.use(e.Pos(), "literal of %s without & and type", x.class(t))
	} else if e.Type == nil {
		x.use(e.Pos(), "literal of %s without type", x.class(t))
	} else {
		x.typ(e.Type)
	}
	how := "empty"
	if len(e.Elts) > 0 {
		how = "without keys"
		if _, ok := e.Elts[0].(*ast.KeyValueExpr); ok {
			how = "with keys"
		}
	}
	x.use(e.Pos(), "literal of %s %s", x.class(t), how)
	for i, element := range e.Elts {
		x.compositeElement(t, i, element)
	}
}

func (x *examiner) compositeElement(t types.Type, i int, element ast.Expr) {
	value, key := element, ast.Expr(nil)
	if kv, ok := element.(*ast.KeyValueExpr); ok {
		value, key = kv.Value, kv.Key
	}
	x.starsWithin(value)
	switch u := t.Underlying().(type) {
	case *types.Struct:
		field := u.Field(min(i, u.NumFields()-1))
		if key != nil {
			field = x.info.ObjectOf(key.(*ast.Ident)).(*types.Var)
		}
		if field.Embedded() {
			x.use(value.Pos(), "literal that sets an embedded field of type %s", x.class(field.Type()))
		}
		context := "field of a literal"
		if !x.ownType(t) {
			context = "field of a library literal"
		}
		x.flow(value, field.Type(), context)
	case *types.Slice:
		x.arrayKey(key)
		x.flow(value, u.Elem(), "element of a slice literal")
	case *types.Array:
		x.arrayKey(key)
		x.flow(value, u.Elem(), "element of an array literal")
	case *types.Map:
		x.flow(key, u.Key(), "key of a literal")
		x.flow(value, u.Elem(), "value of a map literal")
	default:
		x.use(value.Pos(), "literal of %s", x.class(t))
	}
}

// starsWithin: yaegi takes *p for a type where an element of a literal has its type
// from there.
func (x *examiner) starsWithin(value ast.Expr) {
	for e := ast.Unparen(value); ; e = ast.Unparen(e) {
		switch inner := e.(type) {
		case *ast.SliceExpr:
			e = inner.X
		case *ast.SelectorExpr:
			e = inner.X
		case *ast.CallExpr:
			if !x.info.Types[inner.Fun].IsBuiltin() || builtinName(inner.Fun) != "append" {
				return
			}
			e = inner.Args[0]
		case *ast.StarExpr:
			if e != ast.Unparen(value) {
				x.use(e.Pos(), "a dereference within an element of a literal")
			}
			return
		default:
			return
		}
	}
}

// ownType reports whether a struct type is declared in the program.
func (x *examiner) ownType(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return !ok || n.Obj().Pkg() == x.pkg
}

func (x *examiner) arrayKey(key ast.Expr) {
	if key != nil {
		x.use(key.Pos(), "element with an index")
		x.constant(key)
	}
}

// count is a number of things in words, exact as far as one would try.
func count(n int, thing string) string {
	switch n {
	case 0:
		return "no " + thing
	case 1:
		return "one " + thing
	case 2:
		return "two " + thing + "s"
	}
	return "several " + thing + "s"
}
