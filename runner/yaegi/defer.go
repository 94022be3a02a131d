package yaegi

import (
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"
)

// deferrals are what a function has deferred. The interpreter calls them
// itself, but keeps a lock of the function meanwhile, and forgets the
// rest when one panics. So it is given one call to make: run.
type deferrals struct {
	x        *supervisor
	frame    *frame
	calls    []deferredCall
	returned token.Pos // where the function is when they are called, unless it panics
}

type deferredCall struct {
	node *node
	fn   reflect.Value
	args []reflect.Value
	many bool // the last argument has dots
}

// deferExec executes a defer statement.
func (x *supervisor) deferExec(n *node, e exec) exec {
	run := reflect.ValueOf((*deferrals).run)
	launch := x.launcher(n)
	end, _ := x.source.end(function(n).pos)
	return func(f *frame) exec {
		next := e(f)
		call, before := launch(f, f.deferred[0]), f.deferred[1:]
		if len(before) == 0 {
			before = [][]reflect.Value{{run, reflect.ValueOf(&deferrals{x: x, frame: f, returned: end})}}
		}
		d := before[0][1].Interface().(*deferrals)
		d.calls = append(d.calls, call)
		f.deferred = before
		return next
	}
}

// returnExec executes a return statement, which is where a function is while what it deferred is
// called: Go compiles the calls there, but for functions that may defer many.
func (x *supervisor) returnExec(n *node, e exec) exec {
	if _, atEnd := x.source.end(function(n).pos); atEnd {
		return e
	}
	at := returnsAt(n)
	return func(f *frame) exec {
		if len(f.deferred) > 0 {
			f.deferred[0][1].Interface().(*deferrals).returned = at
		}
		if e == nil {
			return nil
		}
		return e(f)
	}
}

// returnsAt is where a return statement begins. Package lower sets the results right before, which
// may take several lines.
func returnsAt(n *node) token.Pos {
	if i := slices.Index(n.anc.child, n); i > 0 && kindName(n.anc.child[i-1].kind) == "assignStmt" {
		if result := n.anc.child[i-1].child[0]; strings.HasPrefix(result.ident, loweredPrefix) {
			return result.pos
		}
	}
	return n.pos
}

// defers reports whether a function has deferred calls.
func (x *supervisor) defers(n *node) bool {
	if n.kind == x.deferStmt {
		return true
	}
	return slices.ContainsFunc(n.child, func(c *node) bool { return kindName(c.kind) != "funcLit" && x.defers(c) })
}

// launcher makes, of what the interpreter has for a go or defer statement to call,
// a call that nothing changes any more: of the function that it is now, with the
// arguments and the receiver that there are now. A literal that is
// started, or deferred in a loop, gets a frame of its own, as the variables of a
// round are replaced by those of the next.
func (x *supervisor) launcher(n *node) func(*frame, []reflect.Value) deferredCall {
	callee := n.child[0]
	literal := kindName(callee.kind) == "funcLit" && (n.anc.kind != x.deferStmt || inLoop(n))
	method := callee.recv != nil && callee.recv.node != nil && nodeOf(callee.val) != nil
	return func(f *frame, call []reflect.Value) deferredCall {
		d := deferredCall{node: n, many: n.action == x.callSlice}
		switch {
		case method:
			d.fn = bound(callee, f)
		case literal:
			d.fn = genFunctionWrapper(callee)(f.clone())
		default:
			d.fn = kept(call[0])
		}
		for _, arg := range call[1:] {
			d.args = append(d.args, kept(arg))
		}
		return d
	}
}

// kept is a value that does not change with the variable that it is of.
func kept(v reflect.Value) reflect.Value {
	if !v.IsValid() {
		return v
	}
	k := reflect.New(v.Type()).Elem()
	k.Set(v)
	return k
}

// bound is a method with the receiver that it has now.
func bound(method *node, f *frame) reflect.Value {
	receiver := *method.recv
	v := genValue(receiver.node)(f)
	for _, index := range receiver.index {
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		v = v.Field(index)
		if held, ok := asInterface(v); ok {
			v = held.value
		}
	}
	if !takesPointer(nodeOf(method.val)) {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				panic(nilDereference())
			}
			v = v.Elem()
		}
		v = kept(v)
	} else if v.Kind() == reflect.Pointer {
		v = kept(v)
	}
	receiver.node, receiver.val, receiver.index = nil, v, nil
	m := *method
	m.recv = &receiver
	return genFunctionWrapper(&m)(f)
}

// takesPointer reports whether the receiver of a method is a pointer.
func takesPointer(m *node) bool {
	receiver := receiverOf(m)
	return len(receiver) > 0 && kindName(receiver[len(receiver)-1].kind) == "starExpr"
}

