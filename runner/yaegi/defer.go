package yaegi

import "reflect"

// deferrals are what a function has deferred. The interpreter calls them
// itself, but keeps a lock of the function meanwhile, and forgets the
// rest when one panics. So it is given one call to make: run.
type deferrals struct {
	x     *supervisor
	frame *frame
	calls []deferredCall
}

type deferredCall struct {
	node *node
	fn   reflect.Value
	args []reflect.Value
	many bool // the last argument has dots
}

// deferExec executes a defer statement. The arguments are kept as they are now.
func (x *supervisor) deferExec(n *node, e exec) exec {
	run := reflect.ValueOf((*deferrals).run)
	return func(f *frame) exec {
		next := e(f)
		call, before := x.launched(n, f.deferred[0]), f.deferred[1:]
		if len(before) == 0 {
			before = [][]reflect.Value{{run, reflect.ValueOf(&deferrals{x: x, frame: f})}}
		}
		d := before[0][1].Interface().(*deferrals)
		d.calls = append(d.calls, call)
		f.deferred = before
		return next
	}
}

// launched is what a go or defer statement launches, apart from what may change.
func (x *supervisor) launched(n *node, call []reflect.Value) deferredCall {
	d := deferredCall{node: n, fn: call[0], many: n.action == x.callSlice}
	for _, arg := range call[1:] {
		if arg.IsValid() {
			kept := reflect.New(arg.Type()).Elem()
			kept.Set(arg)
			arg = kept
		}
		d.args = append(d.args, arg)
	}
	return d
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
	x.panics.set(r)
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
			r.link = before
			r.again = before != nil && same(before.value, r.value)
			if before != nil {
				r.trace = append(append(r.trace, traced{said: frameText{function: "panic(...)"}}), before.trace...)
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
