package yaegi

import (
	"fmt"
	"go/types"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing/fstest"
	"time"
	"unsafe"

	"github.com/traefik/yaegi/interp"

	"bothends/runner/yaegi/host"
	"bothends/runner/yaegi/symbols"
)

// A Terminal executes one program after another in this process, and keeps variables
// from one to the next. Each program has an interpreter of its own, which knows nothing
// of those before it; a variable that it shares with them is at the same place in
// memory. So what earlier programs have left behind, goroutines and functions in
// variables, goes on and sees what later ones do.
//
// A panic ends the program and no more; os.Exit, a panic of another goroutine, and what
// the runtime cannot go on after end the process.
type Terminal struct {
	name   string
	memory map[string]reflect.Value // variables, by their keys
	left   leftBehind

	recursive map[string]reflect.Type // struct types that lead back to themselves, by their names

	panics  *panics    // of all programs: functions in variables are of one, and called by another
	mu      sync.Mutex // guards what follows
	current *execution // nil if no program is executed
	coming  bool       // one is to be executed
	refused bool       // it was interrupted before
}

// An execution is one of a program. Its function main has a thread of its own, so that
// a call in which that thread is can be interrupted.
type execution struct {
	id          *uint64 // of the interpreter: the program goes on while it is that of its frames
	frame       *frame  // of main
	thread      int
	ended       chan struct{}
	left        chan struct{} // closed when it was interrupted in vain
	over        chan struct{} // closed when all has been done that interrupts it
	interrupted bool
}

// An End is how a program ended.
type End struct {
	Panic       string                   // what Go prints of it, if one ended it, but for its goroutine's number
	Unknown     string                   // what cannot be done as Go does it, if that ended it
	Interrupted bool                     // by Interrupt
	Left        bool                     // as far as it is known, a call of it goes on
	Values      map[string]reflect.Value // of the variables that were asked for
}

// NewTerminal makes the process one for programs of a terminal.
func NewTerminal(name string) *Terminal {
	debug.SetMaxStack(MaxStack)
	debug.SetTraceback("single")
	os.Args = []string{name}
	wakeable()
	return &Terminal{name: name, memory: map[string]reflect.Value{}, panics: &panics{}}
}

// interruptTime is how long a program may take to end that was interrupted: only one
// that waits for what nobody can end takes as long. Its thread is woken every wakeTime,
// as it may have been about to wait when it was woken before.
const (
	interruptTime = 500 * time.Millisecond
	wakeTime      = 10 * time.Millisecond
)

// Expect says that a program is to be executed, which Interrupt ends from now on, until
// Expect says otherwise.
func (t *Terminal) Expect(coming bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.coming, t.refused = coming, false
}

// start makes an execution the one that Interrupt ends, if it has not done so.
func (t *Terminal) start(e *execution) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.refused {
		return false
	}
	t.current = e
	return true
}

// Execute executes a program until it ends, or was interrupted and is left behind.
// shared has the keys of the variables that it shares, by their names, values the names
// of those that are wanted, and where the place in a cell of a place in the program.
func (t *Terminal) Execute(p Program, shared map[string]string, values []string, where func(file string, line int) (string, int)) End {
	x, program, in, err := t.compile(p, where)
	if err != nil {
		return End{Unknown: err.Error()}
	}
	main, err := begin(in, program)
	if err == nil {
		err = t.share(in, shared)
	}
	if err != nil {
		return End{Unknown: err.Error()}
	}
	e := newExecution(in, main)
	var end End
	go func() {
		runtime.LockOSThread()
		defer func() {
			if !t.left.has(e.thread) { // which is nobody else's then: it ends
				runtime.UnlockOSThread()
			}
		}()
		defer close(e.ended)
		if e.thread = threadID(); !t.start(e) {
			e.interrupted = true
			close(e.over)
			return
		}
		defer func() {
			if carried := recover(); carried != nil {
				end.Panic, end.Unknown = x.account(carried)
				t.panics.forget()
			}
		}()
		runCfg(main.start, e.frame, main, nil)
	}()
	if t.await(e) {
		return End{Interrupted: true, Left: true}
	}
	t.settle(in, shared)
	if e.interrupted {
		return End{Interrupted: true}
	}
	end.Values = map[string]reflect.Value{}
	for _, name := range values {
		if i, ok := index(in, name); ok {
			end.Values[name] = globals(in).data[i]
		}
	}
	return end
}

