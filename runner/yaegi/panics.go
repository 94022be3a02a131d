package yaegi

import (
	"bytes"
	"fmt"
	"go/token"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

// A raised panic is one on its way, and where it came by. The Go panic that carries it
// through the interpreter and the library has a value that these can show.
type raised struct {
	value     any           // what recover returns, as the interpreter keeps it
	carried   any           // what the Go panic has
	words     func() string // that the process ends with
	signal    bool          // the machine raised it
	doubt     string        // what the interpreter said, if it is not known what Go would
	recovered bool
	again     bool    // the value is that of link
	byLibrary bool    // a function of the library has recovered it, and panicked with it again
	link      *raised // that was on its way when this one was raised
	trace     []traced
}

// A traced function is one that a panic came by: a place in the program, or what
// to say.
type traced struct {
	pos  token.Pos
	in   *source // of pos
	said frameText
}

// panics are those of all goroutines.
type panics struct {
	mu        sync.Mutex
	raised    map[int64]*raised      // the last of each goroutine
	deferring map[int64][]*deferring // the functions of each goroutine that call what they deferred while any panics
	active    atomic.Int32           // how many functions panic and call what they deferred
	signalled map[int64]bool         // the goroutines of which the runtime remembers a signal
	dying     atomic.Bool            // a goroutine's panic is about to end the process
}

// deferring is a function that calls what it deferred.
type deferring struct {
	current *raised // what it panics with
}

// goid is the number of the current goroutine. It is dear, and needed only when
// one panics.
func goid() int64 {
	var b [40]byte
	text := bytes.TrimPrefix(b[:runtime.Stack(b[:], false)], []byte("goroutine "))
	digits, _, _ := bytes.Cut(text, []byte(" "))
	id, _ := strconv.ParseInt(string(digits), 10, 64)
	return id
}

// same compares two interfaces as words: what they hold may not be comparable.
func same(a, b any) bool {
	return *(*[2]uintptr)(unsafe.Pointer(&a)) == *(*[2]uintptr)(unsafe.Pointer(&b))
}

func (p *panics) set(r *raised) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.raised == nil {
		p.raised, p.deferring = map[int64]*raised{}, map[int64][]*deferring{}
	}
	p.raised[goid()] = r
}

// raise is set of a panic that begins. The runtime remembers that the machine raised one for
// as long as any panic of the goroutine is on its way, be that one recovered or not.
func (p *panics) raise(r *raised) {
	p.set(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.remember(r.signal)
}

// remember is what the runtime remembers of signals from now on.
func (p *panics) remember(signal bool) {
	id := goid()
	if slices.ContainsFunc(p.deferring[id], func(d *deferring) bool { return d.current != nil }) {
		signal = signal || p.signalled[id]
	}
	if !signal {
		delete(p.signalled, id)
		return
	}
	if p.signalled == nil {
		p.signalled = map[int64]bool{}
	}
	p.signalled[id] = true
}

// signal is what the runtime says of the signal that it remembers.
func (p *panics) signal() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.signalled[goid()] {
		return ""
	}
	return "[signal SIGSEGV: segmentation violation]\n"
}

// of is the panic of this goroutine that a Go panic carries; nil if it carries
// none.
func (p *panics) of(carried any) *raised {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r := p.raised[goid()]; r != nil && same(r.carried, carried) {
		return r
	}
	return nil
}

// any reports whether a panic may be on its way.
func (p *panics) any() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.raised) > 0
}

func (p *panics) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.raised, goid())
	p.remember(false)
}

func (p *panics) push(d *deferring) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.deferring == nil {
		p.raised, p.deferring = map[int64]*raised{}, map[int64][]*deferring{}
	}
	id := goid()
	p.deferring[id] = append(p.deferring[id], d)
}

func (p *panics) pop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := goid()
	stack := p.deferring[id]
	if p.deferring[id] = stack[:len(stack)-1]; len(stack) == 1 {
		delete(p.deferring, id)
	}
}

func (p *panics) top() *deferring {
	p.mu.Lock()
	defer p.mu.Unlock()
	if stack := p.deferring[goid()]; len(stack) > 0 {
		return stack[len(stack)-1]
	}
	return nil
}

// passed notes that a panic comes by a node, be it that it begins there.
func (x *supervisor) passed(n *node, made string, f *frame, carried any) any {
	r := x.panics.of(carried)
	if r == nil {
		if first, fault := x.settleOrder(n, f); first != nil {
			n, carried = first, fault
		}
		r = x.fault(n, made, f, carried)
		r.trace = libraryFrames()
		r.byLibrary = slices.Contains(r.trace, repanic())
		x.panics.raise(r)
	} else if !r.byLibrary {
		r.byLibrary = slices.Contains(libraryFrames(), repanic())
	}
	r.trace = append(r.trace, traced{pos: x.place(n), in: x.source})
	return r.carried
}

// panicExec executes a call of panic.
func (x *supervisor) panicExec(n *node) exec {
	value := genDestValue(x.any, n.child[1])
	evaluate := x.guarded(n, "_panic", func(f *frame) exec { value(f); return nil })
	return x.placed(n, func(f *frame) exec {
		evaluate(f)
		r := x.thrown(value(f), f, n.child[1])
		r.trace = []traced{{pos: n.pos, in: x.source}}
		x.panics.raise(r)
		return raise(r.carried)
	})
}

// Raise is the function that stands in a Go stack for a panic of the program.
const Raise = "bothends/runner/yaegi.raise"

//go:noinline
func raise(carried any) exec { panic(carried) }

