package yaegi

import (
	"reflect"
	"slices"
	"strings"

	"bothends/runner/yaegi/host"
)

// Go's compiler makes the calls of a statement in their order, and what may fail beside them
// when all are made; the interpreter goes from left to right. Package lower has calls made
// before their statement, where it can. Where it has not, an expression may fail here before
// a call that Go would have made by then. Only the place where it fails shows that, so there
// the program ends: nobody can take the call back that was not made.

// settleOrder finds what fails before a node in Go that would fail after it here, and its error; none
// if that is the node itself. It ends the program where this cannot be told: there may be calls before
// it in Go that are after it here.
//
// Go's compiler cuts slices before it does the rest of a statement, as it makes calls (OSLICE in
// cmd/compile/internal/walk/order.go).
func (x *supervisor) settleOrder(n *node, f *frame) (first *node, fault any) {
	if n == nil || x.isGoCall(n) {
		return nil, nil // calls are made in their order
	}
	var around []*node // what is evaluated together: the operands of a call, or a statement
	for at := n; at != nil && around == nil; at = at.anc {
		if x.isGoCall(at) || at.anc == nil || endsStatement(at.anc) {
			around = x.together(at)
		}
	}
	seen := map[*node]bool{}
	for at := []*node{n}; len(at) > 0; {
		m := at[0]
		at = at[1:]
		if m == nil || seen[m] || !slices.ContainsFunc(around, func(a *node) bool { return isWithin(m, a) }) {
			continue
		}
		seen[m] = true
		if m != n && x.isEarly(m, around) && !x.isEarly(n, around) && !isOtherwise(n, m) {
			if fault := overrun(m, f); fault != nil {
				if isCharacter(n, f) {
					unknown("a character of a string and a slice fail in the same statement, and either may come first")
				}
				return m, fault
			}
			if kindName(m.kind) == "sliceExpr" && !isKnown(m, f) {
				unknown("what fails stands before a slice of the same statement, which may come first")
			}
		}
		if x.isVisible(m) && !isWithin(n, m) && !isOtherwise(n, m) {
			unknown("what fails stands before a call of the same statement, which may come first")
		}
		if m != n && isWithin(m, around[0]) && isConverted(m, n) && overrun(m, f) != nil && !isSame(m, n) && !isOtherwise(n, m) {
			unknown("two operands of the same statement fail, and the one that is converted may come first")
		}
		if m != n && divides(m, f) && isAppended(m, n) {
			unknown("two operands of append fail, and the one that divides may come first")
		}
		at = append(at, m.tnext, m.fnext)
	}
	return nil, nil
}

// isCharacter reports whether a node is one of a string that may become an interface. It has no address,
// so that the compiler copies it before the rest, too.
func isCharacter(n *node, f *frame) bool {
	if kindName(n.kind) != "indexExpr" || known(n.child[0], f).Kind() != reflect.String {
		return false
	}
	switch parent := kindName(n.anc.kind); parent {
	case "assignStmt", "defineStmt", "returnStmt", "binaryExpr":
		return false
	}
	return true
}

// isEarly reports whether a node is a slice that is cut, or an operand of one, or of a call of the
// statement.
func (x *supervisor) isEarly(n *node, around []*node) bool {
	for at := n; at != nil && !slices.Contains(around, at) && !endsStatement(at); at = at.anc {
		if kindName(at.kind) == "sliceExpr" || at != n && x.isGoCall(at) {
			return true
		}
	}
	return false
}

// noteCall notes a node if it is a call.
func (x *supervisor) noteCall(n *node, made string) {
	if call, seen := callOf(n, made); call {
		x.calls.Store(n, seen)
	}
}

// overrun is the error of an element, or a part, that is beyond its end, as far as that can be said
// of names and numbers.
func overrun(n *node, f *frame) any {
	kind := kindName(n.kind)
	if kind != "indexExpr" && kind != "sliceExpr" {
		return nil
	}
	if !isKnown(n, f) {
		return nil
	}
	of, at := known(n.child[0], f), []reflect.Value{}
	for _, c := range n.child[1:] {
		at = append(at, known(c, f))
	}
	switch {
	case of.Kind() != reflect.Slice && of.Kind() != reflect.Array && of.Kind() != reflect.String, len(at) == 0:
		return nil
	case kind == "indexExpr":
		return indexFault(of, at[0])
	case actionName(n.action) == "slice0":
		at = append([]reflect.Value{reflect.ValueOf(0)}, at...)
	}
	return sliceFault(of, at)
}

