package certify

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"unicode/utf8"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi/host"
)

// Of an operand that no verb is for, of one of %w that is no error, and of one of
// %p that is no pointer, fmt prints the type, which is that of the box. It asks no
// method before it does.

// misfit examines a call with a format.
func (x *examiner) misfit(call *ast.CallExpr) {
	name := x.libraryCallee(call)
	at, ok := formats[name]
	if !ok || at >= len(call.Args) || isTuple(x.info.TypeOf(call.Args[0])) {
		return
	}
	f := formatted{call: call, at: at, wraps: name == "fmt.Errorf"}
	if !x.fits(f, 0) {
		x.use(call.Pos(), "a format that may not fit own values")
	}
}

// formatValues examines the uses of functions with a format, and of those that put blanks
// between operands which are no texts, as values: what calls them is not followed.
func (x *examiner) formatValues() {
	called := map[*ast.Ident]bool{}
	for _, call := range x.calls {
		if id, _ := calledName(call); id != nil && !x.isMethodExpr(call) {
			called[id] = true
		}
	}
	for id, o := range x.info.Uses {
		fn, ok := o.(*types.Func)
		if !ok || called[id] || !x.keepsBoxes() {
			continue
		}
		if _, takes := formats[fn.FullName()]; takes {
			x.use(id.Pos(), "a format that may not fit own values")
		}
		if x.isGivenAnything(fn) {
			x.use(id.Pos(), "own value looked into, perhaps")
		}
		if host.Joins(fn.FullName()) && slices.ContainsFunc(x.boxedTypes(), isText) {
			x.use(id.Pos(), "operands of a function like Print, perhaps own texts")
		}
	}
}

// isGivenAnything reports whether a function of the library is given values as any, and does more than
// print them.
func (x *examiner) isGivenAnything(fn *types.Func) bool {
	switch path := pathOf(fn); path {
	case "", "main", hostPath, "log":
		return false
	case "fmt":
		return strings.Contains(strings.ToLower(fn.Name()), "scan")
	}
	for p := range fn.Signature().Params().Variables() {
		t := p.Type()
		if list, ok := t.(*types.Slice); ok {
			t = list.Elem()
		}
		if isAny(t) && !isTypeParam(t) {
			return true
		}
	}
	return false
}

func isText(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

// A formatted call has a format, perhaps by way of functions that hand it on.
type formatted struct {
	call          *ast.CallExpr
	at            int    // the format's place among the arguments
	before, after string // what is put around the format on the way
	wraps         bool   // it knows %w
}

// maxHands is how often a format may be handed on.
const maxHands = 3

// fits reports whether every operand that may be boxed has a verb that asks the box.
func (x *examiner) fits(f formatted, hands int) bool {
	operands, spread := f.call.Args[f.at+1:], f.call.Ellipsis.IsValid()
	if spread && len(operands) == 1 {
		if list, ok := ast.Unparen(operands[0]).(*ast.CompositeLit); ok { // as package lower writes them
			operands, spread = list.Elts, false
		}
	}
	if !x.anyBoxed(operands) {
		return true
	}
	if v := x.info.Types[f.call.Args[f.at]].Value; v == nil || v.Kind() != constant.String {
		return hands < maxHands && x.handedOn(f, hands)
	} else if spread {
		return false
	} else {
		return x.verbsFit(f.before+constant.StringVal(v)+f.after, operands, f.wraps)
	}
}

func (x *examiner) anyBoxed(operands []ast.Expr) bool {
	for _, e := range operands {
		if x.mayBeBoxed(e) {
			return true
		}
	}
	return false
}

// mayBeBoxed reports whether an operand, or one of a list, is or may be a box.
func (x *examiner) mayBeBoxed(e ast.Expr) bool {
	if x.isOwnBoxed(e) != nil {
		return true
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && x.libraryCallee(call) == hostPath+".Any" { // which makes none
		e = call.Args[0]
	}
	t := x.info.TypeOf(e)
	if list, ok := t.Underlying().(*types.Slice); ok && types.IsInterface(list.Elem()) {
		t = list.Elem()
	}
	return types.IsInterface(t) && x.keepsBoxes()
}

// keepsBoxes reports whether the program puts a value into a box but as an operand.
func (x *examiner) keepsBoxes() bool {
	if x.keeps == nil {
		operands, found := map[ast.Expr]bool{}, false
		for _, call := range x.calls {
			if name := x.libraryCallee(call); strings.HasPrefix(name, "fmt.") || strings.HasPrefix(name, "log.") {
				for _, arg := range call.Args {
					operands[arg] = true
				}
			}
			found = found || !operands[call] && x.isOwnBoxed(call) != nil
		}
		x.keeps = &found
	}
	return *x.keeps
}

// collectCalls lists the calls of a program in the order of their places.
func collectCalls(c *gocheck.Checked) (all []*ast.CallExpr) {
	for _, f := range c.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				all = append(all, call)
			}
			return true
		})
	}
	return all
}