// newExecution is one of a program's function main.
func newExecution(in *interp.Interpreter, main *node) *execution {
	e := &execution{id: identity(in), ended: make(chan struct{}), left: make(chan struct{}), over: make(chan struct{})}
	e.frame = newFrame(globals(in), len(main.types), atomic.LoadUint64(e.id))
	e.frame.done = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf((chan struct{})(nil))}
	for i, t := range main.types {
		e.frame.data[i] = reflect.New(t).Elem()
	}
	return e
}

// await waits until an execution has ended, or has been interrupted and does not.
func (t *Terminal) await(e *execution) (left bool) {
	select {
	case <-e.ended:
	case <-e.left:
		left = true
	}
	t.mu.Lock()
	t.current, t.coming = nil, false
	interrupted := e.interrupted
	t.mu.Unlock()
	if interrupted {
		<-e.over
	}
	return left
}

// compile makes a program ready for execution.
func (t *Terminal) compile(p Program, where func(string, int) (string, int)) (*supervisor, *interp.Program, *interp.Interpreter, error) {
	in := interp.New(interp.Options{Unrestricted: true, SourcecodeFilesystem: fstest.MapFS{}, Stderr: nowhere{}})
	if err := symbols.Use(in, p.Imports); err != nil {
		return nil, nil, nil, err
	}
	hooks := &host.Hooks{}
	if err := in.Use(interp.Exports{host.Path + "/host": {"NewDefers": reflect.ValueOf(hooks.NewDefers)}}); err != nil {
		return nil, nil, nil, err
	}
	source, err := parse(in.FileSet(), p)
	if err != nil {
		return nil, nil, nil, err
	}
	source.where = where
	var program *interp.Program
	if program, t.recursive, err = compileParts(in, source, t.recursive); err != nil {
		return nil, nil, nil, err
	}
	x, err := newSupervisor(in, source)
	if err == nil {
		x.panics, x.left = t.panics, &t.left
		*hooks = x.hooks()
		err = x.supervise(program)
	}
	return x, program, in, err
}

// begin executes a program up to its function main.
func begin(in *interp.Interpreter, p *interp.Program) (main *node, err error) {
	field := reflect.ValueOf(p).Elem().FieldByName("init")
	init := (*[]*node)(unsafe.Pointer(field.UnsafeAddr()))
	if len(*init) == 0 {
		return nil, fmt.Errorf("the program has no function main")
	}
	main, *init = (*init)[len(*init)-1], (*init)[:len(*init)-1]
	_, err = in.Execute(p)
	return main, err
}

// share gives a program the variables that others had before.
func (t *Terminal) share(in *interp.Interpreter, shared map[string]string) error {
	for name, key := range shared {
		i, ok := index(in, name)
		if !ok {
			return fmt.Errorf("the interpreter does not know the variable %s", name)
		}
		own := globals(in).data[i]
		before, ok := t.memory[key]
		if !ok {
			t.memory[key] = own
			continue
		}
		if before.Type() != own.Type() {
			return fmt.Errorf("the interpreter keeps the variable %s in another way than before", name)
		}
		globals(in).data[i] = before
	}
	return nil
}

// settle takes values over that the interpreter has put in place of a variable's: it
// does so with what some calls return.
func (t *Terminal) settle(in *interp.Interpreter, shared map[string]string) {
	for name, key := range shared {
		i, ok := index(in, name)
		if now, before := globals(in).data[i], t.memory[key]; ok && now.IsValid() && (!now.CanAddr() || now.Addr() != before.Addr()) {
			before.Set(now)
			globals(in).data[i] = before
		}
	}
}