// isKnown reports whether the operands of a node are known before they are evaluated.
func isKnown(n *node, f *frame) bool {
	return !slices.ContainsFunc(n.child, func(c *node) bool { return !known(c, f).IsValid() })
}

// known is the value of a name, a number, a field of what is known, what it points to, a length, or a sum of such; not
// valid for anything else.
func known(n *node, f *frame) (none reflect.Value) {
	switch kindName(n.kind) {
	case "identExpr", "basicLit":
		return behindPointer(genValue(n)(f))
	case "parenExpr":
		return known(n.child[0], f)
	case "starExpr":
		if of := known(n.child[0], f); of.Kind() == reflect.Pointer && !of.IsNil() {
			return of.Elem()
		}
	case "selectorExpr":
		if n.rval.IsValid() || n.child[0].typ != nil && categoryName(n.child[0].typ.cat) == "binPkgT" {
			return behindPointer(n.rval) // a variable of the library
		}
		of := known(n.child[0], f)
		if of.Kind() == reflect.Pointer && !of.IsNil() {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct {
			return none
		}
		for _, name := range []string{n.child[1].ident, "X" + n.child[1].ident} {
			if field, ok := of.Type().FieldByName(name); ok && len(field.Index) == 1 {
				return behindPointer(of.FieldByIndex(field.Index))
			}
		}
	case "callExpr":
		if n.child[0].ident != "len" || len(n.child) != 2 {
			return none
		}
		switch of := known(n.child[1], f); of.Kind() {
		case reflect.Slice, reflect.Array, reflect.String, reflect.Map:
			return reflect.ValueOf(of.Len())
		}
	case "binaryExpr":
		left, right := known(n.child[0], f), known(n.child[1], f)
		if action := actionName(n.action); isNumber(left) && isNumber(right) && (action == "+" || action == "-") {
			sign := map[string]int{"+": 1, "-": -1}[action]
			return reflect.ValueOf(number(left) + sign*number(right))
		}
	}
	return none
}

func isNumber(v reflect.Value) bool { return v.IsValid() && (v.CanInt() || v.CanUint()) }

// isConverted reports whether a node is an operand of a call that another one, n, is none of. A
// conversion to a string, or from one, is a call for Go; one of numbers is not.
func isConverted(m, n *node) bool {
	for at := m.anc; at != nil && !endsStatement(at); at = at.anc {
		if kindName(at.kind) == "callExpr" && !convertsNumber(at) {
			return !isWithin(n, at)
		}
	}
	return false
}

// convertsNumber reports whether a call is a conversion to a type of numbers.
func convertsNumber(call *node) bool {
	if len(call.child) != 2 || call.typ == nil || kindName(call.child[0].kind) != "identExpr" || call.child[0].sym == nil {
		return false
	}
	name := categoryName(call.typ.cat)
	return actionName(call.action) == "convert" && (strings.HasPrefix(name, "int") || strings.HasPrefix(name, "uint") || strings.HasPrefix(name, "float"))
}

// isAppended reports whether two nodes are operands of the same append.
func isAppended(m, n *node) bool {
	for at := m.anc; at != nil && !endsStatement(at); at = at.anc {
		if kindName(at.kind) == "callExpr" {
			return at.child[0].ident == "append" && isWithin(n, at)
		}
	}
	return false
}

// divides reports whether a node divides by a zero, as far as that can be said of names and numbers.
func divides(n *node, f *frame) bool {
	if action := actionName(n.action); action != "/" && action != "%" || len(n.child) != 2 || len(n.child[1].child) > 0 {
		return false
	}
	by := operand(n, 1, f)
	return by.IsValid() && (by.CanInt() || by.CanUint()) && by.IsZero()
}

// isSame reports whether two nodes have the same operands.
func isSame(a, b *node) bool {
	return a.kind == b.kind && slices.EqualFunc(a.child, b.child, func(a, b *node) bool {
		return a.ident == b.ident && len(a.child) == len(b.child)
	})
}

// isGoCall reports whether a node is a call for Go, too.
func (x *supervisor) isGoCall(n *node) bool {
	_, call := x.calls.Load(n)
	return call
}

// isVisible reports whether it is one that somebody may notice.
func (x *supervisor) isVisible(n *node) bool {
	seen, _ := x.calls.Load(n)
	return seen == true
}

// together are a statement, or a call, and statements of which package lower has put it before
// another one.
func (x *supervisor) together(n *node) []*node {
	list := []*node{n}
	for kindName(n.kind) == "defineStmt" && strings.HasPrefix(n.child[0].ident, loweredPrefix) {
		i := slices.Index(n.anc.child, n) + 1
		if i == 0 || i == len(n.anc.child) || x.source.position(n.anc.child[i].pos).Line != x.source.position(n.pos).Line {
			break
		}
		n = n.anc.child[i]
		list = append(list, n)
	}
	return list
}

// endsStatement reports whether the children of a node are evaluated each by itself.
func endsStatement(n *node) bool {
	name := kindName(n.kind)
	starts := func(start string) bool { return strings.HasPrefix(name, start) }
	return slices.ContainsFunc([]string{"block", "case", "comm", "if", "for", "range", "switch", "typeSwitch", "selectStmt", "func", "file", "label"}, starts)
}

func isWithin(n, in *node) bool {
	for n != nil && n != in {
		n = n.anc
	}
	return n != nil
}

// isOtherwise reports whether a call is only made where what comes before it, n, says so.
func isOtherwise(n, call *node) bool {
	for at := call; at.anc != nil; at = at.anc {
		name := kindName(at.anc.kind)
		if (name == "landExpr" || name == "lorExpr") && at == at.anc.child[1] && isWithin(n, at.anc.child[0]) {
			return true
		}
	}
	return false
}

// callOf tells of a node that is made so whether it is a call for Go, too, and whether anybody
// may notice that it has been made. To receive is one as well.
func callOf(n *node, made string) (call, seen bool) {
	switch made {
	case "recv", "recv2":
		return true, true
	case "call":
		call = !makesLiteral(n) && !startsLater(n) && !strings.HasPrefix(n.child[0].ident, loweredPrefix+"in")
		return call, call
	case "callBin":
		path, name := libraryFunction(n.child[0])
		call = path != host.Path && !startsLater(n) && !ofHost(n.child[0])
		return call, call && !isPure(path, name)
	}
	return false, false
}

// ofHost reports whether a method is one of what package lower has of the host's: the table of the
// program's types, and the list of what is deferred.
func ofHost(f *node) bool {
	if kindName(f.kind) != "selectorExpr" || !strings.HasPrefix(f.child[0].ident, loweredPrefix) {
		return false
	}
	return strings.HasPrefix(f.child[0].ident, loweredPrefix+"types") || strings.HasPrefix(f.child[1].ident, "Push")
}

// startsLater reports whether a call is of go or defer, which only its operands are evaluated for.
func startsLater(call *node) bool {
	if call.anc == nil {
		return false
	}
	name := kindName(call.anc.kind)
	return name == "goStmt" || name == "deferStmt"
}

// makesLiteral reports whether a call is of a literal that does nothing but return another.
func makesLiteral(call *node) bool {
	f := call.child[0]
	if kindName(f.kind) != "funcLit" {
		return false
	}
	body := f.child[len(f.child)-1].child
	if len(body) == 0 || len(body) > 2 || len(body) == 2 && !strings.HasPrefix(kindName(body[0].kind), "if") {
		return false
	}
	last := body[len(body)-1]
	return kindName(last.kind) == "returnStmt" && len(last.child) == 1 && kindName(last.child[0].kind) == "funcLit"
}

// libraryFunction is where a function of the library is from, and its name.
func libraryFunction(f *node) (path, name string) {
	if kindName(f.kind) != "selectorExpr" {
		return "", ""
	}
	if of := f.child[0].sym; of != nil && of.typ != nil {
		path = of.typ.path
	}
	return path, f.child[1].ident
}

// pure are packages whose functions, but those that take others, can be called without being noticed.
var pure = []string{"strings", "strconv", "bytes", "math", "math/bits", "unicode", "unicode/utf8", "errors"}

// isPure reports whether a function is one of theirs.
func isPure(path, name string) bool {
	if path == "fmt" {
		return strings.HasPrefix(name, "Sp") || name == "Errorf"
	}
	return slices.Contains(pure, path) && !strings.Contains(name, "Func") && name != "Map"
}