// verbsFit compares a format with its operands.
func (x *examiner) verbsFit(format string, operands []ast.Expr, wraps bool) bool {
	next, indexed := 0, false
	for _, verb := range operandVerbs(format) {
		switch {
		case verb == '[':
			indexed = true
		case verb != 'w' && verb != 'p':
		case indexed:
			return false
		case next < len(operands) && !x.asks(verb, operands[next], wraps):
			return false
		}
		next++
	}
	return indexed || next >= len(operands) || !x.anyBoxed(operands[next:])
}

// asks reports whether %w or %p of an operand comes to what is in its box.
func (x *examiner) asks(verb rune, operand ast.Expr, wraps bool) bool {
	if !x.mayBeBoxed(operand) {
		return true
	}
	t := x.isOwnBoxed(operand)
	if t == nil {
		t = x.info.TypeOf(operand)
	}
	failure := types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
	return verb == 'w' && wraps && types.Implements(t, failure)
}

// operandVerbs are what a format takes operands for, in order, as package fmt reads
// it: verbs, * for a width, and [ where it names one.
func operandVerbs(format string) (verbs []rune) {
	for {
		_, rest, found := strings.Cut(format, "%")
		if !found {
			return verbs
		}
		rest = strings.TrimLeft(rest, "+-# 0")
		index := func() {
			if strings.HasPrefix(rest, "[") {
				verbs = append(verbs, '[')
				if _, after, closed := strings.Cut(rest, "]"); closed {
					rest = after
				} else {
					rest = rest[1:]
				}
			}
		}
		number := func() {
			index()
			if after, star := strings.CutPrefix(rest, "*"); star {
				verbs, rest = append(verbs, '*'), after
			} else {
				rest = strings.TrimLeft(rest, "0123456789")
			}
		}
		number()
		if after, precise := strings.CutPrefix(rest, "."); precise {
			rest = after
			number()
		}
		index()
		verb, size := utf8.DecodeRuneInString(rest)
		if format = rest[size:]; size > 0 && verb != '%' {
			verbs = append(verbs, verb)
		}
	}
}

// handedOn examines the calls of the function around, which hands on its format
// and its operands.
func (x *examiner) handedOn(f formatted, hands int) bool {
	if !f.call.Ellipsis.IsValid() || len(f.call.Args) != f.at+2 {
		return false
	}
	var around ast.Node
	var signature *types.Signature
	var declared *types.Func
	if lit := x.literalAround(f.call); lit != nil {
		around, signature = lit, x.info.TypeOf(lit).(*types.Signature)
	} else if decl := x.around(f.call); decl != nil {
		declared, _ = x.info.Defs[decl.Name].(*types.Func)
		if declared == nil {
			return false
		}
		around, signature = decl, declared.Signature()
	} else {
		return false
	}
	params := signature.Params()
	last := params.Len() - 1
	before, format, after, ok := x.parts(f.call.Args[f.at])
	list, isName := ast.Unparen(f.call.Args[f.at+1]).(*ast.Ident)
	if !ok || !isName || last < 1 || !signature.Variadic() ||
		x.info.Uses[format] != params.At(last-1) || x.info.Uses[list] != params.At(last) ||
		x.changes(around, params.At(last-1), params.At(last)) {
		return false
	}
	handed := formatted{nil, last - 1, f.before + before, after + f.after, f.wraps}
	if declared == nil {
		return x.valuesFit(signature, handed, hands+1)
	}
	return x.callsFit(declared, handed, hands+1)
}