// Interrupt ends the program that is executed, if there is one: what it executes, at
// once; a system call in which its thread waits, by a signal; what waits for a
// variable's connection or listener, by its deadline, of which it has none afterwards.
// A call that waits otherwise is left behind: the program goes no further when that has
// ended, but what it gets is gone, and what the functions that it was in hold, a locked
// mutex say, they hold for ever.
// A loop that calls nothing, in a function that an earlier program left in a variable, is
// not ended, nor are goroutines.
func (t *Terminal) Interrupt() {
	t.mu.Lock()
	e := t.current
	t.refused = t.refused || t.coming && e == nil
	if e == nil || e.interrupted {
		t.mu.Unlock()
		return
	}
	e.interrupted = true
	atomic.AddUint64(e.id, 1) // of no frame
	t.mu.Unlock()
	defer close(e.over)
	t.deadlines(time.Unix(1, 0))
	defer t.deadlines(time.Time{})
	defer atomic.AddUint64(e.id, ^uint64(0)) // functions that the program has left are as before
	limit := time.After(interruptTime)
	for {
		wake(e.thread)
		select {
		case <-e.ended:
			return
		case <-limit:
			atomic.StoreUint64(&e.frame.id, ^uint64(0))
			t.left.add(e.thread) // before functions are as they were: some of them are on it
			close(e.left)
			return
		case <-time.After(wakeTime):
		}
	}
}

// deadlines sets that of all connections and listeners in variables.
func (t *Terminal) deadlines(at time.Time) {
	for _, v := range t.memory {
		if !v.CanInterface() {
			continue
		}
		if d, ok := v.Interface().(interface{ SetDeadline(time.Time) error }); ok && !reflect.ValueOf(d).IsZero() {
			d.SetDeadline(at)
		}
	}
}

// account is what Go prints of a panic, but for the goroutine's number, and what is
// not known of it.
func (x *supervisor) account(carried any) (text, doubt string) {
	r := x.known(carried)
	for p := r; p != nil; p = p.link {
		if p.doubt != "" {
			return "", p.doubt
		}
	}
	var b strings.Builder
	trace := x.report(&b, r)
	b.WriteString("\n")
	printTrace(&b, trace)
	return b.String(), ""
}

// Dynamic is what a value in an interface is, and the name of its type if that is the
// program's own; v itself where it is in none.
func Dynamic(v reflect.Value) (value reflect.Value, name string) {
	if i, ok := innermost(v); ok {
		return i.value, typeName(i.node.typ)
	}
	return concrete(v), ""
}

// Open is what a value holds that the program has put into an interface for the library,
// and its type. It is not ok where that is not so.
func Open(v reflect.Value) (inside reflect.Value, typ types.Type, ok bool) {
	if !v.IsValid() || !v.CanInterface() {
		return v, nil, false
	}
	value, typ, ok := host.Open(v.Interface())
	return reflect.ValueOf(value), typ, ok
}

// identity is the number by which an interpreter knows the frames that are to go on.
func identity(in *interp.Interpreter) *uint64 {
	return (*uint64)(unsafe.Pointer(reflect.ValueOf(in).Elem().FieldByName("id").UnsafeAddr()))
}

// globals is the frame of a program's own variables.
func globals(in *interp.Interpreter) *frame {
	return (*frame)(reflect.ValueOf(in).Elem().FieldByName("frame").UnsafePointer())
}

// index is where a variable of the program is in that frame.
func index(in *interp.Interpreter, name string) (int, bool) {
	symbol := symbolsOf(in)[name]
	if symbol == nil || symbol.index < 0 || symbol.index >= len(globals(in).data) {
		return 0, false
	}
	return symbol.index, true
}

//go:linkname newFrame github.com/traefik/yaegi/interp.newFrame
func newFrame(*frame, int, uint64) *frame

//go:linkname runCfg github.com/traefik/yaegi/interp.runCfg
func runCfg(*node, *frame, *node, *node)
