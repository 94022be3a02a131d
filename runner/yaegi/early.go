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

// settleOrder ends the program if what fails at a node may have calls before it in Go that
// are after it here, or something else that fails.
func (x *supervisor) settleOrder(n *node, f *frame) {
	if n == nil || x.isGoCall(n) {
		return // calls are made in their order
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
		if x.isVisible(m) && !isWithin(n, m) && !isOtherwise(n, m) {
			unknown("what fails stands before a call of the same statement, which may come first")
		}
		if m != n && isWithin(m, around[0]) && isConverted(m, n) && fails(m, f) && !isSame(m, n) && !isOtherwise(n, m) {
			unknown("two operands of the same statement fail, and the one that is converted may come first")
		}
		if m != n && divides(m, f) && isAppended(m, n) {
			unknown("two operands of append fail, and the one that divides may come first")
		}
		at = append(at, m.tnext, m.fnext)
	}
}

// noteCall notes a node if it is a call.
func (x *supervisor) noteCall(n *node, made string) {
	if call, seen := callOf(n, made); call {
		x.calls.Store(n, seen)
	}
}

// fails reports whether an element, or a part, is beyond its end, as far as that can be said of
// names and numbers.
func fails(n *node, f *frame) bool {
	kind := kindName(n.kind)
	if kind != "indexExpr" && kind != "sliceExpr" {
		return false
	}
	for _, c := range n.child {
		if k := kindName(c.kind); k != "identExpr" && k != "basicLit" {
			return false
		}
	}
	of := operand(n, 0, f)
	if !of.IsValid() || of.Kind() != reflect.Slice && of.Kind() != reflect.Array && of.Kind() != reflect.String {
		return false
	}
	if kind == "indexExpr" {
		return indexFault(of, operand(n, 1, f)) != nil
	}
	return len(n.child) > 1 && sliceFault(of, bounds(n, 1, f)) != nil
}

// isConverted reports whether a node is an operand of a call that another one, n, is none of. A
// conversion to a string, or from one, is a call for Go.
func isConverted(m, n *node) bool {
	for at := m.anc; at != nil && !endsStatement(at); at = at.anc {
		if kindName(at.kind) == "callExpr" {
			return !isWithin(n, at)
		}
	}
	return false
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
		call = !makesLiteral(n) && !startsLater(n)
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