// receiverOf are the name, if there is one, and the type of a method's receiver.
func receiverOf(m *node) []*node {
	if len(m.child) == 0 || len(m.child[0].child) == 0 {
		return nil
	}
	return m.child[0].child[0].child
}

// clone is a frame with the variables that there are now.
func (f *frame) clone() *frame {
	return &frame{id: f.id, debug: f.debug, root: f.root, anc: f.anc, data: slices.Clone(f.data), done: f.done}
}

func (c deferredCall) make() {
	if c.fn.IsNil() {
		panic(nilDereference())
	}
	if c.many {
		c.fn.CallSlice(c.args)
		return
	}
	c.fn.Call(c.args)
}

// run calls what a function deferred, when it ends. The function's frame says
// what it panics with.
func (d *deferrals) run() {
	x, f := d.x, d.frame
	carried := f.recovered
	if carried != nil {
		d.returned = token.NoPos
	}
	f.mutex.Unlock()
	defer f.mutex.Lock()
	ctx := &deferring{}
	if carried != nil {
		ctx.current = x.known(carried)
	}
	pushed := ctx.current != nil || x.panics.active.Load() > 0
	enter := func() { x.panics.push(ctx); x.panics.active.Add(1) }
	if pushed {
		enter()
	}
	for len(d.calls) > 0 {
		last := len(d.calls) - 1
		c := d.calls[last]
		d.calls = d.calls[:last]
		d.call(c, ctx)
		x.left.stop()
		if ctx.current != nil && !pushed {
			pushed = true
			enter()
		}
	}
	if pushed {
		x.panics.active.Add(-1)
		x.panics.pop()
	}
	f.recovered = nil
	if ctx.current != nil {
		f.recovered = ctx.current.carried
		x.panics.set(ctx.current)
	}
}

// known is a panic that comes to a function.
func (x *supervisor) known(carried any) *raised {
	if r := x.panics.of(carried); r != nil {
		return r
	}
	r := x.fault(nil, "", nil, carried)
	x.panics.raise(r)
	return r
}

// call calls one deferred function. If it panics, that is what the function that
// deferred it now panics with; if it recovers, the function no longer does.
func (d *deferrals) call(c deferredCall, ctx *deferring) {
	x := d.x
	defer func() {
		before := ctx.current
		if carried := recover(); carried != nil {
			r := x.known(carried)
			switch {
			case before != nil:
				r.during(before)
			case d.returned.IsValid():
				r.trace = append(r.trace, traced{pos: d.returned, in: x.source})
			}
			ctx.current = r
			return
		}
		if before != nil && before.recovered {
			ctx.current = nil
			x.panics.forget()
		}
	}()
	c.make()
}

// during says that a panic was raised in a call that was deferred, made because of another
// one. What it was itself raised in, if anything, is within that call.
func (r *raised) during(before *raised) {
	first := r
	for first.link != nil {
		first = first.link
	}
	if first != before {
		first.link = before
	}
	first.again = same(before.value, first.value)
	r.trace = slices.Concat(r.trace, []traced{repanic()}, before.trace)
}

// end is where a function ends that begins there, and whether Go calls what it deferred there.
func (s *source) end(from token.Pos) (end token.Pos, atEnd bool) {
	for _, f := range s.functions {
		if f.from == from {
			return f.to - 1, f.atEnd
		}
	}
	return token.NoPos, false
}

// The bounds of Go's compiler for calls that it makes where a function returns, see "open-coded
// defers" in cmd/compile/internal/ssagen.
const (
	maxOpenDefers = 8
	maxOpenExits  = 15 // defer statements times return statements
)

// defersAtEnd reports whether a function has what it deferred called at its end: that may
// be many calls.
func defersAtEnd(body *ast.BlockStmt) bool {
	if body == nil {
		return false
	}
	defers, returns, loops := 0, 0, 0
	var within []ast.Node
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil {
			within = within[:len(within)-1]
			return true
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			returns++
		case *ast.DeferStmt, *ast.ExprStmt:
			if s := n.(ast.Stmt); isDefer(s) {
				defers++
				if slices.ContainsFunc(within, isLoop) {
					loops++
				}
			}
		}
		within = append(within, n)
		return true
	})
	return loops > 0 || defers > maxOpenDefers || defers*returns > maxOpenExits
}

// isDefer holds for a defer statement, and for what package lower makes of one.
func isDefer(s ast.Stmt) bool {
	d, ok := s.(*ast.DeferStmt)
	if !ok {
		return callsLowered(s, "Push") || callsLowered(s, "PushCall")
	}
	f, ok := d.Call.Fun.(*ast.FuncLit)
	return !ok || !isLowered(f)
}

func isLoop(n ast.Node) bool {
	switch n.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return true
	}
	return false
}
