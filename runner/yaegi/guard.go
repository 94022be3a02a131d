package yaegi

import (
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/traefik/yaegi/interp"
)

// A supervisor sees what a program does that the interpreter, left alone, would
// do or tell otherwise than Go: panics and what recovers them (panics.go), the words
// of runtime errors (faults.go), deferred calls (defer.go), goroutines (go.go),
// selects (select.go), arguments that are -0 (zeros.go), HTTP headers that come too late
// (header.go), where patterns were registered (routes.go), and where the program is
// (trace.go).
type supervisor struct {
	source    *source
	any       *itype
	deferStmt nkind
	callSlice action // a call whose last argument has dots
	panics    *panics
	left      *leftBehind // of a terminal; nil otherwise
	calls     sync.Map    // nodes, and whether somebody may notice that they were executed
	routes    sync.Map    // of servers, and where they were registered
	rooms     rooms       // of slices
}

func newSupervisor(in *interp.Interpreter, s *source) (*supervisor, error) {
	if err := checkLayout(); err != nil {
		return nil, err
	}
	x := &supervisor{source: s, any: universe(in).sym["any"].typ, panics: &panics{}}
	for kindName(x.deferStmt) != "deferStmt" {
		x.deferStmt++
	}
	for actionName(x.callSlice) != "callSlice" {
		x.callSlice++
	}
	return x, nil
}

// supervise wraps the nodes of a compiled program. The interpreter makes their
// functions when it begins to execute, except for those of function literals and
// of methods of generic types, inner ones first, which are made again.
func (x *supervisor) supervise(p *interp.Program) error {
	w := walker{seen: map[*node]bool{}, types: map[*itype]bool{}}
	w.node(root(p))
	w.settleTypes()
	generators, made := map[uintptr]string{}, map[*node]bool{}
	for _, n := range w.nodes {
		if n.gen == nil {
			continue
		}
		at := reflect.ValueOf(n.gen).Pointer()
		name, ok := generators[at]
		if !ok {
			name = strings.TrimPrefix(runtime.FuncForPC(at).Name(), "github.com/traefik/yaegi/interp.")
			generators[at] = name
		}
		if n.exec != nil {
			n.exec = nil
			made[function(n)] = true
		}
		x.noteCall(n, name)
		x.wrap(n, name)
	}
	x.keepNegativeZeros(w.nodes)
	for _, n := range slices.Backward(w.nodes) {
		if made[n] {
			if err := genRun(n); err != nil {
				return err
			}
		}
	}
	return nil
}

// A walker collects the nodes of a program.
type walker struct {
	nodes []*node
	seen  map[*node]bool
	types map[*itype]bool
}

func (w *walker) node(n *node) {
	if n == nil || w.seen[n] {
		return
	}
	w.seen[n] = true
	w.nodes = append(w.nodes, n)
	for _, c := range n.child {
		w.node(c)
	}
	w.node(nodeOf(n.val))
	w.typ(n.typ)
}

// typ finds the methods of types, which for instances of generic ones are nowhere
// else.
func (w *walker) typ(t *itype) {
	if t == nil || w.types[t] {
		return
	}
	w.types[t] = true
	for _, m := range t.method {
		w.node(m)
	}
	for _, part := range slices.Concat([]*itype{t.val, t.key, t.ptr, t.recv}, t.arg, t.ret) {
		w.typ(part)
	}
	for _, part := range t.instance {
		w.typ(part)
	}
}

// settleTypes has the interpreter make the types of functions that it would make when they are first
// called, by several goroutines at once perhaps.
func (w *walker) settleTypes() {
	for t := range w.types {
		if t.rtype == nil && !t.incomplete && categoryName(t.cat) == "funcT" {
			typeOf(t)
		}
	}
}

// function is the innermost one that a node is in.
func function(n *node) *node {
	for n.anc != nil && kindName(n.kind) != "funcDecl" && kindName(n.kind) != "funcLit" {
		n = n.anc
	}
	return n
}

// harmless are what makes the nodes that cannot panic, by their names.
var harmless = map[string]bool{
	"nop": true, "branch": true, "land": true, "lor": true, "not": true, "neg": true, "pos": true, "bitNot": true,
	"add": true, "sub": true, "mul": true, "and": true, "or": true, "xor": true, "andNot": true,
	"equal": true, "notEqual": true, "lower": true, "lowerEqual": true, "greater": true, "greaterEqual": true,
	"inc": true, "dec": true, "_len": true, "_cap": true, "empty": true, "addConst": true, "subConst": true, "mulConst": true,
}

// shown are what makes the nodes whose place is in the Go stack, by their
// names: those that call, and those in which the Go runtime may end the process.
var shown = map[string]bool{
	"call": true, "callBin": true, "recv": true, "recv2": true, "send": true, "_select": true, "rangeChan": true,
	"getIndexMap": true, "getIndexMap2": true, "rangeMap": true, "_delete": true,
}