// thrown is a panic with a value of the program.
func (x *supervisor) thrown(v reflect.Value, f *frame, from *node) *raised {
	if i, ok := asInterface(v); ok {
		if i.node != nil && i.node.rval.IsValid() && i.node.rval == i.value { // panicked with before
			r := x.thrownOwn(i, f)
			r.value = v.Interface()
			return r
		}
		if own, ok := innermost(v); ok {
			return x.thrownOwn(own, f)
		}
		v = i.value
	}
	var value any
	if v.IsValid() {
		value = v.Interface()
	}
	if value == nil {
		value = caught(func() { panic(nil) })
	}
	r := &raised{value: value, carried: value, words: func() string { return words(value) }}
	if _, ok := value.(error); ok && asksProgram(value) {
		r.carried = errorCarriage{carriage{r}}
	}
	if t := from.typ; t.path == "main" && t.name != "" && !isInterface(t) { // reflect does not know its name
		r.words = func() string { return ownWords(valueInterface{from, reflect.ValueOf(value)}) }
	}
	return r
}

// thrownOwn is a panic with a value whose type is the program's. It is kept
// from changing, and with a node that any function's frame will do for.
func (x *supervisor) thrownOwn(i valueInterface, f *frame) *raised {
	kept := reflect.New(i.value.Type()).Elem()
	kept.Set(i.value)
	n := *i.node
	n.rval, n.child, n.exec, n.sym = kept, nil, nil, nil
	frozen := valueInterface{&n, kept}
	r := &raised{value: frozen.reflected().Interface()}
	r.words = func() string {
		for _, name := range []string{"Error", "String"} {
			if text, ok := callMethod(frozen, name, f); ok {
				return indented(text)
			}
		}
		return ownWords(frozen)
	}
	r.carried = carriage{r}
	if _, ok := method(frozen, "Error", f); ok {
		r.carried = errorCarriage{carriage{r}}
	}
	return r
}

// A carriage takes a value of the program's own through the library.
type carriage struct{ r *raised }

func (c carriage) Format(s fmt.State, _ rune) { fmt.Fprint(s, c.r.words()) }

type errorCarriage struct{ carriage }

// Error is asked by the library, and by the interpreter of every panic that comes by a
// function: whether it is one that the library would suppress. Go asks nobody then.
func (c errorCarriage) Error() string {
	var pcs [1]uintptr
	runtime.Callers(2, pcs[:])
	asking, _ := runtime.CallersFrames(pcs[:]).Next()
	if strings.HasPrefix(asking.Function, "github.com/traefik/yaegi/interp.runCfg") {
		return ""
	}
	return c.r.words()
}

// asksProgram reports whether the methods of a value may be the program's.
func asksProgram(value any) bool {
	t := reflect.TypeOf(value)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return strings.HasPrefix(t.PkgPath(), "bothends/")
}

// method is a method without parameters that returns a string.
func method(i valueInterface, name string, f *frame) (func() string, bool) {
	if i.node == nil || i.node.typ == nil {
		return nil, false
	}
	m, index := lookupMethod(i.node.typ, name)
	if m == nil {
		return nil, false
	}
	bound := *m
	bound.recv = &receiver{i.node, i.value, index}
	call, ok := genFunctionWrapper(&bound)(f).Interface().(func() string)
	return call, ok
}

func callMethod(i valueInterface, name string, f *frame) (text string, ok bool) {
	call, ok := method(i, name, f)
	if !ok {
		return "", false
	}
	return call(), true
}

// recoverExec executes a call of recover.
func (x *supervisor) recoverExec(n *node) exec {
	dest, empty, next := genValue(n), isEmptyInterface(n.typ), getExec(n.tnext)
	return func(f *frame) exec {
		d, value := dest(f), x.recover()
		switch {
		case value == nil && empty:
			d.SetZero()
		case value == nil:
			d.Set(valueInterface{}.reflected())
		case empty:
			d.Set(reflect.ValueOf(value))
		default:
			d.Set(valueInterface{n, reflect.ValueOf(value)}.reflected())
		}
		return next
	}
}

// recover is the value of recover, called where the program calls it.
func (x *supervisor) recover() any {
	if x.panics.active.Load() == 0 {
		return nil
	}
	d := x.panics.top()
	if d == nil || d.current == nil || d.current.recovered || !calledByDeferred() {
		return nil
	}
	if d.current.doubt != "" {
		unknown(d.current.doubt)
	}
	d.current.recovered = true
	return d.current.value
}

// unknown ends the process where it cannot go on as Go would.
func unknown(said string) {
	fmt.Fprintf(os.Stderr, Cannot+"tell what Go would do here: %s\n", said)
	os.Exit(statusRefused)
}

// calledByDeferred reports whether the function of the program that runs was
// called by what calls deferred functions, and not by another function.
func calledByDeferred() bool {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	functions := 0
	for {
		frame, more := frames.Next()
		name := frame.Function
		switch {
		case strings.HasSuffix(name, "yaegi.(*deferrals).call"):
			return functions == 1
		case strings.HasSuffix(name, "interp.runCfg"):
			functions++
		case !isMachinery(name):
			return false
		}
		if !more {
			return false
		}
	}
}

// isMachinery reports whether a function of the process is none of the program's
// doing.
func isMachinery(name string) bool {
	for _, of := range []string{"bothends/runner/yaegi.", "github.com/traefik/yaegi/", "reflect.", "runtime."} {
		if strings.HasPrefix(name, of) {
			return true
		}
	}
	return false
}