// callsFit reports whether all calls of a declared function fit, and it is nothing but called.
func (x *examiner) callsFit(fn *types.Func, f formatted, hands int) bool {
	calls, fits := 0, true
	for _, call := range x.calls {
		if id, _ := calledName(call); id != nil && x.info.Uses[id] == fn {
			calls++
			f.call = call
			fits = fits && len(call.Args) > f.at && x.info.Types[call.Fun].IsValue() && !x.isMethodExpr(call) && x.fits(f, hands)
		}
	}
	for _, o := range x.info.Uses {
		if o == fn {
			calls--
		} else if m, ok := o.(*types.Func); ok && m.Name() == fn.Name() && m.Pkg() == fn.Pkg() && fn.Signature().Recv() != nil {
			fits = fits && !(m.Signature().Recv() != nil && types.IsInterface(m.Signature().Recv().Type()))
		}
	}
	return fits && calls == 0
}

// valuesFit reports whether all calls fit of values that are functions of a type, and none of
// these goes to the library.
func (x *examiner) valuesFit(signature *types.Signature, f formatted, hands int) bool {
	isOne := func(t types.Type) bool { return t != nil && types.Identical(t.Underlying(), signature) }
	for _, call := range x.calls {
		id, _ := calledName(call)
		if fn, ok := x.info.Uses[id].(*types.Func); ok {
			inLibrary := fn.Pkg() != nil && fn.Pkg() != x.pkg
			if inLibrary && slices.ContainsFunc(call.Args, func(e ast.Expr) bool { return isOne(x.info.TypeOf(e)) }) {
				return false
			}
			continue
		}
		f.call = call
		if x.info.Types[call.Fun].IsValue() && isOne(x.info.TypeOf(call.Fun)) && !(len(call.Args) > f.at && x.fits(f, hands)) {
			return false
		}
	}
	return true
}

// literalAround is the innermost function literal that a call stands in.
func (x *examiner) literalAround(call *ast.CallExpr) (innermost *ast.FuncLit) {
	d := x.around(call)
	if d == nil {
		return nil
	}
	ast.Inspect(d, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && lit.Pos() <= call.Pos() && call.End() <= lit.End() {
			innermost = lit
		}
		return n != nil && n.Pos() <= call.Pos() && call.End() <= n.End()
	})
	return innermost
}

func (x *examiner) isMethodExpr(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && x.info.Selections[sel] != nil && x.info.Selections[sel].Kind() == types.MethodExpr
}

// around is the declared function that a call stands in.
func (x *examiner) around(call *ast.CallExpr) *ast.FuncDecl {
	for _, d := range x.declared {
		if d.Pos() <= call.Pos() && call.End() <= d.End() {
			return d
		}
	}
	return nil
}

// parts takes a format apart that is a variable with constants around it.
func (x *examiner) parts(e ast.Expr) (before string, variable *ast.Ident, after string, ok bool) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return "", e, "", true
	case *ast.BinaryExpr:
		if v := x.info.Types[e.X].Value; v != nil {
			before, variable, after, ok = x.parts(e.Y)
			return constant.StringVal(v) + before, variable, after, ok
		}
		if v := x.info.Types[e.Y].Value; v != nil {
			before, variable, after, ok = x.parts(e.X)
			return before, variable, after + constant.StringVal(v), ok
		}
	}
	return "", nil, "", false
}

// changes reports whether a function may set one of its parameters.
func (x *examiner) changes(fn ast.Node, params ...*types.Var) (found bool) {
	set := func(e ast.Expr) {
		id, ok := ast.Unparen(e).(*ast.Ident)
		for _, p := range params {
			found = found || ok && x.info.Uses[id] == p
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				set(left)
			}
		case *ast.RangeStmt:
			set(n.Key)
			set(n.Value)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				set(n.X)
			}
		}
		return true
	})
	return found
}