// wrap makes a node's function one that is supervised.
func (x *supervisor) wrap(n *node, made string) {
	if made == "_len" && ofArrayPointer(n.child[1]) {
		gen := n.gen
		n.gen = func(n *node) { gen(n); n.exec = x.arrayLenExec(n) }
		return
	}
	if made == "branch" && actionName(n.action) == "nop" {
		// The interpreter takes what is evaluated first for the left operand of && or ||. Where
		// that is the element of a literal, it has no truth, and the operand branches by itself.
		n.gen = nop
		return
	}
	if harmless[made] && !(len(n.child) > 0 && assignsToMap(n)) && !comparesInterfaces(n, made) {
		return
	}
	gen := n.gen
	n.gen = func(n *node) {
		switch {
		case made == "_panic":
			n.exec = x.panicExec(n)
			return
		case made == "_recover":
			n.exec = x.recoverExec(n)
			return
		case n.anc != nil && n.anc.kind == x.deferStmt && isCall(n):
			gen(n)
			n.exec = x.deferExec(n, x.guarded(n, made, n.exec))
			return
		case n.anc != nil && kindName(n.anc.kind) == "goStmt" && isCall(n):
			n.exec = x.goExec(n, gen, made)
			return
		}
		gen(n)
		if made == "_return" && x.defers(function(n)) {
			n.exec = x.returnExec(n, n.exec)
		}
		e := x.corrected(n, made, n.exec)
		if e == nil {
			return
		}
		if shown[made] || made == "assign" && assignsToMap(n) {
			e = x.placed(n, e)
		}
		n.exec = x.guarded(n, made, e)
	}
}

// corrected is what executes a node as Go would where the interpreter's own does
// not.
func (x *supervisor) corrected(n *node, made string, e exec) exec {
	switch {
	case e == nil:
	case made == "callBin":
		return x.routeExec(n, x.headerExec(n, e))
	case made == "deref":
		return x.derefExec(n, e)
	case made == "_select":
		return selectExec(n)
	case made == "rangeChan":
		return rangeChanExec(n)
	case strings.HasPrefix(made, "typeAssert"):
		return x.assertExec(n, made, e)
	case made == "_case":
		return x.caseExec(n, e)
	case made == "getMethodByName":
		return x.methodExec(n, e)
	case made == "getIndexMap2":
		return x.lookupExec(n, e)
	case made == "shl" || made == "shr" || made == "shlAssign" || made == "shrAssign":
		return x.shiftExec(n, e)
	}
	return x.roomExec(n, made, e)
}

func isCall(n *node) bool { return kindName(n.kind) == "callExpr" }

// inLoop reports whether a loop of the same function is around.
func inLoop(n *node) bool {
	for in := function(n); n != in && n != nil; n = n.anc {
		if name := kindName(n.kind); strings.HasPrefix(name, "forStmt") || name == "rangeStmt" {
			return true
		}
	}
	return false
}

func ofArrayPointer(n *node) bool {
	if n.typ == nil {
		return false
	}
	t := typeOf(n.typ)
	return t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Array
}

// arrayLenExec executes len of a pointer to an array, which is a constant and does not look
// at the pointer. The interpreter does, and there is nothing behind nil.
func (x *supervisor) arrayLenExec(n *node) exec {
	length := reflect.ValueOf(typeOf(n.child[1].typ).Elem().Len())
	dest, next := genValue(n), getExec(n.tnext)
	return func(f *frame) exec {
		dest(f).Set(length)
		return next
	}
}

// comparesInterfaces reports whether what is compared may hold what cannot be.
func comparesInterfaces(n *node, made string) bool {
	if made != "equal" && made != "notEqual" {
		return false
	}
	return slices.ContainsFunc(n.child, func(c *node) bool {
		if c.typ == nil {
			return false
		}
		switch t := typeOf(c.typ); t.Kind() {
		case reflect.Interface, reflect.Struct, reflect.Array:
			return true
		}
		return false
	})
}

func assignsToMap(n *node) bool {
	left := n.child[0]
	return kindName(left.kind) == "indexExpr" && left.child[0].typ != nil && typeOf(left.child[0].typ).Kind() == reflect.Map
}

// guarded tells where a panic comes by, and goes no further on a thread that was left behind.
func (x *supervisor) guarded(n *node, made string, e exec) exec {
	return func(f *frame) (next exec) {
		defer func() {
			r := recover()
			x.left.stop()
			if r == nil {
				return
			}
			if made == "callBin" {
				r = x.withPlaces(n, f, r)
			}
			begins := x.panics.of(r) == nil
			carried := x.passed(n, made, f, r)
			switch { // who prints the Go stack, as package net/http does, is to find the place
			case begins && (made == "assign" && assignsToMap(n) || made == "callBin" && !x.isGoCall(n)): // it is there
				raise(carried)
			case begins && !shown[made]:
				x.placed(n, func(*frame) exec { return raise(carried) })(f)
			}
			panic(carried)
		}()
		return e(f)
	}
}
